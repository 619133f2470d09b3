"""The data folder in one file, and back: sessions, notes, reports, own banks, saved blueprints.

A backup is an archive: the database, whole and in itself complete, and the other files as they are,
with those that links lead to. It is read back and checked before it counts as made, and checked
again before any of it is restored.
"""

import shutil
import sqlite3
import zipfile
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory, gettempdir

from interviewer.i18n import N_, _
from interviewer.settings import Paths
from interviewer.storage.archive import (
    DATABASE,
    BackupUnusable,
    Contents,
    broken,
    contents_of,
    copied,
    newer,
    opened,
    pack,
    told_of,
    write_manifest,
)
from interviewer.storage.copies import back_up, set_aside
from interviewer.storage.database import open_database
from interviewer.storage.errors import DatabaseUnavailable, Reason, StorageError, from_sqlite
from interviewer.storage.export.everything import ExportFailed, refused, unwritable
from interviewer.storage.migrating import HISTORY

__all__ = ["BackupUnusable", "Contents", "check_backup", "make_backup", "restore_backup"]

_NO_TEXT = N_("{path} has a name that is no text: rename the file, then try again.")
_CUT_OFF = N_("Not everything was restored: {reason} What was here before is kept: {path}")


class RestoreCutOff(StorageError):
    """Part of a backup may have been restored; the message says where the state before is kept."""

    def __init__(self, reason: StorageError, kept: Path) -> None:
        super().__init__(_(_CUT_OFF).format(reason=reason, path=kept))


def make_backup(paths: Paths, target: Path) -> Contents:
    """Write everything to the archive `target`, which appears whole and checked or not at all.

    Safe while an interview runs: the database is copied as of one moment. What exists already is
    not replaced. Raises StorageError.
    """
    if target.exists():
        raise refused(target)
    with _appearing(target) as beside:
        _write(paths, beside)
        # Whatever version wrote the database: it is kept as it is.
        return _read_whole(beside, None)


def check_backup(source: Path) -> Contents:
    """Read a backup whole: every file there and unchanged, the database sound and of use here.

    Raises BackupUnusable, and StorageError where it cannot be read.
    """
    return _read_whole(source, HISTORY.revisions)


def _read_whole(source: Path, revisions: Collection[str] | None) -> Contents:
    """Check a backup, whose database has to be of one of these `revisions` if they are given."""
    with _working_folder(_temporary(), "interviewer-") as folder, opened(source) as archive:
        contents = contents_of(archive, source)
        for name, digest in contents.files.items():
            into = folder / DATABASE if name == DATABASE else None
            if copied(archive, name, into) != digest:
                raise broken(source, name)
        try:
            _sessions_in(folder / DATABASE)
            if revisions is not None and _revision_of(folder / DATABASE) not in revisions:
                raise newer(source)
        except DatabaseUnavailable as error:
            raise broken(source, error.detail or DATABASE) from error
    return contents


def restore_backup(source: Path, paths: Paths) -> Path:
    """Put what a backup holds in place of all that is there now; return where that is kept.

    The state before is written to a backup of its own, beside the database, which goes when
    sessions are deleted for good. If the database is damaged, its file is kept as it is with the
    others in an archive, which goes when everything is deleted. The caller holds the interview's
    lock. Nothing is changed if the backup is not sound. Raises StorageError.
    """
    contents = check_backup(source)
    with _working_folder(paths.database.parent, ".restore-") as unpacked:
        with opened(source) as archive:
            for name in contents.files:
                copied(archive, name, unpacked / name)
        # A backup of an older version is brought up to date before it counts.
        open_database(unpacked / DATABASE).close()
        kept = _keep_what_is(paths)
        try:
            _replace_database(unpacked / DATABASE, paths.database)
            with told_of(paths.data):
                _replace_files(unpacked, contents, paths)
        except StorageError as error:
            raise RestoreCutOff(error, kept) from error
    return kept


@contextmanager
def _appearing(target: Path) -> Iterator[Path]:
    """Give a place to write to, which becomes `target` at the end. Raises ExportFailed."""
    try:
        with NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as file:
            beside = Path(file.name)
        try:
            yield beside
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(target, error) from error


@contextmanager
def _working_folder(parent: Path, prefix: str) -> Iterator[Path]:
    with told_of(parent):
        folder = TemporaryDirectory(dir=parent, prefix=prefix)
    with folder as name:
        yield Path(name)


def _temporary() -> Path:
    with told_of(Path("TMPDIR")):
        return Path(gettempdir())


def _write(paths: Paths, archive: Path) -> None:
    with (
        _working_folder(paths.database.parent, ".backup-") as folder,
        zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped,
    ):
        copy, sessions = _copy_of(paths.database, folder)
        files = pack(zipped, [(DATABASE, copy), *_other_files(paths)])
        write_manifest(zipped, sessions, files, _links(paths))


def _copy_of(database: Path, folder: Path) -> tuple[Path, int]:
    """Copy a sound database; return the copy, and how many sessions are in it."""
    try:
        copy = back_up(database, "now", folder)
        return copy, _sessions_in(copy)
    except DatabaseUnavailable as error:
        # The copy's own name says nothing to anybody.
        raise DatabaseUnavailable(error.reason, database, error.detail) from error


def _sessions_in(database: Path) -> int:
    """Return how many sessions are in a database that is sound. Raises DatabaseUnavailable."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            (told,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            loose = connection.execute("PRAGMA foreign_key_check").fetchone()
            (count,) = connection.execute("SELECT count(*) FROM sessions").fetchone()
    except sqlite3.Error as error:
        raise from_sqlite(error, database) from error
    if told != "ok" or loose is not None:
        raise DatabaseUnavailable(Reason.DAMAGED, database)
    return int(count)


def _revision_of(database: Path) -> str | None:
    """Return which form a sound database has. Raises DatabaseUnavailable."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise from_sqlite(error, database) from error
    return None if found is None else str(found[0])


def _folders(paths: Paths) -> tuple[Path, ...]:
    return paths.evaluations, paths.own_banks, paths.blueprints


def _other_files(paths: Paths) -> Iterator[tuple[str, Path]]:
    """Yield every file but the database, after its name in an archive. Raises StorageError."""
    if paths.mistakes.is_file():
        yield paths.mistakes.name, paths.mistakes
    for folder in _folders(paths):
        for file in _files_in(folder):
            name = f"{folder.name}/{file.relative_to(folder).as_posix()}"
            if not _is_text(name):
                shown = str(file).encode("utf-8", "backslashreplace").decode()
                raise ExportFailed(_(_NO_TEXT).format(path=shown))
            yield name, file


def _files_in(folder: Path, above: frozenset[Path] = frozenset()) -> Iterator[Path]:
    """Yield the files in a folder and in those that links lead to, but for loops of links."""
    with told_of(folder):
        here, inside = folder.resolve(), sorted(folder.iterdir())
        if here in above:
            return
        for path in inside:
            if path.is_dir():
                yield from _files_in(path, above | {here})
            elif path.is_file():
                yield path


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _links(paths: Paths) -> Iterator[str]:
    for folder in _folders(paths):
        with told_of(folder):
            for path in sorted(folder.iterdir()):
                if path.is_symlink():
                    yield f"{folder.name}/{path.name}"


def _keep_what_is(paths: Paths) -> Path:
    kept = _free_name(paths.database, "revision-before-restore")
    try:
        make_backup(paths, kept)
    except DatabaseUnavailable as error:
        if error.reason is not Reason.DAMAGED:
            raise
        # A damaged database is why people restore one.
        kept = _free_name(paths.database, "damaged")
        _keep_as_it_is(paths, kept)
    return kept


def _keep_as_it_is(paths: Paths, target: Path) -> None:
    """Write all files to an archive, whatever is in them; the database with its log."""
    database = paths.database
    log = database.with_name(f"{database.name}-wal")
    with _appearing(target) as beside, zipfile.ZipFile(beside, "w") as zipped:
        parts = [(file.name, file) for file in (database, log) if file.exists()]
        pack(zipped, [*parts, *_other_files(paths)])


def _free_name(database: Path, what: str) -> Path:
    # Named as the copies beside a database: whoever deletes sessions deletes them as well.
    name = f"{database.name}.{what}-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    path = database.with_name(f"{name}.zip")
    number = 1
    while path.exists():
        number += 1
        path = database.with_name(f"{name}-{number}.zip")
    return path


def _replace_files(unpacked: Path, contents: Contents, paths: Paths) -> None:
    """Put every file but the database in place of those that are there."""
    for folder in _folders(paths):
        # A backup from before there was such a folder says nothing of what is in it.
        if folder.name in contents.folders:
            _replace_folder(unpacked, folder, contents)
    notes = unpacked / paths.mistakes.name
    if notes.exists():
        notes.replace(paths.mistakes)
    else:
        with suppress(FileNotFoundError):
            paths.mistakes.unlink()


def _replace_folder(unpacked: Path, folder: Path, contents: Contents) -> None:
    new = unpacked / folder.name
    new.mkdir(exist_ok=True)
    old = unpacked / f"old-{folder.name}"
    staying = _links_that_stay(folder, new, contents)
    folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    for name in staying:
        _remove(folder / name)
        (old / name).rename(folder / name)
    shutil.rmtree(old, ignore_errors=True)


def _links_that_stay(folder: Path, new: Path, contents: Contents) -> list[str]:
    """Return the links to what is elsewhere, but where the backup has something of its own."""
    return [
        path.name
        for path in sorted(folder.iterdir())
        if path.is_symlink()
        and path.exists()
        and (f"{folder.name}/{path.name}" in contents.links or not (new / path.name).exists())
    ]


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _replace_database(new: Path, database: Path) -> None:
    try:
        _write_over(new, database)
    except DatabaseUnavailable as error:
        if error.reason is not Reason.DAMAGED:
            raise
        # SQLite leaves alone what is no database from its first bytes on.
        set_aside(database)
        open_database(database).close()
        _write_over(new, database)


def _write_over(new: Path, database: Path) -> None:
    """Write `new` over the database in one transaction: whoever has it open sees the new one."""
    try:
        with (
            closing(sqlite3.connect(new)) as source,
            closing(sqlite3.connect(database, timeout=10)) as target,
        ):
            source.backup(target)
    except sqlite3.Error as error:
        raise from_sqlite(error, database) from error
