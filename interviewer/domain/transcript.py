"""What was said in a session: the only source of truth about an interview."""

from datetime import datetime
from enum import StrEnum

from interviewer.domain.blueprint import Blueprint
from interviewer.domain.grade import Grade, Provenance
from interviewer.domain.language import Frozen, Language
from interviewer.domain.question import Question

_BUILTIN = "builtin"


class Speaker(StrEnum):
    """Who said a turn."""

    INTERVIEWER = "interviewer"
    CANDIDATE = "candidate"


class Move(StrEnum):
    """What a turn does. The interviewer asks, follows up, clarifies, hints, closes; the candidate
    answers, skips, says "I don't know", or asks for a hint or a clarification."""

    ASK = "ask"
    FOLLOW_UP = "follow_up"
    CLARIFY = "clarify"
    HINT = "hint"
    CLOSE = "close"
    ANSWER = "answer"
    SKIP = "skip"
    DONT_KNOW = "dont_know"


TRIES = (Move.ANSWER, Move.SKIP, Move.DONT_KNOW)
"""What a candidate can make of a question; hints and clarifications only lead there."""


class Kind(StrEnum):
    """A timed mock interview, or practice."""

    MOCK = "mock"
    PRACTICE = "practice"


class Status(StrEnum):
    """Where a session stands. `running` on disk with nobody holding the lock means: interrupted."""

    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    ABANDONED = "abandoned"

    @property
    def is_over(self) -> bool:
        """Whether the session cannot be gone on with, so that everything may be shown."""
        return self in (Status.FINISHED, Status.ABANDONED)


class Turn(Frozen):
    """One thing that was said, whole. Text is exactly what was typed or spoken."""

    seq: int
    role: Speaker
    move: Move
    question_id: str | None = None
    point_id: str | None = None
    """The rubric point that a follow-up aims at."""
    text: str
    at: datetime
    submission_id: str | None = None
    """Given by the client to each submission, so that one sent twice is stored once."""
    spoken_by: str | None = None
    """The model that spoke an interviewer's turn: `builtin` or a connection's name."""
    active_seconds: float = 0.0
    """The interview's clock when the turn was stored, in seconds."""


class Session(Frozen):
    """One sitting: its plan, its state, its clock."""

    id: str
    kind: Kind
    status: Status
    language: Language
    started_at: datetime
    ended_at: datetime | None = None
    blueprint: Blueprint
    nonce: str
    """Fences the candidate's text in prompts; one for a session."""
    model: str = "builtin"
    """The connection that speaks: `builtin`, or the name of one from Settings."""
    grader: str = "builtin"
    active_seconds: float = 0.0


class AskedQuestion(Frozen):
    """A question as it was when it was asked; later changes to the bank do not reach it."""

    question: Question
    slot: int
    bank_version: str


class Draft(Frozen):
    """What stands in the editor, not yet submitted."""

    text: str
    at: datetime
    active_seconds: float = 0.0


class Utterance(Frozen):
    """A candidate's words on a question, and what had been said to lead them there."""

    seq: int
    text: str
    provenance: Provenance = Provenance.UNPROMPTED
    point_id: str | None = None
    """The point that the follow-up before it aimed at."""


class Exchange(Frozen):
    """All that the candidate said on one question: the input of every grader."""

    question: Question
    language: Language
    utterances: tuple[Utterance, ...]
    interviewer_texts: tuple[str, ...] = ()
    """What the interviewer said meanwhile: a quote of this is not evidence."""


class Transcript(Frozen):
    """A whole session as stored."""

    session: Session
    turns: tuple[Turn, ...] = ()
    asked: tuple[AskedQuestion, ...] = ()
    grades: tuple[Grade, ...] = ()
    """In the order they were given; the last of a question is the one that counts."""
    draft: Draft | None = None

    def question(self, question_id: str) -> Question:
        """Return the snapshot of a question that was asked; KeyError if it was not."""
        for asked in self.asked:
            if asked.question.id == question_id:
                return asked.question
        raise KeyError(question_id)

    @property
    def stand_ins(self) -> frozenset[int]:
        """The turns that the built-in interviewer spoke where another one spoke as well.

        It did so after a failure, or where the other one made no allowed move.
        """
        spoken = {turn.seq: turn.spoken_by for turn in self.turns if turn.spoken_by is not None}
        if set(spoken.values()) <= {_BUILTIN}:
            return frozenset()
        return frozenset(seq for seq, name in spoken.items() if name == _BUILTIN)

    def turns_on(self, question_id: str) -> tuple[Turn, ...]:
        """Return the turns that belong to one question, in order."""
        return tuple(turn for turn in self.turns if turn.question_id == question_id)

    def grade(self, question_id: str) -> Grade | None:
        """Return the newest grade of a question, or None while it has none."""
        for grade in reversed(self.grades):
            if grade.question_id == question_id:
                return grade
        return None

    def _last_try(self, question_id: str) -> tuple[Turn, ...]:
        """Return the turns of the last asking of a question that was tried; else of the last."""
        askings: list[list[Turn]] = []
        for turn in self.turns_on(question_id):
            if turn.move is Move.ASK or not askings:
                askings.append([])
            askings[-1].append(turn)
        tried = [asking for asking in askings if any(turn.move in TRIES for turn in asking)]
        return tuple((tried or askings or [[]])[-1])

    def exchange(self, question_id: str) -> Exchange:
        """Gather the candidate's words on one question, each with what prompted them.

        Words after a hint count as after a hint, whatever came between; words after a follow-up
        as after a follow-up. Where practice asked the question again, the last asking counts that
        was met with a try: leaving again is no answer. KeyError if the question was not asked.
        """
        utterances: list[Utterance] = []
        spoken: list[str] = []
        provenance = Provenance.UNPROMPTED
        target: str | None = None
        for turn in self._last_try(question_id):
            if turn.role is Speaker.INTERVIEWER:
                spoken.append(turn.text)
                if turn.move is Move.HINT:
                    provenance = Provenance.AFTER_HINT
                elif turn.move is Move.FOLLOW_UP:
                    target = turn.point_id
                    if provenance is Provenance.UNPROMPTED:
                        provenance = Provenance.AFTER_FOLLOW_UP
            elif turn.move is Move.ANSWER:
                utterances.append(
                    Utterance(seq=turn.seq, text=turn.text, provenance=provenance, point_id=target)
                )
        return Exchange(
            question=self.question(question_id),
            language=self.session.language,
            utterances=tuple(utterances),
            interviewer_texts=tuple(spoken),
        )
