"""What the report and the transcript of a stored session share: reading it, a second look at it."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing

from textual import on
from textual.binding import Binding

from interviewer.domain.transcript import Transcript
from interviewer.grading.appeal import Appeal
from interviewer.i18n import N_, _
from interviewer.interview.appeals import appeal_verdict, mark_oneself
from interviewer.interview.regrading import regrade_session
from interviewer.interview.workplace import Workplace
from interviewer.settings import BUILTIN
from interviewer.storage.records import SessionSummary
from interviewer.tui.beginnings import practice_of
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.second_look import graders, missed, quotable, ungraded
from interviewer.tui.widgets.check_dialog import CheckDialog
from interviewer.tui.widgets.choice import Choice, Option
from interviewer.tui.widgets.export_dialog import export_dialog
from interviewer.tui.widgets.graded_question import GradedQuestion
from interviewer.tui.widgets.marked_page import MarkedPage
from interviewer.tui.widgets.marked_section import MarkedSection
from interviewer.tui.widgets.point_card import PointCard
from interviewer.wording import error_sentence, point_line, score_text


class SessionScreen(AppScreen):
    """A stored session. Screens of this kind compose a `MarkedPage` and fill it in `show`."""

    BINDINGS = [
        Binding("escape", "app.pop_screen", N_("Back"), id="session.back"),
        Binding("o", "go_on", N_("Go on"), id="session.go_on"),
        Binding("r", "report", N_("Report"), id="session.report"),
        Binding("t", "transcript", N_("Transcript"), id="session.transcript"),
        Binding("e", "export", N_("Export"), id="session.export"),
        Binding("g", "grade_again", N_("Grade again"), id="session.grade_again"),
        Binding("h", "grades", N_("Compare grades"), id="session.grades"),
        Binding("x", "missed", N_("Practise what I missed"), id="session.missed"),
        Binding("y", "replay", N_("Replay"), id="session.replay"),
    ]

    def __init__(self, session_id: str) -> None:
        """Show the session of this id."""
        super().__init__()
        self.session_id = session_id
        self.transcript: Transcript | None = None
        self.summary: SessionSummary | None = None
        self._is_grading = False

    def on_mount(self) -> None:
        """Read the session."""
        self.query_one(MarkedPage).focus()
        self.work(self.load(), group="load")

    async def load(self) -> None:
        """Read the session anew and show it; where that fails, say why."""
        try:
            place = await self.interviewer.workplace()
            self.summary = await asyncio.to_thread(place.store.summary, self.session_id)
            self.transcript = await asyncio.to_thread(place.store.transcript, self.session_id)
        except Exception as error:
            await self.show_trouble(error_sentence(error))
            return
        await self.show(self.transcript)
        self.refresh_bindings()

    async def show(self, transcript: Transcript) -> None:
        """Show the session as it is now: at first, and after each change."""

    async def show_trouble(self, sentence: str) -> None:
        """Say why there is nothing to show."""

    @property
    def is_over(self) -> bool:
        """Whether the session cannot be gone on with, so that everything may be shown."""
        return self.transcript is not None and self.transcript.session.status.is_over

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the session allows."""
        if action == "grade_again":
            return self.is_over and not self._is_grading
        if action in ("report", "replay"):
            return self.is_over
        if action == "grades":
            return self.is_over and self.transcript is not None and bool(self.transcript.asked)
        if action == "missed":
            return self.is_over and self.transcript is not None and bool(missed(self.transcript))
        if action == "go_on":
            return self.transcript is not None and not self.is_over
        return self.transcript is not None if action == "export" else True

    def action_report(self) -> None:
        """Go to the report."""
        self.interviewer.show_report(self.session_id, instead=True)

    def action_transcript(self) -> None:
        """Go to all that was said."""
        self.interviewer.show_transcript(self.session_id, instead=True)

    def action_replay(self) -> None:
        """Go through the session again as it went."""
        self.interviewer.show_replay(self.session_id)

    def action_grades(self) -> None:
        """Set two grades side by side of the question that the reader is at, else the first."""
        if self.transcript is not None and self.transcript.asked:
            question = self.transcript.question(self.question_at() or "")
            self.interviewer.show_grades(question, self.transcript.session.language)

    def question_at(self) -> str | None:
        """Return the question that the reader is at; the first that was asked if at none."""
        for node in self.focused.ancestors_with_self if self.focused is not None else ():
            if isinstance(node, PointCard):
                return node.question_id
            if isinstance(node, MarkedSection) and node.section.question is not None:
                return node.section.question.id
            if isinstance(node, GradedQuestion):
                return node.outcome.item.question.id
        asked = self.transcript.asked if self.transcript is not None else ()
        return asked[0].question.id if asked else None

    def action_missed(self) -> None:
        """Practise the questions of which something was missed here."""
        if self.transcript is not None:
            self.work(self._practise(missed(self.transcript)), group="open")

    async def _practise(self, question_ids: Sequence[str]) -> None:
        place = await self.interviewer.workplace()
        bank = await asyncio.to_thread(lambda: place.bank)
        known = [id_ for id_ in question_ids if id_ in bank.questions]
        if not known:
            self.notify(_("These questions are not in the bank any more."), severity="warning")
            return
        self.interviewer.open_session(await asyncio.to_thread(practice_of, place, known))

    def action_go_on(self) -> None:
        """Resume the session; this screen gives way to it."""
        self.work(self._go_on(), group="open")

    async def _go_on(self) -> None:
        place = await self.interviewer.workplace()
        transcript = await asyncio.to_thread(place.resumable, self.session_id)
        self.interviewer.open_session(transcript, instead=True)

    def action_export(self) -> None:
        """Write the session to a file."""
        if self.summary is not None:
            self.work(self._export(self.summary), group="dialog")

    async def _export(self, summary: SessionSummary) -> None:
        place = await self.interviewer.workplace()
        path = await self.app.push_screen_wait(export_dialog(place.store, summary))
        if path is not None:
            self.notify(_("Written: {path}").format(path=path))

    # Grading again

    def action_grade_again(self) -> None:
        """Grade what is not graded, or everything; old grades stay beside the new ones."""
        if self.transcript is not None:
            self.work(self._choose_grader(self.transcript), group="dialog")

    async def _choose_grader(self, transcript: Transcript) -> None:
        names = graders(transcript, self.interviewer.preferences)
        grader: str | None = names[0]
        if len(names) > 1:
            labels = [(name, _("Built-in") if name == BUILTIN else name) for name in names]
            asked = _("Who shall grade? The old grades stay beside the new ones.")
            grader = await self.app.push_screen_wait(
                Choice(asked, [Option(str(i), label) for i, (_name, label) in enumerate(labels)])
            )
            grader = None if grader is None else names[int(grader)]
        if grader is not None:
            await self._grade_again(transcript, grader)

    async def _grade_again(self, transcript: Transcript, grader: str) -> None:
        page, before = self.query_one(MarkedPage), self.summary
        self._is_grading = True
        page.border_subtitle = _("Grading again …")
        self.refresh_bindings()
        try:
            place = await self.interviewer.workplace()
            chosen = await asyncio.to_thread(place.grader, grader)
            only = ungraded(transcript) or None
            async with aclosing(chosen):
                grades = await regrade_session(
                    place.store, transcript, chosen, place.time, only=only
                )
        finally:
            self._is_grading = False
            page.border_subtitle = None
            self.refresh_bindings()
        await self.load()
        failed = next((grade for grade in grades if grade.score is None), None)
        if failed is not None:
            reason = failed.reason or _("not graded")
            self.notify(reason, title=_("Not graded."), severity="warning")
        elif before is not None and self.summary is not None:
            told = _("Score before: {before}, now: {now}").format(
                before=score_text(before.score), now=score_text(self.summary.score)
            )
            self.notify(told)

    # Checking a verdict

    @on(PointCard.Doubted)
    def _doubted(self, event: PointCard.Doubted) -> None:
        if self.transcript is not None:
            self.work(self._check(self.transcript, event.card), group="dialog")

    async def _check(self, transcript: Transcript, card: PointCard) -> None:
        verdict, question_id = card.line.verdict, card.question_id
        sentences, chosen = quotable(transcript.exchange(question_id), verdict)
        note = card.line.note or verdict.id
        if not sentences:
            self.notify(_("There are no words of yours to judge it by."))
            return
        quote = await self.app.push_screen_wait(
            CheckDialog(point_line(verdict), note, sentences, chosen)
        )
        if quote is None:
            return
        place = await self.interviewer.workplace()
        result = await appeal_verdict(place, transcript, question_id, verdict.id, quote)
        if result.grade is not None:
            await self.load()
            self._tell_granted(result, verdict.id)
            await self._confirm(place, question_id, verdict.id)
        elif await self._marks_themselves():
            await mark_oneself(place, transcript, question_id, verdict.id)
            await self.load()

    def _tell_granted(self, result: Appeal, point_id: str) -> None:
        assert result.grade is not None
        new = next(point for point in result.grade.points if point.id == point_id)
        self.notify(_("Judged again: {verdict}").format(verdict=point_line(new)))

    async def _confirm(self, place: Workplace, question_id: str, point_id: str) -> None:
        """Let the candidate say that a verdict is right now: it becomes a labelled example."""
        asked = _(
            "The verdict was changed. If you are sure that it is right now, confirm it: confirmed "
            "verdicts can be exported as labelled answers, by which graders are measured."
        )
        options = [Option("back", _("Leave it so"), "primary"), Option("confirm", _("Confirm"))]
        if await self.app.push_screen_wait(Choice(asked, options)) == "confirm":
            keep = place.confirmed.add
            now = place.time.now()
            await asyncio.to_thread(keep, self.session_id, question_id, point_id, now)

    async def _marks_themselves(self) -> bool:
        asked = _(
            "Judged again, the verdict stays. You may count the point yourself: it is shown as "
            "contested, with a second score beside the official one."
        )
        options = [
            Option("back", _("Leave it so"), "primary"),
            Option("mark", _("Count it")),
        ]
        return await self.app.push_screen_wait(Choice(asked, options)) == "mark"
