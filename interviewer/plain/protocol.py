"""The lines of plain mode: what is printed, and how typed lines become inputs.

First line `session ID`, last line `end ID`. A line of the interviewer begins `| `, a note of the
app `# `, and a line `>` asks for input. An answer is the lines up to one that holds only `.`;
a line that begins with `.` or `/` is typed with that character doubled. As the first line of an
input, `/skip` and the like are commands.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from interviewer.storage.export.visible import visible


class Command(StrEnum):
    """What can be asked for in the first line of an input, after a `/`."""

    SKIP = "skip"
    HINT = "hint"
    CLARIFY = "clarify"
    DONT_KNOW = "idk"
    REPEAT = "repeat"
    PAUSE = "pause"
    END = "end"
    AGAIN = "again"
    NEXT = "next"
    RETRY = "retry"
    BUILTIN = "builtin"


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    text: str


@dataclass(frozen=True)
class Asked:
    """A command, with the words after it."""

    command: Command
    words: str = ""


@dataclass(frozen=True)
class Unknown:
    """A first line that begins with `/` and is no command."""

    line: str


Input = Answer | Asked | Unknown


@dataclass
class Reader:
    """Gathers typed lines into inputs. Lines come without their line ends."""

    lines: list[str] = field(default_factory=list)
    _begun: bool = False

    @property
    def draft(self) -> str:
        """What has been typed of an answer that is not ended yet."""
        return "\n".join(self.lines)

    def continue_with(self, draft: str) -> None:
        """Take up an answer that was begun earlier; the first line may still be a command."""
        self.lines = draft.split("\n") if draft else []

    def take(self, line: str) -> Input | None:
        """Take one line; returns the input that it completes, if it does."""
        if line == ".":
            answer = Answer(self.draft)
            self.lines, self._begun = [], False
            return answer
        if not self._begun and line.startswith("/") and not line.startswith("//"):
            return _command(line)
        self._begun = True
        self.lines.append(line[1:] if line.startswith(("..", "//")) else line)
        return None


def _command(line: str) -> Input:
    name, _, words = line[1:].strip().partition(" ")
    try:
        return Asked(Command(name.lower()), words.strip())
    except ValueError:
        return Unknown(line)


def prefixed(prefix: str, text: str) -> list[str]:
    """Return the lines of `text`, each behind `prefix`; an empty text is one empty line."""
    return [f"{prefix} {line}" for line in visible(text).split("\n")]
