"""A dialog to ask what the question means."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from interviewer.i18n import N_, _
from interviewer.tui.widgets.prose import Prose


class ClarifyDialog(ModalScreen[str | None]):
    """Returns what the candidate asks, or None."""

    BINDINGS = [Binding("escape", "leave", N_("Back"), id="clarify.leave")]

    def compose(self) -> ComposeResult:
        """One line to write in."""
        with Vertical(id="choice"):
            yield Prose(_("What would you like to have clarified? It costs nothing."))
            yield Input(max_length=500, placeholder=_("for example: for training or inference?"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the words."""
        self.dismiss(event.value.strip() or None)

    def action_leave(self) -> None:
        """Ask nothing."""
        self.dismiss(None)
