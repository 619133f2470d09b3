"""Where an interview stands, read off its transcript."""

from dataclasses import dataclass

from interviewer.domain.question import Question
from interviewer.domain.transcript import (
    TRIES,
    AskedQuestion,
    Kind,
    Move,
    Speaker,
    Transcript,
    Turn,
)


@dataclass(frozen=True)
class Current:
    """The question that is being talked about, and what has happened on it."""

    question: Question
    slot: int
    turns: tuple[Turn, ...]
    """Since it was last asked."""

    @property
    def asked_at(self) -> float:
        """Active seconds when it was asked."""
        return self.turns[0].active_seconds

    @property
    def follow_up_targets(self) -> tuple[str, ...]:
        """The points that follow-ups have aimed at, in order."""
        return tuple(
            turn.point_id
            for turn in self.turns
            if turn.role is Speaker.INTERVIEWER and turn.move is Move.FOLLOW_UP and turn.point_id
        )

    @property
    def hints_given(self) -> int:
        """How many of the question's hints the candidate has had."""
        return self._count(Speaker.INTERVIEWER, Move.HINT)

    @property
    def answers(self) -> int:
        """How many answers were submitted."""
        return self._count(Speaker.CANDIDATE, Move.ANSWER)

    @property
    def dont_knows(self) -> int:
        """How often the candidate said "I don't know"."""
        return self._count(Speaker.CANDIDATE, Move.DONT_KNOW)

    @property
    def prompted_by(self) -> Turn:
        """The last words that asked for an answer: the question, a follow-up or a hint."""
        asking = (Move.ASK, Move.FOLLOW_UP, Move.HINT)
        return next(
            turn
            for turn in reversed(self.turns)
            if turn.role is Speaker.INTERVIEWER and turn.move in asking
        )

    def _count(self, role: Speaker, move: Move) -> int:
        return sum(turn.role is role and turn.move is move for turn in self.turns)


@dataclass(frozen=True)
class State:
    """What the rules need to know of an interview."""

    current: Current | None
    """None before the first question."""
    last: Turn | None
    closed: bool
    asked_ids: tuple[str, ...]
    """In the order asked, without repeats."""

    @property
    def candidates_turn(self) -> bool:
        """Whether the interviewer has spoken and the candidate may."""
        return self.last is not None and self.last.role is Speaker.INTERVIEWER and not self.closed


def counts(transcript: Transcript, question_id: str) -> bool:
    """Whether a question that was asked counts: in a mock always, in practice once it was tried.

    Leaving practice in front of a question is no answer to it.
    """
    if transcript.session.kind is Kind.MOCK:
        return True
    return any(turn.move in TRIES for turn in transcript.turns_on(question_id))


def counted(transcript: Transcript) -> list[AskedQuestion]:
    """Return the questions that were asked and count, in the order asked."""
    return [asked for asked in transcript.asked if counts(transcript, asked.question.id)]


def state_of(transcript: Transcript) -> State:
    """Read an interview's state off its transcript; nothing else is remembered anywhere."""
    asking: int | None = None
    for index, turn in enumerate(transcript.turns):
        if turn.role is Speaker.INTERVIEWER and turn.move is Move.ASK:
            asking = index
    last = transcript.turns[-1] if transcript.turns else None
    return State(
        current=None if asking is None else _current(transcript, asking),
        last=last,
        closed=last is not None and last.move is Move.CLOSE,
        asked_ids=tuple(dict.fromkeys(asked.question.id for asked in transcript.asked)),
    )


def _current(transcript: Transcript, asking: int) -> Current:
    question_id = transcript.turns[asking].question_id
    asked = next(a for a in reversed(transcript.asked) if a.question.id == question_id)
    turns = tuple(turn for turn in transcript.turns[asking:] if turn.question_id == question_id)
    return Current(question=asked.question, slot=asked.slot, turns=turns)
