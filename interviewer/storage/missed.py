"""The points that were missed when they were asked about last: what is worth learning by heart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from interviewer.domain.grade import Grade, Verdict
from interviewer.domain.language import Language
from interviewer.domain.question import Question, RubricPoint
from interviewer.storage import rows
from interviewer.storage.columns import original_text
from interviewer.storage.database import Database

_LACKING = (Verdict.MISSED, Verdict.CONTRADICTED)
# SQLite takes the other columns from the row that has the maximum. The marks of a mock that is
# not over are not looked at.
_NEWEST = """
    SELECT grade.document, session.language, snapshot.question, max(grade.id)
    FROM grades AS grade
    JOIN sessions AS session ON session.id = grade.session_id
    JOIN asked_questions AS asked
        ON asked.session_id = grade.session_id AND asked.question_id = grade.question_id
    JOIN snapshots AS snapshot ON snapshot.hash = asked.snapshot
    WHERE grade.score IS NOT NULL
        AND (session.kind = 'practice' OR session.status IN ('finished', 'abandoned'))
    GROUP BY grade.question_id ORDER BY grade.question_id
"""


@dataclass(frozen=True, slots=True)
class MissedPoint:
    """A point that the newest grade of its question found missed or contradicted."""

    question: Question
    point: RubricPoint
    language: Language
    """Of the session."""


def missed_points(database: Database) -> list[MissedPoint]:
    """Return them by question, in the rubric's order. Raises DatabaseUnavailable."""
    found: list[MissedPoint] = []
    with database.read() as connection:
        newest: Sequence[Any] = connection.exec_driver_sql(_NEWEST).all()
        for document, language, snapshot, _ in newest:
            question = rows.from_json(Question, original_text(snapshot))
            grade = rows.from_json(Grade, original_text(document))
            lacking = {point.id for point in grade.points if point.verdict in _LACKING}
            found += [
                MissedPoint(question, point, Language(language))
                for point in question.rubric
                if point.id in lacking
            ]
    return found
