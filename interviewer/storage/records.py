"""What the storage tells about sessions beyond the transcript itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from interviewer.models.usage import Usage

if TYPE_CHECKING:
    from interviewer.domain.language import Language
    from interviewer.domain.transcript import Kind, Status


class Order(StrEnum):
    """How a list is sorted; what has no score comes last in the orders by score."""

    NEWEST = "newest"
    OLDEST = "oldest"
    BEST = "best"
    WORST = "worst"


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """One line of the list of sessions."""

    id: str
    kind: "Kind"
    status: "Status"
    language: "Language"
    started_at: datetime
    ended_at: datetime | None
    score: float | None
    """Of the whole session, 0..1; None while it has none."""
    questions: int
    """How many questions were asked."""


@dataclass(frozen=True, slots=True)
class JudgedPoint:
    """How a graded answer stands to one rubric point."""

    id: str
    must: bool
    verdict: str
    """A `domain.grade.Verdict`."""
    unprompted: bool


@dataclass(frozen=True, slots=True)
class GradedAnswer:
    """What one asking of a question, or of one of its points, came to by its newest grade."""

    session_id: str
    question_id: str
    """That of the whole question, for a drill too."""
    point_id: str | None
    """The point that a drill asked for; None for the whole question."""
    at: datetime
    """When it was asked."""
    score: float
    unprompted: bool
    """Whether every credited point was made without a follow-up or a hint."""
    skipped: bool
    """Whether nothing was said that could be judged."""
    points: tuple[JudgedPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """What comes back: a question or one of its points, as its answers so far have left it."""

    question_id: str
    point_id: str | None
    due: datetime
    last: datetime
    """When it was answered last."""
    stability: float
    """Days after which nine of ten such cards are still known."""
    difficulty: float
    """1 to 10."""
    reviews: int
    """How often it was answered."""
    lapses: int
    """How often it was not known any more, the first answer left out."""
    first_at: datetime
    first_score: float
    score: float
    """The last one, 0..1."""


@dataclass(frozen=True, slots=True)
class Predicted:
    """The answers to a question whose score was predicted at one tenth."""

    question_id: str
    step: int
    """The prediction in tenths, 0 to 10."""
    answers: int
    scored: float
    """The sum of what they scored."""


@dataclass(frozen=True, slots=True)
class Day:
    """What one day of the local calendar came to."""

    on: date
    answers: int
    """Graded ones whose marks are known."""
    scored: float
    """The sum of their scores."""
    minutes: float
    """For which the clocks of the sessions begun on it ran."""


@dataclass(frozen=True, slots=True)
class ModelCall:
    """What one piece of work by a model took."""

    purpose: str
    """What it was for: `speak`, `grade`, `appeal`."""
    connection: str
    """`builtin`, or the name of the connection in Settings."""
    model: str
    usage: Usage
    at: datetime
    fault: str | None = None
    """The kind of fault it ended in (`models.faults.FaultKind`), None if it went well."""


def total_usage(calls: Iterable[ModelCall]) -> Usage:
    """Return what these calls took together."""
    total = Usage()
    for call in calls:
        total += call.usage
    return total
