"""A choice of one value in a single line: `Level   ‹ mid ›`."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from interviewer.i18n import N_
from interviewer.tui.inert import content


class Cycle(Widget, can_focus=True):
    """Left and right, a click or the space bar change the value; labels are data."""

    DEFAULT_CSS = """
    Cycle { height: 1; width: 1fr; text-wrap: nowrap; text-overflow: ellipsis; }
    Cycle:hover { background: $block-hover-background; }
    Cycle:focus {
        color: $block-cursor-foreground; background: $block-cursor-background; text-style: bold;
    }
    """
    HELP = N_("Left and right change the value, up and down go to the other lines.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", N_("Change"), id="cycle.previous", key_display="← →"),
        Binding("right,space", "move(1)", N_("Next value"), id="cycle.next", show=False),
    ]

    class Changed(Message):
        """The person chose another value."""

        def __init__(self, cycle: "Cycle") -> None:
            super().__init__()
            self.cycle = cycle
            self.value = cycle.value

        @property
        def control(self) -> "Cycle":
            """The widget that was changed."""
            return self.cycle

    def __init__(
        self,
        label: str,
        options: Sequence[tuple[str, str]],
        value: str,
        *,
        label_cells: int = 0,
        id: str | None = None,
    ) -> None:
        """Offer `options`, each a value and what it is called; `value` is one of them.

        `label_cells` is the width that the label takes, so that several stand in a column.
        """
        super().__init__(id=id)
        self._label = label
        self._label_cells = label_cells
        self._options = tuple(options)
        self._index = self._place_of(value)

    @property
    def value(self) -> str:
        """The value that is chosen."""
        return self._options[self._index][0]

    def choose(self, value: str) -> None:
        """Take a value without telling anyone; ValueError if it is not offered."""
        self._index = self._place_of(value)
        self.refresh()

    def offer(self, options: Sequence[tuple[str, str]], value: str) -> None:
        """Offer other options."""
        self._options = tuple(options)
        self.choose(value)

    def render(self) -> Content:
        """Label, then the value between the two arrows."""
        gap = " " * max(2, self._label_cells - cell_len(self._label))
        value = content(f"‹ {self._options[self._index][1]} ›")
        return content(f"{self._label}{gap}") + value

    def action_move(self, steps: int) -> None:
        """Go on to another option, round and round."""
        if len(self._options) > 1:
            self._index = (self._index + steps) % len(self._options)
            self.refresh()
            self.post_message(self.Changed(self))

    def on_click(self, event: events.Click) -> None:
        """On the left arrow go back, anywhere else go on."""
        arrow = (
            self.content_region.x
            - self.region.x
            + max(self._label_cells, cell_len(self._label) + 2)
        )
        self.action_move(-1 if arrow <= event.x <= arrow + 1 else 1)

    def _place_of(self, value: str) -> int:
        for index, (offered, _label) in enumerate(self._options):
            if offered == value:
                return index
        raise ValueError(f"not offered: {value!r}")
