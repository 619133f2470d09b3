"""What an interview may cost: told when most of it is used, asked about when all of it is."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.domain.transcript import Kind, Move, Status
from interviewer.interview.events import Failed, Finished, LimitNear, Reviewing, Spent
from interviewer.interview.interview import Interview
from interviewer.models.faults import FaultKind
from interviewer.models.usage import Limit, Usage
from tests.interview.desk import DueSpeaker, PaidGrader, Room
from tests.interview.samples import question, session

A_CALL = Usage(calls=1, tokens_in=400, tokens_cached=100, tokens_out=50, seconds=1, cost=0.02)


@pytest.fixture
def room(tmp_path: Path) -> Room:
    made = Room(tmp_path, [question(f"q-{n}") for n in "abcd"])
    made.speaker.name = "fake"
    made.speaker.usage = A_CALL
    made.builtin = DueSpeaker()
    return made


def opened(room: Room) -> Interview:
    base = session(slots=4)
    base = base.model_copy(update={"model": "fake"})
    room.store.create(base)
    return room.interview(room.store.transcript("s1"))


@pytest.mark.parametrize("limit", [Limit(tokens=1000), Limit(cost=0.045)], ids=["tokens", "money"])
async def test_it_is_told_then_asked_and_no_call_is_made(room: Room, limit: Limit) -> None:
    room.limit = limit
    interview = opened(room)
    await interview.begin()
    assert room.told(LimitNear) == []
    await interview.skip()
    assert len(room.told(LimitNear)) == 1
    assert interview.usage == A_CALL + A_CALL
    await interview.skip()
    made = len(room.speaker.contexts)
    await interview.skip()
    assert [event.fault.kind for event in room.told(Failed)] == [FaultKind.LIMIT]
    assert len(room.speaker.contexts) == made
    await interview.retry()
    assert len(room.speaker.contexts) == made + 1
    assert interview.state.candidates_turn
    assert len(room.told(Failed)) == 1


async def test_the_built_in_model_goes_on_beyond_it(room: Room) -> None:
    room.limit = Limit(tokens=100)
    interview = opened(room)
    await interview.begin()
    await interview.skip()
    assert room.told(Failed)
    await interview.use_builtin()
    await interview.skip()
    assert len(room.told(Failed)) == 1
    assert interview.usage == A_CALL


async def test_what_was_used_before_a_resume_counts(room: Room) -> None:
    interview = opened(room)
    await interview.begin()
    await interview.pause()
    room.limit = Limit(tokens=500)
    again = room.interview(room.store.transcript("s1"))
    await again.begin()
    assert again.usage == A_CALL
    await again.skip()
    assert room.told(Spent)[-1].usage == A_CALL + A_CALL
    assert [call.usage for call in room.store.calls("s1")] == [A_CALL, A_CALL]


@given(
    used=st.integers(0, 10**9),
    tokens=st.integers(1, 10**8),
    cost=st.floats(0, 1e4),
    most=st.floats(0.01, 1e3),
)
def test_allowing_more_allows_as_much_again(
    used: int, tokens: int, cost: float, most: float
) -> None:
    usage = Usage(calls=1, tokens_in=used, cost=cost)
    beyond = Limit(most, tokens).beyond(usage)
    assert beyond.share(usage) < 1
    spent = usage + Usage(calls=1, tokens_out=tokens, cost=most)
    assert beyond.share(spent) >= 1 - 1e-9


def test_without_a_limit_and_without_a_price_nothing_is_ever_used_up() -> None:
    much = Usage(calls=9, tokens_in=10**12, cost=1e9)
    assert Limit().share(much) == 0
    assert Limit().beyond(much) == Limit()
    assert Limit(cost=1).share(Usage(calls=9, tokens_in=10**12)) == 0


# Grading


@pytest.fixture
def marked(room: Room) -> PaidGrader:
    """A model that grades; nothing is paid for the interviewer's words."""
    room.speaker.name, room.speaker.usage = "builtin", Usage()
    room.grader = PaidGrader(A_CALL)
    return room.grader


def begun(room: Room, kind: Kind = Kind.MOCK, slots: int = 2) -> Interview:
    base = session(kind=kind, slots=slots, minutes=30 if kind is Kind.MOCK else None)
    room.store.create(base.model_copy(update={"grader": "fake"}))
    return room.interview(room.store.transcript("s1"))


def asked_about(room: Room) -> list[tuple[FaultKind, bool]]:
    return [(event.fault.kind, event.grading) for event in room.told(Failed)]


def shows_marks(interview: Interview) -> bool:
    return interview.in_review


async def sat(interview: Interview) -> None:
    await interview.begin()
    while interview.accepts_input:
        await interview.submit("cue heavy and cue light")


async def test_a_mock_asks_before_it_grades_beyond_the_limit(
    room: Room, marked: PaidGrader
) -> None:
    room.limit = Limit(tokens=400)
    interview = begun(room)
    await sat(interview)
    assert marked.graded == ["q-a"], "the first grade used the limit up"
    assert asked_about(room) == [(FaultKind.LIMIT, True)]
    assert not room.told(Finished)
    answers = [turn.text for turn in room.store.transcript("s1").turns if turn.move is Move.ANSWER]
    assert len(answers) == 2, "both answers are on disk"
    await interview.retry()
    assert marked.graded == ["q-a", "q-b"]
    assert room.told(Finished)
    assert [grade.grader for grade in interview.transcript.grades] == ["fake", "fake"]


async def test_the_built_in_grader_marks_the_rest_and_is_named_on_its_grades(
    room: Room, marked: PaidGrader
) -> None:
    room.limit = Limit(tokens=400)
    interview = begun(room)
    await sat(interview)
    await interview.use_builtin()
    assert room.told(Finished)
    assert marked.graded == ["q-a"]
    stored = room.store.transcript("s1")
    assert [(g.grader, g.provisional) for g in stored.grades] == [
        ("fake", False),
        ("builtin", True),
    ]
    assert (stored.session.grader, stored.session.status) == ("builtin", Status.FINISHED)


async def test_pausing_before_the_marks_keeps_everything_and_asks_again(
    room: Room, marked: PaidGrader
) -> None:
    room.limit = Limit(tokens=400)
    interview = begun(room)
    await sat(interview)
    await interview.pause()
    assert room.store.transcript("s1").session.status is Status.PAUSED
    again = room.interview(room.store.transcript("s1"))
    await again.begin()
    assert asked_about(room) == [(FaultKind.LIMIT, True)] * 2
    await again.retry()
    assert room.told(Finished)
    assert marked.graded == ["q-a", "q-b"]


@pytest.mark.parametrize("builtin", [False, True], ids=["go on", "built-in"])
async def test_practice_asks_before_it_shows_marks_beyond_the_limit(
    room: Room, marked: PaidGrader, builtin: bool
) -> None:
    room.limit = Limit(tokens=400)
    interview = begun(room, Kind.PRACTICE)
    await interview.begin()
    await interview.submit("cue heavy and cue light")
    await interview.proceed()
    await interview.submit("cue heavy and cue light")
    assert asked_about(room) == [(FaultKind.LIMIT, True)]
    assert not shows_marks(interview), "there are no marks to look at yet"
    await interview.proceed()
    assert len(room.store.transcript("s1").asked) == 2, "and no way past them"
    await (interview.use_builtin() if builtin else interview.retry())
    assert shows_marks(interview)
    assert [event.question_id for event in room.told(Reviewing)] == ["q-a", "q-b"]
    assert interview.transcript.grades[-1].grader == ("builtin" if builtin else "fake")


async def test_grading_again_asks_too_and_then_grades(room: Room, marked: PaidGrader) -> None:
    room.limit = Limit(tokens=400)
    interview = begun(room, Kind.PRACTICE)
    await interview.begin()
    await interview.submit("cue heavy and cue light")
    await interview.grade_again()
    assert marked.graded == ["q-a"]
    assert asked_about(room) == [(FaultKind.LIMIT, True)]
    await interview.retry()
    assert marked.graded == ["q-a", "q-a"]
    assert interview.in_review


async def test_what_was_skipped_is_marked_beyond_the_limit(room: Room, marked: PaidGrader) -> None:
    room.limit = Limit(tokens=400)
    interview = begun(room)
    await interview.begin()
    await interview.submit("cue heavy and cue light")
    await interview.skip()
    assert room.told(Finished)
    assert asked_about(room) == []


async def test_the_built_in_interviewer_leaves_the_grading_to_be_asked_about(room: Room) -> None:
    room.limit = Limit(tokens=400)
    room.grader = marked = PaidGrader(A_CALL)
    base = session(slots=1).model_copy(update={"model": "fake", "grader": "fake"})
    room.store.create(base)
    interview = room.interview(room.store.transcript("s1"))
    await interview.begin()
    await interview.submit("cue heavy and cue light")
    assert asked_about(room) == [(FaultKind.LIMIT, False)]
    await interview.use_builtin()
    assert asked_about(room)[1:] == [(FaultKind.LIMIT, True)]
    assert marked.graded == []
    await interview.use_builtin()
    assert room.told(Finished)
    assert (interview.transcript.session.model, interview.transcript.session.grader) == (
        "builtin",
        "builtin",
    )


async def test_grading_that_takes_too_long_is_stopped_and_done_by_the_built_in_grader(
    room: Room, marked: PaidGrader
) -> None:
    marked.waits = asyncio.Event()
    interview = begun(room, slots=1)
    await interview.begin()
    submitting = asyncio.create_task(interview.submit("cue heavy and cue light"))
    while not marked.graded:
        await asyncio.sleep(0)
    assert interview.is_calling
    submitting.cancel()
    await asyncio.gather(submitting, return_exceptions=True)
    assert interview.marks_wait
    await interview.use_builtin()
    assert room.told(Finished)
    assert interview.transcript.grades[-1].grader == "builtin"
