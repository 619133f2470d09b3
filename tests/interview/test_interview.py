"""The engine: what was submitted is stored, what is owed is said, and nothing typed is lost."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from interviewer.domain.transcript import Kind, Move, Speaker, Status, Transcript
from interviewer.interview.events import (
    Asked,
    DraftSaved,
    DraftUnsaved,
    Failed,
    Finished,
    Graded,
    Notice,
    Noticed,
    Reviewing,
    Stored,
    TimeUp,
    Warned,
)
from interviewer.interview.interview import MAX_ANSWER, Interview
from interviewer.models.faults import FaultKind, ModelFault
from interviewer.storage.errors import DatabaseUnavailable, Reason
from tests.interview.desk import Room
from tests.interview.samples import question, session


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path, [question(f"q-{n}") for n in range(4)])
    yield made
    made.database.close()


def begin(room: Room, **options: object) -> Interview:
    started = session(**options)  # type: ignore[arg-type]
    room.store.create(started)
    return room.interview(Transcript(session=started))


def accepts(interview: Interview) -> bool:
    return interview.accepts_input


def closed(interview: Interview) -> bool:
    return interview.state.closed


def moves(interview: Interview) -> list[tuple[Speaker, Move]]:
    return [(turn.role, turn.move) for turn in interview.transcript.turns]


async def test_a_whole_interview_ends_graded_and_finished(room: Room) -> None:
    interview = begin(room, slots=2)
    await interview.begin()
    while not closed(interview):
        assert await interview.submit("cue heavy and cue light")
    stored = room.store.transcript("s1")
    assert stored == interview.transcript
    assert stored.session.status is Status.FINISHED
    assert stored.session.ended_at is not None
    assert len(stored.asked) == 2
    assert all(stored.grade(a.question.id) is not None for a in stored.asked)
    assert isinstance(room.heard[-1], Finished)


async def test_an_answer_is_on_disk_before_the_interviewer_is_asked(room: Room) -> None:
    interview = begin(room)
    await interview.begin()
    seen: list[str] = []
    room.speaker.trouble = lambda: seen.append(room.store.transcript("s1").turns[-1].text)
    await interview.submit("my words")
    assert seen == ["my words"]


async def test_the_same_submission_is_stored_once(room: Room) -> None:
    interview = begin(room)
    await interview.begin()
    await interview.submit("once", "id-1")
    await interview.submit("once", "id-1")
    assert [turn.text for turn in room.store.transcript("s1").turns].count("once") == 1


async def test_a_fault_loses_nothing_and_retry_goes_on(room: Room) -> None:
    interview = begin(room)
    await interview.begin()

    def fail() -> None:
        raise ModelFault(FaultKind.UNREACHABLE)

    room.speaker.trouble = fail
    await interview.submit("my words")
    assert room.told(Failed)
    assert interview.transcript.turns[-1].text == "my words"
    assert not accepts(interview)
    room.speaker.trouble = None
    await interview.retry()
    assert accepts(interview)
    assert moves(interview)[-1] == (Speaker.INTERVIEWER, Move.FOLLOW_UP)


async def test_a_stopped_call_leaves_the_answer_and_can_be_retried(room: Room) -> None:
    interview = begin(room)
    await interview.begin()
    room.speaker.trouble = lambda: asyncio.sleep(60)
    calling = asyncio.create_task(interview.submit("my words"))
    while not interview.is_calling or not room.speaker.contexts[1:]:
        await asyncio.sleep(0.01)
    calling.cancel()
    await asyncio.gather(calling, return_exceptions=True)
    assert room.store.transcript("s1").turns[-1].text == "my words"
    room.speaker.trouble = None
    await interview.retry()
    assert accepts(interview)


async def test_going_on_built_in_is_kept_for_the_rest(room: Room) -> None:
    interview = begin(room)
    await interview.begin()
    await interview.use_builtin()
    assert room.store.transcript("s1").session.model == "builtin"


async def test_a_full_disk_keeps_the_words_in_the_editor(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    interview = begin(room)
    await interview.begin()

    def full(*_: object) -> None:
        raise DatabaseUnavailable(Reason.FULL, Path("x"))

    with monkeypatch.context() as patch:
        patch.setattr(room.store, "append", full)
        with pytest.raises(DatabaseUnavailable):
            await interview.submit("my words")
        assert accepts(interview)
    assert await interview.submit("my words")


async def test_typing_is_on_disk_within_half_a_second(room: Room) -> None:
    interview = begin(room)
    await interview.begin()
    for end in range(1, 20):
        interview.note_draft("x" * end)
    await asyncio.sleep(0.5)
    draft = room.store.transcript("s1").draft
    assert draft is not None
    assert draft.text == "x" * 19
    assert len(room.told(DraftSaved)) == 1


async def test_a_draft_that_cannot_be_saved_is_told_and_saved_later(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    interview = begin(room)
    await interview.begin()

    def full(*_: object) -> None:
        raise DatabaseUnavailable(Reason.FULL, Path("x"))

    with monkeypatch.context() as patch:
        patch.setattr(room.store, "save_draft", full)
        interview.note_draft("typed")
        await asyncio.sleep(0.45)
        assert room.told(DraftUnsaved)
    await asyncio.sleep(0.5)
    draft = room.store.transcript("s1").draft
    assert draft is not None
    assert draft.text == "typed"


async def test_asking_for_a_hint_or_a_clarification_keeps_the_draft(room: Room) -> None:
    interview = begin(room)
    await interview.begin()
    interview.note_draft("half an answer")
    await interview.hint()
    await interview.clarify("for training?")
    stored = room.store.transcript("s1")
    assert stored.draft is not None
    assert stored.draft.text == "half an answer"
    assert interview.draft == "half an answer"
    await interview.submit("half an answer, finished")
    assert room.store.transcript("s1").draft is None
    assert interview.draft == ""


async def test_hints_run_out_with_a_notice(room: Room) -> None:
    interview = begin(room)
    await interview.begin()
    assert await interview.hint()
    assert await interview.hint()
    assert not await interview.hint()
    assert room.told(Noticed) == [Noticed(Notice.NO_MORE_HINTS)]


async def test_empty_and_endless_answers_are_refused_with_a_notice(room: Room) -> None:
    interview = begin(room)
    await interview.begin()
    assert not await interview.submit(" \n ")
    assert not await interview.submit("x" * (MAX_ANSWER + 1))
    assert [event.notice for event in room.told(Noticed)] == [
        Notice.EMPTY_ANSWER,
        Notice.TOO_LONG,
    ]
    assert accepts(interview)


async def test_the_clock_stands_still_while_the_interviewer_speaks(room: Room) -> None:
    interview = begin(room)
    room.speaker.trouble = lambda: room.time.advance(100)
    await interview.begin()
    assert interview.reading.active == 0
    room.time.advance(3)
    await interview.tick()
    assert interview.reading.active == 3
    await interview.submit("my words")
    assert interview.reading.active == 3


async def pass_time(room: Room, interview: Interview, seconds: float) -> None:
    for _ in range(int(seconds)):
        room.time.advance(1)
        await interview.tick()
        if closed(interview):
            return


async def test_the_clock_warns_then_gives_two_minutes_then_submits_what_stands(room: Room) -> None:
    interview = begin(room, minutes=10, slots=3)
    await interview.begin()
    await pass_time(room, interview, 599)
    assert [event.share for event in room.told(Warned)] == [0.25, 0.10]
    assert not room.told(TimeUp)
    interview.note_draft("cue heavy, not finished")
    await pass_time(room, interview, 2)
    assert room.told(TimeUp)
    await pass_time(room, interview, 118)
    assert not closed(interview)
    await pass_time(room, interview, 3)
    assert closed(interview)
    stored = room.store.transcript("s1")
    assert [t.text for t in stored.turns if t.move is Move.ANSWER] == ["cue heavy, not finished"]
    assert stored.session.status is Status.FINISHED


async def test_pause_and_resume_go_on_where_it_was(room: Room) -> None:
    interview = begin(room)
    await interview.begin()
    await pass_time(room, interview, 42)
    interview.note_draft("half")
    await interview.pause()
    stored = room.store.transcript("s1")
    assert stored.session.status is Status.PAUSED
    room.time.advance(3600)
    resumed = room.interview(stored)
    assert resumed.draft == "half"
    asked_before = len(room.told(Asked))
    await resumed.begin()
    assert len(room.told(Asked)) == asked_before
    assert resumed.reading.active == pytest.approx(42, abs=1)
    assert accepts(resumed)


async def test_a_resume_after_an_unanswered_submission_has_the_interviewer_speak(
    room: Room,
) -> None:
    interview = begin(room)
    await interview.begin()

    def fail() -> None:
        raise ModelFault(FaultKind.CUT_OFF)

    room.speaker.trouble = fail
    await interview.submit("my words")
    room.speaker.trouble = None
    resumed = room.interview(room.store.transcript("s1"))
    await resumed.begin()
    assert accepts(resumed)
    assert moves(resumed)[-2:] == [
        (Speaker.CANDIDATE, Move.ANSWER),
        (Speaker.INTERVIEWER, Move.FOLLOW_UP),
    ]


async def test_ending_submits_what_stands_and_says_goodbye(room: Room) -> None:
    interview = begin(room)
    await interview.begin()
    interview.note_draft("cue heavy")
    await interview.end()
    assert moves(interview)[-2:] == [
        (Speaker.CANDIDATE, Move.ANSWER),
        (Speaker.INTERVIEWER, Move.CLOSE),
    ]
    assert interview.transcript.session.status is Status.FINISHED


async def test_a_skipped_question_scores_zero(room: Room) -> None:
    interview = begin(room, slots=1)
    await interview.begin()
    await interview.skip()
    grade = interview.transcript.grade("q-0")
    assert grade is not None
    assert (grade.score, grade.grader) == (0, "skipped")
    assert room.store.list()[0].score == 0


async def test_a_bank_that_runs_out_closes_early(room: Room) -> None:
    interview = begin(room, slots=9)
    await interview.begin()
    for _ in range(4):
        await interview.skip()
    assert closed(interview)
    assert len(interview.transcript.asked) == 4


async def test_practice_grades_at_once_and_waits(room: Room) -> None:
    interview = begin(room, kind=Kind.PRACTICE, minutes=None, slots=4)
    await interview.begin()
    await interview.submit("cue heavy")
    assert room.told(Graded)
    assert room.told(Reviewing)
    assert interview.in_review
    assert not accepts(interview)
    await interview.again()
    assert accepts(interview)
    await interview.submit("cue heavy and cue light")
    grades = [g for g in interview.transcript.grades if g.question_id == "q-0"]
    assert len(grades) == 2
    assert (grades[1].score or 0) > (grades[0].score or 0)
    await interview.proceed()
    assert interview.state.current is not None
    assert interview.state.current.question.id == "q-1"
    stored = room.store.transcript("s1")
    assert [a.question.id for a in stored.asked] == ["q-0", "q-1"]


async def test_going_on_twice_at_once_asks_one_question(room: Room) -> None:
    interview = begin(room, kind=Kind.PRACTICE, minutes=None, slots=4)
    await interview.begin()
    await interview.submit("cue heavy")
    await asyncio.gather(interview.proceed(), interview.proceed(), interview.again())
    asked = [turn.question_id for turn in interview.transcript.turns if turn.move is Move.ASK]
    assert asked == ["q-0", "q-1"]


async def test_practice_offers_an_answer_to_the_grader_again(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    interview = begin(room, kind=Kind.PRACTICE, minutes=None, slots=4)
    await interview.begin()
    with monkeypatch.context() as patch:
        patch.setattr("interviewer.interview.marking.ThreadedGrader.grade", _unreachable)
        await interview.submit("cue heavy and cue light")
    failed = interview.transcript.grade("q-0")
    assert failed is not None
    assert failed.score is None
    await interview.grade_again()
    graded = interview.transcript.grade("q-0")
    assert graded is not None
    assert graded.score == 1
    assert interview.in_review
    assert len(room.told(Reviewing)) == 2


async def _unreachable(*_: object, **__: object) -> None:
    raise ConnectionError("unreachable")


async def test_two_moves_at_once_are_refused(room: Room) -> None:
    interview = begin(room)
    await interview.begin()
    first, second = await asyncio.gather(interview.submit("one"), interview.submit("two"))
    assert (first, second) == (True, False)
    answers = [t.text for t in interview.transcript.turns if t.move is Move.ANSWER]
    assert answers == ["one"]


async def test_stored_turns_are_told_after_they_are_on_disk(room: Room) -> None:
    interview = begin(room)
    await interview.begin()
    await interview.submit("my words")
    stored = room.told(Stored)[0]
    assert stored.turn.text == "my words"


async def test_leaving_practice_in_front_of_a_question_is_no_answer_to_it(room: Room) -> None:
    interview = begin(room, kind=Kind.PRACTICE, minutes=None, slots=4)
    await interview.begin()
    await interview.submit("cue heavy and cue light")
    await interview.proceed()
    await interview.end()
    assert interview.transcript.grade("q-1") is None
    assert room.store.list()[0].score == 1


async def test_a_grader_that_breaks_ends_nothing(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise IndexError("string index out of range")

    monkeypatch.setattr("interviewer.grading.builtin.grader.BuiltinGrader.grade", broken)
    interview = begin(room, slots=2)
    await interview.begin()
    while not closed(interview):
        assert await interview.submit("cue heavy")
    grades = interview.transcript.grades
    assert [grade.score for grade in grades] == [None, None]
    assert all(grade.reason for grade in grades)
    assert room.store.list()[0].score is None
