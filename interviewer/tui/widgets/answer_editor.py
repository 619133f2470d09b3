"""The editor for answers: Enter is a new line, submitting has keys of its own."""

import re
from enum import StrEnum

from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.widgets import TextArea

import interviewer.tui.editor_wrapping  # noqa: F401
from interviewer.i18n import N_, _, ngettext
from interviewer.tui.inert import editable

LONGEST_LINE = 1_000
"""Characters of a pasted line; longer ones are broken, since each key costs a line's length."""
LONGEST_TYPED = 2_000
"""Characters after which a typed line is broken at the end of a word, for the same reason."""

_ENDS = "。！？.!?；;，, "
_BREAK = re.compile(f"(?<=[{_ENDS}])")
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


class Draft(StrEnum):
    """Where what stands in the editor is kept."""

    SAVED = "saved"
    SAVING = "saving"
    UNSAVED = "unsaved"


_STATES = {
    Draft.SAVED: N_("saved"),
    Draft.SAVING: N_("saving …"),
    Draft.UNSAVED: N_("not saved"),
}


class AnswerEditor(TextArea):
    """Where an answer is written; its frame says how long it is and whether it is on disk."""

    HELP = N_("Write your answer here; Tab leaves the editor.")
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

    def on_mount(self) -> None:
        """Name the frame."""
        self.border_title = _("Your answer")

    def load_text(self, text: str) -> None:
        """Take a text that was kept as if it were pasted."""
        super().load_text(editable(text))

    def show_draft(self, draft: Draft) -> None:
        """Say how long the answer is, and whether it is on disk."""
        count = count_words(self.text)
        told = ngettext("{n} word", "{n} words", count).format(n=count)
        self.border_subtitle = f"{told} · {_(_STATES[draft])}" if count else ""

    def action_submit(self) -> None:
        """Offer the text for submission; it stays until it is stored."""
        self.post_message(self.Submitted(self.text))

    def on_text_area_changed(self) -> None:
        """Break a line that has been typed on and on; keep the cursor in sight."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        if len(line) > LONGEST_TYPED and column == len(line) and line[-1] in _ENDS:
            self.insert("\n")
        # Textual scrolls before it knows that the last line has wrapped.
        self.call_after_refresh(self.scroll_cursor_visible)

    def on_paste(self, event: events.Paste) -> None:
        """Break long lines before Textual's own handler, which comes next, takes the text."""
        event.text = break_long_lines(editable(event.text))
