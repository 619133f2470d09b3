"""A dialog to check a verdict: which of the candidate's own words make the point?"""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, OptionList
from textual.widgets.option_list import Option

from interviewer.i18n import N_, _
from interviewer.tui.inert import content
from interviewer.tui.widgets.prose import Prose
from interviewer.tui.wrapping import wrap


class CheckDialog(ModalScreen[str | None]):
    """Returns the sentence by which the point shall be judged again, or None."""

    DEFAULT_CSS = """
    CheckDialog {
        align: center middle;
        & #check {
            width: 96; max-width: 96%; height: auto; max-height: 94%;
            border: round $primary; background: $surface; padding: 0 2;
        }
        & OptionList {
            height: auto; max-height: 10; margin: 1 0 0 0; background: transparent;
            border: round $panel-lighten-2; padding: 0 1;
        }
        & OptionList:focus { border: round $primary; }
        & #check-note { margin: 1 0; }
        & #check-ways { height: auto; align-horizontal: right; }
        & Button { margin: 0 0 0 1; }
    }
    """
    HELP = N_(
        "Choose the sentence of your answer that makes the point; it is judged by these words "
        "alone. Leave with Escape if the verdict is right."
    )
    BINDINGS = [Binding("escape", "leave", N_("Leave it so"), id="check.leave")]

    def __init__(self, verdict: str, note: str, sentences: Sequence[str], chosen: int = 0) -> None:
        """Show what was judged and how; offer the answer's sentences, one of them at the cursor."""
        super().__init__()
        self._verdict = verdict
        self._note = note
        self._sentences = tuple(sentences)
        self._chosen = chosen

    def compose(self) -> ComposeResult:
        """Verdict and point, then the sentences."""
        with Vertical(id="check"):
            yield Prose(
                f"{self._verdict}\n{self._note}", [(0, len(self._verdict), "bold")], id="check-note"
            )
            asked = _(
                "Which of your sentences makes this point? It is judged again by these words."
            )
            yield Prose(asked, classes="dim")
            yield OptionList(*map(Option, self._numbered()), markup=False)
            with Horizontal(id="check-ways"):
                yield Button(content(_("Leave it so")), id="check-back")
                yield Button(content(_("Judge again")), id="check-go", variant="primary")

    def on_mount(self) -> None:
        """Stand on the sentence that the grader looked at."""
        sentences = self.query_one(OptionList)
        sentences.highlighted = self._chosen
        sentences.focus()

    def on_resize(self) -> None:
        """Break the sentences where Chinese may be broken, too; Textual breaks at spaces alone."""
        sentences = self.query_one(OptionList)
        width = sentences.scrollable_content_region.width
        for at, text in enumerate(self._numbered()):
            lines = [text[start:end] for start, end in wrap(text, width)]
            sentences.replace_option_prompt_at_index(at, content("\n".join(lines)))

    def _numbered(self) -> list[str]:
        return [f"{n}. {text}" for n, text in enumerate(self._sentences, 1)]

    @on(OptionList.OptionSelected)
    @on(Button.Pressed, "#check-go")
    def _judge(self) -> None:
        at = self.query_one(OptionList).highlighted
        self.dismiss(None if at is None else self._sentences[at])

    @on(Button.Pressed, "#check-back")
    def action_leave(self) -> None:
        """The verdict stands."""
        self.dismiss(None)
