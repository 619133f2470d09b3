"""Kind, status, language and order of the sessions shown, side by side in one line."""

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Select

from interviewer.domain.language import Language
from interviewer.domain.transcript import Kind, Status
from interviewer.i18n import _
from interviewer.tui.inert import content
from interviewer.tui.session_rows import Order, Wanted
from interviewer.wording import kind_name, status_name

ANY = ""


class SessionFilters(Horizontal):
    """Four menus; what is chosen in them can be read, a change is told."""

    DEFAULT_CSS = """
    SessionFilters { height: 1; }
    SessionFilters Select { width: 1fr; margin: 0 1 0 0; }
    """

    class Changed(Message):
        """Another value was chosen."""

    def compose(self) -> ComposeResult:
        """Lay out the menus; the first entry of each leaves everything in."""
        yield _menu("kind", _("All kinds"), [(kind_name(kind), kind.value) for kind in Kind])
        states = [(status_name(status), status.value) for status in Status]
        yield _menu("status", _("Any status"), states)
        yield _menu("language", _("All languages"), [("English", "en"), ("中文", "zh")])
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
            id="sessions-order",
        )

    @property
    def wanted(self) -> Wanted:
        """What is chosen."""
        kind, status, language = (self._value(name) for name in ("kind", "status", "language"))
        return Wanted(
            kind=Kind(kind) if kind else None,
            status=Status(status) if status else None,
            language=Language(language) if language else None,
            order=Order(self._value("order") or Order.NEWEST),
        )

    def _value(self, name: str) -> str:
        value = self.query_one(f"#sessions-{name}", Select).value
        return value if isinstance(value, str) else ANY

    @on(Select.Changed)
    def _tell(self, event: Select.Changed) -> None:
        event.stop()
        self.post_message(self.Changed())


def _menu(name: str, everything: str, options: Iterable[tuple[str, str]]) -> Select[str]:
    offered: list[tuple[Content, str]] = [(content(everything), ANY)]
    offered += [(content(label), value) for label, value in options]
    return Select(offered, value=ANY, allow_blank=False, compact=True, id=f"sessions-{name}")
