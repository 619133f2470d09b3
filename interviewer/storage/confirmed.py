"""Verdicts that an appeal changed and the candidate confirmed: answers labelled by a person.

They become the rows that `evaluate` measures graders by.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert as upsert

from interviewer.domain.transcript import Transcript
from interviewer.storage.database import Database
from interviewer.storage.documents import dumps
from interviewer.storage.errors import UnknownSession
from interviewer.storage.schema import confirmed, sessions
from interviewer.storage.sessions import SessionStore


class Confirmed:
    """Keeps which verdicts were confirmed. Every call may raise DatabaseUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._store = SessionStore(database)

    def add(self, session_id: str, question_id: str, point_id: str, at: datetime) -> None:
        """Keep that the newest verdict on a point is right. UnknownSession."""
        values = {
            "session_id": session_id,
            "question_id": question_id,
            "point_id": point_id,
            "at": at,
        }
        with self._database.write() as connection:
            is_there = select(sessions.c.id).where(sessions.c.id == session_id)
            if connection.execute(is_there).first() is None:
                raise UnknownSession(session_id)
            connection.execute(upsert(confirmed).values(values).on_conflict_do_nothing())

    def labelled(self) -> Iterator[str]:
        """Return a line of JSON for each answer with a confirmed verdict, oldest first.

        The score is that of the newest grade; of its verdicts, those that were confirmed.
        """
        wanted = select(confirmed).order_by(
            confirmed.c.session_id, confirmed.c.question_id, confirmed.c.point_id
        )
        points: dict[tuple[str, str], list[str]] = {}
        with self._database.read() as connection:
            for row in connection.execute(wanted):
                points.setdefault((row.session_id, row.question_id), []).append(row.point_id)
        for (session_id, question_id), point_ids in points.items():
            document = _row(self._store.transcript(session_id), question_id, point_ids)
            if document is not None:
                yield dumps(document, indent=None)


def _row(transcript: Transcript, question_id: str, point_ids: list[str]) -> dict[str, Any] | None:
    grade = transcript.grade(question_id)
    if grade is None or grade.score is None:
        return None
    exchange = transcript.exchange(question_id)
    return {
        "id": f"{transcript.session.id}/{question_id}",
        "question_id": question_id,
        "question": exchange.question.prompt.in_(exchange.language),
        "answer": "\n\n".join(said.text for said in exchange.utterances),
        "score": grade.score,
        "max_score": 1.0,
        "lang": exchange.language.value,
        "verdicts": {
            point.id: point.verdict.value
            for point in grade.points
            if point.id in point_ids and point.verdict is not None
        },
    }
