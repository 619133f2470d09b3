"""Grades that need no grader: a skipped question is worth nothing, an ungraded one has no score."""

from datetime import UTC, datetime

from interviewer import __version__
from interviewer.domain.grade import Grade, PointVerdict, Verdict, Versions
from interviewer.domain.question import Question
from interviewer.grading.scoring import band

SKIPPED = "skipped"
"""The grader's name on a grade that no grader gave."""


def skipped(
    question: Question, *, bank_version: str | None = None, at: datetime | None = None
) -> Grade:
    """Grade a question that was skipped or answered by nothing: 0, every point missed."""
    return Grade(
        question_id=question.id,
        score=0.0,
        band=band(0.0),
        provisional=False,
        grader=SKIPPED,
        points=_points(question, Verdict.MISSED),
        versions=Versions(
            app=__version__,
            rubric=question.rubric_version,
            grader=f"{SKIPPED}-1",
            bank=bank_version,
        ),
        at=at or datetime.now(UTC),
    )


def not_graded(
    question: Question,
    reason: str,
    *,
    grader: str = "none",
    versions: Versions | None = None,
    bank_version: str | None = None,
    at: datetime | None = None,
) -> Grade:
    """Say that a question could not be graded, and why. That is not zero, and can be retried."""
    return Grade(
        question_id=question.id,
        score=None,
        band=None,
        provisional=False,
        grader=grader,
        points=_points(question, None),
        reason=reason,
        versions=versions
        or Versions(
            app=__version__, rubric=question.rubric_version, grader=grader, bank=bank_version
        ),
        at=at or datetime.now(UTC),
    )


def _points(question: Question, verdict: Verdict | None) -> tuple[PointVerdict, ...]:
    return tuple(
        PointVerdict(id=point.id, must=point.must, weight=point.weight, verdict=verdict)
        for point in question.rubric
    )
