"""What every sitting shares, mock or practice: the engine, its events, the candidate's moves."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any

from textual.message import Message
from textual.widgets import TextArea

from interviewer.domain.transcript import Kind, Transcript, Turn
from interviewer.i18n import _
from interviewer.interview.events import Event, Failed, Finished, Spent, Ticked
from interviewer.interview.interview import Interview
from interviewer.interview.workplace import UnknownConnection, Workplace
from interviewer.models.faults import FaultKind, ModelFault
from interviewer.storage.errors import StorageError
from interviewer.tui.screens.candidate_moves import CandidateMoves
from interviewer.tui.widgets.answer_editor import AnswerEditor, Draft
from interviewer.tui.widgets.choice import way_on
from interviewer.wording import error_sentence, fault_sentence

TICK_SECONDS = 0.5


class SittingScreen(CandidateMoves):
    """A stored session, gone on with. Screens of this kind compose a `Talk` and what is beside it.

    They say what is theirs by `take_place`, `to_recall`, `show_event`, `show_standing` and the
    two questions that are asked back.
    """

    class Heard(Message):
        """The interview told something."""

        def __init__(self, event: Event) -> None:
            super().__init__()
            self.event = event

    def __init__(self, transcript: Transcript) -> None:
        """Take up a stored session."""
        super().__init__()
        self._transcript = transcript

    def on_mount(self) -> None:
        """Begin once everything is loaded."""
        self.editor.read_only = True
        self.talk.notice(_("One moment …"))
        self.move_on(self._begin())

    # What a kind of sitting says for itself

    async def take_place(self, place: Workplace) -> None:
        """Before anything else: take what only one window may have. Raises what keeps it."""

    def to_recall(self) -> Sequence[Turn]:
        """Return the turns that a resumed conversation begins with."""
        return self.interview.transcript.turns

    def show_standing(self) -> None:
        """Show where the interview stands: after every move and every tick."""

    # How it runs

    def move_on(self, job: Coroutine[Any, Any, object]) -> None:
        """Let the interview make a move; the engine itself refuses two at once."""

        async def moving() -> None:
            try:
                await job
            except StorageError as error:
                self.tell_failure(error)
                if not self.has_begun:
                    self.leave()
                elif not self.interview.accepts_input:
                    self.work(self._choose_way_on(error_sentence(error)), group="dialog")
            finally:
                self._settle()

        self.work(moving(), group="moves")

    async def _begin(self) -> None:
        place = await self.interviewer.warm()
        await self.take_place(place)
        self._interview = await self._take_up(place)
        if self._interview is None:
            self.leave()
            return
        await self.conversation.recall(self.to_recall())
        if self.interview.draft:
            self.talk.write_on(self.interview.draft)
        self.talk.notice("")
        self.editor.focus()
        self.refresh_bindings()
        self.set_interval(TICK_SECONDS, lambda: self.work(self._tick(), group="clock"))
        await self.interview.begin()

    async def _take_up(self, place: Workplace) -> Interview | None:
        """Return the engine, or None; where its model cannot be called, the person is asked."""
        transcript = self._transcript
        while True:
            try:
                return await asyncio.to_thread(place.interview, transcript, self._hear)
            except (ModelFault, UnknownConnection) as error:
                match await self.app.push_screen_wait(way_on(error_sentence(error))):
                    case "retry":
                        pass
                    case "builtin":
                        transcript = await asyncio.to_thread(place.onto_builtin, transcript)
                    case _:
                        return None

    async def _tick(self) -> None:
        try:
            await self.interview.tick()
        except StorageError as error:
            # The next tick tries again: a word in the quiet line is enough.
            self.talk.notice(error_sentence(error))

    def _settle(self) -> None:
        """The editor accepts input exactly when the interview does."""
        if self.has_begun and self.is_attached:
            self.editor.read_only = not self.interview.accepts_input
            self.show_standing()

    def leave(self) -> None:
        """Leave this screen, and whatever dialog stands above it."""
        if self not in self.app.screen_stack:
            return
        while self.app.screen is not self:
            self.app.pop_screen()
        self.app.pop_screen()

    # What the interview tells

    def _hear(self, event: Event) -> None:
        self.post_message(self.Heard(event))

    async def on_sitting_screen_heard(self, message: Heard) -> None:
        """Show an event."""
        await self.show_event(message.event)

    async def show_event(self, event: Event) -> None:
        """Show what the interview told."""
        await self.talk.show_event(event, self.interview.reading)
        match event:
            case Ticked():
                self._settle()
            case Spent():
                self.show_standing()
            case Failed(fault, grading):
                again = _("Go on") if fault.kind is FaultKind.LIMIT else None
                told = fault_sentence(fault, grading=grading)
                self.work(self._choose_way_on(told, again), group="dialog")
            case Finished():
                self.leave()
                session = self.interview.transcript.session
                self.interviewer.show_report(session.id, predict=session.kind is Kind.MOCK)

    async def _choose_way_on(self, happened: str, again: str | None = None) -> None:
        builtin = _("Built-in grader") if self.interview.marks_wait else None
        match await self.app.push_screen_wait(way_on(happened, again, builtin)):
            case "retry":
                self.move_on(self.interview.retry())
            case "builtin":
                self.move_on(self.interview.use_builtin())
            case _:
                self.action_pause()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep the draft, and say so once it is kept."""
        if self.has_begun and not self.editor.read_only:
            self.interview.note_draft(self.editor.text)
            self.editor.show_draft(Draft.SAVING)

    def on_answer_editor_submitted(self, event: AnswerEditor.Submitted) -> None:
        """Submit; the words stay in the editor until they are on disk."""
        if self.has_begun:
            self.editor.read_only = True
            self.move_on(self.interview.submit(event.text))

    def action_escape(self) -> None:
        """Stop a call that is running, or offer the ways out."""
        if not self.has_begun:
            self.leave()
        elif self.interview.is_calling:
            for group in ("moves", "clock"):
                self.workers.cancel_group(self, group)
            self.work(self._after_stop(), group="dialog")
        else:
            self.work(self.choose_way_out(), group="dialog")

    async def _after_stop(self) -> None:
        self.talk.notice("")
        await self.conversation.unsay()
        await self._choose_way_on(_("The call is stopped."))
