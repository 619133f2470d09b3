"""The middle of every sitting: what has been said, a line of notice, and the answer's editor."""

import time

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import Static

from interviewer.domain.transcript import Move, Speaker, Turn
from interviewer.i18n import _
from interviewer.interview.clock import Reading
from interviewer.interview.events import (
    Asked,
    DraftSaved,
    DraftUnsaved,
    Event,
    Failed,
    Saying,
    Stored,
    Thinking,
    Unsaid,
)
from interviewer.tui.inert import content
from interviewer.tui.notices import lasting, notice_of, thinking_line
from interviewer.tui.widgets.answer_editor import AnswerEditor, Draft
from interviewer.tui.widgets.conversation import Conversation

QUIET_SECONDS = 0.4
"""Thinking that takes no longer is not worth a word."""


class Talk(Vertical):
    """Conversation above, editor below; it shows, and leaves all decisions to its screen."""

    def __init__(self, *, id: str | None = None) -> None:
        """Nothing is said yet."""
        super().__init__(id=id)
        self._clearing: Timer | None = None
        self._thinking: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out conversation, notice and editor."""
        yield Conversation(id="conversation")
        yield Static(id="notice", markup=False)
        yield AnswerEditor(id="answer", placeholder=_("Enter is a new line."))

    @property
    def conversation(self) -> Conversation:
        """What has been said."""
        return self.query_one(Conversation)

    @property
    def editor(self) -> AnswerEditor:
        """Where the answer is written."""
        return self.query_one(AnswerEditor)

    async def show_event(self, event: Event, reading: Reading) -> None:
        """Show what an event means for the conversation, the notice and the draft."""
        match event:
            case Thinking():
                self._think()
            case Saying(text):
                self.notice("")
                await self.conversation.say(text)
            case Unsaid():
                await self.conversation.unsay()
            case Asked(turn=turn):
                self.notice("")
                await self.conversation.show(turn)
                self.empty()
            case Stored(turn):
                self.notice("")
                await self.conversation.show(turn)
                self._after_turn(turn)
            case DraftSaved(length):
                self.editor.show_draft(
                    Draft.SAVED if length == len(self.editor.text) else Draft.SAVING
                )
            case DraftUnsaved():
                self.editor.show_draft(Draft.UNSAVED)
            case Failed():
                self.notice("")
        if told := notice_of(event, reading):
            self.notice(told, lasting(event))

    def notice(self, text: str, seconds: float | None = None) -> None:
        """Say something in the quiet line above the editor, for so long or until the next word."""
        for timer in (self._clearing, self._thinking):
            if timer is not None:
                timer.stop()
        self.query_one("#notice", Static).update(content(text))
        if seconds is not None:
            self._clearing = self.set_timer(seconds, lambda: self.notice(""))

    def write_on(self, draft: str) -> None:
        """Put a kept draft back, the cursor at its end."""
        self.editor.text = draft
        self.editor.move_cursor(self.editor.document.end)
        self.editor.show_draft(Draft.SAVED)

    def empty(self) -> None:
        """Empty the editor: what stood there is stored."""
        self.editor.text = ""
        self.editor.show_draft(Draft.SAVED)

    def _after_turn(self, turn: Turn) -> None:
        """An answer leaves the editor when it is on disk, and not before."""
        if turn.role is Speaker.CANDIDATE and turn.move is Move.ANSWER:
            self.empty()
        elif turn.move is Move.CLOSE:
            self.notice(_("Your answers are being marked …"))

    def _think(self) -> None:
        """Say quietly that the interviewer thinks, and for how long already."""
        self.notice("")
        began = time.monotonic()

        def tell() -> None:
            seconds = time.monotonic() - began
            if seconds >= QUIET_SECONDS:
                self.query_one("#notice", Static).update(content(thinking_line(seconds)))

        self._thinking = self.set_interval(QUIET_SECONDS, tell)
