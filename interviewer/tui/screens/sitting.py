"""What every sitting shares, mock or practice: the engine, its events, the candidate's moves."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, ClassVar

from textual.binding import Binding
from textual.message import Message
from textual.widgets import TextArea
from textual.worker import Worker

from interviewer.domain.transcript import Transcript, Turn
from interviewer.i18n import N_, _
from interviewer.interview.events import (
    Asked,
    DraftSaved,
    Event,
    Failed,
    Finished,
    Saying,
    Stored,
    Ticked,
    Unsaid,
)
from interviewer.interview.interview import Interview
from interviewer.interview.workplace import Workplace
from interviewer.storage.errors import StorageError
from interviewer.tui.inert import inert
from interviewer.tui.notices import notice_of
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.widgets.answer_editor import AnswerEditor
from interviewer.tui.widgets.choice import confirmation, way_on
from interviewer.tui.widgets.clarify import ClarifyDialog
from interviewer.tui.widgets.conversation import Conversation
from interviewer.tui.widgets.talk import Talk
from interviewer.wording import error_sentence, fault_sentence

TICK_SECONDS = 0.5


class SittingScreen(AppScreen):
    """A stored session, gone on with. Screens of this kind compose a `Talk` and what is beside it.

    They say what is theirs by `take_place`, `to_recall`, `show_event`, `show_standing` and the
    two questions that are asked back.
    """

    BINDINGS = [
        Binding("f2", "hint", N_("Hint"), id="sitting.hint"),
        Binding("f3", "clarify", N_("Clarify"), id="sitting.clarify"),
        Binding("f4", "dont_know", N_("Don't know"), id="sitting.dont_know"),
        # The editor would take these two to select a line and everything.
        Binding("f6", "skip", N_("Skip"), id="sitting.skip", priority=True),
        Binding("f7", "repeat", N_("Repeat"), id="sitting.repeat", show=False, priority=True),
        Binding("f8", "pause", N_("Pause"), id="sitting.pause"),
        Binding("f9", "end", N_("End"), id="sitting.end"),
        Binding("escape", "stop_call", N_("Stop the call"), id="sitting.stop", show=False),
    ]

    IS_SITTING = True
    SKIP_QUESTION = N_("Skip this question? It counts 0, and what you typed is not kept.")
    END_QUESTION: ClassVar[str]

    class Heard(Message):
        """The interview told something."""

        def __init__(self, event: Event) -> None:
            super().__init__()
            self.event = event

    def __init__(self, transcript: Transcript) -> None:
        """Take up a stored session."""
        super().__init__()
        self._transcript = transcript
        self._interview: Interview | None = None
        self._calling: Worker[None] | None = None

    def on_mount(self) -> None:
        """Begin once everything is loaded."""
        self.editor.disabled = True
        self.talk.notice(_("One moment …"))
        self.move_on(self._begin())

    @property
    def talk(self) -> Talk:
        """The conversation and the editor."""
        return self.query_one(Talk)

    @property
    def editor(self) -> AnswerEditor:
        """Where the answer is written."""
        return self.talk.editor

    @property
    def conversation(self) -> Conversation:
        """What has been said."""
        return self.talk.conversation

    @property
    def has_begun(self) -> bool:
        """Whether the engine is there."""
        return self._interview is not None

    @property
    def interview(self) -> Interview:
        """The engine; there once the screen has begun."""
        assert self._interview is not None
        return self._interview

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
                if self.has_begun and not self.interview.accepts_input:
                    self.work(self._choose_way_on(error_sentence(error)), group="dialog")
            finally:
                self._settle()

        self._calling = self.work(moving(), group="moves")

    async def _begin(self) -> None:
        place = await self.interviewer.warm()
        await self.take_place(place)
        self._interview = await asyncio.to_thread(place.interview, self._transcript, self._hear)
        for turn in self.to_recall():
            await self.conversation.show(turn)
        if self.interview.draft:
            self.talk.write_on(self.interview.draft)
        self.talk.notice("")
        self.set_interval(TICK_SECONDS, self._tick)
        await self.interview.begin()

    def _tick(self) -> None:
        if self.has_begun:
            self.work(self.interview.tick(), group="clock")

    def _settle(self) -> None:
        """After a move: the editor accepts input exactly when the interview does."""
        if not self.has_begun or not self.is_attached:
            return
        accepts = self.interview.accepts_input
        self.editor.disabled = not accepts
        if accepts and self.app.screen is self:
            self.editor.focus()
        self.show_standing()

    def leave(self) -> None:
        """Leave this screen, and whatever dialog stands above it."""
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
        if told := notice_of(event, self.interview.reading):
            self.talk.notice(told)
        match event:
            case Saying(text):
                self.talk.notice("")
                await self.conversation.say(text)
            case Unsaid():
                await self.conversation.unsay()
            case Asked(turn=turn):
                self.talk.notice("")
                await self.conversation.show(turn)
                self.talk.empty()
            case Stored(turn):
                await self.conversation.show(turn)
            case Ticked():
                self.show_standing()
            case DraftSaved(length):
                self.talk.show_draft(saved=length == len(self.editor.text))
            case Failed(fault):
                self.work(self._choose_way_on(fault_sentence(fault)), group="dialog")
            case Finished():
                self.leave()
                self.interviewer.show_report(self.interview.transcript.session.id)
            case _:
                pass

    async def _choose_way_on(self, happened: str) -> None:
        match await self.app.push_screen_wait(way_on(happened)):
            case "retry":
                self.move_on(self.interview.retry())
            case "builtin":
                self.move_on(self.interview.use_builtin())
            case _:
                self.move_on(self._pause())

    # What the candidate does

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep the draft, and say so once it is kept."""
        if self.has_begun and not self.editor.disabled:
            self.interview.note_draft(self.editor.text)
            self.talk.show_draft(saved=self.editor.text == "")

    def on_answer_editor_submitted(self, event: AnswerEditor.Submitted) -> None:
        """Submit; the editor is emptied only when the answer is on disk."""
        if self.has_begun:
            self.editor.disabled = True
            self.move_on(self._submit(event.text))

    async def _submit(self, text: str) -> None:
        if await self.interview.submit(text):
            self.talk.empty()

    def action_hint(self) -> None:
        """Ask for a hint."""
        self.move_on(self.interview.hint())

    def action_dont_know(self) -> None:
        """Say "I don't know"."""
        self.move_on(self.interview.dont_know())

    def action_repeat(self) -> None:
        """Show the question again."""
        current = self.interview.state.current
        if current is not None:
            self.talk.notice(inert(current.prompted_by.text))

    def action_clarify(self) -> None:
        """Ask what the question means."""
        self.work(self._clarify(), group="dialog")

    async def _clarify(self) -> None:
        if words := await self.app.push_screen_wait(ClarifyDialog()):
            self.move_on(self.interview.clarify(words))

    def action_skip(self) -> None:
        """Leave this question; asked back, since it cannot be undone."""
        self.work(self._confirm_skip(), group="dialog")

    async def _confirm_skip(self) -> None:
        if await self._confirmed(_(self.SKIP_QUESTION), _("Skip")):
            self.move_on(self.interview.skip())

    def action_end(self) -> None:
        """End the session; asked back."""
        self.work(self._confirm_end(), group="dialog")

    async def _confirm_end(self) -> None:
        if await self._confirmed(_(self.END_QUESTION), _("End")):
            self.move_on(self.interview.end())

    async def _confirmed(self, question: str, label: str) -> bool:
        return await self.app.push_screen_wait(confirmation(question, label)) == "yes"

    def action_pause(self) -> None:
        """Pause and go Home; nothing is lost."""
        self.move_on(self._pause())

    async def _pause(self) -> None:
        await self.interview.pause()
        self.leave()

    def action_stop_call(self) -> None:
        """Stop a call that is running; the ways on are offered."""
        if self.has_begun and self.interview.is_calling:
            if self._calling is not None:
                self._calling.cancel()
            self.work(self._after_stop(), group="dialog")

    async def _after_stop(self) -> None:
        await self.conversation.unsay()
        await self._choose_way_on(_("The call is stopped."))
