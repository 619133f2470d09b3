"""A dialog for one line: a path, a name, a word that has to be typed."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input

from interviewer.i18n import N_, _
from interviewer.tui.inert import content
from interviewer.tui.widgets.line_input import LineInput
from interviewer.tui.widgets.prose import Prose

Check = Callable[[str], bool]


class LineDialog(ModalScreen[str | None]):
    """Returns the line, or None when it is left."""

    BINDINGS = [Binding("escape", "leave", N_("Back"), id="line.leave")]

    def __init__(
        self, question: str, label: str, *, value: str = "", fits: Check = bool, grave: bool = False
    ) -> None:
        """Ask `question`; the button, called `label`, works while the line `fits`.

        `grave` marks what cannot be undone.
        """
        super().__init__()
        self._question = question
        self._label = label
        self._value = value
        self._fits = fits
        self._grave = grave

    def compose(self) -> ComposeResult:
        """The question, the line, the ways on."""
        with Vertical(id="line"):
            with VerticalScroll(id="line-question", can_focus=False):
                yield Prose(self._question)
            yield LineInput(self._value, id="line-text", max_length=1000, compact=True)
            with Horizontal(id="line-ways"):
                yield Button(content(_("Back")), id="line-back")
                yield Button(
                    content(self._label),
                    variant="error" if self._grave else "primary",
                    id="line-go",
                )

    def on_mount(self) -> None:
        """See whether the given value fits already."""
        self.query_one(Input).focus()
        self._look()

    @property
    def _line(self) -> str:
        return self.query_one(Input).value.strip()

    @on(Input.Changed)
    def _look(self) -> None:
        self.query_one("#line-go", Button).disabled = not self._fits(self._line)

    @on(Input.Submitted)
    @on(Button.Pressed, "#line-go")
    def _go(self) -> None:
        if self._fits(self._line):
            self.dismiss(self._line)

    @on(Button.Pressed, "#line-back")
    def action_leave(self) -> None:
        """Return nothing."""
        self.dismiss(None)
