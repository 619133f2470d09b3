"""A round of practice: one question at a time, its marks at once, then again or on."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Footer

from interviewer.domain.transcript import Move, Turn
from interviewer.i18n import N_, _
from interviewer.interview.events import Asked, Event, Reviewing
from interviewer.interview.report import standing
from interviewer.storage.export.view import sections
from interviewer.tui.inert import content
from interviewer.tui.screens.sitting import SittingScreen
from interviewer.tui.widgets.marked_page import MarkedPage
from interviewer.tui.widgets.marked_section import MarkedSection
from interviewer.tui.widgets.prose import Prose
from interviewer.tui.widgets.round_panel import RoundPanel, RoundStanding
from interviewer.tui.widgets.talk import Talk
from interviewer.wording import grade_words

_ANSWERING = ("hint", "clarify", "dont_know", "skip", "repeat")
_REVIEWING = ("proceed", "again")


class PracticeScreen(SittingScreen):
    """Answering and reading the marks take turns; each has its own keys in the footer."""

    CSS_PATH = ["marks.tcss", "practice.tcss"]
    HELP = N_(
        "Answer in your own words; there is no clock. After each answer you see its marks: your "
        "words that earned them, what was missed, and what was not right."
    )
    BINDINGS = [
        Binding("space", "proceed", N_("Next question"), id="practice.next"),
        Binding("a", "again", N_("Again"), id="practice.again"),
    ]

    SKIP_QUESTION = N_("Skip this question? It counts 0; its marks and answer are shown.")
    END_QUESTION = N_("End practice now? What stands in the editor is submitted.")

    def compose(self) -> ComposeResult:
        """The conversation or the marks, and the panel on the right or on top."""
        with Horizontal(id="interview"):
            yield Talk(id="talk")
            with Vertical(id="marks"):
                yield Prose(id="marks-head")
                yield MarkedPage(id="marks-page")
                with Horizontal(id="marks-ways"):
                    yield Button(content(_("Next question")), id="next", variant="primary")
                    yield Button(content(_("Again")), id="again")
            yield RoundPanel(id="panel")
        yield Footer()

    def on_mount(self) -> None:
        """The marks come later."""
        self.query_one("#marks").display = False

    def to_recall(self) -> Sequence[Turn]:
        """Only the question at hand: what came before is in the transcript."""
        current = self.interview.state.current
        return current.turns if current is not None else ()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done now: answering moves before the marks, ways on after them."""
        if action in _ANSWERING:
            return not self._reads_marks
        if action in _REVIEWING:
            return self._reads_marks
        return True

    @property
    def _reads_marks(self) -> bool:
        return self.is_attached and bool(self.query_one("#marks").display)

    async def show_event(self, event: Event) -> None:
        """Marks take the place of the conversation until the next question is asked."""
        match event:
            case Reviewing(question_id):
                await self._show_marks(question_id)
            case Asked():
                await self._hide_marks()
                await super().show_event(event)
            case _:
                await super().show_event(event)

    async def _show_marks(self, question_id: str) -> None:
        transcript = self.interview.transcript
        asked = [part for part in sections(transcript, transcript.session.language) if part.number]
        section = asked[-1]
        page = self.query_one(MarkedPage)
        async with page.batch():
            await page.remove_children()
            await page.mount(MarkedSection(section, transcript.session.language, heading=False))
        grade = transcript.grade(question_id)
        head = grade_words(grade) if grade is not None else _("not graded")
        self.query_one("#marks-head", Prose).show(head)
        self._switch(marks=True)
        page.scroll_home(animate=False)
        page.focus()

    async def _hide_marks(self) -> None:
        self._switch(marks=False)
        await self.conversation.clear()

    def _switch(self, *, marks: bool) -> None:
        self.query_one("#marks").display = marks
        self.talk.display = not marks
        self.refresh_bindings()
        self.show_standing()

    def action_proceed(self) -> None:
        """Go to the next question."""
        self.move_on(self.interview.proceed())

    def action_again(self) -> None:
        """Answer the same question once more."""
        self.move_on(self.interview.again())

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the keys do."""
        if event.button.id == "next":
            self.action_proceed()
        elif event.button.id == "again":
            self.action_again()

    def show_standing(self) -> None:
        """Show the question, the time on it, the help taken and the score so far."""
        if not self.has_begun or not self.is_attached:
            return
        transcript, state = self.interview.transcript, self.interview.state
        current = state.current
        asked = [turn for turn in transcript.turns if turn.move is Move.ASK]
        total = standing(transcript)
        self.query_one(RoundPanel).show(
            RoundStanding(
                number=len(asked),
                question=current.question if current else None,
                seconds=self.interview.reading.active - current.asked_at if current else 0.0,
                hints=current.hints_given if current else 0,
                mean=total.score if total.score is not None else total.partial_mean,
            )
        )
