"""Bring a database up to date: one transaction for all steps, a copy beside it before the first."""

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine, MetaData

from interviewer.storage.copies import back_up
from interviewer.storage.errors import DatabaseNewer, DatabaseUnavailable, Reason
from interviewer.storage.migrations import REVISIONS
from interviewer.storage.schema import metadata

BUSY_SECONDS = 10.0
"""How long a call waits for another process that writes."""


@dataclass(frozen=True, slots=True)
class History:
    """The revisions of a database, oldest first, and the folder of Alembic's scripts for them."""

    revisions: tuple[str, ...]
    scripts: Path
    tables: MetaData | None = None
    """What the newest revision looks like. Given, an empty database is made from it at once, which
    spares a first start the import of Alembic: a quarter of a second and 15 MB."""

    @property
    def head(self) -> str:
        """The newest revision."""
        return self.revisions[-1]


HISTORY = History(REVISIONS, Path(__file__).parent / "migrations", metadata)
"""That of this version of the app."""


def migrate(engine: Engine, path: Path, history: History = HISTORY) -> None:
    """Bring the database at `path` to the newest revision of `history`.

    Raises DatabaseNewer for a revision that is not in it, DatabaseUnavailable for a file that is
    a database of something else, and SQLAlchemy's errors.
    """
    with engine.connect() as connection:
        found = _revision(connection, path, history)
    _use_log(engine)
    if found == history.head:
        return
    with engine.connect() as connection:
        # Not to be used again: what follows holds for this one connection only.
        connection.detach()
        # Rebuilding a table must not cascade into those that point at it; checked before commit.
        _plain(connection).execute("PRAGMA foreign_keys = OFF")
        with connection.execution_options(writes=True).begin():
            # Another process may have been faster while this one waited for its turn.
            found = _revision(connection, path, history)
            if found == history.head:
                return
            if found is not None:
                back_up(path, found)
            if found is None and history.tables is not None:
                _make(connection, history.tables, history.head)
                return
            _upgrade(connection, history)
            _check_references(connection, path)


def _revision(connection: Connection, path: Path, history: History) -> str | None:
    """Return the database's revision, None for an empty one."""
    tables = {
        name
        for (name,) in connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
    }
    if not tables:
        return None
    if "alembic_version" not in tables:
        raise DatabaseUnavailable(Reason.FOREIGN, path)
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if found is None:
        raise DatabaseUnavailable(Reason.FOREIGN, path)
    if found not in history.revisions:
        raise DatabaseNewer(path, str(found))
    return str(found)


def _plain(connection: Connection) -> sqlite3.Connection:
    """Return the driver's own connection, for what must happen outside a transaction."""
    return cast(sqlite3.Connection, connection.connection.dbapi_connection)


def _use_log(engine: Engine) -> None:
    """Switch to write-ahead logging, where the file does not use it yet."""
    deadline = time.monotonic() + BUSY_SECONDS
    with engine.connect() as connection:
        while True:
            try:
                _plain(connection).execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                # The switch does not wait by itself for another process that is just doing it.
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
            else:
                return


def _make(connection: Connection, tables: MetaData, revision: str) -> None:
    """Make all tables, and the one by which Alembic knows the revision."""
    tables.create_all(connection)
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (revision,))


def _upgrade(connection: Connection, history: History) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(history.scripts).replace("%", "%%"))
    command.upgrade(config, "head")


def _check_references(connection: Connection, path: Path) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise DatabaseUnavailable(Reason.FAILED, path, f"a row of {broken[0]} points nowhere")
