"""Finds what was said, by the index of words, and what was noted on it."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Connection, select

from interviewer.storage.exchanges import SEQ_BITS
from interviewer.storage.grams import match, plain
from interviewer.storage.schema import exchanges, remarks, sessions

LONGEST = 200
"""Characters of a query that are looked at."""

_NUMBERS = f"SELECT DISTINCT rowid >> {SEQ_BITS} FROM said WHERE said MATCH ?"
_SESSIONS = """
    SELECT DISTINCT session_id FROM exchanges WHERE id IN (SELECT value FROM json_each(?))
"""


def exchanges_with(connection: Connection, text: str) -> set[int] | None:
    """Return the numbers of the exchanges in which every word of `text` was said or noted.

    None if there is no word. A word finds what begins with it; Chinese is found anywhere.
    """
    found: set[int] | None = None
    for word in _words(text):
        holding = _with_word(connection, word) | _noted(connection, word)
        found = holding if found is None else found & holding
    return found


def sessions_with(connection: Connection, text: str) -> set[str]:
    """Return the ids of the sessions in which every word of `text` was said; all if it is blank.

    Each word may have been said anywhere in the session. A whole id finds its session.
    """
    found: set[str] | None = None
    for word in _words(text):
        numbers = _with_word(connection, word) | _noted(connection, word)
        ids = _sessions_of(connection, numbers)
        ids |= set(connection.execute(select(sessions.c.id).where(sessions.c.id == word)).scalars())
        found = ids if found is None else found & ids
    if found is None:
        return set(connection.execute(select(sessions.c.id)).scalars())
    return found


def plainly(
    connection: Connection, statement: str, values: Sequence[object] = ()
) -> list[tuple[Any, ...]]:
    """Run a query by the driver alone: a hundred thousand numbers in a third of the time."""
    driver = cast(sqlite3.Connection, connection.connection.dbapi_connection)
    return driver.execute(statement, tuple(values)).fetchall()


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(text[:LONGEST].split()))


def _with_word(connection: Connection, word: str) -> set[int]:
    expression = match(word)
    if expression is None:
        return set()
    return {number for (number,) in plainly(connection, _NUMBERS, (expression,))}


def _noted(connection: Connection, word: str) -> set[int]:
    """Return the exchanges whose note holds a word. Nobody writes so many that it takes long."""
    looked_for = plain(word)
    noted = select(exchanges.c.id, remarks.c.note).join(
        remarks,
        (remarks.c.session_id == exchanges.c.session_id)
        & (remarks.c.question_id == exchanges.c.question_id),
    )
    found = connection.execute(noted.where(remarks.c.note != ""))
    return {number for number, note in found if looked_for in plain(note)}


def _sessions_of(connection: Connection, numbers: set[int]) -> set[str]:
    found = plainly(connection, _SESSIONS, (json.dumps(list(numbers)),))
    return {id_ for (id_,) in found}
