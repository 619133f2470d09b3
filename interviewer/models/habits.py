"""What servers were found to refuse or to need: learned from calls, kept for the next start.

A server is asked in the fullest way first, and each of its refusals costs a call. So what was
learned is kept on disk, for each connection as it is set up now: after an edit, or after some
days in which the server may have become another, it is learned anew.
"""

import contextlib
import hashlib
import json
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from interviewer.models.connection import Connection

log = logging.getLogger(__name__)

JSON_SCHEMA = "json_schema"
TOOL = "tool"
"""The two forms of asking for an object that a test of a connection tries out."""
KEPT_FOR = timedelta(days=7)
"""How long a habit is believed in: servers are updated."""
_LONGEST_FILE = 1_000_000
"""Bytes of the file that are read; it holds some hundred for each connection."""


class Habits:
    """What one server refuses or needs. Whatever is learned is told at once, to be kept."""

    def __init__(self, learned: Callable[["Habits"], None] = lambda _: None) -> None:
        """Nothing is known of the server yet."""
        self._learned = learned
        self.refused: frozenset[str] = frozenset()
        """Fields that a request to it goes without."""
        self.form: str | None = None
        """How it gives an object in a given form, by the name of the method; None: not known."""
        self.takes_no_tools = False

    def leave_out(self, *fields: str) -> None:
        """Send these fields no more."""
        if not self.refused.issuperset(fields):
            self.refused |= set(fields)
            self._learned(self)

    def settle_on(self, form: str | None) -> None:
        """Begin with this method from now on; None begins with the first again."""
        if form != self.form:
            self.form = form
            self._learned(self)

    def do_without_tools(self) -> None:
        """Offer it no tools from now on."""
        if not self.takes_no_tools:
            self.takes_no_tools = True
            self._learned(self)

    def become(self, other: "Habits") -> None:
        """Take over what `other` is known for, and forget the rest."""
        self.refused, self.form, self.takes_no_tools = (
            other.refused,
            other.form,
            other.takes_no_tools,
        )
        self._learned(self)


class _Entry(BaseModel):
    """The habits of one connection's server, as the file has them."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    of: str
    """The fingerprint of the connection that they were learned by."""
    at: AwareDatetime
    """When the last of them was learned."""
    refused: frozenset[str] = frozenset()
    form: str | None = None
    takes_no_tools: bool = False


class KnownHabits:
    """The habits of every connection's server, in one file.

    A file that is missing, damaged or cannot be written is no error: calls teach it all again.
    """

    def __init__(self, path: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Nothing is read yet."""
        self._path = path
        self._now = now
        self._lock = threading.Lock()
        self._known: dict[tuple[str, str], Habits] = {}

    def of(self, connection: Connection) -> Habits:
        """Return what is known of a connection's server, the same object each time."""
        address = (connection.name, _fingerprint(connection))
        with self._lock:
            if address not in self._known:
                habits = Habits(lambda learned: self._keep(address, learned))
                entry = self._entries().get(connection.name)
                if entry is not None and entry.of == address[1]:
                    habits.refused, habits.form = entry.refused, entry.form
                    habits.takes_no_tools = entry.takes_no_tools
                self._known[address] = habits
            return self._known[address]

    def forget(self, name: str) -> None:
        """Know nothing of the server of the connection `name` any more."""
        with self._lock:
            self._known = {at: kept for at, kept in self._known.items() if at[0] != name}
            entries = self._entries()
            if entries.pop(name, None) is not None:
                self._write(entries)

    def _keep(self, address: tuple[str, str], habits: Habits) -> None:
        name, fingerprint = address
        entry = _Entry(
            of=fingerprint,
            at=self._now(),
            refused=habits.refused,
            form=habits.form,
            takes_no_tools=habits.takes_no_tools,
        )
        with self._lock:
            # Read again: another window may have learned of other servers meanwhile.
            self._write({**self._entries(), name: entry})

    def _entries(self) -> dict[str, _Entry]:
        """Return what of the file can be read and is not too old."""
        try:
            with self._path.open("rb") as file:
                table = json.loads(file.read(_LONGEST_FILE))
        except (OSError, ValueError, RecursionError):
            return {}
        entries = {}
        for name, values in table.items() if isinstance(table, dict) else ():
            with contextlib.suppress(ValidationError):
                entry = _Entry.model_validate(values)
                if abs(self._now() - entry.at) <= KEPT_FOR:
                    entries[name] = entry
        return entries

    def _write(self, entries: dict[str, _Entry]) -> None:
        """Put a new file in the old one's place. Not flushed to the disk: it can be lost."""
        table = {name: entry.model_dump(mode="json") for name, entry in entries.items()}
        written: Path | None = None
        try:
            with NamedTemporaryFile(
                "w", encoding="utf-8", dir=self._path.parent, prefix=".", delete=False
            ) as file:
                written = Path(file.name)
                json.dump(table, file, indent=1, sort_keys=True)
            written.replace(self._path)
        except OSError:
            log.warning("what servers refuse could not be kept", exc_info=True)
        finally:
            if written is not None:
                with contextlib.suppress(OSError):
                    written.unlink(missing_ok=True)


def _fingerprint(connection: Connection) -> str:
    """Return a code for a connection as it is set up: any edit makes it another."""
    return hashlib.sha256(connection.model_dump_json().encode()).hexdigest()[:16]
