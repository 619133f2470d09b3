"""One choice of a few, all of them in sight."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import RadioButton, RadioSet

from interviewer.tui.inert import content


class Ring(RadioButton):
    """A radio button whose ring is empty until it is chosen, whatever the colours."""

    BUTTON_LEFT = "("
    BUTTON_RIGHT = ")"

    def __init__(self, label: Content, value: bool) -> None:
        """Say `label`."""
        super().__init__(label, value)
        self.BUTTON_INNER = "●" if value else " "

    def watch_value(self) -> None:
        """Fill or empty the ring."""
        self.BUTTON_INNER = "●" if self.value else " "
        super().watch_value()


class OneOf(RadioSet):
    """Radio buttons that have values; exactly one is chosen."""

    def __init__(
        self, options: Sequence[tuple[str, str]], *, chosen: str, title: str, id: str
    ) -> None:
        """Offer (value, label) pairs under a title."""
        super().__init__(
            *(Ring(content(label), value == chosen) for value, label in options), id=id
        )
        self._values = tuple(value for value, _ in options)
        self.border_title = title

    @property
    def value(self) -> str:
        """What is chosen."""
        return self._values[max(0, self.pressed_index)]
