"""What each question was answered with so far: scores over all sessions, newest grades only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from interviewer.domain.grade import Grade
from interviewer.domain.transcript import Kind, Status
from interviewer.storage.database import Database
from interviewer.storage.rows import from_json
from interviewer.storage.schema import grades, sessions


@dataclass(frozen=True, slots=True)
class Attempt:
    """One session's last word on a question."""

    session_id: str
    kind: Kind
    at: datetime
    """When the session began."""
    score: float | None
    """0..1; None where the question is not graded."""
    band: int | None
    provisional: bool
    grader: str


@dataclass(frozen=True, slots=True)
class Given:
    """One grade of a question, whichever session it was given in."""

    session_id: str
    kind: Kind
    asked_at: datetime
    grade: Grade


class History:
    """Reads grades by question. Every call may raise DatabaseUnavailable.

    The marks of a mock that has not ended stay hidden here too.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def attempts(self, question_id: str) -> list[Attempt]:
        """Return every session's newest grade of a question, the oldest session first."""
        newest = (
            select(func.max(grades.c.id))
            .where(grades.c.question_id == question_id)
            .group_by(grades.c.session_id)
        )
        wanted = (
            select(
                grades.c.session_id,
                sessions.c.kind,
                sessions.c.started_at.label("at"),
                grades.c.score,
                grades.c.band,
                grades.c.provisional,
                grades.c.grader,
            )
            .join(sessions, sessions.c.id == grades.c.session_id)
            .where(grades.c.id.in_(newest), _marks_are_known())
            .order_by(sessions.c.started_at, grades.c.session_id)
        )
        with self._database.read() as connection:
            found = connection.execute(wanted).mappings().all()
        return [Attempt(**{**row, "kind": Kind(row["kind"])}) for row in found]

    def grades(self, question_id: str) -> list[Given]:
        """Return every grade of a question that has a score, in the order they were given."""
        wanted = (
            select(
                grades.c.session_id,
                sessions.c.kind,
                grades.c.asked_at,
                grades.c.document,
            )
            .join(sessions, sessions.c.id == grades.c.session_id)
            .where(
                grades.c.question_id == question_id, grades.c.score.is_not(None), _marks_are_known()
            )
            .order_by(grades.c.id)
        )
        with self._database.read() as connection:
            return [
                Given(
                    row.session_id,
                    Kind(row.kind),
                    row.asked_at,
                    from_json(Grade, row.document),
                )
                for row in connection.execute(wanted)
            ]


def _marks_are_known() -> ColumnElement[bool]:
    over = [status.value for status in Status if status.is_over]
    return or_(sessions.c.kind == Kind.PRACTICE.value, sessions.c.status.in_(over))
