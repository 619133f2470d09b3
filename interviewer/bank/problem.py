"""What is wrong in a bank, and where."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Severity = Literal["error", "warning"]

LONGEST_MESSAGE = 400
"""Characters of a message; a problem is one line, whatever the file holds."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at one line of a file. Its message is one line of printable text."""

    path: Path
    line: int
    message: str
    severity: Severity = "error"

    def __post_init__(self) -> None:
        """Make the message safe to print: it may quote a hostile file."""
        object.__setattr__(self, "message", printable(self.message, LONGEST_MESSAGE))

    def __str__(self) -> str:
        """Return `path:line: message`."""
        return f"{printable(str(self.path), 1000)}:{self.line}: {self.message}"


def printable(text: str, longest: int) -> str:
    """Return `text` on one line, shortened, its control characters and the like as escapes."""
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text
    )
