"""Notes on mistakes in questions: kept here, sent nowhere, exported when somebody asks."""

import contextlib
import json
import os
import threading
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from interviewer.storage.documents import dumps
from interviewer.storage.errors import from_os
from interviewer.storage.export.markdown import block, inline

LONGEST_NOTE = 4_000
"""Characters of one note."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What somebody found wrong in a question of the bank."""

    question_id: str
    text: str
    at: datetime
    bank_version: str
    """The bank in which it was found."""


class MistakeNotes:
    """The notes in one file, a JSON document a line. Safe to use from several threads.

    Every call may raise DatabaseUnavailable.
    """

    def __init__(self, path: Path) -> None:
        """The file is made with the first note."""
        self.path = path
        self._writing = threading.Lock()

    def add(self, mistake: Mistake) -> None:
        """Keep a note; it is on disk when this returns. ValueError if it is too long."""
        if len(mistake.text) > LONGEST_NOTE:
            raise ValueError(f"a note may have up to {LONGEST_NOTE} characters")
        document = {**asdict(mistake), "at": mistake.at.isoformat()}
        line = dumps(document, indent=None) + "\n"
        try:
            with self._writing, self.path.open("a+b") as file:
                # A line that a crash cut off must not swallow this one.
                line = line if _ends_a_line(self.path) else "\n" + line
                file.write(line.encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise from_os(error, self.path) from error

    def read(self, question_id: str | None = None) -> list[Mistake]:
        """Return the notes, of one question or of all, the oldest first."""
        return [
            mistake
            for mistake in map(_read, self._lines())
            if mistake is not None and question_id in (None, mistake.question_id)
        ]

    def remove(self, mistake: Mistake) -> None:
        """Take one note out; it does not matter if it is gone already."""
        with self._writing:
            kept = [line for line in self._lines() if _read(line) != mistake]
            beside = self.path.with_name(self.path.name + ".new")
            try:
                beside.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")
                beside.replace(self.path)
            except OSError as error:
                raise from_os(error, self.path) from error

    def delete_everything(self) -> None:
        """Delete the file."""
        try:
            with self._writing, contextlib.suppress(FileNotFoundError):
                self.path.unlink()
        except OSError as error:
            raise from_os(error, self.path) from error

    def _lines(self) -> list[str]:
        try:
            written = self.path.read_bytes().decode("utf-8", errors="replace")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise from_os(error, self.path) from error
        return [line for line in written.split("\n") if line]


def as_markdown(mistakes: Iterable[Mistake], prompts: Mapping[str, str]) -> str:
    """Return notes as Markdown to hand on; `prompts` holds what the questions ask, by id."""
    lines = ["# Mistakes found in questions"]
    for mistake in mistakes:
        lines += ["", f"## {inline(mistake.question_id)}", ""]
        lines.append(f"{mistake.at:%Y-%m-%d %H:%M} UTC · bank {inline(mistake.bank_version)}")
        if prompt := prompts.get(mistake.question_id):
            lines += ["", f"> {inline(prompt)}"]
        lines += ["", *block(mistake.text)]
    return "\n".join(lines) + "\n"


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _read(line: str) -> Mistake | None:
    """Return the note of a line, or None for one that is damaged."""
    try:
        values = json.loads(line)
        return Mistake(
            question_id=str(values["question_id"]),
            text=str(values["text"]),
            at=datetime.fromisoformat(values["at"]),
            bank_version=str(values["bank_version"]),
        )
    except (ValueError, KeyError, TypeError):
        return None
