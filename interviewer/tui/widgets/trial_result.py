"""A dialog that says what came of running the candidate's code."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen

from interviewer.domain.question import Code
from interviewer.i18n import N_, _
from interviewer.practice.trial import Outcome, Trial
from interviewer.tui.trial_text import headline, parts
from interviewer.tui.widgets.prose import Prose


class TrialResult(ModalScreen[None]):
    """The outcome above, all else scrolls; its keys lead back to the answer."""

    DEFAULT_CSS = """
    TrialResult {
        align: center middle;
        & #trial {
            width: 96; max-width: 96%; height: auto; max-height: 94%;
            border: round $primary; background: $surface; padding: 0 2;
        }
        & #trial-page { height: auto; max-height: 100%; }
        & .trial-part { margin: 0 0 1 0; }
        & .good { color: $text-success; }
        & .bad { color: $text-warning; }
    }
    """
    HELP = N_("What came of running your code. Nothing of it is kept, and it changes no marks.")
    BINDINGS = [Binding("escape,enter", "leave", N_("Back"), id="trial.leave")]

    def __init__(self, trial: Trial, code: Code) -> None:
        """Show what came of a trial with the tests of `code`."""
        super().__init__()
        self._trial = trial
        self._code = code

    def compose(self) -> ComposeResult:
        """The outcome in one sentence, then what is known of it."""
        said = headline(self._trial)
        good = self._trial.outcome is Outcome.PASSED
        with Vertical(id="trial"), VerticalScroll(id="trial-page"):
            yield Prose(
                ("✓ " if good else "✗ ") + said,
                [(0, len(said) + 2, "bold")],
                classes="trial-part " + ("good" if good else "bad"),
            )
            for part in parts(self._trial, self._code):
                yield Prose(part.heading, classes="dim")
                yield Prose(part.text, classes="trial-part")

    def on_mount(self) -> None:
        """Say whose result this is, and how to go back."""
        frame = self.query_one("#trial")
        frame.border_title = _("Your code")
        frame.border_subtitle = _("Escape: back")
        self.query_one("#trial-page").focus()

    def action_leave(self) -> None:
        """Back to the answer."""
        self.dismiss(None)
