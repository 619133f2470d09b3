"""A dialog to ask what the question means."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input

from interviewer.i18n import N_, _
from interviewer.tui.inert import content
from interviewer.tui.widgets.line_input import LineInput
from interviewer.tui.widgets.prose import Prose


class ClarifyDialog(ModalScreen[str | None]):
    """Returns what the candidate asks, or None."""

    BINDINGS = [Binding("escape", "leave", N_("Back"), id="clarify.leave")]

    def compose(self) -> ComposeResult:
        """One line to write in."""
        with Vertical(id="choice"):
            yield Prose(_("What would you like to have clarified? It costs nothing."))
            yield LineInput(
                max_length=500,
                placeholder=_("for example: for training or inference?"),
                id="clarify-words",
            )
            with Horizontal(id="choice-options"):
                yield Button(content(_("Back")), id="clarify-back")
                yield Button(content(_("Ask")), id="clarify-ask", variant="primary")

    def on_input_submitted(self) -> None:
        """Return the words."""
        self._ask()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Return the words, or go back."""
        if event.button.id == "clarify-ask":
            self._ask()
        else:
            self.action_leave()

    def _ask(self) -> None:
        self.dismiss(self.query_one(Input).value.strip() or None)

    def action_leave(self) -> None:
        """Ask nothing."""
        self.dismiss(None)
