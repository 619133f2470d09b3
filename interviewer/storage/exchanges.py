"""What a list of answers shows and is searched by, kept beside the turns and grades it comes from.

An exchange is all that was said on one question in one session; the words outside any question
make one more, whose question is empty. Each call belongs to the transaction of the change that it
follows. Nothing here is the only copy of anything: without the rows, `rebuild` makes them again.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, update
from sqlalchemy.dialects.sqlite import insert as upsert

from interviewer.domain.grade import Grade
from interviewer.domain.transcript import AskedQuestion, Turn
from interviewer.storage.columns import original_text
from interviewer.storage.grams import grams
from interviewer.storage.schema import exchanges

SEQ_BITS = 16
"""An indexed turn is named by its exchange and its place in the session, in one number."""
_MOST_TURNS = 1 << SEQ_BITS

_PLACES = """
    SELECT exchange.id, turn.seq, turn.text FROM turns AS turn JOIN exchanges AS exchange
    ON exchange.session_id = turn.session_id AND exchange.question_id = ifnull(turn.question_id, '')
    WHERE turn.seq < ?
"""
_BEGIN = """
    INSERT INTO exchanges (session_id, question_id, kind, topic, level, at, uncertain, contested)
    SELECT turn.session_id, ifnull(turn.question_id, ''), session.kind, '', '', min(turn.at), 0, 0
    FROM turns AS turn JOIN sessions AS session ON session.id = turn.session_id
    GROUP BY turn.session_id, ifnull(turn.question_id, '')
"""
# SQLite takes the other columns from the row that has the maximum.
_ASKED = """
    UPDATE exchanges SET topic = asked.topic, level = asked.level, at = asked.at FROM (
        SELECT a.session_id, a.question_id, s.topic, s.level, a.at, max(a.seq)
        FROM asked_questions AS a JOIN snapshots AS s ON s.hash = a.snapshot
        GROUP BY a.session_id, a.question_id
    ) AS asked
    WHERE exchanges.session_id = asked.session_id AND exchanges.question_id = asked.question_id
"""
_GRADES = """
    SELECT session_id, question_id, document, max(id) FROM grades GROUP BY session_id, question_id
"""
_MARK = """
    UPDATE exchanges SET score = :score, uncertain = :uncertain, contested = :contested
    WHERE session_id = :session_id AND question_id = :question_id
"""
_ADD = "INSERT INTO said (rowid, grams) VALUES (?, ?)"
_TAKE_OUT = "INSERT INTO said (said, rowid, grams) VALUES ('delete', ?, ?)"
MERGE = "INSERT INTO said (said) VALUES ('optimize')"
"""Merges the parts of the index, which drops what was taken out of it."""
BATCH = 2_000


def note_turn(connection: Connection, session_id: str, turn: Turn, kind: str) -> None:
    """Take in what was said."""
    values = {
        "session_id": session_id,
        "question_id": turn.question_id or "",
        "kind": kind,
        "topic": "",
        "level": "",
        "at": turn.at,
        "uncertain": False,
        "contested": False,
    }
    found = upsert(exchanges).values(values)
    # An update that changes nothing lets the row that is there be returned.
    found = found.on_conflict_do_update(
        index_elements=["session_id", "question_id"], set_={"kind": kind}
    )
    number: int = connection.execute(found.returning(exchanges.c.id)).scalar_one()
    _each(connection, _ADD, [(number, turn.seq, turn.text)])


def note_question(
    connection: Connection, session_id: str, asked: AskedQuestion, at: datetime
) -> None:
    """Take in that a question was asked; if not for the first time, the last asking counts."""
    question = asked.question
    _set(
        connection,
        session_id,
        question.id,
        {"topic": question.topic, "level": question.level.value, "at": at},
    )


def note_grade(connection: Connection, session_id: str, grade: Grade) -> None:
    """Take in the newest grade of a question."""
    flags = [(point.uncertain, point.contested) for point in grade.points]
    _set(connection, session_id, grade.question_id, _marks(grade.score, flags))


def forget(connection: Connection, session_id: str) -> None:
    """Take a session's words out of the index; to be called while they are there.

    They are not found any more, but stand in it until `MERGE` is executed.
    """
    said = connection.exec_driver_sql(
        _PLACES + "AND turn.session_id = ?", (_MOST_TURNS, session_id)
    )
    _each(connection, _TAKE_OUT, ((row[0], row[1], original_text(row[2])) for row in said.all()))


def forget_everything(connection: Connection) -> None:
    """Empty the index."""
    connection.exec_driver_sql("INSERT INTO said (said) VALUES ('delete-all')")


def is_missing(connection: Connection) -> bool:
    """Whether something was said and nothing of it stands here."""
    found = "SELECT EXISTS (SELECT 1 FROM turns) AND NOT EXISTS (SELECT 1 FROM exchanges)"
    return bool(connection.exec_driver_sql(found).scalar_one())


def rebuild(connection: Connection, tell: Callable[[float], object] = lambda _share: None) -> None:
    """Make everything here again from what was said, asked and graded.

    `tell` hears now and then which share of it is done, 0..1; at the very end 1.
    """
    count = "SELECT (SELECT count(*) FROM turns) + (SELECT count(*) FROM grades)"
    rows: int = connection.exec_driver_sql(count).scalar_one()
    done = 0
    connection.execute(delete(exchanges))
    forget_everything(connection)
    connection.exec_driver_sql(_BEGIN)
    connection.exec_driver_sql(_ASKED)
    for graded in connection.exec_driver_sql(_GRADES).partitions(BATCH):
        connection.exec_driver_sql(_MARK, [_newest_marks(row) for row in graded])
        done += len(graded)
        tell(done / rows)
    for said in connection.exec_driver_sql(_PLACES, (_MOST_TURNS,)).partitions(BATCH):
        _each(connection, _ADD, ((row[0], row[1], original_text(row[2])) for row in said))
        done += len(said)
        tell(done / rows)
    tell(1.0)


def _newest_marks(row: Row[Any]) -> dict[str, Any]:
    grade = json.loads(original_text(row.document))
    flags = [(point["uncertain"], point["contested"]) for point in grade["points"]]
    named = {"session_id": row.session_id, "question_id": row.question_id}
    return _marks(grade["score"], flags) | named


def _marks(score: float | None, flags: Iterable[tuple[bool, bool]]) -> dict[str, Any]:
    """Return the columns of a grade; the flags of a point are: uncertain, contested."""
    flags = list(flags)
    return {
        "score": score,
        "uncertain": any(uncertain and not contested for uncertain, contested in flags),
        "contested": any(contested for _uncertain, contested in flags),
    }


def _set(connection: Connection, session_id: str, question_id: str, values: dict[str, Any]) -> None:
    where = (exchanges.c.session_id == session_id, exchanges.c.question_id == question_id)
    connection.execute(update(exchanges).where(*where).values(values))


def _each(connection: Connection, statement: str, said: Iterable[tuple[int, int, str]]) -> None:
    """Add turns to the index or take them out. One past the last place that fits is not found."""
    values = [(id_ << SEQ_BITS | seq, grams(text)) for id_, seq, text in said if seq < _MOST_TURNS]
    if values:
        connection.exec_driver_sql(statement, values)
