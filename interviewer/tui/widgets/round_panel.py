"""Where a round of practice stands: beside the conversation, or in one line above it."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from interviewer.domain.question import Question
from interviewer.i18n import _
from interviewer.interview.clock import clock_text
from interviewer.tui.inert import content
from interviewer.wording import level_name, score_text, topic_name


@dataclass(frozen=True)
class RoundStanding:
    """What the panel shows."""

    number: int
    """Of the question, from 1."""
    question: Question | None
    seconds: float
    """On this question."""
    hints: int
    mean: float | None
    """Of the questions graded so far, 0..1."""


class RoundPanel(Vertical):
    """Question, time, help and the score so far; nothing here counts down."""

    def compose(self) -> ComposeResult:
        """Rows where there is room for them, one line where there is not."""
        yield Static(id="round-line", markup=False)
        for name in ("number", "topic", "time", "hints", "mean"):
            yield Static(id=f"round-{name}", classes="panel-row", markup=False)

    def show(self, standing: RoundStanding) -> None:
        """Show where the round stands."""
        question = standing.question
        if question is None:
            return
        topic = f"{topic_name(question.topic)} · {level_name(question.level)}"
        time = clock_text(standing.seconds)
        hints = f"{standing.hints}/{len(question.hints)}"
        line = [f"{_('Question')} {standing.number}", time, f"{_('Hints')} {hints}"]
        if standing.mean is not None:
            mean = score_text(standing.mean)
            line.append(f"{_('Score so far')} {mean}")
            self._row("mean", _("Score so far"), mean)
        line.append(topic)
        self._row("number", _("Question"), str(standing.number))
        self._row("topic", _("Topic"), topic)
        self._row("time", _("Time"), time)
        self._row("hints", _("Hints"), hints)
        self.query_one("#round-line", Static).update(content(" · ".join(line)).stylize("dim"))

    def _row(self, name: str, label: str, value: str) -> None:
        row = self.query_one(f"#round-{name}", Static)
        row.update(content(f"{label}  ").stylize("dim") + content(value))
