"""How commands print: JSON documents whole, text made harmless, progress where it is watched."""

import sys
from collections.abc import Iterable

from interviewer.storage.documents import dumps
from interviewer.storage.export.visible import visible


class CommandFailed(Exception):
    """A command cannot do what was asked; the message is one line for the user."""


def print_json(document: object) -> None:
    """Print one document and nothing else."""
    sys.stdout.write(dumps(document) + "\n")


def print_json_line(document: object) -> None:
    """Print one document on one line, at once, for a reader that waits for it."""
    sys.stdout.write(dumps(document, indent=None) + "\n")
    sys.stdout.flush()


def print_lines(lines: Iterable[str]) -> None:
    """Print lines of text; control characters in them are shown, not obeyed."""
    for line in lines:
        sys.stdout.write(visible(line) + "\n")


def tell_progress(done: int, total: int) -> None:
    """Say on a terminal, in one line over and over, how much of the work is done."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done}/{total}" + ("\n" if done == total else ""))
