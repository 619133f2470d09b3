"""Sitting an interview: the conversation, the editor, the clocks."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Footer, Static, TextArea
from textual.worker import Worker

from interviewer.domain.transcript import Kind, Transcript
from interviewer.i18n import N_, _
from interviewer.interview.clock import GRACE
from interviewer.interview.events import (
    Asked,
    DraftSaved,
    DraftUnsaved,
    Event,
    Failed,
    Finished,
    Noticed,
    Retried,
    Saying,
    Stored,
    Thinking,
    Ticked,
    TimeUp,
    Unsaid,
    Warned,
)
from interviewer.interview.interview import MAX_ANSWER, Interview
from interviewer.interview.workplace import Workplace
from interviewer.storage.lock import InterviewLock, InterviewRunning
from interviewer.tui.inert import inert
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.widgets.answer_editor import AnswerEditor, count_words
from interviewer.tui.widgets.choice import Choice, Option
from interviewer.tui.widgets.clarify import ClarifyDialog
from interviewer.tui.widgets.clock_panel import ClockPanel, Standing
from interviewer.tui.widgets.conversation import Conversation
from interviewer.wording import clock_text, fault_sentence, notice_line, warning_line

TICK_SECONDS = 0.5


class InterviewScreen(AppScreen):
    """One interview, from its first words to its last."""

    BINDINGS = [
        Binding("f2", "hint", N_("Hint"), id="interview.hint"),
        Binding("f3", "clarify", N_("Clarify"), id="interview.clarify"),
        Binding("f4", "dont_know", N_("Don't know"), id="interview.dont_know"),
        Binding("f6", "skip", N_("Skip"), id="interview.skip"),
        Binding("f7", "repeat", N_("Repeat"), id="interview.repeat", show=False),
        Binding("f8", "pause", N_("Pause"), id="interview.pause"),
        Binding("f9", "end", N_("End"), id="interview.end"),
        Binding("escape", "stop_call", N_("Stop the call"), id="interview.stop", show=False),
    ]

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
        self._seat: InterviewLock | None = None

    def compose(self) -> ComposeResult:
        """Conversation and editor on the left, the panel on the right or on top."""
        with Horizontal(id="interview"):
            with Vertical(id="talk"):
                yield Conversation(id="conversation")
                yield Static(id="notice", markup=False)
                yield AnswerEditor(id="answer", placeholder=_("Your answer …"))
                yield Static(id="draft-state", markup=False)
            yield ClockPanel(id="panel")
        yield Footer()

    def on_mount(self) -> None:
        """Begin once everything is loaded."""
        self.editor.disabled = True
        self._notice(_("One moment …"))
        self.move_on(self._begin())

    @property
    def editor(self) -> AnswerEditor:
        """Where the answer is written."""
        return self.query_one(AnswerEditor)

    @property
    def conversation(self) -> Conversation:
        """What has been said."""
        return self.query_one(Conversation)

    @property
    def interview(self) -> Interview:
        """The engine; there once the screen has begun."""
        assert self._interview is not None
        return self._interview

    def move_on(self, job: Coroutine[Any, Any, object]) -> None:
        """Let the interview make a move; the engine itself refuses two at once."""

        async def moving() -> None:
            try:
                await job
            finally:
                self._settle()

        self._calling = self.work(moving(), group="moves")

    async def _begin(self) -> None:
        place = await self.interviewer.warm()
        if self._transcript.session.kind is Kind.MOCK:
            # Another window may be in an interview; the lock then says so and this screen goes.
            self._seat = await self._take_seat(place)
        self._interview = await asyncio.to_thread(place.interview, self._transcript, self._hear)
        for turn in self._transcript.turns:
            await self.conversation.show(turn)
        if self.interview.draft:
            self.editor.text = self.interview.draft
            self.editor.move_cursor(self.editor.document.end)
        self._notice("")
        self.set_interval(TICK_SECONDS, self._tick)
        await self.interview.begin()

    async def _take_seat(self, place: Workplace) -> InterviewLock | None:
        try:
            await asyncio.to_thread(place.lock.acquire)
        except InterviewRunning:
            self.app.pop_screen()
            raise
        return place.lock

    def on_unmount(self) -> None:
        """Let go of the seat."""
        if self._seat is not None:
            self._seat.release()

    def _tick(self) -> None:
        if self._interview is not None:
            self.work(self.interview.tick(), group="clock")

    def _settle(self) -> None:
        """After a move: the editor accepts input exactly when the interview does."""
        if self._interview is None or not self.is_attached:
            return
        accepts = self.interview.accepts_input
        self.editor.disabled = not accepts
        if accepts and self.app.screen is self:
            self.editor.focus()
        self._show_panel()

    # What the interview tells

    def _hear(self, event: Event) -> None:
        self.post_message(self.Heard(event))

    async def on_interview_screen_heard(self, message: Heard) -> None:
        """Show an event."""
        match message.event:
            case Thinking():
                self._notice(_("The interviewer is thinking …"))
            case Saying(text):
                self._notice("")
                await self.conversation.say(text)
            case Unsaid():
                await self.conversation.unsay()
            case Asked(turn=turn):
                self._notice("")
                await self.conversation.show(turn)
                self.editor.text = ""
            case Stored(turn):
                await self.conversation.show(turn)
            case Retried() as retried:
                self._notice(
                    _("The model did not answer; trying again ({n} of {of}).").format(
                        n=retried.attempt, of=retried.attempts
                    )
                )
            case Failed(fault):
                self._notice(fault_sentence(fault))
                self.work(self._choose_way_on(fault_sentence(fault)), group="dialog")
            case Ticked():
                self._show_panel()
            case Warned(share):
                self._notice(warning_line(share, self.interview.reading))
            case TimeUp():
                told = _("Time is up: {left} to finish this answer.")
                self._notice(told.format(left=clock_text(GRACE)))
            case DraftSaved(length):
                self._show_draft(saved=length == len(self.editor.text))
            case DraftUnsaved(reason):
                self._notice(reason)
            case Noticed(notice):
                self._notice(notice_line(notice, MAX_ANSWER))
            case Finished():
                self._finish()
            case _:
                pass

    async def _choose_way_on(self, happened: str) -> None:
        chosen = await self.app.push_screen_wait(
            Choice(
                happened + "\n\n" + _("Nothing is lost. How do you want to go on?"),
                [
                    Option("retry", _("Try again"), "primary"),
                    Option("builtin", _("Built-in model")),
                    Option("pause", _("Pause")),
                ],
            )
        )
        match chosen:
            case "retry":
                self.move_on(self.interview.retry())
            case "builtin":
                self.move_on(self.interview.use_builtin())
            case _:
                self.move_on(self._pause())

    def _finish(self) -> None:
        session = self.interview.transcript.session
        self.app.pop_screen()
        self.interviewer.show_report(session.id)

    # What the candidate does

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep the draft, and say so once it is kept."""
        if self._interview is not None and not self.editor.disabled:
            self.interview.note_draft(self.editor.text)
            self._show_draft(saved=self.editor.text == "")

    def on_answer_editor_submitted(self, event: AnswerEditor.Submitted) -> None:
        """Submit; the editor is emptied only when the answer is on disk."""
        if self._interview is not None:
            self.editor.disabled = True
            self.move_on(self._submit(event.text))

    async def _submit(self, text: str) -> None:
        if await self.interview.submit(text):
            self.editor.text = ""
            self._show_draft(saved=True)

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
            self._notice(inert(current.prompted_by.text))

    def action_clarify(self) -> None:
        """Ask what the question means."""
        self.work(self._clarify(), group="dialog")

    async def _clarify(self) -> None:
        if words := await self.app.push_screen_wait(ClarifyDialog()):
            self.move_on(self.interview.clarify(words))

    def action_skip(self) -> None:
        """Leave this question; asked back, since it counts 0 and cannot be undone."""
        self.work(self._confirm_skip(), group="dialog")

    async def _confirm_skip(self) -> None:
        asked = _("Skip this question? It counts 0, and what you typed is not kept.")
        if await self._confirm("skip", asked, _("Skip")):
            self.move_on(self.interview.skip())

    def action_end(self) -> None:
        """End the interview; asked back."""
        self.work(self._confirm_end(), group="dialog")

    async def _confirm_end(self) -> None:
        asked = _("End the interview now? What stands in the editor is submitted.")
        if await self._confirm("end", asked, _("End")):
            self.move_on(self.interview.end())

    async def _confirm(self, value: str, question: str, label: str) -> bool:
        options = [Option("back", _("Back"), "primary"), Option(value, label, "warning")]
        return await self.app.push_screen_wait(Choice(question, options)) == value

    def action_pause(self) -> None:
        """Pause and go Home; nothing is lost."""
        self.move_on(self._pause())

    async def _pause(self) -> None:
        await self.interview.pause()
        self.app.pop_screen()

    def action_stop_call(self) -> None:
        """Stop a call that is running; the ways on are offered."""
        if self._interview is not None and self.interview.is_calling:
            if self._calling is not None:
                self._calling.cancel()
            self.work(self._after_stop(), group="dialog")

    async def _after_stop(self) -> None:
        await self.conversation.unsay()
        await self._choose_way_on(_("The call is stopped."))

    # What is shown around the conversation

    def _notice(self, text: str) -> None:
        self.query_one("#notice", Static).update(inert(text))

    def _show_draft(self, saved: bool) -> None:
        count = count_words(self.editor.text)
        state = _("saved") if saved else _("saving …")
        line = _("{n} words · draft {state}").format(n=count, state=state) if count else ""
        self.query_one("#draft-state", Static).update(line)

    def _show_panel(self) -> None:
        if self._interview is None or not self.is_attached:
            return
        interview = self.interview
        state = interview.state
        session = interview.transcript.session
        slots = session.blueprint.slots
        slot = state.current.slot if state.current else None
        timed = slot is not None and session.kind is Kind.MOCK and slot < len(slots)
        self.query_one(ClockPanel).show(
            Standing(
                reading=interview.reading,
                current=state.current,
                planned=len(slots),
                slot_minutes=slots[slot].minutes if timed and slot is not None else None,
                number=len(state.asked_ids),
            )
        )
