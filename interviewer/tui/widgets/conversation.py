"""What has been said so far, and what is being said now."""

from textual.containers import VerticalScroll

from interviewer.domain.transcript import Move, Speaker, Turn
from interviewer.i18n import N_, _
from interviewer.tui.widgets.prose import Prose

_MOVES = {
    Move.ASK: N_("Question"),
    Move.FOLLOW_UP: N_("Follow-up"),
    Move.CLARIFY: N_("Clarification"),
    Move.HINT: N_("Hint"),
    Move.CLOSE: N_("Closing"),
}
_DONE = {
    Move.SKIP: N_("You skipped this question."),
    Move.DONT_KNOW: N_("You said that you do not know."),
    Move.HINT: N_("You asked for a hint."),
}


def heading(turn: Turn) -> str:
    """Say who speaks, and what the turn is."""
    if turn.role is Speaker.INTERVIEWER:
        return f"{_('Interviewer')} · {_(_MOVES[turn.move])}"
    return f"{_('You')} · {_('Clarification')}" if turn.move is Move.CLARIFY else _("You")


def words(turn: Turn) -> str:
    """Return what was said, or what was done where nothing was said."""
    return turn.text or _(_DONE.get(turn.move, ""))


class Said(Prose):
    """One turn's words."""


class Conversation(VerticalScroll):
    """The turns, newest last; it follows the end until the reader scrolls away."""

    can_focus = True

    def __init__(self, *, id: str | None = None) -> None:
        """Begin empty."""
        super().__init__(id=id)
        self._live: Said | None = None

    def on_mount(self) -> None:
        """Follow the end."""
        self.anchor()

    async def show(self, turn: Turn) -> None:
        """Show a stored turn; words that were streamed for it give way to it."""
        await self.unsay()
        side = "theirs" if turn.role is Speaker.INTERVIEWER else "mine"
        await self.mount(
            Prose(heading(turn), classes=f"who {side}"), Said(words(turn), classes=side)
        )

    async def clear(self) -> None:
        """Begin anew: what was said before is in the transcript."""
        self._live = None
        await self.remove_children()

    async def say(self, sentence: str) -> None:
        """Add a sentence to the words that are being said."""
        if self._live is None:
            self._live = Said("", classes="theirs live")
            await self.mount(self._live)
        self._live.say_more(sentence)

    async def unsay(self) -> None:
        """Take back the words that are not stored."""
        if self._live is not None:
            await self._live.remove()
            self._live = None
