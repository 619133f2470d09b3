"""Sitting a mock interview: the conversation, the editor, the clocks."""

import asyncio

from textual.app import ComposeResult
from textual.binding import ActiveBinding
from textual.containers import Horizontal, Vertical

from interviewer.domain.transcript import Transcript
from interviewer.i18n import N_
from interviewer.interview.workplace import Workplace
from interviewer.storage.lock import InterviewLock
from interviewer.tui.screens.candidate_moves import MOVES, hidden
from interviewer.tui.screens.sitting import SittingScreen
from interviewer.tui.widgets.clock_panel import ClockPanel, Standing
from interviewer.tui.widgets.key_bar import KeyBar
from interviewer.tui.widgets.moves import MoveButton, Moves
from interviewer.tui.widgets.talk import Talk


class InterviewScreen(SittingScreen):
    """One interview, from its first words to its last."""

    CSS_PATH = "interview.tcss"
    HELP = N_(
        "Answer as you would in a real interview. The clock runs only while you can type; marks "
        "come at the end. A hint costs half of what is said after it, a clarification nothing."
    )
    END_QUESTION = N_("End the interview now? What stands in the editor is submitted.")

    def __init__(self, transcript: Transcript) -> None:
        """Take up a stored mock interview."""
        super().__init__(transcript)
        self._seat: InterviewLock | None = None

    def compose(self) -> ComposeResult:
        """Conversation and editor on the left, the panel on the right or on top."""
        with Horizontal(id="interview"):
            yield Talk(id="talk")
            with Vertical(id="panel"):
                yield ClockPanel()
                yield Moves(id="moves")
        yield KeyBar(compact=True)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work now. Those that the panel shows as buttons, the footer leaves out."""
        found = super().active_bindings
        if not self.has_class("-wide"):
            return found
        return {
            key: hidden(active) if active.binding.action in MOVES else active
            for key, active in found.items()
        }

    def on_resize(self) -> None:
        """Show the moves where there is room for them."""
        by_action = {
            active.binding.action: active.binding for active in self.active_bindings.values()
        }
        self.query_one(Moves).show(
            [
                MoveButton(
                    action,
                    self.app.get_key_display(by_action[action]),
                    by_action[action].description,
                )
                for action in MOVES
                if action in by_action
            ]
        )
        self.refresh_bindings()

    async def on_moves_chosen(self, event: Moves.Chosen) -> None:
        """Make the move whose button was pressed; the answer is gone on with."""
        self.editor.focus()
        await self.run_action(event.action)

    async def take_place(self, place: Workplace) -> None:
        """Take the seat; InterviewRunning where another window is in an interview."""
        await asyncio.to_thread(place.lock.acquire)
        self._seat = place.lock

    def on_unmount(self) -> None:
        """Let go of the seat."""
        if self._seat is not None:
            self._seat.release()

    def show_standing(self) -> None:
        """Show the clocks, the slot and the help taken."""
        if not self.has_begun or not self.is_attached:
            return
        state, session = self.interview.state, self.interview.transcript.session
        slots = session.blueprint.slots
        slot = state.current.slot if state.current else None
        planned = slots[slot].minutes if slot is not None and slot < len(slots) else None
        self.query_one(ClockPanel).show(
            Standing(
                reading=self.interview.reading,
                current=state.current,
                planned=len(slots),
                slot_minutes=planned,
                number=len(state.asked_ids),
                language=session.language,
                model=session.model,
                usage=self.interview.usage,
            )
        )
