"""One question at a glance, beside a list of many."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from interviewer.domain.language import Language
from interviewer.domain.question import Question
from interviewer.tui.question_facts import facts_line, place_line
from interviewer.tui.widgets.prose import Prose


class QuestionGlance(VerticalScroll, can_focus=False):
    """The prompt and what is known of it; nothing that gives the answer away."""

    def compose(self) -> ComposeResult:
        """Reserve the lines."""
        yield Prose(id="glance-prompt")
        yield Prose(id="glance-facts", classes="dim")

    def show(self, question: Question | None, language: Language) -> None:
        """Show a question, or nothing."""
        prompt = question.prompt.in_(language) if question else ""
        facts = f"{place_line(question)}\n{facts_line(question)}" if question else ""
        self.query_one("#glance-prompt", Prose).show(prompt)
        self.query_one("#glance-facts", Prose).show(facts)
        self.scroll_home(animate=False)
