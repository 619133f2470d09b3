"""What the candidate can do in a sitting, each with its key; how it is done is the sitting's."""

from abc import abstractmethod
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, ClassVar

from textual.binding import ActiveBinding, Binding

from interviewer.domain.language import Language
from interviewer.domain.transcript import Move
from interviewer.i18n import N_, _
from interviewer.interview.interview import Interview
from interviewer.interview.rules import offers_hint
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.widgets.answer_editor import AnswerEditor
from interviewer.tui.widgets.choice import confirmation, way_out
from interviewer.tui.widgets.clarify import ClarifyDialog
from interviewer.tui.widgets.conversation import Conversation
from interviewer.tui.widgets.talk import Talk
from interviewer.wording import language_name

MOVES = ("hint", "clarify", "dont_know", "skip", "repeat", "language", "copy", "pause", "end")
"""The actions of this screen, in the order in which they are offered."""


class CandidateMoves(AppScreen):
    """The moves. Only what cannot be undone is asked back."""

    BINDINGS = [
        Binding("f2", "hint", N_("Hint"), id="sitting.hint"),
        Binding("f3", "clarify", N_("Clarify"), id="sitting.clarify"),
        Binding("f4", "dont_know", N_("Don't know"), id="sitting.dont_know"),
        # The editor would take these two to select a line and everything.
        Binding("f6", "skip", N_("Skip"), id="sitting.skip", priority=True),
        Binding("f7", "repeat", N_("Repeat"), id="sitting.repeat", show=False, priority=True),
        Binding("f8", "pause", N_("Pause"), id="sitting.pause"),
        Binding("f9", "end", N_("End"), id="sitting.end"),
        Binding("ctrl+l", "language", N_("Other language"), id="sitting.language", show=False),
        Binding("ctrl+o", "copy", N_("Copy the question"), id="sitting.copy", show=False),
        Binding("escape", "escape", N_("Stop, or leave"), id="sitting.escape", show=False),
    ]

    IS_SITTING = True
    SKIP_QUESTION = N_("Skip this question? It counts 0, and what you typed is not kept.")
    END_QUESTION: ClassVar[str]

    _interview: Interview | None = None

    @abstractmethod
    def move_on(self, job: Coroutine[Any, Any, object]) -> None:
        """Let the interview make a move."""

    @abstractmethod
    def leave(self) -> None:
        """Leave this screen."""

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work now: submitting first, then the moves in their order."""
        found = super().active_bindings.items()
        return dict(sorted(found, key=lambda item: self.place_of(item[1].binding.action)))

    def place_of(self, action: str) -> int:
        """Return where in the row of keys an action stands."""
        order = ("submit", *MOVES)
        return order.index(action) if action in order else len(order)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer moves only once there is an interview to make them in."""
        return None if action in MOVES and not self.has_begun else True

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

    @property
    def has_typed(self) -> bool:
        """Whether words stand in the editor that are not submitted."""
        return bool(self.editor.text.strip())

    def action_hint(self) -> None:
        """Ask for a hint."""
        self.move_on(self.interview.hint())

    def action_dont_know(self) -> None:
        """Say "I don't know"; asked back where typed words would go."""
        self.work(self._say_dont_know(), group="dialog")

    async def _say_dont_know(self) -> None:
        current = self.interview.state.current
        kept = current is not None and offers_hint(current, self.interview.reading)
        asked = _("Say “I don't know”? The next question comes, and what you typed is not kept.")
        if kept or not self.has_typed or await self._confirmed(asked, _("Don't know")):
            self.move_on(self.interview.dont_know())

    def action_repeat(self) -> None:
        """Say the question again, in the language that is spoken now."""
        if (words := self._last_asked()) is not None:
            self.work(self.conversation.remind(words), group="say")

    def action_copy(self) -> None:
        """Copy what the interviewer last asked."""
        if (words := self._last_asked()) is not None:
            self.app.copy_to_clipboard(words)
            self.talk.notice(_("The question is copied."), 5)

    def _last_asked(self) -> str | None:
        if not self.has_begun or (current := self.interview.state.current) is None:
            return None
        said = current.prompted_by
        if said.move is Move.ASK:
            return current.question.prompt.in_(self.interview.transcript.session.language)
        return said.text

    def action_clarify(self) -> None:
        """Ask what the question means."""
        self.work(self._clarify(), group="dialog")

    async def _clarify(self) -> None:
        if words := await self.app.push_screen_wait(ClarifyDialog()):
            self.move_on(self.interview.clarify(words))

    def action_language(self) -> None:
        """Let the interviewer speak the other language."""
        self.work(self._switch_language(), group="language")

    async def _switch_language(self) -> None:
        now = self.interview.transcript.session.language
        other = Language.EN if now is Language.ZH else Language.ZH
        await self.interview.use_language(other)
        told = _("From the next words on the interview is in {language}.")
        self.talk.notice(told.format(language=language_name(other)), 8)

    def action_skip(self) -> None:
        """Leave this question; asked back where typed words would go."""
        self.work(self._skip(), group="dialog")

    async def _skip(self) -> None:
        if not self.has_typed or await self._confirmed(_(self.SKIP_QUESTION), _("Skip")):
            self.move_on(self.interview.skip())

    def action_end(self) -> None:
        """End the session; asked back."""
        self.work(self._end(), group="dialog")

    async def _end(self) -> None:
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

    async def choose_way_out(self) -> None:
        """Offer to stay, to pause and to end."""
        match await self.app.push_screen_wait(way_out(_(self.END_QUESTION))):
            case "pause":
                self.action_pause()
            case "end":
                self.move_on(self.interview.end())


def hidden(active: ActiveBinding) -> ActiveBinding:
    """Return a binding that works and is not in the footer."""
    return active._replace(binding=replace(active.binding, show=False))
