"""What stands over a screen while the window is smaller than the screens can be read in."""

from interviewer.i18n import _
from interviewer.tui.widgets.prose import Prose

SMALLEST = (60, 20)
"""Columns and rows that every screen can do with; the app's breakpoints say the same."""


class TooSmall(Prose):
    """A calm message; the screen beneath goes on, and keeps what is typed."""

    def __init__(self) -> None:
        """Say what would help; nothing is lost meanwhile."""
        columns, rows = SMALLEST
        told = [
            _("This window is too small: {columns}×{rows} is the least.").format(
                columns=columns, rows=rows
            ),
            _("Make it larger to go on. Nothing is lost."),
            _("Plain mode needs no space at all:") + "\ninterviewer mock --plain",
        ]
        super().__init__("\n\n".join(told))
