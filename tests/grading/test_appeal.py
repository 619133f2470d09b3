"""Appeals: the candidate's own words are judged again; a refusal can be marked, never hidden."""

import json
from collections.abc import Iterator

import pytest

from interviewer.domain.grade import Grade, PointVerdict, Verdict
from interviewer.domain.transcript import Exchange
from interviewer.grading.appeal import (
    NotGraded,
    appeal,
    appeal_to_model,
    contest,
)
from interviewer.grading.builtin.grader import BuiltinGrader
from interviewer.grading.model import ModelGrader
from interviewer.grading.skipped import not_graded, skipped
from interviewer.models.chat import chat_model, close
from interviewer.models.connection import Connection
from tests.fakeserver.replies import says
from tests.fakeserver.server import FakeServer
from tests.grading.examples import NOON, QUESTION, exchange

GRADER = BuiltinGrader()
HIT = "On a hit the stored HTML is returned."
VAGUE = "It is simply there already, nothing has to be made."


@pytest.fixture(scope="module")
def server() -> Iterator[FakeServer]:
    with FakeServer() as running:
        yield running


def missed_all(said: Exchange) -> Grade:
    """A grade by someone who did not listen."""
    return skipped(said.question, at=NOON)


def point(grade: Grade, name: str) -> PointVerdict:
    return next(each for each in grade.points if each.id == name)


def test_an_appeal_with_words_that_make_the_point_is_granted() -> None:
    said = exchange(f"Well then. {HIT} So there.")
    old = missed_all(said)
    result = appeal(old, said, "skips-rendering", HIT, grader=GRADER, at=NOON)
    assert result.granted
    assert result.grade is not None
    new = point(result.grade, "skips-rendering")
    assert new.verdict is Verdict.MET
    text = said.utterances[0].text
    assert [text[e.start : e.end] for e in new.evidence] == [e.quote for e in new.evidence]
    assert HIT.rstrip(".") in new.evidence[0].quote
    assert result.grade.score == 0.5
    assert old.score == 0


def test_the_builtin_judges_the_quoted_words_alone() -> None:
    said = exchange(f"{VAGUE} {HIT}")
    result = appeal(missed_all(said), said, "skips-rendering", VAGUE, grader=GRADER)
    assert result.found
    assert not result.granted


@pytest.mark.parametrize("quote", ["I said it all.", QUESTION.prompt.en, ""])
def test_words_that_are_not_the_candidates_appeal_nothing(quote: str) -> None:
    said = exchange(f"{HIT} {QUESTION.prompt.en}")
    result = appeal(missed_all(said), said, "skips-rendering", quote, grader=GRADER)
    assert not result.found
    assert result.grade is None


def test_an_appeal_never_lowers_a_verdict() -> None:
    said = exchange(HIT, VAGUE)
    old = GRADER.grade(said, at=NOON)
    assert point(old, "skips-rendering").verdict is Verdict.MET
    assert not appeal(old, said, "skips-rendering", VAGUE, grader=GRADER).granted


def test_a_point_marked_by_the_candidate_shows_beside_the_official_score() -> None:
    old = GRADER.grade(exchange(HIT), at=NOON)
    marked = contest(old, "stale-pages", at=NOON)
    assert marked.score == old.score == 0.5
    assert marked.contested_score == pytest.approx(5 / 6)
    assert point(marked, "stale-pages").contested
    assert point(marked, "stale-pages").verdict is Verdict.MISSED


def test_there_is_nothing_to_contest_without_a_grade() -> None:
    said = exchange(HIT)
    none = not_graded(QUESTION, "no model", at=NOON)
    with pytest.raises(NotGraded):
        contest(none, "stale-pages")
    with pytest.raises(NotGraded):
        appeal(none, said, "stale-pages", HIT, grader=GRADER)
    with pytest.raises(KeyError):
        contest(missed_all(said), "no-such-point")


async def test_a_model_judges_again_without_the_old_verdict(server: FakeServer) -> None:
    said = exchange(f"Well then. {HIT}")
    verdict = {"id": "skips-rendering", "evidence": [HIT], "verdict": "met"}
    server.will(says(json.dumps({"points": [verdict], "misconceptions": []})))
    model = chat_model(Connection(name="f", base_url=server.base_url, model="m", read_seconds=2))
    try:
        result = await appeal_to_model(
            missed_all(said),
            said,
            "skips-rendering",
            HIT,
            grader=ModelGrader(model, "f"),
            at=NOON,
        )
    finally:
        await close(model)
    assert result.granted
    (received,) = server.received
    sent = json.dumps(received.body["messages"])
    assert "stale-pages" not in sent
    assert sent.count(HIT) == 2
