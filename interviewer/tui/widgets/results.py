"""The last results: a small plot, or a sentence while there is nothing to plot."""

from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.widgets import Static

from interviewer.i18n import _, ngettext
from interviewer.tui.inert import content
from interviewer.tui.score_plot import MARGIN, room_for, score_plot

if TYPE_CHECKING:
    from interviewer.tui.home_news import Result


class Results(Static):
    """Stands last on its screen, so that nothing moves when it is filled."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        """Say that it is loading."""
        super().__init__(content(_("One moment …")), id=id, classes=classes, markup=False)
        self._results: tuple[Result, ...] | None = None

    def on_mount(self) -> None:
        """Name the panel."""
        self.border_title = _("Last results")

    def show(self, results: "tuple[Result, ...]") -> None:
        """Plot results, oldest first."""
        self._results = results
        self._draw()

    def on_resize(self, _event: events.Resize) -> None:
        """Plot as many as fit now."""
        self._draw()

    def _draw(self) -> None:
        if self._results is None or not self.content_size.width:
            return
        if not self._results:
            self.border_subtitle = ""
            self.update(content(_("Your mock interviews will stand here, with their scores.")))
            return
        shown = self._results[-room_for(self.content_size.width) :]
        told = ngettext("{n} mock interview", "{n} mock interviews", len(shown))
        first, last = (f"{result.at:%m-%d}" for result in (shown[0], shown[-1]))
        since = first if first == last else f"{first} – {last}"
        self.border_subtitle = _(", ").join((told.format(n=len(shown)), since))
        scores = [result.score for result in shown]
        *columns, ground, values = score_plot(scores, self.content_size.width)
        lines = [content(line).stylize("$primary", MARGIN) for line in columns]
        self.update(Content("\n").join([*lines, content(ground), content(values)]))
