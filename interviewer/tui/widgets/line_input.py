"""One line of text that may be data: a path, an address, a query."""

from rich.text import Text
from textual.widgets import Input

from interviewer.tui.inert import REPLACEMENT, inert


class LineInput(Input):
    """An input that keeps its value as it is, and shows it without anything to be obeyed."""

    @property
    def _value(self) -> Text:
        shown = (
            "•" * len(self.value) if self.password else inert(self.value).replace("\n", REPLACEMENT)
        )
        return Text(shown, no_wrap=True, overflow="ignore", end="")
