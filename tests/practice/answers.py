"""Graded answers as the schedule sees them, and their cards reckoned in a way of its own."""

from datetime import UTC, datetime, timedelta

from interviewer.storage.records import GradedAnswer, JudgedPoint

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def judged(
    verdict: str, id_: str = "p", *, must: bool = True, unprompted: bool = True
) -> JudgedPoint:
    return JudgedPoint(id_, must, verdict, unprompted)


def answer(
    score: float = 0.5,
    *points: JudgedPoint,
    unprompted: bool = True,
    skipped: bool = False,
    days: float = 0,
    id_: str = "q",
    drill: str | None = None,
    session: str = "s",
) -> GradedAnswer:
    at = NOW + timedelta(days=days)
    return GradedAnswer(session, id_, drill, at, score, unprompted, skipped, points)
