"""The data folder in one file, and back: sessions, notes, reports on graders, own banks.

A backup is a zip archive: the database, whole and in itself complete, the other files as they are,
and a manifest with the SHA-256 of each. It is read back and checked before it counts as made, and
checked again before any of it is restored.
"""

import hashlib
import json
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile, TemporaryDirectory

from interviewer import __version__
from interviewer.i18n import N_, _
from interviewer.settings import Paths
from interviewer.storage.copies import back_up, set_aside
from interviewer.storage.database import open_database
from interviewer.storage.errors import Reason, StorageError, from_os, from_sqlite
from interviewer.storage.export.everything import refused, unwritable

FORMAT = 1
DATABASE = "interviewer.db"
MANIFEST = "manifest.json"
_NOT_ONE = N_("{path} is no backup of this app: choose another file.")
_BROKEN = N_("{path} is damaged ({what}): nothing of it was restored. Take another backup.")
_NEWER = N_("{path} was made by a newer version of the app: update the app to restore it.")
_CHUNK = 1 << 20
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    UnicodeDecodeError,
)
"""What reading a damaged archive raises."""
_FILES, _FOLDERS = (DATABASE, "mistakes.jsonl"), ("evaluations", "banks")


class BackupUnusable(StorageError):
    """What is in the file is not to be restored; the message is one line for the user."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds."""

    made_at: datetime
    sessions: int
    files: dict[str, str]
    """Names in the archive, and the SHA-256 of each."""


def make_backup(paths: Paths, target: Path) -> Contents:
    """Write everything to the archive `target`, which appears whole and checked or not at all.

    Safe while an interview runs: the database is copied as of one moment. What exists already is
    not replaced. Raises StorageError.
    """
    if target.exists():
        raise refused(target)
    try:
        with NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as file:
            beside = Path(file.name)
    except OSError as error:
        raise unwritable(target, error) from error
    try:
        _write(paths, beside)
        contents = check_backup(beside)
        beside.replace(target)
    except OSError as error:
        raise unwritable(target, error) from error
    finally:
        beside.unlink(missing_ok=True)
    return contents


def check_backup(source: Path) -> Contents:
    """Read a backup whole: every file there and unchanged, the database sound.

    Raises BackupUnusable, and StorageError where it cannot be read.
    """
    with _opened(source) as archive, TemporaryDirectory() as folder:
        contents = _contents(archive, source)
        for name, digest in contents.files.items():
            into = Path(folder) / DATABASE if name == DATABASE else None
            if _copied(archive, name, into) != digest:
                raise _broken(source, name)
        _check_database(Path(folder) / DATABASE, source)
        return contents


def restore_backup(source: Path, paths: Paths) -> Path:
    """Put what a backup holds in place of all that is there now; return where that is kept.

    The state before is written to a backup of its own, beside the database, which goes when
    sessions are deleted for good. The caller holds the interview's lock. Nothing is changed if
    the backup is not sound. Raises StorageError.
    """
    check_backup(source)
    database = paths.database
    with TemporaryDirectory(dir=database.parent, prefix=".restore-") as folder:
        unpacked = Path(folder)
        with _opened(source) as archive:
            for name in _contents(archive, source).files:
                _copied(archive, name, unpacked / name)
        # A backup of an older version is brought up to date before it counts.
        open_database(unpacked / DATABASE).close()
        kept = _keep_what_is(paths)
        try:
            _replace_database(unpacked / DATABASE, database)
            _replace_files(unpacked, paths)
        except OSError as error:
            raise from_os(error, paths.data) from error
    return kept


def _keep_what_is(paths: Paths) -> Path:
    kept = _free_name(paths.database)
    try:
        make_backup(paths, kept)
    except StorageError as error:
        is_damaged = getattr(error, "reason", None) is Reason.DAMAGED
        if not (is_damaged or isinstance(error, BackupUnusable)):
            raise
        # A damaged database is why people restore one: it is kept as it is.
        kept = set_aside(paths.database)
        open_database(paths.database).close()
    return kept


def _free_name(database: Path) -> Path:
    # Named as the copies that migrations make: whoever deletes sessions deletes them as well.
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    name = f"{database.name}.revision-before-restore-{stamp}"
    path = database.with_name(f"{name}.zip")
    number = 1
    while path.exists():
        number += 1
        path = database.with_name(f"{name}-{number}.zip")
    return path


def _write(paths: Paths, archive: Path) -> None:
    digests: dict[str, str] = {}
    with (
        TemporaryDirectory(dir=paths.database.parent, prefix=".backup-") as folder,
        zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped,
    ):
        copy = back_up(paths.database, "now", Path(folder))
        found = [(DATABASE, copy), *_other_files(paths)]
        for name, file in found:
            zipped.write(file, name)
            digests[name] = _digest(file)
        manifest = {
            "format": FORMAT,
            "app": __version__,
            "made_at": datetime.now(UTC).isoformat(),
            "sessions": _count(copy),
            "files": digests,
        }
        zipped.writestr(MANIFEST, json.dumps(manifest, indent=2))


def _other_files(paths: Paths) -> Iterator[tuple[str, Path]]:
    if paths.mistakes.exists():
        yield paths.mistakes.name, paths.mistakes
    for folder in (paths.evaluations, paths.own_banks):
        for file in sorted(folder.rglob("*")):
            if file.is_file() and not file.is_symlink():
                yield f"{folder.name}/{file.relative_to(folder).as_posix()}", file


def _is_ours(name: str) -> bool:
    """Whether a name in an archive is one that a backup can have: none leads out of the folder."""
    parts = PurePosixPath(name).parts
    safe = name == "/".join(parts) and "\\" not in name and ":" not in name and ".." not in parts
    return safe and (name in _FILES or (len(parts) > 1 and parts[0] in _FOLDERS))


def _contents(archive: zipfile.ZipFile, source: Path) -> Contents:
    try:
        manifest = json.loads(archive.read(MANIFEST))
        version = int(manifest["format"])
        contents = Contents(
            made_at=datetime.fromisoformat(manifest["made_at"]),
            sessions=int(manifest["sessions"]),
            files={str(name): str(digest) for name, digest in manifest["files"].items()},
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise BackupUnusable(_(_NOT_ONE).format(path=source)) from error
    if version > FORMAT:
        raise BackupUnusable(_(_NEWER).format(path=source))
    if DATABASE not in contents.files or not all(map(_is_ours, contents.files)):
        raise BackupUnusable(_(_NOT_ONE).format(path=source))
    return contents


@contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    """Give a zip archive to read; what goes wrong in it says that the backup is damaged."""
    try:
        archive = zipfile.ZipFile(source)
    except _DAMAGE as error:
        raise BackupUnusable(_(_NOT_ONE).format(path=source)) from error
    except OSError as error:
        raise from_os(error, source) from error
    with archive:
        try:
            yield archive
        except (*_DAMAGE, KeyError) as error:
            raise _broken(source, str(error)) from error


def _broken(source: Path, what: str) -> BackupUnusable:
    return BackupUnusable(_(_BROKEN).format(path=source, what=what))


def _copied(archive: zipfile.ZipFile, name: str, into: Path | None) -> str:
    """Read a file of an archive, writing it `into` a place if there is one; return its SHA-256."""
    digest = hashlib.sha256()
    if into is not None:
        into.parent.mkdir(parents=True, exist_ok=True)
        into.touch(mode=0o600)
    with archive.open(name) as file:
        while part := file.read(_CHUNK):
            digest.update(part)
            if into is not None:
                with into.open("ab") as copy:
                    copy.write(part)
    return digest.hexdigest()


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _count(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM sessions").fetchone()
        return int(count)


def _check_database(database: Path, source: Path) -> None:
    try:
        with closing(sqlite3.connect(database)) as connection:
            (told,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        raise _broken(source, str(error)) from error
    if told != "ok" or broken is not None:
        raise _broken(source, DATABASE)


def _replace_files(unpacked: Path, paths: Paths) -> None:
    """Put every file but the database in place of those that are there."""
    for folder in (paths.evaluations, paths.own_banks):
        new = unpacked / folder.name
        new.mkdir(exist_ok=True)
        old = unpacked / f"old-{folder.name}"
        folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            old.rename(folder)
            raise
        shutil.rmtree(old, ignore_errors=True)
    notes = unpacked / paths.mistakes.name
    if notes.exists():
        notes.replace(paths.mistakes)
    else:
        with suppress(FileNotFoundError):
            paths.mistakes.unlink()


def _replace_database(new: Path, database: Path) -> None:
    """Write `new` over the database in one transaction: whoever has it open sees the new one."""
    try:
        with (
            closing(sqlite3.connect(new)) as source,
            closing(sqlite3.connect(database, timeout=10)) as target,
        ):
            source.backup(target)
    except sqlite3.Error as error:
        raise from_sqlite(error, database) from error
