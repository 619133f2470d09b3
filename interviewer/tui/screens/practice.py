"""A round of practice: one question at a time, its marks at once, then again or on."""

import asyncio
import threading
from collections.abc import Coroutine, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.worker import Worker

from interviewer.domain.question import Code
from interviewer.domain.transcript import Turn
from interviewer.i18n import N_, _
from interviewer.interview.events import Asked, Event, Reviewing
from interviewer.interview.report import standing
from interviewer.practice.trial import can_try, try_out
from interviewer.storage.export.view import sections
from interviewer.tui.screens.sitting import SittingScreen
from interviewer.tui.trial_text import permission
from interviewer.tui.widgets.key_bar import KeyBar
from interviewer.tui.widgets.practice_marks import PracticeMarks
from interviewer.tui.widgets.round_panel import RoundPanel, RoundStanding
from interviewer.tui.widgets.talk import Talk
from interviewer.tui.widgets.trial_result import TrialResult

_ANSWERING = frozenset({"hint", "clarify", "dont_know", "skip", "repeat"})

_WAYS_ON = ("go_on", "again", "grade_again", "model_answer", "step(1)")


class PracticeScreen(SittingScreen):
    """Answering and reading the marks take turns; each has its own keys in the footer."""

    BINDINGS = [Binding("ctrl+r", "try_code", N_("Run my code"), id="practice.try_code")]
    CSS_PATH = ["marks.tcss", "practice.tcss"]
    HELP = N_(
        "Answer in your own words; there is no clock. After each answer you see its marks: your "
        "words that earned them, what was missed, and what was not right. Code that a question "
        "asks for can be run against its tests; that changes no marks."
    )
    SKIP_QUESTION = N_("Skip this question? It counts 0; its marks and answer are shown.")
    END_QUESTION = N_("End practice now? What stands in the editor is submitted.")

    _may_run = False
    """Whether running code has been agreed to in this sitting."""
    _trial: Worker[None] | None = None
    _stop: threading.Event | None = None
    """Ends the trial that is running."""

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
        if action == "try_code":
            return self.code_at_hand is not None
        return super().check_action(action, parameters)

    def place_of(self, action: str) -> int:
        """Return where in the row of keys an action stands: the ways on from marks come first."""
        if action == "try_code":
            return 0  # beside submitting
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
                self.refresh_bindings()
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

    # Running code, on the candidate's key and never otherwise

    @property
    def code_at_hand(self) -> Code | None:
        """The tests of the question that is being answered, where it has any that can be run."""
        if not self.has_begun or not self.is_attached or self.marks.display:
            return None
        current = self.interview.state.current
        code = current.question.code if current is not None else None
        return code if can_try(code) else None

    def action_try_code(self) -> None:
        """Run what stands in the editor, unless it is running already."""
        code = self.code_at_hand
        if code is not None and (self._trial is None or self._trial.is_finished):
            self._trial = self.work(self._try_code(code), group="trial")

    async def _try_code(self, code: Code) -> None:
        if not self._may_run:
            self._may_run = await self._confirmed(permission(code), _("Run it"))
        if not self._may_run:
            return
        stop = self._stop = threading.Event()
        self.talk.notice(_("Your code is running … Escape stops it."))
        try:
            trial = await asyncio.to_thread(try_out, self.editor.text, code, stop)
        finally:
            # Whatever else ends this, leaving the screen for one, ends the process too.
            stop.set()
            self._stop = None
        self.talk.notice("")
        if trial is None:
            self.talk.notice(_("Your code was stopped."), 5)
        else:
            await self.app.push_screen_wait(TrialResult(trial, code))

    def move_on(self, job: Coroutine[Any, Any, object]) -> None:
        """Make a move; code that is still running belongs to what was there before."""
        if self._stop is not None:
            self.workers.cancel_group(self, "trial")
            self.talk.notice("")
        super().move_on(job)

    def action_escape(self) -> None:
        """Stop code that is running; otherwise as in every sitting."""
        if self._stop is not None:
            self._stop.set()
        else:
            super().action_escape()

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
