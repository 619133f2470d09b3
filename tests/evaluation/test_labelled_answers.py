"""The project's own labelled answers are whole, and the built-in grader agrees with them."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from interviewer.bank.catalogue import Bank
from interviewer.evaluation.measuring import Figures, measure
from interviewer.evaluation.predicting import Predictor
from interviewer.evaluation.rows import LabelledRow, read_rows
from interviewer.grading.builtin.grader import BuiltinGrader
from interviewer.interview.marking import ThreadedGrader
from interviewer.interview.timekeeping import SystemTime
from tests.shipped import shipped_bank

FOLDER = Path(__file__).parents[1] / "data" / "answers"
KINDS = {
    "strong": 2, "middling": 1, "weak": 1, "blank": 1, "misconception": 1, "keywords": 1,
    "paraphrase": 1, "negated": 1, "mixed": 1, "noisy": 1,
}  # fmt: skip


@pytest.fixture(scope="module")
def bank() -> Bank:
    return shipped_bank()


def rows(name: str) -> list[LabelledRow]:
    return list(read_rows(FOLDER / f"{name}.jsonl"))


def test_sixty_questions_have_twelve_answers_each_and_a_third_is_set_aside(bank: Bank) -> None:
    development, aside = rows("development"), rows("set_aside")
    by_question = Counter(row.question_id for row in development + aside)
    assert set(by_question.values()) == {12}
    assert len(by_question) == 60
    assert len({row.question_id for row in aside}) == 20
    assert not {row.question_id for row in aside} & {row.question_id for row in development}
    topics = {bank.get(each).topic for each in by_question}
    assert topics == {question.topic for question in bank.questions.values()}


@pytest.mark.parametrize("name", ["development", "set_aside"])
def test_every_answer_has_a_verdict_for_every_point(bank: Bank, name: str) -> None:
    kinds: dict[str, Counter[str]] = {}
    for row in rows(name):
        points = {point.id for point in bank.get(row.question_id).rubric}
        assert set(row.verdicts) == points, row.id
        kinds.setdefault(row.question_id, Counter())[row.split or ""] += 1
    for question_id, found in kinds.items():
        rest = Counter(found)
        rest.subtract(KINDS)
        assert +rest in (Counter({"injection": 1}), Counter({"off-topic": 1})), question_id


def test_other_questions_have_two_answers_by_who_saw_the_prompt_only(bank: Bank) -> None:
    answers = rows("from_the_prompt")
    seen = {row.question_id for row in (*rows("development"), *rows("set_aside"))}
    assert Counter(Counter(row.question_id for row in answers).values()) == {2: 217}
    assert not {row.question_id for row in answers} & seen
    for row in answers:
        points = {point.id for point in bank.get(row.question_id).rubric}
        assert set(row.verdicts) == points, row.id


def test_half_is_chinese_a_third_english_and_the_rest_mixed() -> None:
    lines = [
        line
        for name in ("development", "set_aside")
        for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    mixed = sum('"mixed": true' in line for line in lines)
    english = sum('"lang": "en"' in line for line in lines)
    assert len(lines) == 720
    assert english == 240
    assert mixed >= 60
    assert len(lines) - english - mixed >= 360


@pytest.fixture(scope="module", params=["development", "set_aside"])
def figures(bank: Bank, request: pytest.FixtureRequest) -> Figures:
    predictor = Predictor(bank, ThreadedGrader(BuiltinGrader()), SystemTime(), is_builtin=True)

    async def grade() -> Figures:
        return measure([await predictor.predict(row) for row in rows(request.param)], rounds=10)

    return asyncio.run(grade())


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_builtin_grader_agrees_with_careful_readers(figures: Figures) -> None:
    assert figures.points is not None
    assert figures.points.credit_f1 >= 0.78
    assert figures.agreement["qwk"].value >= 0.70


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_who_said_nothing_gets_nothing(figures: Figures) -> None:
    assert figures.points is not None
    false_credit = figures.points.false_credit_by_split
    for kind in ("blank", "off-topic"):
        assert false_credit[kind] <= 0.01, kind
    assert false_credit["keywords"] <= 0.10


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_opposite_of_a_claim_earns_little(figures: Figures) -> None:
    assert figures.points is not None
    assert figures.points.false_credit_by_split["negated"] <= 0.30


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("figures", ["development"], indirect=True)
def test_orders_earn_nothing(figures: Figures) -> None:
    assert figures.points is not None
    assert figures.points.false_credit_by_split["injection"] <= 0.01


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("figures", ["from_the_prompt"], indirect=True)
def test_what_people_say_who_never_saw_the_rubric_is_credited(figures: Figures) -> None:
    assert figures.points is not None
    assert figures.points.false_denial <= 0.25
    assert figures.points.false_credit <= 0.15


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_language_makes_no_difference(figures: Figures) -> None:
    assert figures.language_gap is not None
    assert figures.language_gap <= 0.10
