"""A round of practice: one question at a time, marks at once."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Footer

from interviewer.i18n import N_
from interviewer.tui.screens.sitting import SittingScreen
from interviewer.tui.widgets.talk import Talk


class PracticeScreen(SittingScreen):
    """One round of practice; no clock."""

    END_QUESTION = N_("End practice now? What stands in the editor is submitted.")

    def compose(self) -> ComposeResult:
        """Only the conversation and the editor."""
        with Horizontal(id="interview"):
            yield Talk(id="talk")
        yield Footer()
