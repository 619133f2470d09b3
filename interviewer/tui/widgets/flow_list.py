"""A list among others: the cursor goes on into the next one instead of starting over."""

from textual.widgets import OptionList


class FlowList(OptionList):
    """Down on the last entry and up on the first leave the list."""

    def __init__(self, *, id: str | None = None) -> None:
        """Begin empty; entries are data."""
        super().__init__(id=id, markup=False)

    def action_cursor_down(self) -> None:
        """Go down, beyond the last entry too."""
        if self.highlighted is not None and self.highlighted >= self.option_count - 1:
            self.screen.focus_next(FlowList)
        else:
            super().action_cursor_down()

    def action_cursor_up(self) -> None:
        """Go up, beyond the first entry too."""
        if self.highlighted == 0:
            self.screen.focus_previous(FlowList)
        else:
            super().action_cursor_up()
