"""How a session went: score, questions, what earned marks and what was missed, what to study."""

import asyncio
from collections.abc import Iterator
from typing import Self

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Vertical

from interviewer.domain.transcript import Transcript
from interviewer.i18n import N_, _, ngettext
from interviewer.interview.report import Report, report
from interviewer.storage.export.view import sections
from interviewer.storage.records import total_usage
from interviewer.tui.screens.session import SessionScreen
from interviewer.tui.second_look import ungraded
from interviewer.tui.widgets.graded_question import GradedQuestion, Outcome
from interviewer.tui.widgets.key_bar import KeyBar
from interviewer.tui.widgets.marked_page import MarkedPage
from interviewer.tui.widgets.point_card import PointCard
from interviewer.tui.widgets.prose import Prose
from interviewer.tui.widgets.report_summary import ReportSummary


class ReportScreen(SessionScreen):
    """One session's report."""

    CSS_PATH = ["marks.tcss", "session.tcss", "report.tcss"]
    HELP = N_(
        "How the session went. Step from line to line; Enter unfolds a question, and on a point "
        "it goes to your words in the transcript. A verdict that looks wrong can be checked."
    )
    BINDINGS = [Binding("u", "uncertain", N_("Uncertain"), id="report.uncertain")]

    def again(self) -> Self:
        """Return the same screen, anew."""
        return type(self)(self.session_id)

    def compose(self) -> ComposeResult:
        """Reserve the page."""
        with MarkedPage(id="session-page"):
            yield Prose(_("One moment …"), id="session-head")
            with Container(id="report-body"):
                yield Vertical(id="report-left")
                yield Vertical(id="report-right")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the page."""
        self.query_one(MarkedPage).border_title = _("Report")

    async def show_trouble(self, sentence: str) -> None:
        """Say why there is nothing to show."""
        self.query_one("#session-head", Prose).show(sentence)

    async def show(self, transcript: Transcript) -> None:
        """Show the report; questions that were unfolded stay so."""
        told = self._why_not(transcript)
        head = self.query_one("#session-head", Prose)
        if told is not None:
            head.show(told)
            return
        place = await self.interviewer.workplace()
        predictions = await asyncio.to_thread(place.store.predictions, self.session_id)
        summary = await asyncio.to_thread(report, transcript)
        usage = total_usage(await asyncio.to_thread(place.store.calls, self.session_id))
        head.display = False
        left = self.query_one("#report-left", Vertical)
        right = self.query_one("#report-right", Vertical)
        await left.remove_children()
        await left.mount(
            ReportSummary(summary, transcript, predictions, list(self._to_do(transcript)), usage)
        )
        await self._show_questions(right, list(_outcomes(transcript, summary, predictions)))

    async def _show_questions(self, right: Vertical, outcomes: list[Outcome]) -> None:
        old = list(right.query(GradedQuestion))
        if not old:
            await right.mount(Prose(_("Questions"), classes="heading"))
            await right.mount_all(GradedQuestion(outcome) for outcome in outcomes)
            return
        for question, outcome in zip(old, outcomes, strict=True):
            if question.outcome != outcome:
                new = GradedQuestion(outcome)
                await right.mount(new, after=question)
                if question.is_open:
                    await new.unfold()
                await question.remove()

    def _to_do(self, transcript: Transcript) -> Iterator[str]:
        """Say what the candidate may want to look after first."""
        if n := len(ungraded(transcript)):
            told = ngettext(
                "{n} question is not graded: {key} offers it to the grader again.",
                "{n} questions are not graded: {key} offers them to the grader again.",
                n,
            )
            yield told.format(n=n, key=self.key_of("session.grade_again"))
        if n := len(_uncertain(transcript)):
            told = ngettext(
                "{n} verdict is uncertain: {key} goes there, to check it.",
                "{n} verdicts are uncertain: {key} goes from one to the next, to check them.",
                n,
            )
            yield told.format(n=n, key=self.key_of("report.uncertain"))

    def _why_not(self, transcript: Transcript) -> str | None:
        if not self.is_over:
            return _("This session is not over yet: go on with it, and the report comes then.")
        if not transcript.asked:
            return _("No question was asked in this session, so there is nothing to report.")
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The report is here already; what is not certain can be visited."""
        if action == "report":
            return False
        if action == "uncertain":
            return self.transcript is not None and bool(_uncertain(self.transcript))
        return super().check_action(action, parameters)

    async def action_uncertain(self) -> None:
        """Go to the next verdict that is uncertain, unfolding its question."""
        if self.transcript is None:
            return
        places = _uncertain(self.transcript)
        focused = self.focused
        here = (
            (focused.question_id, focused.line.verdict.id)
            if isinstance(focused, PointCard)
            else None
        )
        at = places.index(here) + 1 if here in places else 0
        question_id, point_id = places[at % len(places)]
        for question in self.query(GradedQuestion):
            if question.outcome.item.question.id == question_id:
                await question.unfold()
                for card in question.query(PointCard):
                    if card.line.verdict.id == point_id:
                        # It must have been laid out before it can be scrolled to.
                        self.call_after_refresh(card.focus)

    @on(PointCard.Followed)
    def _to_words(self, event: PointCard.Followed) -> None:
        at = (event.card.question_id, event.card.line.verdict.id)
        self.interviewer.show_transcript(self.session_id, at)


def _outcomes(
    transcript: Transcript, summary: Report, predictions: dict[str, float]
) -> Iterator[Outcome]:
    language = transcript.session.language
    # Where practice asked a question again, its last asking counts.
    marked = {
        section.question.id: section.marked
        for section in sections(transcript, language)
        if section.question is not None
    }
    for number, item in enumerate(summary.questions, 1):
        question_id = item.question.id
        yield Outcome(number, item, marked.get(question_id), predictions.get(question_id), language)


def _uncertain(transcript: Transcript) -> list[tuple[str, str]]:
    """Where the grader was not sure: question and point, in order."""
    return [
        (asked.question.id, point.id)
        for asked in transcript.asked
        if (grade := transcript.grade(asked.question.id)) is not None
        for point in grade.points
        if point.uncertain and not point.contested
    ]
