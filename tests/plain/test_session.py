"""A whole interview on two streams: its frame, its commands, its end."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from interviewer.domain.transcript import Kind, Move, Status, Transcript
from interviewer.models.faults import FaultKind, ModelFault
from interviewer.models.usage import Limit, Usage
from interviewer.plain.session import PlainSession
from tests.interview.desk import PaidGrader, Room
from tests.interview.samples import question, session


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path, [question(f"q-{n}") for n in range(4)])
    yield made
    made.database.close()


async def talk(room: Room, *typed: str, **options: object) -> list[str]:
    """Sit a new session, typing these lines; return what was printed."""
    started = session(**options)  # type: ignore[arg-type]
    room.store.create(started)
    return await go_on(room, Transcript(session=started), *typed)


async def go_on(room: Room, transcript: Transcript, *typed: str) -> list[str]:
    sink = io.StringIO()
    source = io.StringIO("".join(f"{line}\n" for line in typed))
    plain = PlainSession(lambda listener: room.interview(transcript, listener), source, sink)
    await plain.run()
    return sink.getvalue().splitlines()


def stored(room: Room) -> Transcript:
    return room.store.transcript("s1")


async def test_the_frame_is_session_first_and_end_last(room: Room) -> None:
    printed = await talk(room, "/end")
    assert printed[0] == "session s1"
    assert printed[-1] == "end s1"
    assert all(re.match(r"(\| |# |>$|session |end )", line) for line in printed)


async def test_a_whole_mock_is_answered_and_reported(room: Room) -> None:
    printed = await talk(room, *["cue heavy and cue light", "."] * 2, slots=2)
    assert stored(room).session.status is Status.FINISHED
    assert any(line.startswith("# Score: ") for line in printed)
    assert printed.count(">") == 2


async def test_the_end_of_input_saves_the_draft_and_pauses(room: Room) -> None:
    printed = await talk(room, "half an", "answer")
    kept = stored(room)
    assert kept.session.status is Status.PAUSED
    assert kept.draft is not None
    assert kept.draft.text == "half an\nanswer"
    assert printed[-1] == "end s1"


async def test_a_resumed_answer_goes_on_from_its_draft(room: Room) -> None:
    await talk(room, "half an")
    printed = await go_on(room, stored(room), "answer", ".", "/pause")
    assert "# half an" in printed
    answers = [turn.text for turn in stored(room).turns if turn.move is Move.ANSWER]
    assert answers == ["half an\nanswer"]


async def test_every_command_does_its_work(room: Room) -> None:
    printed = await talk(
        room, "/hint", "/clarify for training?", "/repeat", "/idk", "/skip", "/pause"
    )
    said = [(turn.role.value, turn.move) for turn in stored(room).turns]
    assert said[1:6] == [
        ("candidate", Move.HINT),
        ("interviewer", Move.HINT),
        ("candidate", Move.CLARIFY),
        ("interviewer", Move.CLARIFY),
        ("candidate", Move.DONT_KNOW),
    ]
    assert (("candidate", Move.SKIP)) in said
    assert stored(room).session.status is Status.PAUSED
    assert printed.count(">") == 6


async def test_an_unknown_command_is_told(room: Room) -> None:
    printed = await talk(room, "/sip", "/end")
    assert "# There is no command /sip." in printed


async def test_practice_gives_marks_and_goes_on(room: Room) -> None:
    printed = await talk(room, "cue heavy", ".", "/end", kind=Kind.PRACTICE, minutes=None, slots=4)
    assert any("of 100" in line for line in printed)
    assert len(stored(room).asked) == 2


async def test_marks_of_a_mock_stay_hidden_until_its_end(room: Room) -> None:
    printed = await talk(room, "cue heavy and cue light", ".", "/pause")
    assert not any("of 100" in line or "Score" in line for line in printed)


async def test_a_fault_offers_ways_on_and_builtin_goes_on(room: Room) -> None:
    faults = iter([ModelFault(FaultKind.UNREACHABLE)])

    def fail_once() -> None:
        for fault in faults:
            raise fault

    room.speaker.trouble = fail_once
    printed = await talk(room, "/builtin", "/pause")
    assert any("/builtin" in line for line in printed)
    assert len(stored(room).asked) == 1


async def test_hostile_text_stays_inert_in_print_and_whole_on_disk(room: Room) -> None:
    hostile = "\x1b[31m[bold]x[/bold]\x00\u202e {{7*7}}"
    await talk(room, hostile, ".", "/pause")
    answers = [turn.text for turn in stored(room).turns if turn.move is Move.ANSWER]
    assert answers == [hostile]
    printed = await go_on(room, stored(room), "more \x1b[2J", "/pause")
    assert not any("\x1b" in line for line in printed)


async def test_a_megabyte_is_refused_but_kept(room: Room) -> None:
    printed = await talk(room, "x" * 1_000_000, ".")
    kept = stored(room)
    assert any("50000" in line for line in printed)
    assert kept.draft is not None
    assert len(kept.draft.text) == 1_000_000


async def test_marks_beyond_the_limit_are_asked_about_and_never_passed_over(room: Room) -> None:
    room.grader = PaidGrader(Usage(calls=1, tokens_in=400))
    room.limit = Limit(tokens=300)
    answer = ("cue heavy and cue light", ".")
    options = {"kind": Kind.PRACTICE, "minutes": None, "slots": 4}
    printed = await talk(room, *answer, *answer, "/builtin", "/pause", **options)
    told = "\n".join(printed)
    assert "used up its limit before everything is marked" in told
    assert "let the built-in grader mark" in told
    grades = stored(room).grades
    assert [(grade.question_id, grade.grader) for grade in grades] == [
        ("q-0", "fake"),
        ("q-1", "builtin"),
    ]
    assert len(stored(room).asked) == 3, "it went on once there were marks"
