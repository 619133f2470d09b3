"""The editor for answers: Enter is a new line, submitting has keys of its own."""

import re

from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.widgets import TextArea

from interviewer.i18n import N_

LONGEST_LINE = 1_000
"""Characters of a pasted line; longer ones are broken, since each key costs a line's length."""

_BREAK = re.compile(r"(?<=[。！？.!?；;，, ])")
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[A-Za-z0-9]+(?:['’.\-][A-Za-z0-9]+)*")


def count_words(text: str) -> int:
    """Count words as both languages do: each Chinese character, and each Latin word or number."""
    return len(_CHINESE.findall(text)) + len(_WORD.findall(text))


def break_long_lines(text: str) -> str:
    """Break lines longer than `LONGEST_LINE` at punctuation or spaces where there are any."""
    return "\n".join(
        line if len(line) <= LONGEST_LINE else "\n".join(_broken(line)) for line in text.split("\n")
    )


def _broken(line: str) -> list[str]:
    lines = [""]
    for piece in _BREAK.split(line):
        for begin in range(0, len(piece), LONGEST_LINE):
            part = piece[begin : begin + LONGEST_LINE]
            if len(lines[-1]) + len(part) > LONGEST_LINE:
                lines.append("")
            lines[-1] += part
    return lines


class AnswerEditor(TextArea):
    """Where an answer is written."""

    BINDINGS = [
        Binding(
            "ctrl+j,ctrl+enter,f5", "submit", N_("Submit"), id="answer.submit", key_display="^j"
        ),
    ]

    class Submitted(Message):
        """The candidate wants to submit what stands in the editor."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def action_submit(self) -> None:
        """Offer the text for submission; it stays until it is stored."""
        self.post_message(self.Submitted(self.text))

    async def _on_paste(self, event: events.Paste) -> None:
        event.text = break_long_lines(event.text.replace("\r\n", "\n").replace("\r", "\n"))
        await super()._on_paste(event)
