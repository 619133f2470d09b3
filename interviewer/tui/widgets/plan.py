"""What a mock interview will ask for: its slots, or why there are none."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from interviewer.domain.blueprint import Blueprint, Slot
from interviewer.i18n import _, ngettext
from interviewer.tui.inert import content
from interviewer.wording import level_name, topic_name

_NUMBER = 4
"""Cells that a slot's number takes."""


class Plan(VerticalScroll):
    """A numbered list of slots; it can be scrolled, and changes as choices do."""

    def __init__(self, *, id: str | None = None) -> None:
        """Wait for the first plan."""
        super().__init__(Static(content(_("One moment …")), id="plan-lines", markup=False), id=id)
        self.border_title = _("It will ask for")
        self._plan: Blueprint | None = None

    def show(self, plan: Blueprint) -> None:
        """Show the slots of a plan."""
        self._plan = plan
        self.border_subtitle = plan_told(plan.slots)
        self._draw()

    def say(self, sentence: str) -> None:
        """Say why there is no plan."""
        self._plan = None
        self.border_subtitle = ""
        self.query_one("#plan-lines", Static).update(content(sentence))

    def on_resize(self, _event: events.Resize) -> None:
        """Lay the lines out anew."""
        self._draw()

    def _draw(self) -> None:
        if self._plan is not None and self.size.width:
            rows = slot_rows(self._plan.slots, self.scrollable_content_region.width)
            self.query_one("#plan-lines", Static).update(Content("\n").join(rows))


def plan_told(slots: Sequence[Slot]) -> str:
    """Say how many questions there will be, and how long they take together."""
    told = ngettext("{n} question", "{n} questions", len(slots)).format(n=len(slots))
    return told + ", " + _("{n:g} minutes").format(n=sum(slot.minutes for slot in slots))


def slot_rows(slots: Sequence[Slot], width: int) -> list[Content]:
    """Lay the slots out in `width` cells, without their minutes where a topic would be cut."""
    timed = all(
        _NUMBER + cell_len(topic_name(slot.topic)) + cell_len(_right(slot, timed=True)) <= width
        for slot in slots
    )
    return [
        Content("\n").join(_slot_lines(number, slot, width, timed=timed))
        for number, slot in enumerate(slots, 1)
    ]


def _right(slot: Slot, *, timed: bool) -> str:
    minutes = " · " + _("{n:g} min").format(n=slot.minutes) if timed else ""
    return f"  {level_name(slot.level)}{minutes}"


def _slot_lines(number: int, slot: Slot, width: int, *, timed: bool) -> list[Content]:
    """Lay a slot out: topic, then level and perhaps minutes at the right end.

    A level that stands in for the one that was wanted is told in a line of its own.
    """
    right = _right(slot, timed=timed)
    room = max(4, width - _NUMBER - cell_len(right))
    topic = topic_name(slot.topic)
    if cell_len(topic) > room:
        topic = set_cell_size(topic, room - 1).rstrip() + "…"
    lines = [content(f"{number:>2}  {set_cell_size(topic, room)}{right}")]
    if slot.wanted is not None:
        told = _("nothing for {level} here: the nearest level stands in")
        lines.append(content("    " + told.format(level=level_name(slot.wanted))).stylize("dim"))
    return lines
