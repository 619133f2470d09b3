"""Topic, level and role to narrow a list of questions down by, side by side in one line."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Select

from interviewer.bank.catalogue import Bank
from interviewer.domain.question import Level, Role
from interviewer.i18n import _
from interviewer.tui.inert import content
from interviewer.wording import level_name, role_name, topic_name

ANY = ""

Choices = Sequence[tuple[Content, str]]


class Filters(Horizontal):
    """Three menus; what is chosen in them can be read, a change is told."""

    DEFAULT_CSS = """
    Filters { height: 1; }
    Filters Select { width: 1fr; margin: 0 1 0 0; }
    """

    class Changed(Message):
        """Another value was chosen."""

    def compose(self) -> ComposeResult:
        """The levels and roles are known; the topics come with the bank."""
        levels = [(content(level_name(level)), level.value) for level in Level]
        roles = [(content(role_name(role)), role.value) for role in Role]
        for name, everything, choices in (
            ("topic", _("All topics"), []),
            ("level", _("All levels"), levels),
            ("role", _("All roles"), roles),
        ):
            yield Select(
                [(content(everything), ANY), *choices],
                value=ANY,
                allow_blank=False,
                compact=True,
                id=f"filter-{name}",
            )

    def offer(self, bank: Bank) -> None:
        """Offer the bank's topics, each with the number of its questions."""
        named = [(topic_name(topic), topic) for topic in bank.topics()]
        choices = [
            (content(f"{name} ({len(bank.heads(topic))})"), topic) for name, topic in sorted(named)
        ]
        menu = self._menu("topic")
        with menu.prevent(Select.Changed):
            chosen = menu.value
            menu.set_options([(content(_("All topics")), ANY), *choices])
            menu.value = chosen

    @property
    def topic(self) -> str | None:
        """The chosen topic."""
        return self._value("topic") or None

    @property
    def level(self) -> Level | None:
        """The chosen level."""
        return Level(value) if (value := self._value("level")) else None

    @property
    def role(self) -> Role | None:
        """The chosen role."""
        return Role(value) if (value := self._value("role")) else None

    def _menu(self, name: str) -> Select[str]:
        return self.query_one(f"#filter-{name}", Select)

    def _value(self, name: str) -> str:
        value = self._menu(name).value
        return value if isinstance(value, str) else ANY

    @on(Select.Changed)
    def _tell(self, event: Select.Changed) -> None:
        event.stop()
        self.post_message(self.Changed())
