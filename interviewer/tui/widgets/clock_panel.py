"""Both clocks, the slot, follow-ups and hints, beside the conversation or in one line above it."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from interviewer.i18n import _
from interviewer.interview.clock import Phase, Reading
from interviewer.interview.rules import MAX_FOLLOW_UPS
from interviewer.interview.state import Current
from interviewer.tui.inert import content
from interviewer.wording import clock_text, level_name, topic_name


@dataclass(frozen=True)
class Standing:
    """What the panel shows."""

    reading: Reading
    current: Current | None
    planned: int
    slot_minutes: float | None
    number: int


def total_text(reading: Reading) -> str:
    """Say how much time is left, or how long practice has taken."""
    if reading.left is None:
        return clock_text(reading.active)
    if reading.phase is Phase.GRACE:
        return _("finish: {left}").format(left=clock_text(reading.grace_left))
    return clock_text(reading.left)


def question_text(standing: Standing) -> str:
    """Say how long this question has taken, against its plan where there is one."""
    if standing.current is None:
        return "–"
    used = clock_text(standing.reading.active - standing.current.asked_at)
    if standing.slot_minutes is None:
        return used
    return f"{used} / {clock_text(standing.slot_minutes * 60)}"


class ClockPanel(Vertical):
    """The side panel. On narrow screens its rows stand in one line."""

    def compose(self) -> ComposeResult:
        """Lay out label and value for each row."""
        for name in ("left", "question", "slot", "topic", "helps"):
            yield Static(id=f"panel-{name}", classes="panel-row", markup=False)

    def show(self, standing: Standing) -> None:
        """Show where the interview stands."""
        reading = standing.reading
        label = _("Time left") if reading.total is not None else _("Time")
        self._row("left", label, total_text(reading))
        self._row("question", _("Question"), question_text(standing))
        current = standing.current
        if current is not None:
            self._row("slot", _("Slot"), f"{standing.number} / {standing.planned}")
            topic = topic_name(current.question.topic)
            self._row("topic", _("Topic"), f"{topic} · {level_name(current.question.level)}")
            hints = f"{current.hints_given}/{len(current.question.hints)}"
            follow_ups = f"{len(current.follow_up_targets)}/{MAX_FOLLOW_UPS}"
            self._row(
                "helps",
                _("Help"),
                _("follow-ups {follow_ups} · hints {hints}").format(
                    follow_ups=follow_ups, hints=hints
                ),
            )
        left = self.query_one("#panel-left")
        left.set_class(reading.warning is not None, "late")
        left.set_class(reading.phase is not Phase.RUNNING, "over")

    def _row(self, name: str, label: str, value: str) -> None:
        row = self.query_one(f"#panel-{name}", Static)
        row.update(content(f"{label}  ").stylize("dim") + content(value))
