"""Kind, status, language and order of the sessions shown, side by side in one line."""

from textual.app import ComposeResult
from textual.containers import Horizontal

from interviewer.domain.language import Language
from interviewer.domain.transcript import Kind, Status
from interviewer.i18n import _
from interviewer.storage.records import Order
from interviewer.tui.session_rows import Wanted
from interviewer.tui.widgets.filters import ANY, chosen, menu
from interviewer.wording import kind_name, language_name, order_name, status_name


class SessionFilters(Horizontal):
    """Four menus; what is chosen in them can be read."""

    DEFAULT_CSS = """
    SessionFilters { height: 1; }
    SessionFilters Select { width: 1fr; margin: 0 1 0 0; }
    """

    def compose(self) -> ComposeResult:
        """Lay out the menus; the first entry of each leaves everything in."""
        kinds = [(kind_name(kind), kind.value) for kind in Kind]
        states = [(status_name(status), status.value) for status in Status]
        languages = [(language_name(each), each.value) for each in (Language.EN, Language.ZH)]
        yield menu("sessions-kind", [(_("All kinds"), ANY), *kinds])
        yield menu("sessions-status", [(_("Any status"), ANY), *states])
        yield menu("sessions-language", [(_("All languages"), ANY), *languages])
        yield menu("sessions-order", [(order_name(order), order.value) for order in Order])

    @property
    def wanted(self) -> Wanted:
        """What is chosen."""
        kind, status, language, order = (
            chosen(self, f"sessions-{name}") for name in ("kind", "status", "language", "order")
        )
        return Wanted(
            kind=Kind(kind) if kind else None,
            status=Status(status) if status else None,
            language=Language(language) if language else None,
            order=Order(order or Order.NEWEST),
        )
