"""What the speaker hands out while it speaks: sentences, notices, and at the end one move."""

from dataclasses import dataclass

from interviewer.domain.transcript import Move
from interviewer.models.faults import FaultKind
from interviewer.models.usage import Usage


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words that passed the leak check, ready to show.

    The texts of all sentences since the last `Withdrawn`, joined without anything between them,
    are exactly the text of the move that follows.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The sentences shown so far do not count: take them off the screen."""


@dataclass(frozen=True, slots=True)
class Retrying:
    """A call failed and is repeated after `wait` seconds; for a quiet notice."""

    kind: FaultKind
    attempt: int
    """Which attempt comes next, from 2."""
    attempts: int
    """How many there will be at most."""
    wait: float


@dataclass(frozen=True, slots=True)
class SpokenMove:
    """The move that ends the turn, with the whole of its words."""

    move: Move
    text: str
    question_id: str | None
    """The question that is asked, or that the move is about."""
    point_id: str | None
    """The rubric point that a follow-up aims at."""
    spoken_by: str
    """`builtin`, or the name of the connection whose model chose the words. `code` never speaks:
    where the model did not manage, the authored words are said and count as the built-in's."""
    usage: Usage
    refusals: int = 0
    """How many calls of the model were refused before."""
    dropped: int = 0
    """How many sentences the leak check took out."""


Spoken = Sentence | Withdrawn | Retrying | SpokenMove
