"""One question with its grade: every point, its verdict, and the words that earned it."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Collapsible, Static

from interviewer.domain.grade import Grade, Verdict
from interviewer.domain.language import Language
from interviewer.domain.transcript import Transcript
from interviewer.i18n import _
from interviewer.interview.report import QuestionReport
from interviewer.tui.widgets.prose import Prose
from interviewer.wording import band_name, point_line, score_text, topic_name, used_line


class GradedQuestion(Vertical):
    """A question of a report."""

    def __init__(self, number: int, item: QuestionReport, transcript: Transcript) -> None:
        """Show the `number`th question."""
        super().__init__(classes="graded")
        self._number = number
        self._item = item
        self._language = transcript.session.language

    def compose(self) -> ComposeResult:
        """Heading, prompt, points, misconceptions; the model answer on demand."""
        item, language = self._item, self._language
        yield Static(self._heading(), classes="heading", markup=False)
        yield Prose(item.question.prompt.in_(language), classes="prompt")
        yield Prose(used_line(item), classes="dim")
        if item.grade is not None:
            yield from self._points(item.grade, language)
            yield from self._misconceptions(item.grade, language)
        with Collapsible(title=_("Model answer")):
            yield Prose(item.question.model_answer.in_(language))

    def _heading(self) -> str:
        grade = self._item.grade
        score = score_text(grade.score if grade else None)
        band = f" · {band_name(grade.band)}" if grade and grade.band else ""
        provisional = " · " + _("provisional") if grade and grade.provisional else ""
        return (
            f"{self._number}. {topic_name(self._item.question.topic)} · {score}{band}{provisional}"
        )

    def _points(self, grade: Grade, language: Language) -> ComposeResult:
        if grade.reason:
            yield Prose(grade.reason, classes="dim")
        for point in grade.points:
            note = self._item.question.point(point.id).note.in_(language)
            verdict = point.verdict.value if point.verdict else "none"
            yield Prose(f"{point_line(point)}\n{note}", classes=f"point {verdict}")
            if point.verdict is not Verdict.MISSED:
                for evidence in point.evidence:
                    yield Prose(f"“{evidence.quote}”", classes="evidence")

    def _misconceptions(self, grade: Grade, language: Language) -> ComposeResult:
        found = {misconception.id for misconception in grade.misconceptions}
        for misconception in self._item.question.misconceptions:
            if misconception.id in found:
                claim = _("Not right: {claim}").format(claim=misconception.claim.in_(language))
                correction = misconception.correction.in_(language)
                yield Prose(f"✗ {claim}\n{correction}", classes="point contradicted")
