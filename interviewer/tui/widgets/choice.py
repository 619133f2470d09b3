"""A small dialog: one question, a few answers, one key each."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button

from interviewer.i18n import N_, _
from interviewer.tui.inert import content
from interviewer.tui.widgets.prose import Prose


@dataclass(frozen=True)
class Option:
    """One answer: what is returned, what it says, whether it is the safe or the grave one."""

    value: str
    label: str
    variant: str = "default"


class Choice(ModalScreen[str | None]):
    """Returns the chosen option's value, or None when it is left with Escape."""

    BINDINGS = [
        Binding("escape", "leave", N_("Back"), id="choice.leave"),
        Binding("left", "app.focus_previous", show=False, id="choice.previous"),
        Binding("right", "app.focus_next", show=False, id="choice.next"),
    ]

    def __init__(self, question: str, options: Sequence[Option]) -> None:
        """Ask `question`; the first option has the focus."""
        super().__init__()
        self._question = question
        self._options = tuple(options)

    def compose(self) -> ComposeResult:
        """Lay out the question above its answers."""
        with Vertical(id="choice"):
            yield Prose(self._question)
            with Horizontal(id="choice-options"):
                for option in self._options:
                    yield Button(
                        content(option.label),
                        variant=option.variant,  # type: ignore[arg-type]
                        id=f"choice-{option.value}",
                    )

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Return what was chosen."""
        self.dismiss((event.button.id or "").removeprefix("choice-"))

    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)


def confirmation(question: str, label: str) -> Choice:
    """Ask back before what cannot be undone: "yes", called `label`; going back has the focus."""
    return Choice(question, [Option("back", _("Back"), "primary"), Option("yes", label, "warning")])


def way_on(happened: str, again: str | None = None, builtin: str | None = None) -> Choice:
    """Ask how to go on after a model has failed: "retry", "builtin" or "pause".

    The first two may be called `again` and `builtin`.
    """
    return Choice(
        happened + "\n\n" + _("Nothing is lost. How do you want to go on?"),
        [
            Option("retry", again or _("Try again"), "primary"),
            Option("builtin", builtin or _("Built-in model")),
            Option("pause", _("Pause")),
        ],
    )


def way_out(ending: str) -> Choice:
    """Ask how to leave a sitting: "stay", "pause" or "end"; `ending` says what ending does."""
    return Choice(
        _("Pausing keeps everything: Home offers to go on.") + "\n\n" + ending,
        [
            Option("stay", _("Stay"), "primary"),
            Option("pause", _("Pause")),
            Option("end", _("End"), "warning"),
        ],
    )
