"""One question of a report: a line on how it went, and behind it every point."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.message import Message

from interviewer.domain.grade import Grade, Verdict
from interviewer.domain.language import Language
from interviewer.i18n import N_, _, ngettext
from interviewer.interview.clock import clock_text
from interviewer.interview.effort import Effort
from interviewer.interview.report import QuestionReport
from interviewer.storage.export.view import Marked
from interviewer.tui.bars import EMPTY, FILLED, cells_of
from interviewer.tui.widgets.prose import Prose
from interviewer.tui.widgets.verdicts import model_answer, verdicts
from interviewer.wording import band_name, level_name, score_text, topic_name

BAR = 10


@dataclass(frozen=True)
class Outcome:
    """How one question went."""

    number: int
    item: QuestionReport
    marked: Marked | None
    predicted: float | None
    language: Language


class QuestionLine(Prose, can_focus=True):
    """The line that unfolds a question."""

    BINDINGS = [Binding("enter", "unfold", N_("Unfold"), id="question.unfold")]

    class Unfolded(Message):
        """The reader wants to see, or has seen, what is behind the line."""

    def __init__(self, outcome: Outcome) -> None:
        """Say how a question went."""
        super().__init__(classes="stop question-line")
        self._outcome = outcome
        self.show_state(is_open=False)

    def show_state(self, *, is_open: bool) -> None:
        """Say whether what is behind the line is in sight."""
        self.show(*_line(self._outcome, "▼" if is_open else "▶"))

    def action_unfold(self) -> None:
        """Unfold or fold."""
        self.post_message(self.Unfolded())

    def on_click(self) -> None:
        """Unfold or fold."""
        self.action_unfold()


class GradedQuestion(Vertical):
    """The line, and the points that are made when it is first unfolded."""

    def __init__(self, outcome: Outcome) -> None:
        """Show a question of a report."""
        super().__init__(classes="graded")
        self.outcome = outcome

    def compose(self) -> ComposeResult:
        """Only the line, at first."""
        yield QuestionLine(self.outcome)

    async def on_question_line_unfolded(self, event: QuestionLine.Unfolded) -> None:
        """Show or hide the points."""
        event.stop()
        await self.unfold(not self.is_open)
        if self.is_open:
            self.call_after_refresh(self._come_into_sight)

    def _come_into_sight(self) -> None:
        page = next((each for each in self.ancestors if isinstance(each, VerticalScroll)), None)
        if page is not None:
            too_tall = self.outer_size.height > page.scrollable_content_region.height
            self.scroll_visible(animate=False, top=too_tall)

    @property
    def is_open(self) -> bool:
        """Whether the points are in sight."""
        return any(details.display for details in self.query(".details"))

    async def unfold(self, is_open: bool = True) -> None:
        """Show or hide the points."""
        details = self.query(".details")
        if is_open and not details:
            await self.mount(Vertical(*self._details(), classes="details"))
        for part in details:
            part.display = is_open
        self.query_one(QuestionLine).show_state(is_open=is_open)

    def _details(self) -> ComposeResult:
        outcome = self.outcome
        question = outcome.item.question
        told = [question.prompt.in_(outcome.language), _spent(outcome.item.effort)]
        yield Prose("\n".join(filter(None, told)), classes="dim prompt")
        if outcome.marked is not None:
            yield from verdicts(outcome.marked, quotes=True, checks=True)
        yield model_answer(question, outcome.language)


def _line(outcome: Outcome, sign: str) -> tuple[str, list[tuple[int, int, str]]]:
    item = outcome.item
    score = item.grade.score if item.grade else None
    full = cells_of(score, BAR)
    begin = f"{sign} {outcome.number}. "
    head = f"{begin}{FILLED * full}{EMPTY * (BAR - full)}  {_score(outcome)}"
    topic = f"{topic_name(item.question.topic)} · {level_name(item.question.level)}"
    facts = " · ".join(fact for fact in (_points(item.grade), _effort(item)) if fact)
    text = f"{head}\n   {topic}\n   {facts}"
    marks = [
        (0, len(head), "bold"),
        (len(begin), len(begin) + full, "$primary"),
        (len(begin) + full, len(begin) + BAR, "$text-disabled"),
        (len(text) - len(facts), len(text), "$text-muted"),
    ]
    return text, marks


def _score(outcome: Outcome) -> str:
    grade = outcome.item.grade
    words = [score_text(grade.score if grade else None)]
    if grade is not None and grade.band is not None:
        words.append(band_name(grade.band))
    if outcome.predicted is not None:
        words.append(_("predicted {score}").format(score=score_text(outcome.predicted)))
    return " · ".join(words)


def _effort(item: QuestionReport) -> str:
    """Say how long it took against the plan, and what help was given."""
    used, planned = clock_text(item.used_seconds), clock_text(item.planned_minutes * 60)
    words = [_("{used} of {planned}").format(used=used, planned=planned)]
    if item.follow_ups:
        told = ngettext("{n} follow-up", "{n} follow-ups", item.follow_ups)
        words.append(told.format(n=item.follow_ups))
    if item.hints:
        words.append(ngettext("{n} hint", "{n} hints", item.hints).format(n=item.hints))
    if item.skipped:
        words.append(_("skipped"))
    return " · ".join(words)


def _spent(effort: Effort) -> str:
    """Say when the first point was earned and how much of the answer earned nothing."""
    words = []
    if effort.first_credit is not None:
        words.append(_("first point after {time}").format(time=clock_text(effort.first_credit)))
    if effort.unearned is not None:
        told = _("{percent}% of the words earned nothing")
        words.append(told.format(percent=round(effort.unearned * 100)))
    return " · ".join(words)


def _points(grade: Grade | None) -> str:
    if grade is None or grade.score is None:
        return ""
    must = [point for point in grade.points if point.must]
    met = sum(point.verdict is Verdict.MET for point in must)
    partial = sum(point.verdict is Verdict.PARTIAL for point in must)
    told = _("{met} of {n} points").format(met=met, n=len(must))
    return told + (_(", {n} in part").format(n=partial) if partial else "")
