"""Which move the interviewer owes, which it may make, and at which point a follow-up aims.

Pure: a state, an assessment and a clock reading go in; a decision comes out. The speaker words
what is decided here and chooses among what is allowed, nothing more.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from interviewer.domain.blueprint import Blueprint
from interviewer.domain.grade import Grade, Verdict
from interviewer.domain.question import Question
from interviewer.domain.transcript import Kind, Move, Speaker
from interviewer.interview.clock import Phase, Reading
from interviewer.interview.state import Current, State

MAX_FOLLOW_UPS = 2
FOLLOW_UP_SECONDS = 90.0
"""No follow-up is begun with less time left."""
MIN_SHARE_OF_SLOT = 0.5
"""No question is begun when less than this share of its minutes is left."""


class Closing(StrEnum):
    """Why an interview ends."""

    DONE = "done"
    TIME = "time"
    ENDED = "ended"


@dataclass(frozen=True)
class Owed:
    """What the interviewer should do now."""

    due: Move
    allowed: frozenset[Move]
    target: str | None = None
    """The rubric point that a follow-up aims at."""
    slot: int | None = None
    """The slot that an `ask` fills."""
    closing: Closing | None = None

    def onto_slot(self, slot: int) -> "Owed":
        """Return the same with another slot to fill: the bank has nothing for this one."""
        return replace(self, slot=slot)

    def onto_closing(self) -> "Owed":
        """Nothing is left to ask: where a question was due or allowed, closing takes its place."""
        return replace(
            self,
            due=Move.CLOSE if self.due is Move.ASK else self.due,
            allowed=(self.allowed - {Move.ASK}) | {Move.CLOSE},
            slot=None,
            closing=Closing.DONE,
        )


def owed(
    state: State,
    kind: Kind,
    blueprint: Blueprint,
    reading: Reading,
    assessment: Grade | None,
    *,
    ending: Closing | None = None,
) -> Owed | None:
    """Decide what the interviewer owes; None when it is the candidate's turn or all is said.

    `assessment` is the built-in grader's view of the current question; it is needed only after
    an answer. `ending` says that the interview must close now, and why.
    """
    if state.closed:
        return None
    if ending is not None:
        return _close(ending)
    if state.current is None:
        return advance(state, blueprint, reading)
    last = state.last
    if last is None or last.role is Speaker.INTERVIEWER:
        return None
    if last.move is Move.CLARIFY:
        return Owed(Move.CLARIFY, frozenset({Move.CLARIFY}))
    if last.move is Move.HINT:
        return Owed(Move.HINT, frozenset({Move.HINT}))
    onward = advance(state, blueprint, reading)
    if last.move is Move.DONT_KNOW and offers_hint(state.current, reading):
        return Owed(Move.HINT, frozenset({Move.HINT}))
    if last.move is Move.ANSWER and kind is Kind.MOCK and assessment is not None:
        target = follow_up_target(state.current, assessment, reading)
        if target is not None:
            return Owed(
                Move.FOLLOW_UP,
                frozenset({Move.FOLLOW_UP, onward.due}),
                target=target,
                slot=onward.slot,
                closing=onward.closing,
            )
    return onward


def advance(state: State, blueprint: Blueprint, reading: Reading) -> Owed:
    """Go to the next slot, or close where there is none or too little time for it."""
    slot = 0 if state.current is None else state.current.slot + 1
    if slot >= len(blueprint.slots):
        return _close(Closing.DONE)
    if not time_for(blueprint.slots[slot].minutes, reading):
        return _close(Closing.TIME)
    return Owed(Move.ASK, frozenset({Move.ASK}), slot=slot)


def time_for(minutes: float, reading: Reading) -> bool:
    """Whether enough time is left to begin a question of `minutes`."""
    return reading.left is None or reading.left >= MIN_SHARE_OF_SLOT * minutes * 60


def offers_hint(current: Current, reading: Reading) -> bool:
    """Whether "I don't know" is met with a hint: once a question, never on a follow-up."""
    return (
        current.hints_given == 0
        and current.dont_knows <= 1
        and bool(current.question.hints)
        and current.prompted_by.move is Move.ASK
        and reading.phase is Phase.RUNNING
    )


def may_hint(current: Current) -> bool:
    """Whether the question has a hint that the candidate has not had."""
    return current.hints_given < len(current.question.hints)


def follow_up_target(current: Current, assessment: Grade, reading: Reading) -> str | None:
    """Choose the point to follow up at: the heaviest must point that is not met.

    Ties go by rubric order; no point is aimed at twice; none with too little time left, and
    at most `MAX_FOLLOW_UPS` a question.
    """
    if len(current.follow_up_targets) >= MAX_FOLLOW_UPS:
        return None
    if reading.left is not None and reading.left < FOLLOW_UP_SECONDS:
        return None
    open_points = _open_points(current.question, assessment)
    return next((point for point in open_points if point not in current.follow_up_targets), None)


def _open_points(question: Question, assessment: Grade) -> list[str]:
    verdicts = {verdict.id: verdict.verdict for verdict in assessment.points}
    open_points = [
        point for point in question.rubric if point.must and verdicts.get(point.id) != Verdict.MET
    ]
    return [point.id for point in sorted(open_points, key=lambda point: -point.weight)]


def _close(reason: Closing) -> Owed:
    return Owed(Move.CLOSE, frozenset({Move.CLOSE}), closing=reason)
