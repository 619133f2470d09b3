"""Lines that are laid out anew for every width."""

from collections.abc import Callable, Sequence

from textual import events
from textual.content import Content
from textual.widgets import Static

from interviewer.tui.inert import content

Draw = Callable[[int], Sequence[Content]]
"""Width in cells -> lines."""


class Figure(Static):
    """Draws itself with a function of its width."""

    DEFAULT_CSS = """
    Figure { height: auto; width: 1fr; text-wrap: nowrap; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        """Nothing is drawn yet."""
        super().__init__(content(""), id=id, classes=classes, markup=False)
        self._lines: Draw | None = None

    def show(self, draw: Draw) -> None:
        """Draw, now and at every other width."""
        self._lines = draw
        self._draw()

    def on_resize(self, _event: events.Resize) -> None:
        """Draw anew."""
        self._draw()

    def _draw(self) -> None:
        width = self.content_size.width
        if self._lines is not None and width:
            self.update(Content("\n").join(self._lines(width)))
