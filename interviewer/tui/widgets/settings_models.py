"""Settings: the models there are, which of them interviews and which grades."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, OptionList
from textual.widgets.option_list import Option

from interviewer.i18n import N_, _
from interviewer.models.connection import BUILTIN, Connection
from interviewer.tui.inert import content
from interviewer.tui.widgets.cycle import Cycle
from interviewer.tui.widgets.prose import Prose

_LABEL_CELLS = 14
TOKENS = (100_000, 200_000, 500_000, 1_000_000, 2_000_000)
COSTS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""In the money that the connections' prices are in."""


class ModelSettings(VerticalScroll, can_focus=False):
    """Two choices above, the connections below; what is to be done with one is told."""

    HELP = N_(
        "The built-in model needs no account and sends nothing. With any other, what you say in "
        "an interview goes to its server, and only while you have chosen it here. The limits are "
        "for one interview: when one is used up, you are asked before the next call."
    )
    BINDINGS = [
        Binding("a", "want('add')", N_("Add"), id="models.add"),
        Binding("e", "want('edit')", N_("Change"), id="models.edit"),
        Binding("t", "want('test')", N_("Test"), id="models.test"),
        Binding("delete,d", "want('remove')", N_("Remove"), id="models.remove"),
    ]

    class Chosen(Message):
        """Another connection was chosen to interview or to grade."""

        def __init__(self, role: str, name: str) -> None:
            super().__init__()
            self.role = role
            self.name = name

    class Asked(Message):
        """Whether borderline points are to be judged twice was chosen."""

        def __init__(self, *, twice: bool) -> None:
            super().__init__()
            self.twice = twice

    class Limited(Message):
        """Another limit was chosen: of `tokens` or of `cost`; 0 is none."""

        def __init__(self, what: str, most: float) -> None:
            super().__init__()
            self.what = what
            self.most = most

    class Wanted(Message):
        """Something is to be done: add, or edit, test or remove a connection."""

        def __init__(self, what: str, name: str | None) -> None:
            super().__init__()
            self.what = what
            self.name = name

    def compose(self) -> ComposeResult:
        """Lay out the choices, the list and its buttons."""
        for role, label in (("connection", _("Interviews")), ("grader", _("Grades"))):
            options = [(BUILTIN, _("built-in"))]
            yield Cycle(label, options, BUILTIN, label_cells=_LABEL_CELLS, id=f"models-{role}")
        once = [("", _("one opinion")), ("twice", _("two where it is close"))]
        yield Cycle(_("Verdicts"), once, "", label_cells=_LABEL_CELLS, id="opinion")
        yield from self._limits()
        yield Prose(_("Connections"), classes="heading")
        yield OptionList(id="models-list", markup=False)
        with Horizontal(id="models-ways"):
            for what, label in (
                ("add", _("Add")),
                ("edit", _("Change")),
                ("test", _("Test")),
                ("remove", _("Remove")),
            ):
                yield Button(content(label), id=f"models-{what}", compact=True)
        yield Prose(id="models-state")

    def _limits(self) -> ComposeResult:
        """Offer what one interview may use; beyond it the app asks before the next call."""
        for what, label in (("tokens", _("Token limit")), ("cost", _("Cost limit"))):
            none = [("0", _("no limit"))]
            yield Cycle(label, none, "0", label_cells=_LABEL_CELLS, id=f"limit-{what}")

    def show_care(self, tokens: int, cost: float, *, twice: bool) -> None:
        """Show what one interview may use, a limit of the file's own included; and the opinions."""
        self.query_one("#opinion", Cycle).choose("twice" if twice else "")
        for what, number, labels in (
            ("tokens", tokens, [(str(n), f"{n // 1000}k") for n in TOKENS]),
            ("cost", cost, [(f"{n:g}", f"{n:g}") for n in COSTS]),
        ):
            value = f"{number:g}" if what == "cost" else str(number)
            options = [("0", _("no limit")), *labels]
            if value not in dict(options):
                options.append((value, value))
            self.query_one(f"#limit-{what}", Cycle).offer(options, value)

    def show(self, connections: Sequence[Connection], interviews: str, grades: str) -> None:
        """Show the connections, and which of them are chosen."""
        options = [(BUILTIN, _("built-in")), *((c.name, c.name) for c in connections)]
        for role, name in (("connection", interviews), ("grader", grades)):
            known = name if name in dict(options) else BUILTIN
            self.query_one(f"#models-{role}", Cycle).offer(options, known)
        listed = self.query_one(OptionList)
        pointed_at = self._pointed_at
        listed.clear_options()
        listed.add_options(Option(_row(c), id=f"c-{c.name}") for c in connections)
        if not connections:
            none = _("None yet: add one, or stay with the built-in model.")
            listed.add_option(Option(content(none), disabled=True))
        names = [connection.name for connection in connections]
        if names:
            listed.highlighted = names.index(pointed_at) if pointed_at in names else 0
        for what in ("edit", "test", "remove"):
            self.query_one(f"#models-{what}", Button).disabled = not names

    def say(self, told: str) -> None:
        """Say how a test went, or what was done."""
        self.query_one("#models-state", Prose).show(told)

    @property
    def _pointed_at(self) -> str | None:
        listed = self.query_one(OptionList)
        if listed.highlighted is None:
            return None
        option_id = listed.get_option_at_index(listed.highlighted).id
        return option_id.removeprefix("c-") if option_id is not None else None

    def action_want(self, what: str) -> None:
        """Tell what is to be done with the connection that is pointed at."""
        name = self._pointed_at
        if what == "add" or name is not None:
            self.post_message(self.Wanted(what, name))

    @on(Button.Pressed)
    def _press(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_want((event.button.id or "").removeprefix("models-"))

    @on(OptionList.OptionSelected)
    def _open(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_want("edit")

    @on(Cycle.Changed)
    def _choose(self, event: Cycle.Changed) -> None:
        event.stop()
        what, _dash, name = (event.cycle.id or "").partition("-")
        if what == "opinion":
            self.post_message(self.Asked(twice=bool(event.cycle.value)))
            return
        if what == "limit":
            self.post_message(self.Limited(name, float(event.cycle.value)))
            return
        role = (event.cycle.id or "").removeprefix("models-")
        self.post_message(self.Chosen(role, str(event.cycle.value)))


def _row(connection: Connection) -> Content:
    return Content.assemble(
        content(connection.name).stylize("bold"),
        content(f"  {connection.model}  "),
        content(connection.base_url).stylize("dim"),
    )
