"""Parsed question files, kept so that the next start need not read YAML."""

import contextlib
import hashlib
import os
import tempfile
import time
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from interviewer import __version__
from interviewer.bank import nodes, schema_errors, shelf
from interviewer.bank.problem import Severity
from interviewer.bank.shelf import Head
from interviewer.domain import language, question

KEPT_SECONDS = 14 * 24 * 3600
"""How long an entry that no start used is kept: other checkouts may use the same folder."""


class CachedFile(BaseModel):
    """What parsing one file gave."""

    model_config = ConfigDict(frozen=True)

    heads: list[Head]
    problems: list[tuple[int, str, Severity]]
    """Line, message, severity."""
    questions: list[bytes] = []
    """The JSON of each question, in the order of the heads."""


_ADAPTER = TypeAdapter(CachedFile)


class FileCache:
    """A folder of parsed files, each under the hash of what it was parsed from.

    Entries carry a checksum; a damaged one is as good as none. Writing is atomic, and a folder
    that cannot be written is worked without. `prepared` is such a folder that is only read.
    """

    def __init__(self, folder: Path | None, prepared: Path | None = None) -> None:
        self._folder = folder / "bank" if folder is not None else None
        self._prepared = prepared / "bank" if prepared is not None else None
        self._used: set[str] = set()

    def get(self, digest: str, prefix: str) -> CachedFile | None:
        """Return the entry for a file of this content in this bank, if there is a sound one."""
        name = _name(digest, prefix)
        for folder in (self._prepared, self._folder):
            if folder is not None and (entry := _read(folder / name)) is not None:
                self._used.add(name)
                return entry
        return None

    def put(self, digest: str, prefix: str, entry: CachedFile) -> None:
        """Keep an entry, if the folder lets us."""
        if self._folder is None:
            return
        name = _name(digest, prefix)
        self._used.add(name)
        first = _ADAPTER.dump_json(entry, exclude={"questions"})
        body = b"\n".join([first, *entry.questions])
        checksum = hashlib.sha256(body).hexdigest().encode()
        write_atomically(self._folder / name, checksum + b"\n" + body)

    def sweep(self) -> None:
        """Remove entries that nobody has used for long, and mark those used now."""
        if self._folder is None:
            return
        now = time.time()
        with contextlib.suppress(OSError):
            for path in list(self._folder.iterdir()):
                age = now - path.stat().st_mtime
                if path.name in self._used and age > KEPT_SECONDS / 2:
                    os.utime(path)
                elif path.name not in self._used and age > KEPT_SECONDS:
                    path.unlink()


def _read(path: Path) -> CachedFile | None:
    """Return what a file of a cache holds, if it is whole."""
    try:
        checksum, _, body = path.read_bytes().partition(b"\n")
        if hashlib.sha256(body).hexdigest().encode() != checksum:
            return None
        first, *questions = body.split(b"\n")
        entry = _ADAPTER.validate_json(first)
    except (OSError, ValidationError):
        return None
    if len(entry.heads) != len(questions):
        return None
    return entry.model_copy(update={"questions": questions})


def _name(digest: str, prefix: str) -> str:
    key = f"{__version__}\0{_form()}\0{prefix}\0{digest}"
    return hashlib.sha256(key.encode()).hexdigest()[:32]


@cache
def _form() -> str:
    """Return a fingerprint of the code that decides what an entry holds.

    The version alone would not do: in a checkout the schema changes between releases, and a
    question cached under another schema must not be taken for one of this.
    """
    fingerprint = hashlib.sha256()
    for module in (language, question, nodes, schema_errors, shelf):
        source = Path(module.__file__ or "")
        fingerprint.update(source.read_bytes() if source.is_file() else b"?")
    return fingerprint.hexdigest()


def write_atomically(path: Path, data: bytes) -> bool:
    """Write a file so that no reader ever sees half of it; False if it could not be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    except OSError:
        return False
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        draft.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink()
        return False
    return True
