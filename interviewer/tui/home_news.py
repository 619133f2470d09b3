"""What Home has to tell: gathered in one go, in a thread."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from interviewer.i18n import _
from interviewer.interview.clock import clock_text
from interviewer.storage.due import end_of_day
from interviewer.storage.glance import OpenSession, glance
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
    """How many questions, and points of others, come back today."""
    is_stale: bool
    """Whether that number has to be reckoned anew."""
    results: tuple[Result, ...]
    """Oldest first."""


def gather(database: Path, now: datetime) -> News | None:
    """Read what Home shows; None where the database has to be opened in earnest first."""
    seen = glance(database, MOST_RESULTS, end_of_day(now))
    if seen is None:
        return None
    here = now.astimezone()
    return News(
        interrupted=tuple(_interrupted(session, here) for session in seen.open[:MOST_INTERRUPTED]),
        more_interrupted=max(0, len(seen.open) - MOST_INTERRUPTED),
        due=seen.due,
        is_stale=seen.is_stale,
        results=tuple(
            Result(at.astimezone(here.tzinfo), score)
            for at, score in reversed(seen.results)
            if score is not None
        ),
    )


def _interrupted(session: OpenSession, now: datetime) -> Interrupted:
    used = clock_text(session.active_seconds)
    parts = [moment_text(session.started_at, now), _progress(session)]
    if session.minutes is not None:
        planned = clock_text(session.minutes * 60)
        parts.append(_("{used} of {planned}").format(used=used, planned=planned))
    title = _("Mock interview") if session.is_mock else _("Practice")
    return Interrupted(session.id, title, " · ".join(parts))


def _progress(session: OpenSession) -> str:
    if not session.asked:
        return _("not begun yet")
    if session.is_mock:
        return _("question {n} of {of}").format(n=session.asked, of=session.planned)
    return _("question {n}").format(n=session.asked)
