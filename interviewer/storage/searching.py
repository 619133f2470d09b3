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

_SAID = f"SELECT rowid >> {SEQ_BITS} FROM said WHERE said MATCH ?"
_NOTED = "SELECT value FROM json_each(?)"

Condition = tuple[str, list[str]]
"""A condition on the `id` of an exchange in SQL, and the values in it."""


def exchanges_with(connection: Connection, text: str) -> list[Condition]:
    """Return a condition for every word of `text`: that it was said in an exchange, or noted on it.

    A word finds what begins with it; Chinese is found anywhere.
    """
    return [_holding(connection, word) for word in _words(text)]


def sessions_with(connection: Connection, text: str) -> set[str]:
    """Return the ids of the sessions in which every word of `text` was said; all if it is blank.

    Each word may have been said anywhere in the session. A whole id finds its session.
    """
    found: set[str] | None = None
    for word in _words(text):
        condition, values = _holding(connection, word)
        query = f"SELECT DISTINCT session_id FROM exchanges WHERE {condition}"
        ids = {id_ for (id_,) in plainly(connection, query, values)}
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


def _holding(connection: Connection, word: str) -> Condition:
    parts, values = [], []
    if (expression := match(word)) is not None:
        parts.append(_SAID)
        values.append(expression)
    if noted := _noted(connection, word):
        parts.append(_NOTED)
        values.append(json.dumps(sorted(noted)))
    return f"id IN ({' UNION ALL '.join(parts) or 'NULL'})", values


def _noted(connection: Connection, word: str) -> set[int]:
    """Return the exchanges whose note holds a word. Nobody writes so many that it takes long."""
    looked_for = plain(word)
    noted = select(exchanges.c.id, remarks.c.note).join(
        remarks,
        (remarks.c.session_id == exchanges.c.session_id)
        & (remarks.c.question_id == exchanges.c.question_id),
    )
    found = connection.execute(noted.where(remarks.c.note != ""))
    return {row.id for row in found if looked_for in plain(row.note)}
