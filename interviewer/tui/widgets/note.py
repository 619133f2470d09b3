"""A dialog to write a few lines in."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static, TextArea

from interviewer.i18n import N_, _
from interviewer.tui.inert import content, editable
from interviewer.tui.widgets.prose import Prose


class Note(ModalScreen[str | None]):
    """Returns what was written, or None."""

    HELP = N_("Write what you want to note. Enter is a new line; nothing is kept before you save.")
    BINDINGS = [
        Binding("escape", "leave", N_("Back"), id="note.leave"),
        Binding("ctrl+j,f5", "save", N_("Save"), id="note.save", key_display="f5"),
    ]

    def __init__(self, question: str, label: str, longest: int, text: str = "") -> None:
        """Ask `question`; `label` stands on the button, `longest` is the most characters.

        A `text` that is there already is offered to be changed, or emptied.
        """
        super().__init__()
        self._text = text
        self._question = question
        self._label = label
        self._longest = longest
        self._warned = False

    def compose(self) -> ComposeResult:
        """The question, the place to write, the ways on."""
        with Vertical(id="note"):
            yield Prose(self._question)
            yield TextArea(editable(self._text), id="note-text")
            with Horizontal(id="note-ways"):
                yield Static(id="note-state", markup=False)
                yield Button(content(_("Back")), id="note-back")
                yield Button(content(self._label), variant="primary", id="note-save")

    def on_mount(self) -> None:
        """There is nothing to save yet."""
        self.query_one("#note").border_subtitle = f"f5 {_('Save')} · esc {_('Back')}"
        self._look()

    @on(TextArea.Changed)
    def _look(self) -> None:
        self._warned = False
        written = self.query_one(TextArea).text.strip()
        least = 0 if self._text else 1
        fits = least <= len(written) <= self._longest
        self.query_one("#note-save", Button).disabled = not fits
        told = ""
        if len(written) > self._longest:
            told = _("{n} characters too many").format(n=len(written) - self._longest)
        self.query_one("#note-state", Static).update(told)

    @on(Button.Pressed, "#note-save")
    def action_save(self) -> None:
        """Return the words, if they fit."""
        if not self.query_one("#note-save", Button).disabled:
            self.dismiss(self.query_one(TextArea).text.strip())

    @on(Button.Pressed, "#note-back")
    def action_leave(self) -> None:
        """Keep nothing; words that were written are lost only on the second time."""
        is_changed = self.query_one(TextArea).text.strip() != editable(self._text).strip()
        if is_changed and not self._warned:
            self._warned = True
            told = _("Not saved yet. Once more leaves without it.")
            self.query_one("#note-state", Static).update(told)
        else:
            self.dismiss(None)
