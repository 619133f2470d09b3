"""A room to sit a mock interview in: a speaker that does as it is told, a clock moved by hand."""

import asyncio
import secrets
from collections.abc import AsyncIterator

import pytest
from textual.pilot import Pilot

from interviewer.agent.context import TurnContext
from interviewer.agent.speech import Retrying, Sentence, Spoken, SpokenMove
from interviewer.domain.transcript import Move
from interviewer.interview.timekeeping import SystemTime
from interviewer.interview.workplace import Workplace
from interviewer.models.faults import FaultKind, ModelFault
from interviewer.models.usage import Usage
from interviewer.tui.app import InterviewerApp
from interviewer.tui.screens.interview import InterviewScreen
from tests.tui.pilots import until


class Voice:
    """Makes the move that is due, in a few words; it can be made to wait, retry or fail."""

    name = "builtin"

    def __init__(self) -> None:
        self.fault: FaultKind | None = None
        self.waits: asyncio.Event | None = None
        self.retries = 0
        self.contexts: list[TurnContext] = []

    async def speak(self, context: TurnContext) -> AsyncIterator[Spoken]:
        self.contexts.append(context)
        if self.retries:
            yield Retrying(FaultKind.RATE_LIMITED, 2, 3, 1.0)
        if self.waits is not None:
            await self.waits.wait()
        if self.fault is not None:
            raise ModelFault(self.fault, "for the test")
        said = self._words(context)
        yield Sentence("Well. ")
        yield Sentence(said)
        asks = context.due is Move.ASK
        yield SpokenMove(
            move=context.due,
            text=f"Well. {said}",
            question_id=None if context.due is Move.CLOSE else _question(context, asks),
            point_id=context.target.id
            if context.due is Move.FOLLOW_UP and context.target
            else None,
            spoken_by="builtin",
            usage=Usage(),
        )

    def spent(self) -> Usage:
        """Every turn ends with a move."""
        return Usage()

    async def aclose(self) -> None:
        """Let go of nothing."""

    def _words(self, context: TurnContext) -> str:
        match context.due:
            case Move.ASK:
                return context.candidates[0].prompt.in_(context.language)
            case Move.FOLLOW_UP:
                assert context.target is not None
                return context.target.follow_up.in_(context.language)
            case Move.HINT:
                return context.hint or "Think again."
            case Move.CLARIFY:
                return "For inference."
            case _:
                return "Thank you for your time."


def _question(context: TurnContext, asks: bool) -> str | None:
    if asks:
        return context.candidates[0].id
    return context.question.id if context.question else None


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def pass_by(self, seconds: float) -> None:
        """Let time go by; a gap of more than five seconds counts as a pause."""
        self.seconds += seconds


async def seated(pilot: Pilot[int], app: InterviewerApp) -> InterviewScreen:
    """Go from Home to the first question of a mock with everything as it is filled in."""
    await until(pilot, lambda: app.screen.query("#start-list"))
    await pilot.press("m")
    await until(pilot, lambda: app.screen.query_one("#mock-plan").border_subtitle)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
    screen = app.screen
    assert isinstance(screen, InterviewScreen)
    await until(pilot, lambda: screen.has_begun and not screen.editor.read_only)
    return screen


async def tick(pilot: Pilot[int], clock: Clock, screen: InterviewScreen, seconds: float) -> None:
    """Let the interview's clock run for so long."""
    while seconds > 0:
        step = min(4.0, seconds)
        clock.pass_by(step)
        seconds -= step
        await screen.interview.tick()
    await pilot.pause()


@pytest.fixture
def voice(monkeypatch: pytest.MonkeyPatch) -> Voice:
    """The interviewer's voice, in place of the built-in model."""
    speaker = Voice()
    monkeypatch.setattr(Workplace, "builtin_speaker", property(lambda _: speaker))
    monkeypatch.setattr(Workplace, "prewarm", lambda _: None)
    return speaker


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The interview's clock, in place of the machine's."""
    hands = Clock()
    monkeypatch.setattr(SystemTime, "monotonic", lambda _: hands.seconds)
    monkeypatch.setattr(secrets, "randbelow", lambda _: 4711)
    return hands
