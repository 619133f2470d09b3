"""Turns of an interview on real questions, one for every move."""

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from interviewer.agent.context import DigestLine, Search, TurnContext
from interviewer.agent.speaker import InterviewSpeaker
from interviewer.agent.speech import Spoken, SpokenMove
from interviewer.bank.catalogue import Bank
from interviewer.domain.language import Language
from interviewer.domain.question import Question
from interviewer.domain.transcript import Move, Speaker, Turn
from tests.shipped import shipped_bank

NONCE = "5e1f09c2a7b3"
QUESTION = "mqa-vs-gqa"
NEXT = "lora-principle"
ANSWERS = {
    Language.EN: "I'd say both of them change the heads, and it gets faster that way.",
    Language.ZH: "我觉得两个都是改了一下头，这样会快一点。",
}
AT = datetime(2026, 11, 22, tzinfo=UTC)


@cache
def bank() -> Bank:
    """The shipped bank."""
    return shipped_bank()


def sample() -> list[Question]:
    """At most 24 questions, spread over the whole bank."""
    questions = list(bank().questions.values())
    return questions[:: max(1, len(questions) // 24)][:24]


def said(question: Question, role: Speaker, move: Move, text: str, seq: int = 0) -> Turn:
    """One turn on a question."""
    return Turn(seq=seq, role=role, move=move, question_id=question.id, text=text, at=AT)


def exchange(
    question: Question, language: Language, *candidate: tuple[Move, str]
) -> tuple[Turn, ...]:
    """The question as asked, and what the candidate made of it."""
    asked = said(question, Speaker.INTERVIEWER, Move.ASK, question.prompt.in_(language))
    return (
        asked,
        *(
            said(question, Speaker.CANDIDATE, move, text, seq)
            for seq, (move, text) in enumerate(candidate, 1)
        ),
    )


def scene(
    due: Move,
    language: Language = Language.EN,
    question: Question | None = None,
    search: Search | None = None,
    **changes: Any,
) -> TurnContext:
    """A turn in which `due` is due; for `follow_up` going on is allowed as well."""
    question = question or bank().get(QUESTION)
    following = bank().get(NEXT)
    last = {
        Move.CLARIFY: (Move.CLARIFY, {"en": "How detailed?", "zh": "要讲多细？"}[language]),
        Move.HINT: (Move.HINT, ""),
    }.get(due, (Move.ANSWER, ANSWERS[language]))
    values: dict[str, Any] = {
        "language": language,
        "nonce": NONCE,
        "due": due,
        "allowed": frozenset({due, Move.ASK} if due is Move.FOLLOW_UP else {due}),
        "question": question,
        "exchange": exchange(question, language, last),
        "digest": (DigestLine("scaling-law", "foundations", "answered, one follow-up"),),
        "target": question.rubric[0] if due is Move.FOLLOW_UP else None,
        "candidates": (following, bank().get("qlora-idea")) if due in _ASKING else (),
        "hint": question.hints[0].in_(language) if due is Move.HINT else None,
        "clarification": last[1] if due is Move.CLARIFY else None,
        "seconds_left": 1500.0,
        "question_seconds_left": 120.0,
        "closing_reason": "done" if due is Move.CLOSE else None,
        "number": 3,
        "planned": 6,
        "search": search,
        "already_asked": frozenset({"scaling-law", question.id}),
    }
    return TurnContext(**{**values, **changes})


_ASKING = (Move.ASK, Move.FOLLOW_UP)


def opening(language: Language, **changes: Any) -> TurnContext:
    """The first turn of an interview."""
    values: dict[str, Any] = {
        "question": None,
        "exchange": (),
        "digest": (),
        "opening": True,
        "number": 1,
        "already_asked": frozenset(),
        "question_seconds_left": None,
    }
    return dataclasses.replace(scene(Move.ASK, language), **{**values, **changes})


async def spoken(speaker: InterviewSpeaker, context: TurnContext) -> list[Spoken]:
    """Everything the speaker yields in one turn."""
    return [event async for event in speaker.speak(context)]


def move_of(events: Sequence[Spoken]) -> SpokenMove:
    """The move at the end."""
    last = events[-1]
    assert isinstance(last, SpokenMove)
    assert not any(isinstance(event, SpokenMove) for event in events[:-1])
    return last
