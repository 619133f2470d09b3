"""Copies of a database beside it: those made before a migration, and damaged ones set aside."""

import glob
import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from interviewer.storage.errors import from_os, from_sqlite


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


def back_up(path: Path, revision: str, folder: Path | None = None) -> Path:
    """Copy what is committed in the database at `path` to a file, whole or not at all.

    The file stands beside the database unless a `folder` is given.

    Raises DatabaseUnavailable, for example when the disk has no room for the copy.
    """
    copy = (folder or path.parent) / f"{path.name}.revision-{revision}.backup"
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
