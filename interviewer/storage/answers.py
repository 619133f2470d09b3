"""Answers across all sessions: found, narrowed down, read page by page, bookmarked, noted on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Float, Select, and_, delete, literal_column, or_, select
from sqlalchemy.dialects.sqlite import insert as upsert

from interviewer.domain.transcript import Kind, Move
from interviewer.storage.database import Database
from interviewer.storage.documents import dumps, utc
from interviewer.storage.due import stored_time
from interviewer.storage.errors import UnknownSession
from interviewer.storage.records import Order
from interviewer.storage.schema import exchanges, remarks, snapshots, turns
from interviewer.storage.searching import exchanges_with, plainly

LONGEST_NOTE = 4_000
"""Characters of one note."""


# Few mocks are open at a time: the set is small, and SQLite makes it once.
_HIDDEN = """
    exchanges.session_id IN
    (SELECT id FROM sessions WHERE status IN ('running', 'paused') AND kind = 'mock')
"""
_SCORE = f"CASE WHEN {_HIDDEN} THEN NULL ELSE exchanges.score END"
"""As far as it may be known."""


class Flag(StrEnum):
    """What an answer can be marked by."""

    BOOKMARKED = "bookmarked"
    NOTED = "noted"
    UNCERTAIN = "uncertain"
    """The grader was not sure of a verdict."""
    CONTESTED = "contested"
    """The candidate counted a point themselves."""


_NOTED = """
    (session_id, question_id) IN (SELECT session_id, question_id FROM remarks WHERE {0})
"""
_FLAGGED = {
    Flag.BOOKMARKED: _NOTED.format("bookmarked"),
    Flag.NOTED: _NOTED.format("note <> ''"),
    Flag.UNCERTAIN: f"uncertain AND NOT {_HIDDEN}",
    Flag.CONTESTED: f"contested AND NOT {_HIDDEN}",
}
_NEWEST = "at DESC, id DESC"
_SCORED, _UNSCORED = f"score IS NOT NULL AND NOT {_HIDDEN}", f"(score IS NULL OR {_HIDDEN})"
_ORDERS = {
    Order.NEWEST: [("true", _NEWEST)],
    Order.OLDEST: [("true", "at, id")],
    # In two parts, so that each can go along an index.
    Order.BEST: [(_SCORED, "score DESC, at DESC, id DESC"), (_UNSCORED, _NEWEST)],
    Order.WORST: [(_SCORED, "score, at, id"), (_UNSCORED, _NEWEST)],
}
"""The parts that a list is put together from: a condition, and the order within."""


@dataclass(frozen=True, slots=True)
class WantedAnswers:
    """Which answers are wanted; None leaves all of them, no text finds all of them."""

    text: str = ""
    kind: Kind | None = None
    topic: str | None = None
    since: datetime | None = None
    score: tuple[float, float] | None = None
    """From the first (0..1) up to, but not with, the second."""
    is_graded: bool | None = None
    flag: Flag | None = None
    order: Order = Order.NEWEST


@dataclass(frozen=True, slots=True)
class Remark:
    """What the candidate noted on an answer."""

    bookmarked: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One line of the list of answers."""

    session_id: str
    question_id: str
    kind: Kind
    topic: str
    at: datetime
    """When the question was asked."""
    score: float | None
    """0..1; None where it is not graded, or where the marks are still hidden."""
    asked: str
    """What the interviewer asked."""
    answered: tuple[str, ...]
    """What the candidate said, in order."""
    remark: Remark


class Answers:
    """Reads what was said on questions, and keeps remarks. Safe to use from several threads.

    Every call may raise DatabaseUnavailable. The marks of a mock that has not ended are hidden.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, wanted: WantedAnswers) -> list[int]:
        """Return the numbers of the answers that fit, in order."""
        with self._database.read() as connection:
            conditions, values = _conditions(wanted)
            for condition, more in exchanges_with(connection, wanted.text):
                conditions.append(condition)
                values += more
            numbers: list[int] = []
            for part, order in _ORDERS[wanted.order]:
                chosen = " AND ".join([*conditions, part])
                query = f"SELECT id FROM exchanges WHERE {chosen} ORDER BY {order}"
                numbers += [number for (number,) in plainly(connection, query, values)]
            return numbers

    def lines(self, numbers: Collection[int]) -> dict[int, AnswerLine]:
        """Return the lines of some answers, by number; one that is gone is left out."""
        wanted = _lines().where(exchanges.c.id.in_(numbers))
        with self._database.read() as connection:
            found = connection.execute(wanted).all()
            said = _said(connection, {row.session_id for row in found})
        return {row.id: _line(row, said) for row in found}

    def topics(self) -> list[str]:
        """Return the topics that were ever asked about."""
        wanted = select(snapshots.c.topic).distinct()
        with self._database.read() as connection:
            return sorted(connection.execute(wanted).scalars())

    def remarks(self, session_id: str) -> Mapping[str, Remark]:
        """Return the remarks on a session's answers, by question."""
        wanted = select(remarks.c.question_id, remarks.c.bookmarked, remarks.c.note).where(
            remarks.c.session_id == session_id
        )
        with self._database.read() as connection:
            return {
                row.question_id: Remark(row.bookmarked, row.note)
                for row in connection.execute(wanted)
            }

    def every_remark(self) -> list[str]:
        """Return a line of JSON for each bookmark and note there is, oldest first."""
        wanted = select(remarks).order_by(remarks.c.at, remarks.c.session_id)
        with self._database.read() as connection:
            return [
                dumps({**row, "at": utc(row["at"])}, indent=None)
                for row in connection.execute(wanted).mappings()
            ]

    def set_remark(self, session_id: str, question_id: str, remark: Remark, at: datetime) -> None:
        """Keep a remark in place of the last one; it is on disk when this returns.

        An empty one takes it away. ValueError if a note is too long, UnknownSession if there is
        no such answer (any more).
        """
        if len(remark.note) > LONGEST_NOTE:
            raise ValueError(f"a note may have up to {LONGEST_NOTE} characters")
        values: dict[str, Any] = {
            "session_id": session_id,
            "question_id": question_id,
            "bookmarked": remark.bookmarked,
            "note": remark.note,
            "at": at,
        }
        is_asked = (exchanges.c.session_id == session_id, exchanges.c.question_id == question_id)
        with self._database.write() as connection:
            if connection.execute(select(exchanges.c.id).where(*is_asked)).first() is None:
                raise UnknownSession(session_id)
            if remark == Remark():
                gone = (
                    remarks.c.session_id == session_id,
                    remarks.c.question_id == question_id,
                )
                connection.execute(delete(remarks).where(*gone))
            else:
                kept = upsert(remarks).values(values).on_conflict_do_update(set_=values)
                connection.execute(kept)


def _conditions(wanted: WantedAnswers) -> tuple[list[str], list[str | float]]:
    """Return SQL conditions on exchanges, and the values in them."""
    conditions = ["question_id <> ''"]
    values: list[str | float] = []
    if wanted.kind is not None:
        conditions.append("kind = ?")
        values.append(wanted.kind.value)
    if wanted.topic is not None:
        conditions.append("topic = ?")
        values.append(wanted.topic)
    if wanted.since is not None:
        conditions.append("at >= ?")
        values.append(stored_time(wanted.since))
    if wanted.score is not None:
        conditions.append(f"{_SCORE} >= ? AND {_SCORE} < ?")
        values += wanted.score
    if wanted.is_graded is not None:
        conditions.append(f"{_SCORE} IS {'NOT NULL' if wanted.is_graded else 'NULL'}")
    if wanted.flag is not None:
        conditions.append(_FLAGGED[wanted.flag])
    return conditions, values


def _same_answer() -> ColumnElement[bool]:
    return and_(
        remarks.c.session_id == exchanges.c.session_id,
        remarks.c.question_id == exchanges.c.question_id,
    )


def _lines() -> Select[Any]:
    return select(
        exchanges.c.id,
        exchanges.c.session_id,
        exchanges.c.question_id,
        exchanges.c.kind,
        exchanges.c.topic,
        exchanges.c.at,
        literal_column(_SCORE, Float).label("score"),
        remarks.c.bookmarked,
        remarks.c.note,
    ).outerjoin(remarks, _same_answer())


_Said = dict[tuple[str, str], tuple[str, list[str]]]


def _said(connection: Any, session_ids: Collection[str]) -> _Said:
    """Return what was asked and answered last in some sessions, by session and question."""
    wanted = (
        select(turns.c.session_id, turns.c.question_id, turns.c.move, turns.c.text)
        .where(
            turns.c.session_id.in_(session_ids),
            turns.c.question_id.is_not(None),
            or_(turns.c.move == Move.ASK.value, turns.c.move == Move.ANSWER.value),
        )
        .order_by(turns.c.session_id, turns.c.seq)
    )
    said: _Said = {}
    for session_id, question_id, move, text in connection.execute(wanted):
        if move == Move.ASK.value:
            said[session_id, question_id] = (text, [])
        elif (session_id, question_id) in said:
            said[session_id, question_id][1].append(text)
    return said


def _line(row: Any, said: _Said) -> AnswerLine:
    nothing: tuple[str, Sequence[str]] = ("", ())
    asked, answered = said.get((row.session_id, row.question_id), nothing)
    return AnswerLine(
        session_id=row.session_id,
        question_id=row.question_id,
        kind=Kind(row.kind),
        topic=row.topic,
        at=row.at,
        score=row.score,
        asked=asked,
        answered=tuple(answered),
        remark=Remark(bool(row.bookmarked), row.note or ""),
    )
