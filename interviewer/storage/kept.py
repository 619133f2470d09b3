"""Numbers reckoned from grades and kept, so that no screen goes through a hundred thousand of them.

They are always what the grades in the database come to: what changed is noted by SQLite (see
`storage.stale`) and reckoned anew, question by question and session by session, before it is read.
Marks of a mock that has not ended are not among them.
"""

import json
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from interviewer.domain.drill import parts
from interviewer.storage.columns import original_text
from interviewer.storage.database import Database
from interviewer.storage.due import DUE, STALE, stored_time
from interviewer.storage.records import Card, Day, GradedAnswer, JudgedPoint, Predicted
from interviewer.storage.schema import calibration, cards, stale_questions

Found = Iterable[Sequence[Any]]
Reckon = Callable[[Sequence[GradedAnswer]], Sequence[Card]]
"""The graded answers of one question, in order -> its cards."""

SECONDS = 0.1
"""How long one transaction may take: an answer that is submitted meanwhile waits for it."""

_KNOWN = "(session.kind = 'practice' OR session.status IN ('finished', 'abandoned'))"

# SQLite takes the other columns from the row that has the maximum.
_ANSWERS = f"""
    SELECT grade.session_id, grade.question_id, grade.asked_at, grade.score, grade.unprompted,
        grade.grader, grade.document, max(grade.id)
    FROM grades AS grade JOIN sessions AS session ON session.id = grade.session_id
    WHERE {_KNOWN} AND (grade.question_id = :question
        OR (grade.question_id > :question || '#' AND grade.question_id < :question || '$'))
    GROUP BY grade.session_id, grade.question_id, grade.asked_at
    ORDER BY grade.asked_at, max(grade.id)
"""
"""Of each asking the newest grade. `$` follows `#`, behind which drills name their point."""

_PREDICTIONS = "SELECT session_id, score FROM predictions WHERE question_id = :question"

_TALLY = f"""
    INSERT INTO tallies SELECT session_id, min(asked_at), count(*), sum(score) FROM (
        SELECT grade.session_id, grade.asked_at, grade.score, max(grade.id)
        FROM stale_sessions JOIN grades AS grade USING (session_id)
            JOIN sessions AS session ON session.id = grade.session_id
        WHERE {_KNOWN} GROUP BY grade.session_id, grade.question_id
    ) WHERE score IS NOT NULL GROUP BY session_id, substr(asked_at, 1, 13)
"""

_DAYS = """
    SELECT day, sum(answers), sum(scored), sum(seconds) FROM (
        SELECT date(at, 'localtime') AS day, answers, scored, 0 AS seconds FROM tallies
        UNION ALL
        SELECT date(started_at, 'localtime'), 0, 0, active_seconds FROM sessions
        WHERE active_seconds > 0
    ) GROUP BY day ORDER BY day
"""


_COLUMNS = tuple(column.name for column in cards.columns)


class Kept:
    """The kept numbers of a database. Every call may raise DatabaseUnavailable."""

    def __init__(self, database: Database, reckon: Reckon) -> None:
        """`reckon` makes a question's cards from its answers."""
        self._database = database
        self._reckon = reckon

    def refresh(self) -> None:
        """Reckon anew whatever has changed. Cheap where little has."""
        if not self._is_stale():
            return
        while self._work_off() > 0:
            pass

    def due(self, before: datetime) -> list[tuple[str, str | None]]:
        """Return the cards that are due before a moment, the longest overdue first."""
        with self._read() as connection:
            found: Found = connection.exec_driver_sql(DUE, {"before": stored_time(before)})
            return [(question_id, point_id or None) for question_id, point_id in found]

    def cards(self) -> list[Card]:
        """Return every card, by question and point."""
        wanted = select(cards).order_by(cards.c.question_id, cards.c.point_id)
        with self._read() as connection:
            found: Found = connection.execute(wanted)
            return [
                Card(question_id, point_id or None, *rest) for question_id, point_id, *rest in found
            ]

    def predicted(self) -> list[Predicted]:
        """Return how predictions came true, by question and tenth."""
        wanted = select(calibration).order_by(calibration.c.question_id, calibration.c.step)
        with self._read() as connection:
            found: Found = connection.execute(wanted)
            return [Predicted(*row) for row in found]

    def days(self) -> list[Day]:
        """Return every day of the local calendar on which something was done, in order."""
        with self._read() as connection:
            found: Found = connection.exec_driver_sql(_DAYS)
            return [
                Day(date.fromisoformat(day), answers, scored, seconds / 60)
                for day, answers, scored, seconds in found
            ]

    def _read(self) -> AbstractContextManager[Connection]:
        self.refresh()
        return self._database.read()

    def _is_stale(self) -> bool:
        with self._database.read() as connection:
            stale: int = connection.exec_driver_sql(STALE).scalar_one()
            stale += connection.exec_driver_sql(
                "SELECT EXISTS (SELECT 1 FROM stale_sessions)"
            ).scalar_one()
        return bool(stale)

    def _work_off(self) -> int:
        """Reckon for as long as one transaction may take; return how many questions are left."""
        until = time.monotonic() + SECONDS
        with self._database.write() as connection:
            connection.exec_driver_sql(
                "DELETE FROM tallies WHERE session_id IN (SELECT session_id FROM stale_sessions)"
            )
            connection.exec_driver_sql(_TALLY)
            connection.exec_driver_sql("DELETE FROM stale_sessions")
            stale: list[str] = list(connection.execute(select(stale_questions)).scalars())
            left = len(stale)
            for question_id in stale:
                self._renew(connection, question_id)
                left -= 1
                if time.monotonic() > until:
                    break
        return left

    def _renew(self, connection: Connection, question_id: str) -> None:
        for table in (cards, calibration, stale_questions):
            connection.execute(delete(table).where(table.c.question_id == question_id))
        answers = _answers(connection, question_id)
        made = [
            {name: getattr(card, name) for name in _COLUMNS} | {"point_id": card.point_id or ""}
            for card in self._reckon(answers)
        ]
        if made:
            connection.execute(insert(cards), made)
        guesses = _calibration(connection, question_id, answers)
        if guesses:
            connection.execute(insert(calibration), guesses)


def _answers(connection: Connection, question_id: str) -> list[GradedAnswer]:
    found: Found = connection.exec_driver_sql(_ANSWERS, {"question": question_id})
    return [
        _answer(session_id, asked_id, at, score, unprompted, grader, document)
        for session_id, asked_id, at, score, unprompted, grader, document, _ in found
        if score is not None
    ]


def _answer(
    session_id: str,
    asked_id: str,
    at: str,
    score: float,
    unprompted: int,
    grader: str,
    document: str,
) -> GradedAnswer:
    question_id, point_id = parts(asked_id)
    points = json.loads(original_text(document))["points"]
    return GradedAnswer(
        session_id=session_id,
        question_id=question_id,
        point_id=point_id,
        at=datetime.fromisoformat(at),
        score=score,
        unprompted=bool(unprompted),
        skipped=grader == "skipped",
        points=tuple(
            JudgedPoint(
                id=point["id"],
                must=point["must"],
                verdict=point["verdict"],
                unprompted=point["provenance"] in (None, "unprompted"),
            )
            for point in points
            if point["verdict"] is not None
        ),
    )


def _calibration(
    connection: Connection, question_id: str, answers: Sequence[GradedAnswer]
) -> list[dict[str, Any]]:
    """Set what was predicted beside what each session's last answer scored."""
    scores = {answer.session_id: answer.score for answer in answers if answer.point_id is None}
    many: dict[int, int] = {}
    scored: dict[int, float] = {}
    predicted: Found = connection.exec_driver_sql(_PREDICTIONS, {"question": question_id})
    for session_id, prediction in predicted:
        if session_id in scores:
            step = round(prediction * 10)
            many[step] = many.get(step, 0) + 1
            scored[step] = scored.get(step, 0.0) + scores[session_id]
    return [
        {"question_id": question_id, "step": step, "answers": many[step], "scored": scored[step]}
        for step in sorted(many)
    ]
