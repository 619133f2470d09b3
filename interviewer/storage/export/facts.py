"""Short phrases that every format needs: the head of a session, a grade, a verdict."""

from datetime import UTC, datetime

from interviewer.domain.grade import Grade, PointVerdict, Verdict
from interviewer.domain.transcript import Transcript
from interviewer.storage.export.labels import Labels
from interviewer.storage.export.view import marks_hidden
from interviewer.storage.records import SessionSummary


def facts(summary: SessionSummary, transcript: Transcript, labels: Labels) -> list[tuple[str, str]]:
    """Return what is known of the whole session, as names and values."""
    session = transcript.session
    known = [
        (labels.session, f"{summary.id} · {labels.status[summary.status]}"),
        (labels.began, moment(summary.started_at)),
    ]
    if summary.ended_at is not None:
        known.append((labels.ended, moment(summary.ended_at)))
    known += [
        (labels.clock, minutes(session.active_seconds)),
        (labels.interviewer, session.model),
        (labels.questions, str(summary.questions)),
    ]
    if not marks_hidden(transcript):
        known.append((labels.score, score(summary.score, labels)))
    return known


def score(value: float | None, labels: Labels) -> str:
    """Return a score in points of a hundred, or that there is none."""
    return labels.none if value is None else labels.of_hundred.format(score=f"{value * 100:.0f}")


def grade_line(grade: Grade, labels: Labels) -> str:
    """Say what a grade comes to and who gave it."""
    if grade.score is None or grade.band is None:
        words = [labels.not_graded]
        if grade.reason:
            words.append(grade.reason)
    else:
        words = [score(grade.score, labels), labels.band[grade.band]]
    if grade.provisional:
        words.append(labels.provisional)
    words.append(labels.grader.format(grader=grade.grader))
    if grade.contested_score is not None:
        points = f"{grade.contested_score * 100:.0f}"
        words.append(labels.contested_score.format(score=points))
    if grade.failed_quotes:
        words.append(labels.failed_quotes.format(n=grade.failed_quotes))
    return " · ".join(words)


def point_words(point: PointVerdict, labels: Labels) -> str:
    """Say how the answer stands to a point: verdict, provenance, flags."""
    words = [labels.not_graded if point.verdict is None else labels.verdict[point.verdict]]
    if point.verdict in (Verdict.MET, Verdict.PARTIAL) and point.provenance is not None:
        words.append(labels.provenance[point.provenance])
    words.append(labels.must if point.must else labels.bonus)
    words.append(labels.weight.format(weight=f"{point.weight:g}"))
    if point.uncertain:
        words.append(labels.uncertain)
    if point.contested:
        words.append(labels.contested)
    return " · ".join(words)


def moment(at: datetime) -> str:
    """Return a moment to the minute, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def minutes(seconds: float) -> str:
    """Return seconds as `12:05`."""
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02d}"
