"""Both clocks, the slot, follow-ups and hints, beside the conversation or in one line above it."""

from dataclasses import dataclass, field

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from interviewer.domain.language import Language
from interviewer.i18n import _
from interviewer.interview.clock import Phase, Reading, clock_text
from interviewer.interview.rules import MAX_FOLLOW_UPS
from interviewer.interview.state import Current
from interviewer.models.usage import Usage
from interviewer.settings import BUILTIN
from interviewer.tui.inert import content
from interviewer.wording import language_name, level_name, topic_name, usage_text

_BAR_CELLS = 24


@dataclass(frozen=True)
class Standing:
    """What the panel shows."""

    reading: Reading
    current: Current | None
    planned: int
    """Questions of the whole interview."""
    slot_minutes: float | None
    number: int
    """Of the current question, from 1."""
    language: Language
    model: str
    usage: Usage = field(default_factory=Usage)


def total_text(reading: Reading) -> str:
    """Say how much time is left, in all or to finish the running answer."""
    if reading.phase is Phase.RUNNING:
        return clock_text(reading.left or 0)
    return clock_text(reading.grace_left)


def question_text(standing: Standing) -> str:
    """Say how long this question has taken, against its plan where there is one."""
    if standing.current is None:
        return "–"
    used = clock_text(standing.reading.active - standing.current.asked_at)
    if standing.slot_minutes is None:
        return used
    planned = clock_text(standing.slot_minutes * 60)
    return _("{used} of {planned}").format(used=used, planned=planned)


def time_bar(reading: Reading, cells: int = _BAR_CELLS) -> str:
    """Draw the share of the time that is left, thick, and the share that is gone, thin."""
    share = (reading.left or 0) / reading.total if reading.total else 0.0
    left = round(share * cells)
    return "━" * left + "╌" * (cells - left)


def clock_line(standing: Standing, cells: int) -> str:
    """Say it in one line of so many cells, the most wanted first; what does not fit is left out."""
    parts = [f"{_left_label(standing.reading)} {total_text(standing.reading)}"]
    if (current := standing.current) is not None:
        parts += [
            f"{_('question')} {standing.number}/{standing.planned}",
            question_text(standing),
            f"{_('hints')} {_hints(current)}",
            f"{_('follow-ups')} {_follow_ups(current)}",
            topic_name(current.question.topic),
            level_name(current.question.level),
        ]
    line = parts[0]
    for part in parts[1:]:
        if cell_len(longer := f"{line} · {part}") > cells:
            break
        line = longer
    return line


class ClockPanel(Vertical):
    """Rows where there is room for them, one line where there is not."""

    def __init__(self) -> None:
        """Nothing is shown yet."""
        super().__init__()
        self._shown: dict[str, tuple[str, str]] = {}
        self._standing: Standing | None = None

    def compose(self) -> ComposeResult:
        """One row for each thing, and the line that stands for all of them."""
        yield Static(id="clock-line", markup=False)
        for name in _ROWS:
            yield Static(id=f"clock-{name}", classes="clock-row", markup=False)

    def on_resize(self) -> None:
        """Say as much in the line as fits into it now."""
        if self._standing is not None:
            self.show(self._standing)

    def show(self, standing: Standing) -> None:
        """Show where the interview stands."""
        self._standing = standing
        reading, current = standing.reading, standing.current
        self._row("left", _left_label(reading), total_text(reading))
        self._row("bar", "", time_bar(reading))
        self._row("question", _("This question"), question_text(standing))
        if current is not None:
            place = _("{n} of {of}").format(n=standing.number, of=standing.planned)
            self._row("slot", _("Question"), place)
            self._row("level", _("Level"), level_name(current.question.level))
            self._row("topic", "", topic_name(current.question.topic))
            self._row("follow-ups", _("Follow-ups"), _follow_ups(current))
            self._row("hints", _("Hints"), _hints(current))
        self._row("language", _("Language"), language_name(standing.language))
        builtin = standing.model == BUILTIN
        self._row("model", _("Model"), _("Built-in") if builtin else standing.model)
        used = standing.usage
        self._row("used", _("Used") if used.calls else "", usage_text(used) if used.calls else "")
        self._row("line", "", clock_line(standing, self.content_size.width))
        self.set_class(reading.warning is not None, "late")
        self.set_class(reading.phase is not Phase.RUNNING, "over")

    def _row(self, name: str, label: str, value: str) -> None:
        if self._shown.get(name) != (label, value):
            self._shown[name] = (label, value)
            label = f"{label}  " if label else ""
            row = self.query_one(f"#clock-{name}", Static)
            row.update(content(label).stylize("$text-muted") + content(value))


_ROWS = (
    *("left", "bar", "question"),
    *("slot", "topic", "level"),
    *("follow-ups", "hints"),
    *("language", "model", "used"),
)


def _left_label(reading: Reading) -> str:
    return _("Time left") if reading.phase is Phase.RUNNING else _("To finish")


def _hints(current: Current) -> str:
    return f"{current.hints_given}/{len(current.question.hints)}"


def _follow_ups(current: Current) -> str:
    return f"{len(current.follow_up_targets)}/{MAX_FOLLOW_UPS}"
