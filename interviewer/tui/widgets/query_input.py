"""One line to search in."""

from textual import on
from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input

from interviewer.i18n import N_
from interviewer.tui.widgets.line_input import LineInput


class QueryInput(LineInput):
    """A query; going down from it leads to what was found."""

    BINDINGS = [
        Binding("down", "leave", N_("To the list"), id="query.leave", show=False),
        Binding("escape", "leave_typed", N_("To the list"), id="query.leave_typed"),
    ]

    class Left(Message):
        """The person goes on to what was found."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let the key that leaves the screen do so where no query would be lost."""
        return bool(self.value) if action == "leave_typed" else True

    @on(Input.Changed)
    def _offer(self) -> None:
        self.refresh_bindings()

    def action_leave(self) -> None:
        """Say that what was found is wanted."""
        self.post_message(self.Left())

    def action_leave_typed(self) -> None:
        """Go on to what was found, and let the query stand."""
        self.action_leave()
