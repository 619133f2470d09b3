"""What Home shows, read with the standard library alone.

Opening the database as the rest of the app does takes SQLAlchemy and the domain along: a second of
processor time and 25 MB, for what Home can tell from a few columns. Whatever is unusual about the
file (another revision, a deletion that was cut off, damage) is left to that opening.
"""

import json
import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from interviewer.storage.due import DUE, STALE, stored_time
from interviewer.storage.migrations import HEAD

SECONDS = 2.0
"""How long another process that writes is waited for."""

_OPEN = """
    SELECT id, kind, started_at, active_seconds, questions, blueprint FROM sessions
    WHERE status IN ('running', 'paused') ORDER BY started_at DESC, id DESC
"""
_RESULTS = """
    SELECT started_at, score FROM sessions
    WHERE kind = 'mock' AND status = 'finished' ORDER BY started_at DESC, id DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that can be gone on with."""

    id: str
    is_mock: bool
    started_at: datetime
    active_seconds: float
    asked: int
    """How many questions were asked."""
    planned: int
    minutes: float | None


@dataclass(frozen=True, slots=True)
class Glance:
    """The columns that Home needs."""

    open: tuple[OpenSession, ...]
    """Newest first."""
    results: tuple[tuple[datetime, float | None], ...]
    """When a finished mock began and what it scored, newest first."""
    due: int
    """How many questions, and points of others, are due."""
    is_stale: bool
    """Whether what is due has to be reckoned anew: grades have changed since."""


NOTHING = Glance((), (), 0, is_stale=False)


def glance(database: Path, most_results: int, due_before: datetime) -> Glance | None:
    """Read what Home shows, or return None where the database is to be opened in earnest.

    Where none was made yet there is nothing to show; the first session makes it.
    """
    if not database.exists():
        return NOTHING if os.access(database.parent, os.W_OK) else None
    try:
        with closing(sqlite3.connect(database, timeout=SECONDS)) as connection:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("BEGIN")
            if not _is_usual(connection):
                return None
            return _read(connection, most_results, due_before)
    except (sqlite3.Error, ValueError, KeyError, TypeError):
        return None


def _is_usual(connection: sqlite3.Connection) -> bool:
    revisions = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    (traces,) = connection.execute("PRAGMA user_version").fetchone()
    return revisions == [(HEAD,)] and traces == 0


def _read(connection: sqlite3.Connection, most_results: int, due_before: datetime) -> Glance:
    results = connection.execute(_RESULTS, (most_results,))
    return Glance(
        open=tuple(_sessions(connection.execute(_OPEN))),
        results=tuple((datetime.fromisoformat(at), score) for at, score in results),
        due=len(connection.execute(DUE, {"before": stored_time(due_before)}).fetchall()),
        is_stale=connection.execute(STALE).fetchone() == (1,),
    )


def _sessions(found: Iterable[tuple[Any, ...]]) -> Iterable[OpenSession]:
    for name, kind, started_at, active_seconds, asked, blueprint in found:
        plan = json.loads(blueprint)
        yield OpenSession(
            id=name,
            is_mock=kind == "mock",
            started_at=datetime.fromisoformat(started_at),
            active_seconds=active_seconds,
            asked=asked,
            planned=len(plan["slots"]),
            minutes=plan["minutes"],
        )
