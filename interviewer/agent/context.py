"""All that the speaker knows in one turn: built by code from the transcript, typed, immutable.

The prompts of a real model are rendered from it, and the built-in model reads it as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from interviewer.domain.language import Language
from interviewer.domain.question import Question, RubricPoint
from interviewer.domain.transcript import Move, Turn

INTERVIEWER_MOVES = frozenset({Move.ASK, Move.FOLLOW_UP, Move.CLARIFY, Move.HINT, Move.CLOSE})

ClosingReason = Literal["done", "time", "ended"]
"""All slots are done; the time is up; the candidate ended it."""

Search = Callable[[str, str | None, str | None], list[Question]]
"""(query, topic, level) -> questions of the bank, best first."""


class Persona(StrEnum):
    """The interviewer's manner. It changes the tone, never what is asked or how it is marked."""

    FRIENDLY = "friendly"
    NEUTRAL = "neutral"
    TOUGH = "tough"


@dataclass(frozen=True, slots=True)
class DigestLine:
    """What is remembered of an earlier question, in one line."""

    question_id: str
    topic: str
    line: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What may be said at the end of a mock of how it went: an impression, never marks."""

    band: int
    """4 strong, 3 good, 2 mixed, 1 weak."""
    best: str | None = None
    """The topic that went best, where the topics differ."""
    worst: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnContext:
    """One turn of the interviewer. ValueError if it asks for a move it lacks the means for."""

    language: Language
    nonce: str
    """Fences the candidate's text in prompts; one for an interview."""
    due: Move
    """The move that the state machine would make; made by code if the model does not manage."""
    allowed: frozenset[Move]
    """What the speaker may choose from; holds `due`."""
    persona: Persona = Persona.NEUTRAL
    question: Question | None = None
    """The question that the exchange is about: when a new one is due, the one that just ended.
    Its rubric is never rendered."""
    exchange: tuple[Turn, ...] = ()
    """Every turn on `question`, in order."""
    digest: tuple[DigestLine, ...] = ()
    """The questions before `question`, oldest first."""
    target: RubricPoint | None = None
    """The one point that a follow-up aims at: the only note that a prompt ever holds."""
    candidates: tuple[Question, ...] = ()
    """Questions that fit the next slot, best first; only their prompts are rendered."""
    hint: str | None = None
    """The authored hint to give, in `language`."""
    clarification: str | None = None
    """What the candidate asked to have clarified."""
    seconds_left: float | None = None
    """Of the interview; None when no clock runs."""
    question_seconds_left: float | None = None
    """Of the current question's share; None when no clock runs."""
    opening: bool = False
    """These are the first words of the interview."""
    closing_reason: ClosingReason | None = None
    feedback: Feedback | None = None
    """For the closing of a mock in which something was answered."""
    number: int | None = None
    """Which question this is, or which one would be asked next, from 1."""
    planned: int | None = None
    """How many questions the blueprint holds."""
    search: Search | None = None
    """For the search tool; None where nothing can be searched."""
    already_asked: frozenset[str] = frozenset()
    """The ids that must not be asked again in this session."""

    def __post_init__(self) -> None:
        """Check that every allowed move has what it needs."""
        if not self.allowed <= INTERVIEWER_MOVES:
            raise ValueError("only moves of the interviewer can be allowed")
        if self.due not in self.allowed:
            raise ValueError("the due move must be allowed")
        missing = [
            move
            for move, present in (
                (Move.ASK, bool(self.candidates)),
                (Move.FOLLOW_UP, self.question is not None and self.target is not None),
                (Move.HINT, self.question is not None and self.hint is not None),
                (
                    Move.CLARIFY,
                    self.question is not None and self.clarification is not None,
                ),
                (Move.CLOSE, self.closing_reason is not None),
            )
            if move in self.allowed and not present
        ]
        if missing:
            raise ValueError(f"allowed without the means: {', '.join(missing)}")
