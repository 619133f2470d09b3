"""All that was said in a session, and the grade of each question after its last turn."""

import asyncio

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Footer

from interviewer.i18n import N_, _
from interviewer.interview.report import report
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.widgets.conversation import Said, heading, words
from interviewer.tui.widgets.graded_question import GradedQuestion
from interviewer.tui.widgets.prose import Prose


class TranscriptScreen(AppScreen):
    """One session, word for word."""

    BINDINGS = [
        Binding("escape", "app.pop_screen", N_("Back"), id="transcript.back"),
        Binding("r", "report", N_("Report"), id="transcript.report"),
    ]

    def __init__(self, session_id: str) -> None:
        """Show the session of this id."""
        super().__init__()
        self._session_id = session_id

    def compose(self) -> ComposeResult:
        """Reserve the page."""
        with VerticalScroll(id="page"):
            yield Prose(_("One moment …"), id="transcript-head", classes="dim")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the page."""
        self.query_one("#page").border_title = _("Transcript")
        self.work(self._fill(), group="fill")

    async def _fill(self) -> None:
        place = await self.interviewer.workplace()
        transcript = await asyncio.to_thread(place.store.transcript, self._session_id)
        reports = {item.question.id: item for item in report(transcript).questions}
        page = self.query_one("#page")
        begun = transcript.session.started_at.astimezone()
        self.query_one("#transcript-head", Prose).show(f"{begun:%Y-%m-%d %H:%M}")
        number = 0
        for index, turn in enumerate(transcript.turns):
            side = turn.role.value
            await page.mount(
                Prose(heading(turn), classes=f"who {side}"), Said(words(turn), classes=side)
            )
            following = transcript.turns[index + 1 : index + 2]
            ends = not following or following[0].question_id != turn.question_id
            if ends and turn.question_id in reports:
                number += 1
                await page.mount(GradedQuestion(number, reports[turn.question_id], transcript))

    def action_report(self) -> None:
        """Go to the report."""
        self.interviewer.show_report(self._session_id)
