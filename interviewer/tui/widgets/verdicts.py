"""What a grade says of an answer: its points, the wrong claims in it, and what would be right."""

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Collapsible

from interviewer.domain.language import Language
from interviewer.domain.question import Question
from interviewer.i18n import _
from interviewer.storage.export.view import Marked
from interviewer.tui.widgets.point_card import PointCard
from interviewer.tui.widgets.prose import Prose


def verdicts(marked: Marked, *, quotes: bool, checks: bool) -> Iterable[Widget]:
    """Lay out a grade: why there is none, or every point, then every wrong claim put right.

    `quotes` and `checks` are those of `PointCard`.
    """
    grade = marked.grade
    if grade.reason:
        yield Prose(grade.reason, classes="dim")
    if grade.score is None:
        return
    for line in marked.points:
        yield PointCard(line, grade.question_id, quotes=quotes, checks=checks)
    for wrong in marked.wrong:
        head = "✗ " + _("Not right: {claim}").format(claim=wrong.claim)
        text = head if wrong.correction is None else f"{head}\n{wrong.correction}"
        yield Prose(text, [(0, len(head), "bold $text-error")], classes="wrong")


def model_answer(question: Question, language: Language) -> Collapsible:
    """Fold up the model answer, and the reference solution where there is one."""
    parts: list[Widget] = [Prose(question.model_answer.in_(language))]
    if question.code is not None:
        parts.append(Prose(question.code.solution, classes="code"))
    return Collapsible(*parts, title=_("Model answer"), classes="model-answer")
