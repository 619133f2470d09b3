"""What Home has to tell: gathered from the store in one go, in a thread."""

from dataclasses import dataclass
from datetime import datetime

from interviewer.domain.transcript import Kind, Session, Status
from interviewer.i18n import _
from interviewer.interview.clock import clock_text
from interviewer.interview.workplace import Workplace
from interviewer.storage.records import SessionSummary
from interviewer.tui.moments import moment_text

MOST_INTERRUPTED = 2
"""How many interrupted sessions Home offers; Review has them all."""
MOST_RESULTS = 40


@dataclass(frozen=True)
class Interrupted:
    """A session that can be gone on with: what it is, when it began and how far it came."""

    id: str
    title: str
    detail: str


@dataclass(frozen=True)
class Result:
    """What one mock interview came to."""

    at: datetime
    score: float


@dataclass(frozen=True)
class News:
    """All that Home shows."""

    interrupted: tuple[Interrupted, ...]
    more_interrupted: int
    due: int
    """How many questions come back today."""
    results: tuple[Result, ...]
    """Oldest first."""


def gather(place: Workplace) -> News:
    """Read what Home shows. Raises StorageError."""
    sessions = place.store.interrupted()
    now = place.time.now().astimezone()
    return News(
        interrupted=tuple(
            _interrupted(session, place.store.summary(session.id), now)
            for session in sessions[:MOST_INTERRUPTED]
        ),
        more_interrupted=max(0, len(sessions) - MOST_INTERRUPTED),
        due=len(place.due_questions()),
        results=_results(place, now),
    )


def _interrupted(session: Session, summary: SessionSummary, now: datetime) -> Interrupted:
    is_mock = session.kind is Kind.MOCK
    used = clock_text(session.active_seconds)
    parts = [moment_text(session.started_at, now), _progress(session, summary)]
    if session.blueprint.minutes is not None:
        planned = clock_text(session.blueprint.minutes * 60)
        parts.append(_("{used} of {planned}").format(used=used, planned=planned))
    return Interrupted(
        session.id, _("Mock interview") if is_mock else _("Practice"), " · ".join(parts)
    )


def _progress(session: Session, summary: SessionSummary) -> str:
    if not summary.questions:
        return _("not begun yet")
    if session.kind is Kind.MOCK:
        told = _("question {n} of {of}")
        return told.format(n=summary.questions, of=len(session.blueprint.slots))
    return _("question {n}").format(n=summary.questions)


def _results(place: Workplace, now: datetime) -> tuple[Result, ...]:
    finished = place.store.list(kind=Kind.MOCK, status=Status.FINISHED, limit=MOST_RESULTS)
    return tuple(
        Result(at=summary.started_at.astimezone(now.tzinfo), score=summary.score)
        for summary in reversed(finished)
        if summary.score is not None
    )
