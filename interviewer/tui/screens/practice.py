"""A round of practice: one question at a time, its marks at once, then again or on."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal

from interviewer.domain.transcript import Turn
from interviewer.i18n import N_
from interviewer.interview.events import Asked, Event, Reviewing
from interviewer.interview.report import standing
from interviewer.storage.export.view import sections
from interviewer.tui.screens.sitting import SittingScreen
from interviewer.tui.widgets.key_bar import KeyBar
from interviewer.tui.widgets.practice_marks import PracticeMarks
from interviewer.tui.widgets.round_panel import RoundPanel, RoundStanding
from interviewer.tui.widgets.talk import Talk

_ANSWERING = frozenset({"hint", "clarify", "dont_know", "skip", "repeat"})

_WAYS_ON = ("go_on", "again", "grade_again", "model_answer", "step(1)")


class PracticeScreen(SittingScreen):
    """Answering and reading the marks take turns; each has its own keys in the footer."""

    CSS_PATH = ["marks.tcss", "practice.tcss"]
    HELP = N_(
        "Answer in your own words; there is no clock. After each answer you see its marks: your "
        "words that earned them, what was missed, and what was not right."
    )
    SKIP_QUESTION = N_("Skip this question? It counts 0; its marks and answer are shown.")
    END_QUESTION = N_("End practice now? What stands in the editor is submitted.")

    def compose(self) -> ComposeResult:
        """The conversation or the marks, and the panel on the right or on top."""
        with Horizontal(id="interview"):
            yield Talk(id="talk")
            yield PracticeMarks(id="marks")
            yield RoundPanel(id="panel")
        yield KeyBar()

    def on_mount(self) -> None:
        """The marks come later."""
        self.marks.display = False

    @property
    def marks(self) -> PracticeMarks:
        """Where the marks are shown."""
        return self.query_one(PracticeMarks)

    def to_recall(self) -> Sequence[Turn]:
        """Only the question at hand: what came before is in the transcript."""
        current = self.interview.state.current
        return current.turns if current is not None else ()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the moves of an answer only while one is written."""
        if action in _ANSWERING and self.is_attached and self.marks.display:
            return False
        return super().check_action(action, parameters)

    def place_of(self, action: str) -> int:
        """Return where in the row of keys an action stands: the ways on from marks come first."""
        return (
            _WAYS_ON.index(action) - len(_WAYS_ON)
            if action in _WAYS_ON
            else super().place_of(action)
        )

    async def show_event(self, event: Event) -> None:
        """Marks take the place of the conversation until the next question is asked."""
        match event:
            case Reviewing():
                await self._show_marks()
            case Asked():
                self._switch(to_marks=False)
                await self.conversation.clear()
                await super().show_event(event)
                self.editor.focus()
            case _:
                await super().show_event(event)

    async def _show_marks(self) -> None:
        transcript = self.interview.transcript
        language = transcript.session.language
        self._switch(to_marks=True)
        await self.marks.show(sections(transcript, language)[-1], language)

    def _switch(self, *, to_marks: bool) -> None:
        self.marks.display = to_marks
        self.talk.display = not to_marks
        self.show_standing()

    def on_practice_marks_go_on(self) -> None:
        """Go to the next question."""
        self.move_on(self.interview.proceed())

    def on_practice_marks_again(self) -> None:
        """Answer the same question once more."""
        self.move_on(self.interview.again())

    def on_practice_marks_grade_again(self) -> None:
        """Offer the answer to the grader once more."""
        self.move_on(self.interview.grade_again())

    def show_standing(self) -> None:
        """Show the question, the time on it, the help taken and the score so far."""
        if not self.has_begun or not self.is_attached:
            return
        transcript, state = self.interview.transcript, self.interview.state
        current = state.current
        total = standing(transcript)
        self.query_one(RoundPanel).show(
            RoundStanding(
                number=len(state.asked_ids),
                question=current.question if current else None,
                seconds=self.interview.reading.active - current.asked_at if current else 0.0,
                hints=current.hints_given if current else 0,
                mean=total.score if total.score is not None else total.partial_mean,
            )
        )
