"""What has been said so far, and what is being said now."""

from collections.abc import Iterable

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

    HELP = N_("The arrows scroll. With the mouse, text can be selected and copied by ^c.")

    can_focus = True

    def __init__(self, *, id: str | None = None) -> None:
        """Begin empty."""
        super().__init__(id=id)
        self._live: tuple[Prose, Said] | None = None

    def on_mount(self) -> None:
        """Follow the end."""
        self.anchor()

    async def recall(self, turns: Iterable[Turn]) -> None:
        """Show what was said before, all at once."""
        await self.mount_all([part for turn in turns for part in _parts(turn)])

    async def show(self, turn: Turn) -> None:
        """Show a stored turn; where its words were just being said, they stay in their place."""
        if self._live is not None and turn.role is Speaker.INTERVIEWER:
            head, said = self._live
            self._live = None
            head.show(heading(turn))
            said.show(words(turn))
        else:
            await self.mount_all(_parts(turn))

    async def say(self, sentence: str) -> None:
        """Add a sentence to the words that are being said."""
        if self._live is None:
            self._live = Prose(_("Interviewer"), classes="who theirs"), Said("", classes="theirs")
            await self.mount_all(self._live)
        self._live[1].say_more(sentence)

    async def unsay(self) -> None:
        """Take back the words that are not stored."""
        if self._live is not None:
            live, self._live = self._live, None
            await self.remove_children(live)

    async def remind(self, text: str) -> None:
        """Say once more what was said; the transcript does not grow by it."""
        await self.mount_all(
            [
                Prose(f"{_('Interviewer')} · {_('Repeated')}", classes="who theirs"),
                Said(text, classes="theirs"),
            ]
        )

    async def clear(self) -> None:
        """Begin anew: what was said before is in the transcript."""
        self._live = None
        await self.remove_children()


def _parts(turn: Turn) -> tuple[Prose, Said]:
    side = "theirs" if turn.role is Speaker.INTERVIEWER else "mine"
    return Prose(heading(turn), classes=f"who {side}"), Said(words(turn), classes=side)
