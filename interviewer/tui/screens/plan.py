"""The plan of a mock, slot by slot: each can be changed, added, removed and moved."""

from collections.abc import Callable, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from interviewer.bank.catalogue import Bank
from interviewer.domain.blueprint import Blueprint, Slot
from interviewer.domain.question import Level
from interviewer.i18n import N_, _
from interviewer.interview.blueprints import changed_slot, further_slot, with_slots
from interviewer.interview.presets import topic_counts
from interviewer.storage.blueprints import MOST_SLOTS
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.widgets.choice import confirmation
from interviewer.tui.widgets.cycle import Cycle
from interviewer.tui.widgets.key_bar import KeyBar
from interviewer.tui.widgets.plan import plan_told, slot_rows
from interviewer.tui.widgets.prose import Prose
from interviewer.wording import level_name, topic_name

MINUTES = range(1, 61)
"""What a slot may be given."""
_LABEL_CELLS = 10


class PlanScreen(AppScreen):
    """The slots above, the one that is highlighted below; nothing holds before it is taken over."""

    CSS_PATH = "mock_setup.tcss"
    HELP = N_(
        "Every line is a place for one question. Change its topic, level and minutes below; add, "
        "remove and move places with their keys. The clock grows with the plan where it has to."
    )
    BINDINGS = [
        Binding("escape", "leave", N_("Back"), id="plan.leave"),
        Binding("f5,ctrl+j", "take_over", N_("Take over"), id="plan.take_over", key_display="f5"),
        Binding("a", "add", N_("Add"), id="plan.add"),
        Binding("d,delete", "remove", N_("Remove"), id="plan.remove", key_display="d"),
        Binding("k", "shift(-1)", N_("Move up"), id="plan.up"),
        Binding("j", "shift(1)", N_("Move down"), id="plan.down"),
        Binding("up", "app.focus_previous", show=False, id="plan.previous"),
        Binding("down", "app.focus_next", show=False, id="plan.next"),
    ]

    def __init__(self, bank: Bank, plan: Blueprint, taken: Callable[[Blueprint], object]) -> None:
        """Begin with `plan`; `taken` is told of what became of it, if that is taken over."""
        super().__init__()
        self._bank = bank
        self._plan = plan
        self._slots = list(plan.slots)
        self._taken = taken

    def compose(self) -> ComposeResult:
        """Lay out the slots above what one of them is."""
        with Vertical(id="plan-screen"):
            yield OptionList(id="plan-slots", markup=False)
            with Vertical(id="plan-slot", classes="panel"):
                slot = self._slots[0]
                yield _cycle("topic", _("Topic"), self._topics(slot), slot.topic)
                levels = [(level.value, level_name(level)) for level in Level]
                yield _cycle("level", _("Level"), levels, slot.level.value)
                yield _cycle("minutes", _("Minutes"), _minutes(slot), f"{slot.minutes:g}")
            yield Prose("", id="plan-clock", classes="dim")
        yield KeyBar()

    def on_mount(self) -> None:
        """Stand on the first slot."""
        slots = self.query_one("#plan-slots", OptionList)
        slots.border_title = _("It will ask for")
        slots.focus()
        self._draw(0)

    @on(events.Resize)
    def _lay_out(self) -> None:
        self._draw(self._at)

    # What is shown

    @property
    def _at(self) -> int:
        """The place of the highlighted slot."""
        return self.query_one("#plan-slots", OptionList).highlighted or 0

    @property
    def _changed(self) -> Blueprint:
        return with_slots(self._plan, self._slots)

    def _draw(self, at: int) -> None:
        slots = self.query_one("#plan-slots", OptionList)
        width = slots.scrollable_content_region.width or self.app.size.width - 8
        rows = slot_rows(self._slots, width - 2)  # an option has a cell to both sides
        with self.prevent(OptionList.OptionHighlighted):
            slots.clear_options()
            slots.add_options(Option(row) for row in rows)
            slots.highlighted = at
        slots.border_subtitle = plan_told(self._slots)
        told = _("The clock is set to {n:g} minutes.").format(n=self._changed.minutes or 0)
        self.query_one("#plan-clock", Prose).show(told)
        self._show_slot()
        self.refresh_bindings()

    @on(OptionList.OptionHighlighted)
    def _show_slot(self) -> None:
        slot = self._slots[self._at]
        self.query_one("#plan-slot").border_title = _("Question {n}").format(n=self._at + 1)
        self.query_one("#plan-topic", Cycle).offer(self._topics(slot), slot.topic)
        self.query_one("#plan-level", Cycle).choose((slot.wanted or slot.level).value)
        self.query_one("#plan-minutes", Cycle).offer(_minutes(slot), f"{slot.minutes:g}")

    def _topics(self, slot: Slot) -> list[tuple[str, str]]:
        """Return what the bank has for the role, and what the slot asks for in any case."""
        topics = {*topic_counts(self._bank, self._plan.role, None), slot.topic}
        return sorted(((topic, topic_name(topic)) for topic in topics), key=lambda each: each[1])

    # What can be done

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keep at least one slot, and as many as a file may hold."""
        if action == "remove":
            return len(self._slots) > 1
        if action == "add":
            return len(self._slots) < MOST_SLOTS
        if action == "shift":
            return len(self._slots) > 1
        return True

    @on(OptionList.OptionSelected)
    def _to_slot(self) -> None:
        self.query_one("#plan-topic").focus()

    @on(Cycle.Changed)
    def _change(self) -> None:
        values = {name: self.query_one(f"#plan-{name}", Cycle).value for name in _PARTS}
        self._slots[self._at] = changed_slot(
            self._bank,
            self._slots[self._at],
            topic=values["topic"],
            level=Level(values["level"]),
            minutes=float(values["minutes"]),
            role=self._plan.role,
        )
        self._draw(self._at)

    def action_add(self) -> None:
        """Add a slot behind this one."""
        at = self._at + 1
        self._slots.insert(at, further_slot(self._bank, self._plan, self._slots, self._at))
        self._draw(at)

    def action_remove(self) -> None:
        """Remove this slot."""
        at = self._at
        del self._slots[at]
        self._draw(min(at, len(self._slots) - 1))

    def action_shift(self, steps: int) -> None:
        """Move this slot up or down."""
        at, to = self._at, self._at + steps
        if 0 <= to < len(self._slots):
            self._slots.insert(to, self._slots.pop(at))
            self._draw(to)

    def action_take_over(self) -> None:
        """Go back with the plan as it is now."""
        self.app.pop_screen()
        if tuple(self._slots) != self._plan.slots:
            self._taken(self._changed)

    def action_leave(self) -> None:
        """Go back with the plan as it was, asking where something was changed."""
        if tuple(self._slots) == self._plan.slots:
            self.app.pop_screen()
        else:
            self.work(self._leave(), group="dialog")

    async def _leave(self) -> None:
        asked = _("Leave the plan as it was before? Your changes to it are dropped.")
        if await self.app.push_screen_wait(confirmation(asked, _("Drop"))) == "yes":
            self.app.pop_screen()


_PARTS = ("topic", "level", "minutes")


def _minutes(slot: Slot) -> list[tuple[str, str]]:
    values = sorted({*map(float, MINUTES), slot.minutes})
    return [(f"{value:g}", f"{value:g}") for value in values]


def _cycle(name: str, label: str, options: Sequence[tuple[str, str]], value: str) -> Cycle:
    return Cycle(label, options, value, label_cells=_LABEL_CELLS, id=f"plan-{name}")
