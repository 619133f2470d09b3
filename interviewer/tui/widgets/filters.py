"""Menus to narrow a list down by; for questions topic, level and role, side by side in one line."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Select

from interviewer.bank.catalogue import Bank
from interviewer.domain.question import Level, Role
from interviewer.i18n import _
from interviewer.tui.inert import content
from interviewer.wording import level_name, role_name, topic_name

ANY = ""


def menu(id: str, entries: Sequence[tuple[str, str]]) -> Select[str]:
    """Return a menu of one line that stands on its first entry: each has a name and a value."""
    offered = [(content(name), value) for name, value in entries]
    return Select(offered, value=entries[0][1], allow_blank=False, compact=True, id=id)


def chosen(filters: Widget, id: str) -> str:
    """Return the value of one of the menus."""
    value = filters.query_one(f"#{id}", Select).value
    return value if isinstance(value, str) else ANY


class Filters(Horizontal):
    """Three menus; what is chosen in them can be read."""

    DEFAULT_CSS = """
    Filters { height: 1; }
    Filters Select { width: 1fr; margin: 0 1 0 0; }
    """

    def compose(self) -> ComposeResult:
        """The levels and roles are known; the topics come with the bank."""
        levels = [(level_name(level), level.value) for level in Level]
        roles = [(role_name(role), role.value) for role in Role]
        yield menu("filter-topic", [(_("All topics"), ANY)])
        yield menu("filter-level", [(_("All levels"), ANY), *levels])
        yield menu("filter-role", [(_("All roles"), ANY), *roles])

    def offer(self, bank: Bank) -> None:
        """Offer the bank's topics, each with the number of its questions."""
        named = [(topic_name(topic), topic) for topic in bank.topics()]
        choices = [
            (content(f"{name} ({len(bank.heads(topic))})"), topic) for name, topic in sorted(named)
        ]
        topics = self.query_one("#filter-topic", Select)
        with topics.prevent(Select.Changed):
            value = topics.value
            topics.set_options([(content(_("All topics")), ANY), *choices])
            topics.value = value

    @property
    def topic(self) -> str | None:
        """The chosen topic."""
        return chosen(self, "filter-topic") or None

    @property
    def level(self) -> Level | None:
        """The chosen level."""
        return Level(value) if (value := chosen(self, "filter-level")) else None

    @property
    def role(self) -> Role | None:
        """The chosen role."""
        return Role(value) if (value := chosen(self, "filter-role")) else None
