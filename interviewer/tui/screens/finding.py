"""What the screens share that find things: a query and filters above a list of what is found."""

from functools import partial
from typing import ClassVar

from textual import on
from textual.timer import Timer
from textual.widgets import Input, Select, Static

from interviewer.tui.inert import content
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.widgets.long_list import LongList
from interviewer.tui.widgets.query_input import QueryInput

DEBOUNCE = 0.2
"""Seconds without a key after which what was typed is searched for, or what it leads to shown."""


class FindingScreen(AppScreen):
    """A `QueryInput`, some `Select`s, a line that says what was found, and a `LongList`."""

    PART: ClassVar[str]
    """What the ids of the screen's parts begin with."""
    _waiting: Timer | None = None

    async def find(self, *, opens: bool = False) -> None:
        """Show what the query and the filters find now; with `opens`, open what is pointed at."""
        raise NotImplementedError

    @property
    def sought(self) -> str:
        """What stands in the query."""
        return self.query_one(QueryInput).value

    def say(self, told: str) -> None:
        """Say what was found, or why nothing."""
        self.query_one(f"#{self.PART}-state", Static).update(content(told))

    @on(Select.Changed)
    def look(self) -> None:
        """Find, in place of what is being found: only the last query counts."""
        self.work_latest(self.find, group="find")

    @on(Input.Changed, "QueryInput")
    def _look_soon(self) -> None:
        self._wait_no_more()
        self._waiting = self.set_timer(DEBOUNCE, self.look)

    @on(Input.Submitted, "QueryInput")
    def _look_and_open(self) -> None:
        # The list may still be that of what the query was before.
        self._wait_no_more()
        self.work_latest(partial(self.find, opens=True), group="find")

    def _wait_no_more(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()

    @on(QueryInput.Left)
    def _to_the_list(self) -> None:
        self.set_focus(self.query_one(LongList))

    def action_search(self) -> None:
        """Go to the query."""
        self.set_focus(self.query_one(QueryInput))

    def action_filter(self) -> None:
        """Go to the filters."""
        self.set_focus(self.query(Select).first())
