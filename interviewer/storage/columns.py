"""How values of the domain stand in SQLite columns, so that every one comes back as it was."""

import re
from datetime import datetime

from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator

from interviewer.storage.due import stored_time

ESCAPE = "\x1a"
"""SUBSTITUTE, the control character made for this: in a stored text, it and the four hexadecimal
digits after it stand for one character that SQLite cannot hold in a text."""

# SQLite ends a text at NUL in most of its functions, and lone surrogates have no UTF-8 form.
_UNSTORABLE = re.compile("[\x00\x1a\ud800-\udfff]")
_ESCAPED = re.compile(f"{ESCAPE}([0-9a-f]{{4}})")


def stored_text(text: str) -> str:
    """Return the form of `text` that is stored: itself, but for characters SQLite cannot hold."""
    return _UNSTORABLE.sub(lambda match: f"{ESCAPE}{ord(match[0]):04x}", text)


def original_text(stored: str) -> str:
    """Undo `stored_text`."""
    if ESCAPE not in stored:
        return stored
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), stored)


class ExactText(TypeDecorator[str]):
    """Text of any characters at all, NUL and lone surrogates included."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Escape what SQLite cannot hold."""
        return None if value is None else stored_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Give back the text as it was."""
        return None if value is None else original_text(value)


class UtcTime(TypeDecorator[datetime]):
    """A moment, to the microsecond, always in UTC."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write ISO 8601 with a fixed width."""
        return None if value is None else stored_time(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Read it with its time zone."""
        return None if value is None else datetime.fromisoformat(value)
