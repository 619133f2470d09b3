"""What stands over a screen while the window is smaller than the screens can be read in."""

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from interviewer.i18n import _
from interviewer.tui.widgets.prose import Prose

SMALLEST = (60, 20)
"""Columns and rows that every screen can do with; the app's breakpoints say the same."""


class TooSmall(VerticalScroll, can_focus=False):
    """A calm message; the screen beneath goes on, and keeps what is typed."""

    def compose(self) -> ComposeResult:
        """Say what would help; nothing is lost meanwhile."""
        columns, rows = SMALLEST
        with Vertical(id="too-small"):
            yield Prose(
                _("This window is too small: {columns}×{rows} is the least.").format(
                    columns=columns, rows=rows
                ),
                classes="heading",
            )
            yield Prose(_("Make it larger to go on. Nothing is lost."))
            yield Prose(
                _("Plain mode needs no space at all: interviewer mock --plain"), classes="dim"
            )
