"""The zip archive that a backup is: a manifest, and files, of each of which it has the SHA-256."""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePosixPath

from interviewer import __version__
from interviewer.i18n import N_, _
from interviewer.storage.errors import DatabaseUnavailable, Reason, StorageError, from_os

FORMAT = 2
DATABASE = "interviewer.db"
MANIFEST = "manifest.json"
_FOLDERS = {1: ("evaluations", "banks"), FORMAT: ("evaluations", "banks", "blueprints")}
"""The folders that an archive of each format holds, be they empty."""
_FILES = (DATABASE, "mistakes.jsonl")
_NOT_ONE = N_("{path} is no backup of this app: choose another file.")
_BROKEN = N_("{path} is damaged ({what}): nothing of it was restored. Take another backup.")
_NEWER = N_("{path} was made by a newer version of the app: update the app to restore it.")
_CHUNK = 1 << 20
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, UnicodeDecodeError)
"""What reading a damaged archive raises."""
# Letters like any other, but where they part the names of a path.
_PARTING = "\\:" if os.name == "nt" else ""


class BackupUnusable(StorageError):
    """What is in the file is not to be restored; the message is one line for the user."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds."""

    made_at: datetime
    sessions: int
    files: dict[str, str]
    """Names in the archive, and the SHA-256 of each."""
    folders: tuple[str, ...] = _FOLDERS[FORMAT]
    """The folders in place of which its own are put."""
    links: frozenset[str] = frozenset()
    """The names that were links, to what stands in the archive."""


def broken(source: Path, what: str) -> BackupUnusable:
    """Return the error that says what is damaged in a backup."""
    return BackupUnusable(_(_BROKEN).format(path=source, what=what))


def newer(source: Path) -> BackupUnusable:
    """Return the error that says that a backup is of a later version of the app."""
    return BackupUnusable(_(_NEWER).format(path=source))


@contextmanager
def told_of(path: Path) -> Iterator[None]:
    """Tell what the operating system reports within as said of `path`, by a StorageError."""
    try:
        yield
    except OSError as error:
        told = from_os(error, path)
        if told.reason is not Reason.FULL:
            told = DatabaseUnavailable(Reason.FAILED, path, told.detail)
        raise told from error


def pack(archive: zipfile.ZipFile, files: Iterable[tuple[str, Path]]) -> dict[str, str]:
    """Write files to an archive by their names; return the SHA-256 of what was written of each.

    Raises StorageError for a file that cannot be read, OSError for the archive.
    """
    return {name: _packed(archive, name, file) for name, file in files}


def write_manifest(
    archive: zipfile.ZipFile, sessions: int, files: dict[str, str], links: Iterable[str]
) -> None:
    """Write what makes an archive with these `files` a backup."""
    manifest = {
        "format": FORMAT,
        "app": __version__,
        "made_at": datetime.now(UTC).isoformat(),
        "sessions": sessions,
        "files": files,
        "links": list(links),
    }
    archive.writestr(MANIFEST, json.dumps(manifest, indent=2))


@contextmanager
def opened(source: Path) -> Iterator[zipfile.ZipFile]:
    """Give an archive to read; what goes wrong in it says that the backup is damaged."""
    with told_of(source):
        try:
            archive = zipfile.ZipFile(source)
        except _DAMAGE as error:
            raise BackupUnusable(_(_NOT_ONE).format(path=source)) from error
        with archive:
            try:
                yield archive
            except (*_DAMAGE, KeyError) as error:
                raise broken(source, str(error)) from error


def contents_of(archive: zipfile.ZipFile, source: Path) -> Contents:
    """Read the manifest. Raises BackupUnusable."""
    try:
        manifest = json.loads(archive.read(MANIFEST))
        # Only the number is sure to stand in a manifest to come.
        version = int(manifest["format"])
        if version > FORMAT:
            raise newer(source)
        contents = Contents(
            made_at=datetime.fromisoformat(manifest["made_at"]),
            sessions=int(manifest["sessions"]),
            files={str(name): str(digest) for name, digest in manifest["files"].items()},
            folders=_FOLDERS[version],
            links=frozenset(map(str, manifest.get("links", ()))),
        )
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError) as error:
        raise BackupUnusable(_(_NOT_ONE).format(path=source)) from error
    if DATABASE not in contents.files or not all(
        _is_ours(name, contents) for name in contents.files
    ):
        raise BackupUnusable(_(_NOT_ONE).format(path=source))
    return contents


def copied(archive: zipfile.ZipFile, name: str, into: Path | None) -> str:
    """Read a file of an archive, writing it `into` a place if there is one; return its SHA-256."""
    if into is not None:
        with told_of(into):
            into.parent.mkdir(parents=True, exist_ok=True)
            into.touch(mode=0o600, exist_ok=False)
    with archive.open(name) as file:
        parts = iter(partial(file.read, _CHUNK), b"")
        return _digested(parts, _dropped if into is None else partial(_append, into))


def _is_ours(name: str, contents: Contents) -> bool:
    """Whether a name in an archive is one that a backup can have: none leads out of the folder."""
    parts = PurePosixPath(name).parts
    safe = name == "/".join(parts) and ".." not in parts and not set(_PARTING) & set(name)
    return safe and (name in _FILES or (len(parts) > 1 and parts[0] in contents.folders))


def _packed(archive: zipfile.ZipFile, name: str, file: Path) -> str:
    with told_of(file):
        # Dates that a zip archive cannot note are moved to the nearest that it can.
        entry = zipfile.ZipInfo.from_file(file, name, strict_timestamps=False)
    entry.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(entry, "w") as into:
        return _digested(_parts(file), into.write)


def _digested(parts: Iterable[bytes], write: Callable[[bytes], object]) -> str:
    """Write parts on; return the SHA-256 of what was written."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
        write(part)
    return digest.hexdigest()


def _parts(file: Path) -> Iterator[bytes]:
    with told_of(file), file.open("rb") as source:
        while part := source.read(_CHUNK):
            yield part


def _append(file: Path, part: bytes) -> None:
    with told_of(file), file.open("ab") as into:
        into.write(part)


def _dropped(part: bytes) -> None:
    """Write to nowhere."""
