"""The candidate's moves as buttons, each with its key."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Button

from interviewer.tui.inert import content


@dataclass(frozen=True)
class MoveButton:
    """One of them."""

    action: str
    key: str
    label: str


class Moves(Vertical):
    """A column of flat buttons; it says which was pressed, and does nothing itself."""

    class Chosen(Message):
        """A button was pressed."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def show(self, moves: Sequence[MoveButton]) -> None:
        """Show these moves, unless they stand there already."""
        if [move.action for move in moves] == [str(button.name) for button in self.query(Button)]:
            return
        self.remove_children()
        keys = max((cell_len(move.key) for move in moves), default=0)
        for move in moves:
            gap = " " * (keys - cell_len(move.key) + 2)
            label = content(move.key).stylize("bold $text-accent") + content(gap + move.label)
            self.mount(Button(label, name=move.action, compact=True))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Tell which move was chosen."""
        event.stop()
        self.post_message(self.Chosen(str(event.button.name)))
