"""Kind, topic, time, score, flags and order of the answers shown, in two lines of menus."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from textual.app import ComposeResult
from textual.containers import ItemGrid
from textual.widgets import Select

from interviewer.domain.transcript import Kind
from interviewer.grading.scoring import BAND_FLOORS
from interviewer.i18n import _, ngettext
from interviewer.storage.answers import Flag, WantedAnswers
from interviewer.storage.records import Order
from interviewer.tui.inert import content
from interviewer.tui.widgets.filters import ANY, chosen, menu
from interviewer.wording import band_name, kind_name, order_name, topic_name

_DAYS = (1, 7, 30, 90, 365)
_UNGRADED = "none"
_BANDS = {
    number: (floor, BAND_FLOORS.get(number + 1, 2.0)) for number, floor in BAND_FLOORS.items()
}
"""From the first up to, but not with, the second."""


class AnswerFilters(ItemGrid):
    """Six menus; what is chosen in them can be read."""

    DEFAULT_CSS = """
    AnswerFilters { height: auto; grid-size: 3 2; grid-gutter: 0 1; grid-rows: 1; }
    """

    def compose(self) -> ComposeResult:
        """Lay out the menus; the first entry of each leaves everything in."""
        kinds = [(kind_name(kind), kind.value) for kind in Kind]
        yield menu("answers-kind", [(_("All kinds"), ANY), *kinds])
        yield menu("answers-topic", [(_("All topics"), ANY)])
        days = [(_since(n), str(n)) for n in _DAYS]
        yield menu("answers-since", [(_("Any time"), ANY), *days])
        bands = [(band_name(band), str(band)) for band in _BANDS]
        scores = [(_("Any score"), ANY), *bands, (_("not graded"), _UNGRADED)]
        yield menu("answers-score", scores)
        flags = [
            (_("Flagged or not"), ANY),
            (_("Bookmarked"), Flag.BOOKMARKED.value),
            (_("With a note"), Flag.NOTED.value),
            (_("Uncertain verdict"), Flag.UNCERTAIN.value),
            (_("Contested"), Flag.CONTESTED.value),
        ]
        yield menu("answers-flag", flags)
        yield menu("answers-order", [(order_name(order), order.value) for order in Order])

    def offer(self, topics: Sequence[str]) -> None:
        """Offer the topics that were asked about."""
        offered = self.query_one("#answers-topic", Select)
        named = sorted((topic_name(topic), topic) for topic in topics)
        with offered.prevent(Select.Changed):
            value = offered.value
            offered.set_options(
                [(content(_("All topics")), ANY), *((content(name), t) for name, t in named)]
            )
            offered.value = value if value in topics else ANY

    def wanted(self, text: str, now: datetime) -> WantedAnswers:
        """Return what is chosen, with the words to look for."""
        kind, topic, since, score, flag, order = (
            chosen(self, f"answers-{name}")
            for name in ("kind", "topic", "since", "score", "flag", "order")
        )
        return WantedAnswers(
            text=text,
            kind=Kind(kind) if kind else None,
            topic=topic or None,
            since=now - timedelta(days=int(since)) if since else None,
            score=_BANDS[int(score)] if score and score != _UNGRADED else None,
            is_graded=False if score == _UNGRADED else None,
            flag=Flag(flag) if flag else None,
            order=Order(order or Order.NEWEST),
        )


def _since(days: int) -> str:
    return ngettext("In the last day", "In the last {n} days", days).format(n=days)
