"""Bring a database up to date: one transaction for all steps, a copy beside it before the first."""

import glob
import os
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine

from interviewer.storage.errors import (
    DatabaseNewer,
    DatabaseUnavailable,
    Reason,
    from_os,
    from_sqlite,
)
from interviewer.storage.migrations import REVISIONS

BUSY_SECONDS = 10.0
"""How long a call waits for another process that writes."""

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(
    engine: Engine,
    path: Path,
    *,
    revisions: tuple[str, ...] = REVISIONS,
    scripts: Path = MIGRATIONS,
) -> None:
    """Bring the database at `path` to the last of `revisions`, whose steps are in `scripts`.

    Raises DatabaseNewer for a revision that is not among them, DatabaseUnavailable for a file
    that is a database of something else, and SQLAlchemy's errors.
    """
    with engine.connect() as connection:
        found = _revision(connection, path, revisions)
    _use_log(engine)
    if found == revisions[-1]:
        return
    with engine.connect() as connection:
        # Not to be used again: what follows holds for this one connection only.
        connection.detach()
        # Rebuilding a table must not cascade into those that point at it; checked before commit.
        _plain(connection).execute("PRAGMA foreign_keys = OFF")
        with connection.execution_options(writes=True).begin():
            # Another process may have been faster while this one waited for its turn.
            found = _revision(connection, path, revisions)
            if found == revisions[-1]:
                return
            if found is not None:
                _back_up(path, found)
            _upgrade(connection, scripts)
            _check_references(connection, path)


def _revision(connection: Connection, path: Path, known: tuple[str, ...]) -> str | None:
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
    if found not in known:
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


def _upgrade(connection: Connection, scripts: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    command.upgrade(config, "head")


def _check_references(connection: Connection, path: Path) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise DatabaseUnavailable(Reason.FAILED, path, f"a row of {broken[0]} points nowhere")


def backups_of(path: Path) -> list[Path]:
    """Return the copies that migrations have made of the database at `path`."""
    return sorted(path.parent.glob(f"{glob.escape(path.name)}.revision-*"))


def damaged_copies_of(path: Path) -> list[Path]:
    """Return the damaged files that once stood at `path` and were set aside."""
    return sorted(path.parent.glob(f"{glob.escape(path.name)}.damaged-*"))


def remove(files: Iterable[Path]) -> None:
    """Delete `files`; raises DatabaseUnavailable for one that cannot be deleted."""
    for file in files:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise from_os(error, file) from error


def _back_up(path: Path, revision: str) -> Path:
    """Copy what is committed in the database at `path` to a file beside it, whole or not at all.

    Raises DatabaseUnavailable, for example when the disk has no room for the copy.
    """
    copy = path.with_name(f"{path.name}.revision-{revision}.backup")
    unfinished = copy.with_suffix(".unfinished")
    try:
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_RDWR | os.O_CREAT, 0o600))
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(unfinished)) as to:
            source.backup(to)
            # The copy is one file, complete in itself.
            to.execute("PRAGMA journal_mode = DELETE")
        unfinished.replace(copy)
    except OSError as error:
        raise from_os(error, copy) from error
    except sqlite3.Error as error:
        raise from_sqlite(error, copy) from error
    return copy


def set_aside(path: Path) -> Path:
    """Move a damaged database, with its log, to a free name beside it; return that name."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    kept = path.with_name(f"{path.name}.damaged-{stamp}")
    attempt = 1
    while kept.exists():
        attempt += 1
        kept = path.with_name(f"{path.name}.damaged-{stamp}-{attempt}")
    # The database goes last: a log left behind would be taken for that of the next database.
    for suffix in ("-wal", "-shm", ""):
        part = path.with_name(path.name + suffix)
        try:
            part.rename(kept.with_name(kept.name + suffix))
        except FileNotFoundError:
            continue
        except OSError as error:
            raise from_os(error, part) from error
    return kept
