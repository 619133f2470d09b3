"""What the storage tells about sessions beyond the transcript itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from interviewer.models.usage import Usage

if TYPE_CHECKING:
    from interviewer.domain.language import Language
    from interviewer.domain.transcript import Kind, Status


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
class GradedAnswer:
    """What a question scored in one session: its newest grade, at the time it was asked."""

    question_id: str
    at: datetime
    score: float
    unprompted: bool
    """Whether every credited point was made without a follow-up or a hint."""


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
