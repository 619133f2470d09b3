"""How far the first index of everything that was ever said has come."""

from textual.content import Content
from textual.widgets import Static

from interviewer.i18n import _
from interviewer.tui.bars import bar
from interviewer.tui.inert import content

_BAR_CELLS = 12


class TakingIn(Static):
    """A line at the foot of a screen that waits for it; this happens once."""

    DEFAULT_CSS = """
    TakingIn { dock: bottom; height: auto; padding: 0 1; margin: 0 0 1 0; }
    """

    def __init__(self, share: float) -> None:
        """Begin with what is done, 0..1."""
        super().__init__(_told(share), markup=False)

    def show(self, share: float) -> None:
        """Show how much is done by now."""
        self.update(_told(share))


def _told(share: float) -> Content:
    told = _("Making everything you said searchable, once:")
    return Content.assemble(content(told), " ", bar(share, _BAR_CELLS), f" {share:.0%}")
