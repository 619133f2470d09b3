"""Sitting a mock interview: the conversation, the editor, the clocks."""

import asyncio

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Footer

from interviewer.domain.transcript import Transcript
from interviewer.i18n import N_
from interviewer.interview.workplace import Workplace
from interviewer.storage.lock import InterviewLock, InterviewRunning
from interviewer.tui.screens.sitting import SittingScreen
from interviewer.tui.widgets.clock_panel import ClockPanel, Standing
from interviewer.tui.widgets.talk import Talk


class InterviewScreen(SittingScreen):
    """One interview, from its first words to its last."""

    END_QUESTION = N_("End the interview now? What stands in the editor is submitted.")

    def __init__(self, transcript: Transcript) -> None:
        """Take up a stored mock interview."""
        super().__init__(transcript)
        self._seat: InterviewLock | None = None

    def compose(self) -> ComposeResult:
        """Conversation and editor on the left, the panel on the right or on top."""
        with Horizontal(id="interview"):
            yield Talk(id="talk")
            yield ClockPanel(id="panel")
        yield Footer()

    async def take_place(self, place: Workplace) -> None:
        """Take the seat. Another window may be in an interview: then this screen goes."""
        try:
            await asyncio.to_thread(place.lock.acquire)
        except InterviewRunning:
            self.app.pop_screen()
            raise
        self._seat = place.lock

    def on_unmount(self) -> None:
        """Let go of the seat."""
        if self._seat is not None:
            self._seat.release()

    def show_standing(self) -> None:
        """Show the clocks, the slot and the help taken."""
        if not self.has_begun or not self.is_attached:
            return
        state = self.interview.state
        slots = self.interview.transcript.session.blueprint.slots
        slot = state.current.slot if state.current else None
        planned = slots[slot].minutes if slot is not None and slot < len(slots) else None
        self.query_one(ClockPanel).show(
            Standing(
                reading=self.interview.reading,
                current=state.current,
                planned=len(slots),
                slot_minutes=planned,
                number=len(state.asked_ids),
            )
        )
