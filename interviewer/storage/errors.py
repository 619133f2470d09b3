"""What can go wrong with the data on disk, each with one sentence for the person."""

import errno
import sqlite3
from enum import StrEnum
from pathlib import Path

from interviewer.i18n import N_, _


class Reason(StrEnum):
    """Why a database cannot be used."""

    UNWRITABLE = "unwritable"
    FULL = "full"
    LOCKED = "locked"
    DAMAGED = "damaged"
    FOREIGN = "foreign"
    FAILED = "failed"


_SENTENCES = {
    Reason.UNWRITABLE: N_("{path} cannot be written: check the folder and its permissions."),
    Reason.FULL: N_("The disk with {path} is full: free some space, then try again."),
    Reason.LOCKED: N_("{path} is in use by another program: close it, then try again."),
    Reason.DAMAGED: N_("{path} is damaged: restore a backup, or move the file away."),
    Reason.FOREIGN: N_("{path} is not a database of this app: move it away, or choose another."),
    Reason.FAILED: N_("{path} cannot be read or written: {detail}."),
}


class StorageError(Exception):
    """Anything that the storage reports; `str()` is one plain sentence."""


class DatabaseUnavailable(StorageError):
    """The database cannot be used now, or not at all; nothing was stored by the failed call."""

    def __init__(self, reason: Reason, path: Path, detail: str = "") -> None:
        super().__init__(_(_SENTENCES[reason]).format(path=path, detail=detail.rstrip(".")))
        self.reason = reason
        self.path = path
        self.detail = detail


class DatabaseDamaged(DatabaseUnavailable):
    """The file was no readable database; it stands beside its place, as `kept`, untouched."""

    def __init__(self, path: Path, kept: Path) -> None:
        super().__init__(Reason.DAMAGED, path)
        self.kept = kept
        self.args = (
            _(
                "{path} was damaged and is kept as {kept}: "
                "start again to go on with an empty database."
            ).format(path=path, kept=kept.name),
        )


class DatabaseNewer(StorageError):
    """The database was written by a newer version of the app; it is left as it is."""

    def __init__(self, path: Path, revision: str) -> None:
        super().__init__(
            _("{path} was written by a newer version of the app: update the app to use it.").format(
                path=path
            )
        )
        self.path = path
        self.revision = revision


class UnknownSession(StorageError):
    """No session has this id."""

    def __init__(self, session_id: str) -> None:
        # repr: what was typed may hold escape sequences, and the sentence goes to a terminal.
        super().__init__(_("There is no session {id}.").format(id=repr(session_id)))
        self.session_id = session_id


_REASONS = {
    sqlite3.SQLITE_FULL: Reason.FULL,
    sqlite3.SQLITE_BUSY: Reason.LOCKED,
    sqlite3.SQLITE_LOCKED: Reason.LOCKED,
    sqlite3.SQLITE_CANTOPEN: Reason.UNWRITABLE,
    sqlite3.SQLITE_READONLY: Reason.UNWRITABLE,
    sqlite3.SQLITE_PERM: Reason.UNWRITABLE,
    sqlite3.SQLITE_AUTH: Reason.UNWRITABLE,
    sqlite3.SQLITE_CORRUPT: Reason.DAMAGED,
    sqlite3.SQLITE_NOTADB: Reason.DAMAGED,
}

_FULL_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def from_sqlite(error: BaseException | None, path: Path) -> DatabaseUnavailable:
    """Name the reason of an error that SQLite reported on the database at `path`."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        # The driver's own complaint, which quotes the row: a text that is no UTF-8 any more.
        return DatabaseUnavailable(Reason.DAMAGED, path)
    # The extended codes (SQLITE_BUSY_SNAPSHOT and so on) keep the plain one in their low byte.
    return DatabaseUnavailable(_REASONS.get(code & 0xFF, Reason.FAILED), path, str(error))


def from_os(error: OSError, path: Path) -> DatabaseUnavailable:
    """Name the reason of an error that the operating system reported on `path`."""
    reason = Reason.FULL if error.errno in _FULL_DISK else Reason.UNWRITABLE
    return DatabaseUnavailable(reason, path, error.strerror or str(error))
