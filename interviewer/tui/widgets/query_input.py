"""One line to search in."""

from textual.binding import Binding
from textual.message import Message

from interviewer.i18n import N_
from interviewer.tui.widgets.line_input import LineInput


class QueryInput(LineInput):
    """A query; going down from it leads to what was found."""

    BINDINGS = [Binding("down", "leave", N_("To the list"), id="query.leave", show=False)]

    class Left(Message):
        """The person goes on to what was found."""

    def action_leave(self) -> None:
        """Say that what was found is wanted."""
        self.post_message(self.Left())
