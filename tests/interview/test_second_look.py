"""A stored grade can be given again or contested, and never loses a score on the way."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from interviewer.domain.grade import Grade, Verdict
from interviewer.domain.transcript import (
    AskedQuestion,
    Exchange,
    Kind,
    Move,
    Speaker,
    Status,
    Transcript,
    Turn,
)
from interviewer.grading.appeal import NotGraded
from interviewer.grading.builtin.grader import BuiltinGrader
from interviewer.grading.skipped import not_graded
from interviewer.interview.appeals import appeal_verdict, mark_oneself
from interviewer.interview.marking import ThreadedGrader
from interviewer.interview.regrading import left_to_grade, regrade_session
from interviewer.interview.report import standing
from interviewer.interview.workplace import NotOver, Workplace
from interviewer.models.usage import Usage
from interviewer.settings import Preferences, paths
from tests.interview.samples import NOW, question, session


class Broken:
    """A grader whose model cannot be reached."""

    name = "broken"
    edition = "1"

    def spent(self) -> Usage:
        return Usage()

    async def aclose(self) -> None:
        """Nothing is held open."""

    async def grade(
        self, exchange: Exchange, *, bank_version: str | None = None, at: datetime
    ) -> Grade:
        return not_graded(exchange.question, "unreachable", bank_version=bank_version, at=at)


@pytest.fixture
def place() -> Iterator[Workplace]:
    opened = Workplace(paths(), Preferences())
    yield opened
    opened.close()


def turn(move: Move, text: str, question_id: str = "q-one") -> Turn:
    spoken = move is Move.ASK
    return Turn(
        seq=0,
        role=Speaker.INTERVIEWER if spoken else Speaker.CANDIDATE,
        move=move,
        question_id=question_id,
        text=text,
        at=NOW,
        spoken_by="builtin" if spoken else None,
        submission_id=None if spoken else f"sub-{move}-{question_id}",
    )


def left_in_practice(place: Workplace, *moves: Move) -> Transcript:
    """Store practice that was left after these moves on a question, each try of which is graded."""
    store = place.store
    store.create(session(kind=Kind.PRACTICE))
    for move in (Move.ASK, *moves):
        if move is Move.ASK:
            asked = AskedQuestion(question=question(), slot=0, bank_version="b")
            store.ask("s1", asked, turn(move, "?"))
        else:
            store.append("s1", turn(move, "cue heavy and cue light"))
            exchange = store.transcript("s1").exchange("q-one")
            store.add_grade("s1", BuiltinGrader().grade(exchange, at=NOW))
    store.set_status("s1", Status.FINISHED, NOW)
    return store.transcript("s1")


def answered(place: Workplace, words: str, *, verdict: Verdict | None = None) -> Transcript:
    """Store a finished session with one answer; `verdict` stands on every point of its grade."""
    store, asked = place.store, question()
    store.create(session())
    store.ask("s1", AskedQuestion(question=asked, slot=0, bank_version="b"), turn(Move.ASK, "?"))
    store.append("s1", turn(Move.ANSWER, words))
    grade = BuiltinGrader().grade(store.transcript("s1").exchange("q-one"), at=NOW)
    if verdict is not None:
        points = tuple(
            point.model_copy(update={"verdict": verdict, "evidence": (), "provenance": None})
            for point in grade.points
        )
        grade = grade.model_copy(update={"points": points, "score": 0.0, "band": 1})
    store.add_grade("s1", grade)
    store.set_score("s1", grade.score)
    store.set_status("s1", Status.FINISHED, NOW)
    return store.transcript("s1")


async def test_an_appeal_that_is_granted_adds_a_grade_and_moves_the_score(place: Workplace) -> None:
    transcript = answered(place, "I said cue heavy. Then more.", verdict=Verdict.MISSED)
    appeal = await appeal_verdict(place, transcript, "q-one", "heavy", "I said cue heavy.")
    assert appeal.granted
    stored = place.store.transcript("s1")
    assert len(stored.grades) == 2
    heavy = {point.id: point.verdict for point in stored.grades[-1].points}["heavy"]
    assert heavy is Verdict.MET
    assert place.store.summary("s1").score == stored.grades[-1].score == pytest.approx(0.75)


@pytest.mark.parametrize("quote", ["Then more.", "words of somebody else"])
async def test_an_appeal_that_is_refused_adds_nothing(place: Workplace, quote: str) -> None:
    transcript = answered(place, "I said cue heavy. Then more.", verdict=Verdict.MISSED)
    appeal = await appeal_verdict(place, transcript, "q-one", "heavy", quote)
    assert not appeal.granted
    assert place.store.transcript("s1") == transcript


async def test_a_point_marked_by_the_candidate_leaves_the_official_score(place: Workplace) -> None:
    transcript = answered(place, "nothing of it", verdict=Verdict.MISSED)
    await mark_oneself(place, transcript, "q-one", "heavy")
    grade = place.store.transcript("s1").grade("q-one")
    assert grade is not None
    assert [point.contested for point in grade.points] == [False, True]
    assert grade.score == 0
    assert grade.contested_score == pytest.approx(0.75)
    assert place.store.summary("s1").score == 0


async def test_what_has_no_grade_cannot_be_contested(place: Workplace) -> None:
    transcript = answered(place, "cue heavy").model_copy(update={"grades": ()})
    with pytest.raises(NotGraded):
        await appeal_verdict(place, transcript, "q-one", "heavy", "cue heavy")


async def test_a_grader_that_fails_does_not_take_a_score_away(place: Workplace) -> None:
    transcript = answered(place, "cue heavy and cue light")
    given = await regrade_session(place.store, transcript, Broken(), place.time)
    assert given[0].score is None
    assert place.store.transcript("s1") == transcript
    assert place.store.summary("s1").score == 1


async def test_a_question_without_a_score_is_offered_again(place: Workplace) -> None:
    transcript = answered(place, "cue heavy and cue light")
    failed = not_graded(question(), "unreachable", at=NOW)
    place.store.add_grade("s1", failed)
    transcript = place.store.transcript("s1")
    await regrade_session(place.store, transcript, Broken(), place.time)
    assert place.store.summary("s1").score is None
    again = place.store.transcript("s1")
    grader = ThreadedGrader(BuiltinGrader())
    await regrade_session(place.store, again, grader, place.time, only=["q-one"])
    assert place.store.summary("s1").score == 1


async def test_only_the_named_questions_are_graded_again(place: Workplace) -> None:
    transcript = answered(place, "cue heavy")
    grader = ThreadedGrader(BuiltinGrader())
    assert await regrade_session(place.store, transcript, grader, place.time, only=[]) == []
    assert place.store.transcript("s1") == transcript


@pytest.mark.parametrize("status", [Status.RUNNING, Status.PAUSED])
async def test_what_is_not_over_is_not_graded_again(place: Workplace, status: Status) -> None:
    answered(place, "cue heavy")
    place.store.set_status("s1", status, NOW)
    transcript = place.store.transcript("s1")
    with pytest.raises(NotOver):
        await regrade_session(place.store, transcript, Broken(), place.time)
    assert place.store.transcript("s1") == transcript


async def test_leaving_practice_in_front_of_a_question_is_no_answer_to_it(
    place: Workplace,
) -> None:
    transcript = left_in_practice(place)
    grader = ThreadedGrader(BuiltinGrader())
    assert left_to_grade(transcript, grader) == []
    assert await regrade_session(place.store, transcript, grader, place.time) == []
    assert place.store.transcript("s1") == transcript


async def test_an_answer_whose_grading_failed_can_be_graded_after_it_was_asked_again(
    place: Workplace,
) -> None:
    left_in_practice(place, Move.ANSWER, Move.ASK)
    place.store.add_grade("s1", not_graded(question(), "unreachable", at=NOW))
    transcript = place.store.transcript("s1")
    assert standing(transcript).score is None
    grader = ThreadedGrader(BuiltinGrader())
    assert left_to_grade(transcript, grader) == ["q-one"]
    given = await regrade_session(place.store, transcript, grader, place.time)
    assert [grade.score for grade in given] == [1]
    assert standing(place.store.transcript("s1")).score == 1


async def test_a_question_that_is_skipped_when_asked_again_is_skipped(place: Workplace) -> None:
    transcript = left_in_practice(place, Move.ANSWER, Move.ASK, Move.SKIP)
    assert transcript.exchange("q-one").utterances == ()
