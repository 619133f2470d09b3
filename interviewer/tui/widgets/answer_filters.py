"""Kind, topic, time, score, flags and order of the answers shown, in two lines of menus."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from textual import on
from textual.app import ComposeResult
from textual.containers import ItemGrid
from textual.message import Message
from textual.widgets import Select

from interviewer.domain.transcript import Kind
from interviewer.i18n import _, ngettext
from interviewer.storage.answers import Flag, Order, WantedAnswers
from interviewer.tui.inert import content
from interviewer.wording import band_name, kind_name, topic_name

ANY = ""
_DAYS = (1, 7, 30, 90, 365)
_UNGRADED = "none"
_BANDS = {4: (0.8, 2.0), 3: (0.6, 0.8), 2: (0.35, 0.6), 1: (0.0, 0.35)}
"""From the first up to, but not with, the second."""


class AnswerFilters(ItemGrid):
    """Six menus; what is chosen in them can be read, a change is told."""

    DEFAULT_CSS = """
    AnswerFilters { height: auto; grid-size: 3 2; grid-gutter: 0 1; grid-rows: 1; }
    """

    class Changed(Message):
        """Another value was chosen."""

    def compose(self) -> ComposeResult:
        """Lay out the menus; the first entry of each leaves everything in."""
        yield _menu("kind", _("All kinds"), [(kind_name(kind), kind.value) for kind in Kind])
        yield _menu("topic", _("All topics"), [])
        days = [(_since(n), str(n)) for n in _DAYS]
        yield _menu("since", _("Any time"), days)
        bands = [(band_name(band), str(band)) for band in _BANDS]
        yield _menu("score", _("Any score"), [*bands, (_("not graded"), _UNGRADED)])
        flags = {
            Flag.BOOKMARKED: _("Bookmarked"),
            Flag.NOTED: _("With a note"),
            Flag.UNCERTAIN: _("Uncertain verdict"),
            Flag.CONTESTED: _("Contested"),
        }
        yield _menu(
            "flag", _("Flagged or not"), [(name, flag.value) for flag, name in flags.items()]
        )
        orders = {
            Order.NEWEST: _("Newest first"),
            Order.OLDEST: _("Oldest first"),
            Order.BEST: _("Best first"),
            Order.WORST: _("Worst first"),
        }
        yield Select(
            [(content(name), order.value) for order, name in orders.items()],
            value=Order.NEWEST.value,
            allow_blank=False,
            compact=True,
            id="answers-order",
        )

    def offer(self, topics: Sequence[str]) -> None:
        """Offer the topics that were asked about."""
        menu = self.query_one("#answers-topic", Select)
        named = sorted((topic_name(topic), topic) for topic in topics)
        with menu.prevent(Select.Changed):
            chosen = menu.value
            menu.set_options(
                [(content(_("All topics")), ANY), *((content(name), t) for name, t in named)]
            )
            menu.value = chosen if chosen in topics else ANY

    def wanted(self, text: str, now: datetime) -> WantedAnswers:
        """Return what is chosen, with the words to look for."""
        kind, topic, since, score, flag = (
            self._value(name) for name in ("kind", "topic", "since", "score", "flag")
        )
        return WantedAnswers(
            text=text,
            kind=Kind(kind) if kind else None,
            topic=topic or None,
            since=now - timedelta(days=int(since)) if since else None,
            score=_BANDS[int(score)] if score and score != _UNGRADED else None,
            is_graded=False if score == _UNGRADED else None,
            flag=Flag(flag) if flag else None,
            order=Order(self._value("order") or Order.NEWEST),
        )

    def _value(self, name: str) -> str:
        value = self.query_one(f"#answers-{name}", Select).value
        return value if isinstance(value, str) else ANY

    @on(Select.Changed)
    def _tell(self, event: Select.Changed) -> None:
        event.stop()
        self.post_message(self.Changed())


def _since(days: int) -> str:
    return ngettext("In the last day", "In the last {n} days", days).format(n=days)


def _menu(name: str, everything: str, options: Iterable[tuple[str, str]]) -> Select[str]:
    offered = [(content(everything), ANY), *((content(label), value) for label, value in options)]
    return Select(offered, value=ANY, allow_blank=False, compact=True, id=f"answers-{name}")
