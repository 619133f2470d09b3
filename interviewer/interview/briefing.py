"""Builds what the speaker knows in one turn from the transcript and what the rules decided."""

from collections.abc import Callable, Sequence

from interviewer.agent.context import DigestLine, Feedback, Persona, TurnContext
from interviewer.agent.digest import remember
from interviewer.domain.blueprint import Blueprint
from interviewer.domain.question import Question
from interviewer.domain.transcript import Move, Transcript
from interviewer.interview.clock import Reading
from interviewer.interview.rules import Owed
from interviewer.interview.state import Current, State

DIGEST_LINES = 12
"""How many earlier questions are remembered; older ones are only counted by their ids."""

Search = Callable[[str, str | None, str | None], list[Question]]


def brief(
    transcript: Transcript,
    state: State,
    owed: Owed,
    reading: Reading,
    candidates: Sequence[Question],
    search: Search | None,
    persona: Persona,
    feedback: Feedback | None = None,
) -> TurnContext:
    """Return the context of the move that is owed."""
    session = transcript.session
    current = state.current
    return TurnContext(
        language=session.language,
        nonce=session.nonce,
        persona=persona,
        due=owed.due,
        allowed=owed.allowed,
        question=current.question if current else None,
        exchange=current.turns if current else (),
        digest=_digest(transcript, current),
        target=current.question.point(owed.target) if current and owed.target else None,
        candidates=tuple(candidates),
        hint=_hint(current, transcript) if owed.due is Move.HINT else None,
        clarification=state.last.text if owed.due is Move.CLARIFY and state.last else None,
        seconds_left=reading.left,
        question_seconds_left=_question_left(session.blueprint, current, reading),
        opening=current is None,
        closing_reason=owed.closing.value if owed.closing else None,
        feedback=feedback,
        number=len(state.asked_ids) + (1 if Move.ASK in owed.allowed else 0) or None,
        planned=len(session.blueprint.slots),
        search=search,
        already_asked=frozenset(state.asked_ids),
    )


def _hint(current: Current | None, transcript: Transcript) -> str | None:
    if current is None or current.hints_given >= len(current.question.hints):
        return None
    return current.question.hints[current.hints_given].in_(transcript.session.language)


def _question_left(blueprint: Blueprint, current: Current | None, reading: Reading) -> float | None:
    if current is None or reading.total is None or current.slot >= len(blueprint.slots):
        return None
    used = reading.active - current.asked_at
    return max(0.0, blueprint.slots[current.slot].minutes * 60 - used)


def _digest(transcript: Transcript, current: Current | None) -> tuple[DigestLine, ...]:
    """One line for each earlier question: what became of it, never what it is worth."""
    earlier = [
        asked.question
        for asked in transcript.asked
        if current is None or asked.question.id != current.question.id
    ]
    return tuple(
        remember(question, transcript.turns_on(question.id)) for question in earlier[-DIGEST_LINES:]
    )
