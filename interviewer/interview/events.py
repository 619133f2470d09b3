"""What an interview tells whoever shows it. Events go up; nothing is asked through them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from interviewer.domain.grade import Grade
from interviewer.domain.question import Level
from interviewer.domain.transcript import AskedQuestion, Turn
from interviewer.interview.clock import Reading
from interviewer.models.faults import ModelFault
from interviewer.models.usage import Usage


@dataclass(frozen=True)
class Thinking:
    """The interviewer has begun to work out its next words."""


@dataclass(frozen=True)
class Saying:
    """A sentence of the interviewer, checked, ready to show."""

    text: str


@dataclass(frozen=True)
class Unsaid:
    """The sentences since the last stored turn do not count; take them off the screen."""


@dataclass(frozen=True)
class Stored:
    """A turn is on disk."""

    turn: Turn


@dataclass(frozen=True)
class Asked:
    """A question was asked: snapshot and turn are on disk."""

    asked: AskedQuestion
    turn: Turn
    of: int
    """How many questions are planned."""
    wanted: Level | None
    """The level that the blueprint asked for, where the bank had only a neighbouring one."""


@dataclass(frozen=True)
class Retried:
    """A model call failed and is tried again after `wait` seconds."""

    attempt: int
    attempts: int
    wait: float


@dataclass(frozen=True)
class Failed:
    """The speaker could not speak. Nothing is lost: retry, go on built-in, or pause."""

    fault: ModelFault
    grading: bool = False
    """Whether it is not the speaker that waits, but the marks of what was answered."""


@dataclass(frozen=True)
class Spent:
    """Model calls of this session were counted."""

    usage: Usage
    """All of them so far, those before a resume included."""


@dataclass(frozen=True)
class LimitNear:
    """Most of what the interview may use is used."""

    share: float


@dataclass(frozen=True)
class Ticked:
    """The clock moved."""

    reading: Reading


@dataclass(frozen=True)
class Warned:
    """A warning share of the time left was reached."""

    share: float


@dataclass(frozen=True)
class TimeUp:
    """The planned time is over; the running answer may still be finished."""


@dataclass(frozen=True)
class DraftSaved:
    """What stands in the editor is on disk."""

    length: int


@dataclass(frozen=True)
class DraftUnsaved:
    """What stands in the editor could not be saved; `reason` is one plain sentence."""

    reason: str


@dataclass(frozen=True)
class Graded:
    """A question has a grade. A mock's screens keep it hidden until the report."""

    grade: Grade


class Notice(StrEnum):
    """Why something that was asked for was not done."""

    NO_MORE_HINTS = "no_more_hints"
    EMPTY_ANSWER = "empty_answer"
    NOT_YOUR_TURN = "not_your_turn"
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class Noticed:
    """Something that was asked for was not done, and why."""

    notice: Notice


@dataclass(frozen=True)
class Reviewing:
    """Practice has graded the question and waits for `proceed` or `again`."""

    question_id: str


@dataclass(frozen=True)
class Finished:
    """The interview is over and every asked question has been offered to the grader."""


Event = (
    Thinking
    | Saying
    | Unsaid
    | Stored
    | Asked
    | Retried
    | Failed
    | Spent
    | LimitNear
    | Ticked
    | Warned
    | TimeUp
    | DraftSaved
    | DraftUnsaved
    | Graded
    | Noticed
    | Reviewing
    | Finished
)
Listener = Callable[[Event], None]
