"""One session at a glance, beside a list of many."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from interviewer.domain.transcript import Transcript
from interviewer.i18n import _
from interviewer.interview.clock import clock_text
from interviewer.interview.report import report
from interviewer.storage.export.view import marks_hidden
from interviewer.tui.widgets.prose import Prose
from interviewer.wording import score_text, topic_name


class SessionGlance(VerticalScroll, can_focus=False):
    """The questions that were asked, each with its score."""

    def compose(self) -> ComposeResult:
        """Reserve the lines."""
        yield Prose(id="session-facts", classes="dim")
        yield Prose(id="session-questions")

    def show(self, transcript: Transcript | None) -> None:
        """Show a session, or nothing."""
        facts, text = "", ""
        marks: list[tuple[int, int, str]] = []
        if transcript is not None:
            facts = _("Time on the clock: {time}").format(
                time=clock_text(transcript.session.active_seconds)
            )
            text, marks = _questions(transcript)
        self.query_one("#session-facts", Prose).show(facts)
        self.query_one("#session-questions", Prose).show(text, marks)
        self.scroll_home(animate=False)


def _questions(transcript: Transcript) -> tuple[str, list[tuple[int, int, str]]]:
    hidden = marks_hidden(transcript)
    text = ""
    marks: list[tuple[int, int, str]] = []
    for number, item in enumerate(report(transcript).questions, 1):
        head = f"{number}. {topic_name(item.question.topic)}"
        if not hidden:
            head += f" · {score_text(item.grade.score if item.grade else None)}"
        prompt = item.question.prompt.in_(transcript.session.language)
        text += "\n" if text else ""
        marks.append((len(text), len(text) + len(head), "bold"))
        text += f"{head}\n{prompt}\n"
    return text.rstrip("\n"), marks
