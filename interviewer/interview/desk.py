"""What an interview works with."""

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from interviewer.agent.context import Persona, TurnContext
from interviewer.agent.speech import Spoken
from interviewer.bank.catalogue import Bank
from interviewer.domain.question import Question
from interviewer.domain.transcript import Transcript
from interviewer.grading.builtin.grader import BuiltinGrader
from interviewer.interview.marking import Grader
from interviewer.interview.timekeeping import Timekeeper
from interviewer.models.usage import Limit, Usage
from interviewer.storage.sessions import SessionStore

Select = Callable[[Transcript, int], Sequence[Question]]
"""(transcript, slot) -> questions that fit the slot, best first; empty if the bank has none."""


class Voice(Protocol):
    """Words the interviewer's moves: see `interviewer.agent.speaker.InterviewSpeaker`."""

    name: str
    """The connection's."""

    def speak(self, context: TurnContext) -> AsyncGenerator[Spoken]:
        """Give sentences, then exactly one move. Raises ModelFault."""
        ...

    def spent(self) -> Usage:
        """Return what the turns took that ended without a move, since this was last asked."""
        ...

    async def aclose(self) -> None:
        """Close the connections that are held open."""
        ...


@dataclass(frozen=True)
class Desk:
    """What an interview works with."""

    store: SessionStore
    bank: Bank
    select: Select
    search: Callable[[str, str | None, str | None], list[Question]] | None
    speaker: Voice
    builtin_speaker: Voice
    assessor: BuiltinGrader
    grader: Grader
    time: Timekeeper
    persona: Persona = Persona.NEUTRAL
    limit: Limit = field(default_factory=Limit)
