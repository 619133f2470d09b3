"""The marks of one practised answer, and the two ways on from them."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message

from interviewer.domain.grade import Grade
from interviewer.domain.language import Language
from interviewer.i18n import N_, _
from interviewer.storage.export.view import Section
from interviewer.tui.widgets.marked_page import MarkedPage
from interviewer.tui.widgets.marked_section import MarkedSection
from interviewer.tui.widgets.prose import Prose
from interviewer.wording import band_description, grade_words


class PracticeMarks(Vertical):
    """Score, the answer with its earned words, the points, the model answer on demand."""

    BINDINGS = [
        Binding("space", "go_on", N_("Next question"), id="practice.next"),
        Binding("a", "again", N_("Again"), id="practice.again"),
        Binding("g", "grade_again", N_("Grade again"), id="practice.grade_again"),
    ]

    class GoOn(Message):
        """The candidate wants the next question."""

    class Again(Message):
        """The candidate wants the same question once more."""

    class GradeAgain(Message):
        """The candidate wants an answer graded that could not be."""

    def compose(self) -> ComposeResult:
        """The score stands above; all else scrolls."""
        yield Prose(id="marks-head")
        yield MarkedPage(id="marks-page")

    def on_mount(self) -> None:
        """Nothing is graded yet."""
        self._is_graded = True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grading again is offered where there is no grade."""
        return not self._is_graded if action == "grade_again" else True

    async def show(self, section: Section, language: Language) -> None:
        """Show a question that has been graded, or could not be."""
        grade = section.marked.grade if section.marked is not None else None
        self._is_graded = grade is not None and grade.score is not None
        self.query_one("#marks-head", Prose).show(*_head(grade, language))
        page = self.query_one(MarkedPage)
        await page.remove_children()
        await page.mount(MarkedSection(section, language, heading=False, checks=False))
        page.scroll_home(animate=False)
        page.focus()

    def action_go_on(self) -> None:
        """Ask for the next question."""
        self.post_message(self.GoOn())

    def action_again(self) -> None:
        """Ask for the same question."""
        self.post_message(self.Again())

    def action_grade_again(self) -> None:
        """Ask for a grade."""
        self.post_message(self.GradeAgain())


def _head(grade: Grade | None, language: Language) -> tuple[str, list[tuple[int, int, str]]]:
    words = grade_words(grade) if grade is not None else _("not graded")
    marks = [(0, len(words), "bold $primary")]
    if grade is None or grade.band is None:
        return words, marks
    return f"{words}\n{band_description(grade.band, language)}", marks
