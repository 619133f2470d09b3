"""The SQLite file: how it is opened, read, written, emptied and closed."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError

from interviewer.storage import exchanges
from interviewer.storage.copies import backups_of, damaged_copies_of, remove, set_aside
from interviewer.storage.errors import (
    DatabaseDamaged,
    DatabaseNewer,
    DatabaseUnavailable,
    Reason,
    from_os,
    from_sqlite,
)
from interviewer.storage.migrating import BUSY_SECONDS, HISTORY, History, migrate

__all__ = [
    "Database",
    "DatabaseDamaged",
    "DatabaseNewer",
    "DatabaseUnavailable",
    "Reason",
    "open_database",
]

_MAGIC = b"SQLite format 3\0"

_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    # WAL alone survives the death of the process; FULL also survives that of the machine.
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA journal_size_limit = 4194304",
)


class Traces(IntEnum):
    """What deleted words may still stand in the files; kept in SQLite's `user_version`."""

    NONE = 0
    OF_SESSIONS = 1
    OF_EVERYTHING = 2
    """Damaged databases that were set aside are to go as well."""


def leave_traces(connection: Connection, traces: Traces) -> None:
    """Note, in the transaction that deletes rows, that `Database.scrub` is due."""
    before: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    connection.exec_driver_sql(f"PRAGMA user_version = {max(before, traces):d}")


class Database:
    """An open database. Safe to use from several threads."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path = path
        self._engine = engine
        # Threads of this process wait for each other here, and not in SQLite's polling loop.
        self._writing = threading.Lock()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection in a transaction that is committed at the end, or undone on an error.

        Raises DatabaseUnavailable; then nothing of it is stored.
        """
        with self._writing, self._reported(), self._engine.connect() as connection:
            connection = connection.execution_options(writes=True)
            with connection.begin():
                yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the data. Raises DatabaseUnavailable.

        Rows are to be read into values within it: what is no value any more is damage.
        """
        with self._reported(), self._engine.connect() as connection, connection.begin():
            try:
                yield connection
            except ValueError as error:
                raise DatabaseUnavailable(Reason.DAMAGED, self.path) from error

    def scrub(self) -> None:
        """Take the traces of deleted rows out of the files: free pages, the log, old copies.

        SQLite overwrites what it deletes (secure_delete), but moves rows within their page
        without doing so, and the log keeps former pages: hence VACUUM and an empty log. The index
        of words keeps what was taken out of it until it is merged.
        Raises DatabaseUnavailable; the next opening of the database then tries again.
        """
        with self._writing, self._reported(), self._bare() as connection:
            (traces,) = connection.execute("PRAGMA user_version").fetchone()
            connection.execute(exchanges.MERGE)
            connection.execute("VACUUM")
            (busy, _logged, _moved) = connection.execute(
                "PRAGMA wal_checkpoint(TRUNCATE)"
            ).fetchone()
            if busy:
                raise DatabaseUnavailable(Reason.LOCKED, self.path)
            remove(backups_of(self.path))
            if traces == Traces.OF_EVERYTHING:
                remove(damaged_copies_of(self.path))
            connection.execute(f"PRAGMA user_version = {Traces.NONE:d}")

    def finish_deletions(self) -> None:
        """Scrub the files if a deletion was cut off before it had. Raises DatabaseUnavailable."""
        with self.read() as connection:
            traces: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if traces != Traces.NONE:
            self.scrub()

    @contextmanager
    def _bare(self) -> Iterator[sqlite3.Connection]:
        """Give a connection without a transaction."""
        borrowed = self._engine.raw_connection()
        try:
            yield cast(sqlite3.Connection, borrowed.dbapi_connection)
        finally:
            borrowed.close()

    def close(self) -> None:
        """Close every connection; the last process to do so empties the log into the database."""
        self._engine.dispose()

    @contextmanager
    def _reported(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            if isinstance(error.orig, sqlite3.IntegrityError | sqlite3.ProgrammingError):
                raise
            raise from_sqlite(error.orig, self.path) from error
        except sqlite3.Error as error:
            raise from_sqlite(error, self.path) from error


def open_database(
    path: Path,
    history: History = HISTORY,
    *,
    tell: Callable[[float], object] = lambda _share: None,
) -> Database:
    """Open the database at `path`, made if there is none, brought up to date if it is old.

    Raises DatabaseNewer, DatabaseDamaged (the file has then been set aside and the next call
    makes a new one) or DatabaseUnavailable. An existing database is copied before it is migrated
    to the newest revision of `history`, in one transaction. Where what was said has to be taken
    into the index first, `tell` hears which share of it is, 0..1, in the thread that calls.
    """
    _make_file(path)
    if not _looks_like_a_database(path):
        raise DatabaseDamaged(path, set_aside(path))
    database = Database(path, _engine(path))
    try:
        with database._reported():
            migrate(database._engine, path, history)
        _complete(database, tell)
    except DatabaseUnavailable as error:
        database.close()
        if error.reason is Reason.DAMAGED:
            raise DatabaseDamaged(path, set_aside(path)) from error
        raise
    except BaseException:
        database.close()
        raise
    # What stands in the way now is tried again the next time.
    with suppress(DatabaseUnavailable):
        database.finish_deletions()
    return database


def _complete(database: Database, tell: Callable[[float], object]) -> None:
    """Make what follows from what was said, where a migration has left that to be done."""
    with database.read() as connection:
        missing = exchanges.is_missing(connection)
    if missing:
        with database.write() as connection:
            exchanges.rebuild(connection, tell)


def _make_file(path: Path) -> None:
    """Make the file, readable by its owner alone: SQLite gives its log the same permissions."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise from_os(error, path) from error


def _looks_like_a_database(path: Path) -> bool:
    """Tell from its first bytes. SQLite itself would empty the log of a file it cannot read."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) in (b"", _MAGIC)
    except OSError as error:
        raise from_os(error, path) from error


def _engine(path: Path) -> Engine:
    # A URL's own rules would read "?" or "%" in a path as something else; a callable has none.
    engine = create_engine("sqlite://", creator=lambda: _connect(path), poolclass=QueuePool)
    event.listen(engine, "begin", _begin)
    return engine


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _begin(connection: Connection) -> None:
    # IMMEDIATE waits for its turn here; a reader that turned writer later would fail instead.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
