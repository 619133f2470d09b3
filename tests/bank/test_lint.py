import copy
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from interviewer.bank.catalogue import Bank
from interviewer.bank.lint import lint
from interviewer.bank.loading import load_bank
from interviewer.bank.problem import Problem
from interviewer.domain.grade import FoundMisconception, Grade, PointVerdict, Verdict, Versions
from interviewer.domain.language import Language
from interviewer.domain.question import Question
from tests.bank.samples import question_data, text, write_questions
from tests.shipped import shipped_bank

TODAY = date(2026, 12, 1)


def clean() -> dict[str, Any]:
    """Return a question in which the lint finds nothing."""
    data = question_data()
    third = copy.deepcopy(data["rubric"][1])
    third |= {
        "id": "smaller-cache",
        "must": True,
        "note": text("键值缓存因此按倍数变小。", "The cache shrinks by that factor."),
        "follow_up": text("显存上有什么变化？", "What does this do to memory?"),
        "cues": [["缓存最小|变小|cache is smallest|shrinks"]],
        "paraphrases": {
            "zh": ["要存的东西少了好几倍", "显存占用跟着头数往下掉", "缓存一下子小了很多"],
            "en": [
                "Much less has to be stored",
                "Memory drops with the number of heads",
                "You end up with a far smaller cache",
            ],
        },
        "near_misses": {"zh": ["缓存很重要"], "en": ["The cache matters"]},
    }
    data["rubric"].append(third)
    data["rubric"][1]["cues"] = [["分组|groups", "每组|each|per group"]]
    data["asked_as"] = {
        "zh": ["多头共享键值有哪两种做法", "为什么要让查询头分组", "GQA MQA 对比"],
        "en": [
            "ways for heads to share keys and values",
            "why put query heads into groups",
            "gqa against mqa",
        ],
    }
    data["model_answer"] = text(
        "MQA 里所有查询头共用一组键值头，缓存最小。GQA 把查询头分组，每组一份键值头。"
        + "解码的时候每一步都要把缓存读一遍，读得少了，一步就快了。" * 7,
        "In MQA every query head shares a single key-value head, so the cache is smallest. "
        "GQA sorts the heads into groups, each with a pair of its own. "
        + "Every decoding step has to read all that was stored before it, so less to read "
        "makes for a faster step. " * 7,
    )
    return data


def found(tmp_path: Path, *questions: dict[str, Any], **options: Any) -> list[Problem]:
    write_questions(tmp_path / "attention.yaml", *questions)
    bank = load_bank(tmp_path)
    assert bank.problems == (), [str(problem) for problem in bank.problems]
    return lint(bank, today=TODAY, **options)


def test_a_clean_question_gives_no_problem(tmp_path: Path) -> None:
    assert [str(problem) for problem in found(tmp_path, clean())] == []


def test_a_question_in_good_disguise_gives_no_problem(tmp_path: Path) -> None:
    variants = [
        text(
            "同事想少存一些缓存，又不肯掉效果。",
            "A colleague wants to store less at equal quality.",
        ),
        text("服务一上量显存就爆，结构上能改什么？", "Serving runs out of memory: change what?"),
    ]
    assert [str(problem) for problem in found(tmp_path, clean() | {"variants": variants})] == []


Change = Callable[[dict[str, Any]], Any]


def put(*path: str | int, to: object) -> Change:
    def change(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = to

    return change


POINT = ("rubric", 0)
WRONG = ("misconceptions", 0)

ERRORS: list[tuple[Change, str]] = [
    (put("prompt", "zh", to="How do they differ today?"), "no Chinese in the Chinese text"),
    (put("prompt", "en", to="MQA 和 GQA 有什么区别？"), "Chinese in the English text"),
    (put("hints", 0, to=text("MHA", "MHA")), "the two languages say it in the same words"),
    (put(*POINT, "note", "en", to="In MQA all share\u202eone head."), "cannot be seen: U+202E"),
    (put("hints", to=[text("想想", "Think")]), "1 hints; a nudge and a strong one"),
    (put("tags", to=["MQA heads"]), "the tag `MQA heads` is not of the form"),
    (put("tags", to=["mqa", "mqa"]), "the tag `mqa` stands here twice"),
    (put("topic", to="hand-coding"), "a hand-coding question needs `code`"),
    (put("topic", to="peft"), "the topic is `peft`, the file `attention`"),
    (lambda d: d["rubric"].pop(2), "2 rubric points; three to seven"),
    (put(*POINT, "weight", to=7), "the weight 7 is not within 1 to 3"),
    (put(*POINT, "cues", to=[]), "no cues: the built-in grader can hardly find this point"),
    (put(*WRONG, "cues", to=[]), "no cues: the built-in grader can hardly find this misc"),
    (put(*POINT, "code_cues", to=[["x"]]), "code cues in a question without code"),
    (put(*POINT, "paraphrases", "zh", to=["一", "二"]), "2 paraphrases in zh; three are due"),
    (put(*POINT, "source", "checked", to="2026-12-02"), "which is still to come"),
    (put(*POINT, "source", "checked", to="1999-01-01"), "before there was a bank"),
    (put(*POINT, "source", "arxiv", to="2413.00001"), "there is no arXiv paper 2413.00001"),
    (put(*POINT, "source", "arxiv", to="2612.00001"), "there is no arXiv paper 2612.00001"),
    (put(*POINT, "source", "arxiv", to="1911.0215"), "wrong number of digits"),
    (put(*POINT, "source", "url", to="https://example.com/x"), "the address leads nowhere"),
    (put(*POINT, "cues", to=[["!not"]]), "a cue group needs a term that must occur"),
    (put(*POINT, "cues", 0, 1, to="share*||one"), "`share*||one` has an empty alternative"),
    (put(*POINT, "cues", 0, 1, to="|"), "holds nothing to look for"),
    (put(*POINT, "cues", to=[["zeppelin"]]), "no cue group occurs in the model answer in zh"),
    (put(*POINT, "cues", 0, to=["MQA|差别", "GQA"]), "the prompt itself holds this cue group"),
    (put("rubric", 2, "follow_up", "en", to="Why is the cache the cache that shrinks?"),
     "the follow-up holds this cue group"),
    (put("hints", 0, "zh", to="想想缓存为什么变小。"), "the first hint holds this cue group"),
    (put(*WRONG, "cues", to=[["shares", "key-value head"]]), "occurs in the model answer"),
    (put(*WRONG, "cues", to=[["zeppelin"]]), "no cue group occurs in the claim"),
    (put(*POINT, "paraphrases", "en", 1, to="All the query heads SHARE the one key-value  head"),
     "the very words of rubric[one-kv-head].paraphrases.en[1]"),
    (put("variants", to=[text("How do they differ here?", "Which heads may a team drop?")]),
     "no Chinese in the Chinese text"),
    (put("variants", to=[text("MQA 与 GQA 有什么区别？", "Which two ways do you know?")]),
     "variants[1].zh: hardly differs from the prompt or another variant"),
    (put("variants", to=[text("显存不够怎么办？", "Heads in groups, one pair per group?")]),
     "a variant holds this cue group"),
    (put("related", to=["nowhere"]), "there is no question `nowhere`"),
    (put("related", to=["mqa-vs-gqa"]), "a question is not related to itself"),
    (put("code", to={"solution": "def f(:", "tests": "f()"}), "not Python"),
    (put("code", to={"solution": "x = 1", "tests": "print(x)"}), "tests without an assert"),
]  # fmt: skip

WARNINGS: list[tuple[Change, str]] = [
    (put("prompt", "en", to="How do MQA and GQA (组) differ?"), "Chinese characters in the Engl"),
    (put("minutes", to=20), "20 minutes; 2 to 7 are usual for attention"),
    (put("tags", to=[]), "no tags"),
    (put("misconceptions", to=[]), "0 misconceptions"),
    (put("model_answer", "en", to="In MQA every query head shares a single key-value head, so the "
         "cache is smallest. Groups each have a pair."), "words; 90 spoken seconds are 140"),
    (put(*POINT, "note", "en", to="All share one head. " * 3), "more than two sentences"),
    (put(*POINT, "note", "en", to="It does, " * 60 + "it does."), "is it one claim?"),
    (put(*POINT, "note", "zh", to="所有查询头共用一组，同时缓存变小，而且更快。"), "joins several"),
    (put(*POINT, "source", "arxiv", to=None), "neither an arXiv id nor an address"),
    (put(*POINT, "cues", 0, 1, to="share*|share*|共用"), "the same alternative twice"),
    (put(*POINT, "cues", 0, 1, to=r"share*|共用|shar\w"), "looks like a pattern"),
    (put(*POINT, "near_misses", "en", to=[]), "no near miss in en"),
    (put(*WRONG, "paraphrases", "en", to=["GQA merges heads"]), "1 paraphrases in en; two"),
    (put("rubric", 1, "cues", to=[["zeppelin"]]), "no cue group occurs in the model answer"),
    (put(*POINT, "paraphrases", "en", 0, to="In MQA every query head shares a single key-value"
         " head now."), "hardly differs from the note"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), ERRORS, ids=[m for _, m in ERRORS])
def test_what_must_be_put_right_is_an_error(tmp_path: Path, change: Change, message: str) -> None:
    data = clean()
    change(data)
    hits = [p for p in found(tmp_path, data) if message in p.message]
    assert hits
    assert {p.severity for p in hits} == {"error"}


@pytest.mark.parametrize(("change", "message"), WARNINGS, ids=[m for _, m in WARNINGS])
def test_what_should_be_looked_at_is_a_warning(
    tmp_path: Path, change: Change, message: str
) -> None:
    data = clean()
    change(data)
    hits = [p for p in found(tmp_path, data) if message in p.message]
    assert hits
    assert {p.severity for p in hits} == {"warning"}


def test_a_problem_stands_at_the_line_of_its_part(tmp_path: Path) -> None:
    data = clean()
    data["rubric"][1]["weight"] = 9
    (problem,) = found(tmp_path, data)
    assert problem.message.startswith("mqa-vs-gqa: rubric[groups].weight")
    lines = (tmp_path / "attention.yaml").read_text("utf-8").splitlines()
    assert lines[problem.line - 1].strip() == "weight: 9"


def test_two_questions_alike_are_found(tmp_path: Path) -> None:
    twin = clean() | {"id": "twin"}
    messages = [p.message for p in found(tmp_path, clean(), twin)]
    assert any("the prompt is much like that of `mqa-vs-gqa`" in m for m in messages)
    assert any("the model answer is much like that of `mqa-vs-gqa`" in m for m in messages)
    assert any("word for word in `mqa-vs-gqa` too" in m for m in messages)
    assert all(m.startswith("twin") for m in messages)


def test_a_replaced_question_is_shown(tmp_path: Path) -> None:
    write_questions(tmp_path / "shipped" / "attention.yaml", clean())
    better = clean() | {"id": "better", "replaces": "mqa-vs-gqa"}
    write_questions(tmp_path / "mine" / "own.yaml", better)
    (problem,) = lint(load_bank(tmp_path / "shipped", [tmp_path / "mine"]), today=TODAY)
    assert problem.message == "mine/better: stands in for the shipped question `mqa-vs-gqa`"
    assert problem.severity == "warning"


def test_one_paper_under_two_titles_is_found(tmp_path: Path) -> None:
    data = clean()
    data["rubric"][0]["source"] = data["rubric"][0]["source"] | {"title": "Fast Decoding"}
    data["misconceptions"][0]["source"] = {"title": "Other", "arxiv": "1911.02150",
                                           "checked": "2026-11-22"}  # fmt: skip
    messages = [p.message for p in found(tmp_path, data)]
    assert any("arXiv 1911.02150 is “Fast Decoding” elsewhere" in m for m in messages)


def grade_of(
    question: Question, score: float, verdict: Verdict, heard: tuple[str, ...] = ()
) -> Grade:
    return Grade(
        question_id=question.id,
        score=score,
        band=4,
        provisional=True,
        grader="test",
        points=tuple(
            PointVerdict(id=p.id, must=p.must, weight=p.weight, verdict=verdict)
            for p in question.rubric
        ),
        misconceptions=tuple(FoundMisconception(id=name) for name in heard),
        versions=Versions(app="0", rubric="0", grader="0"),
        at=datetime(2026, 12, 1, tzinfo=UTC),
    )


def good(question: Question, language: Language, answer: str) -> Grade:
    if answer == question.model_answer.in_(language):
        return grade_of(question, 1.0, Verdict.MET)
    wrong = tuple(
        m.id
        for m in question.misconceptions
        if answer in (m.claim.in_(language), *getattr(m.paraphrases, language.value))
    )
    return grade_of(question, 0.0, Verdict.MISSED, wrong)


def test_with_a_grader_that_agrees_nothing_is_found(tmp_path: Path) -> None:
    assert found(tmp_path, clean(), grade=good) == []


def test_with_a_grader_the_questions_own_texts_are_graded(tmp_path: Path) -> None:
    def bad(question: Question, language: Language, answer: str) -> Grade:
        if answer == question.model_answer.in_(language):
            return grade_of(question, 0.6, Verdict.PARTIAL, ("gqa-shares-queries",))
        return grade_of(question, 0.2, Verdict.MISSED)

    messages = [p.message for p in found(tmp_path, clean(), grade=bad)]
    for expected in (
        "model_answer.zh: the model answer scores 0.60",
        "rubric[one-kv-head]: the model answer in en leaves this must point partial",
        "model_answer.en: the misconception `gqa-shares-queries` is heard in the model answer",
        "prompt.zh: repeating the prompt scores 0.20",
        "misconceptions[gqa-shares-queries].claim.en: this wrong claim is not heard",
        "misconceptions[gqa-shares-queries].paraphrases.zh[2]: this wrong claim is not heard",
    ):
        assert any(expected in message for message in messages), expected
    assert not any("rubric[groups]" in message for message in messages)  # a bonus may be missed


def test_a_long_check_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    twin = clean() | {"id": "twin"}
    found(tmp_path, clean(), twin, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_an_empty_bank_is_clean() -> None:
    assert lint(Bank({}), today=TODAY) == []


def test_the_shipped_bank_loads_without_a_problem() -> None:
    assert [str(problem) for problem in shipped_bank().problems] == []


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_shipped_bank_has_no_errors() -> None:
    bank = shipped_bank()
    errors = [p for p in lint(bank, today=TODAY) if p.severity == "error"]
    assert [str(problem) for problem in (*bank.problems, *errors)] == []


def test_too_few_ways_of_asking_are_shown(tmp_path: Path) -> None:
    data = clean()
    data["asked_as"] = {"zh": data["asked_as"]["zh"], "en": ["gqa against mqa"]}
    (problem,) = found(tmp_path, data)
    assert problem.message.endswith(
        "asked_as.en: lines in en: 1; search is surer with three or more"
    )
    assert problem.severity == "warning"
