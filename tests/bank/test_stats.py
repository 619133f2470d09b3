from datetime import date

from interviewer.bank.catalogue import Bank
from interviewer.bank.shelf import Shelf
from interviewer.bank.stats import stats
from interviewer.domain.language import Language
from interviewer.domain.question import Level, Role
from tests.bank.samples import bank_of, question, question_data, sample_bank
from tests.shipped import shipped_bank


def test_a_bank_is_counted_by_topic_level_role_and_language() -> None:
    counted = stats(sample_bank(), date(2026, 12, 2))
    assert counted.questions == 8
    assert counted.levels == {Level.JUNIOR: 3, Level.MID: 4, Level.SENIOR: 1}
    assert counted.roles == {Role.ALGORITHM: 8, Role.APPLICATION: 0, Role.INFRASTRUCTURE: 8}
    assert counted.languages == {Language.ZH: 8, Language.EN: 8}
    assert (counted.points, counted.must_points, counted.misconceptions) == (9, 8, 1)
    assert counted.paraphrases == {Language.ZH: 13, Language.EN: 13}
    assert [t.topic for t in counted.topics] == [
        "attention", "hallucination", "inference-serving", "peft", "rag"
    ]  # fmt: skip
    assert sum(t.questions for t in counted.topics) == 8
    assert counted.sources.sources == 10
    assert counted.sources.distinct == 2
    assert counted.sources.median_age == 10
    assert counted.sources.over_a_year == 0


def test_a_text_left_in_the_other_language_is_not_counted() -> None:
    data = question_data()
    data["rubric"][0]["note"] = {"zh": "Same words", "en": "Same words"}
    copied = question("copied", rubric=data["rubric"])
    assert stats(bank_of(question(), copied)).languages == {Language.ZH: 1, Language.EN: 1}


def test_own_questions_and_replacements_are_shown() -> None:
    bank = Bank(Shelf([question("mine/a"), question("b")]), replaced={"old": "mine/a"})
    counted = stats(bank)
    assert counted.own == {"mine": 1}
    assert counted.replaced == {"old": "mine/a"}


def test_an_empty_bank_can_be_counted() -> None:
    counted = stats(bank_of())
    assert counted.questions == 0
    assert counted.sources.median_age is None


def test_the_shipped_bank_is_whole_in_both_languages() -> None:
    counted = stats(shipped_bank())
    assert counted.questions == counted.languages[Language.ZH] == counted.languages[Language.EN]
