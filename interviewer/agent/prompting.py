"""Renders a turn's context into what a real model reads."""

from functools import lru_cache

from interviewer.agent.context import Persona, TurnContext
from interviewer.agent.moves import MOVES, TOOL_OF, words_field
from interviewer.domain.language import Language
from interviewer.domain.transcript import Speaker
from interviewer.models.prompts import render

_DIGEST_LINES = 4
_LINE = 160
"""Code points of one line of the digest."""
_TURN = 8_000
"""Code points of one turn in the exchange; the middle of a longer one is left out."""
_SHORT_TURN = 1_200


def system_prompt(context: TurnContext) -> str:
    """Return the system prompt: the same in every turn of a session, for the provider's cache."""
    return _system_prompt(context.language, context.persona, context.nonce)


@lru_cache(maxsize=16)
def _system_prompt(language: Language, persona: Persona, nonce: str) -> str:
    return render(
        "interviewer",
        language=_name(language),
        chinese=language is Language.ZH,
        persona=persona.value,
        nonce=nonce,
    ).text


def turn_prompt(context: TurnContext, *, short: bool = False) -> str:
    """Return what the model is told in this turn.

    Its size does not grow with the interview. `short` is for a model that found it too long: the
    digest goes, and long turns are cut further.
    """
    language, question = context.language, context.question
    lines = () if short else context.digest[-_DIGEST_LINES:]
    digest = render(
        "digest",
        lines=lines,
        left_out=0 if short else len(context.digest) - len(lines),
        nonce=context.nonce,
        limit=_LINE,
    )
    candidates = context.candidates[:1] if short else context.candidates
    left = context.seconds_left
    return render(
        "turn",
        digest=digest.text,
        nonce=context.nonce,
        limit=_SHORT_TURN if short else _TURN,
        language=_name(language),
        prompt=question.prompt.in_(language) if question else None,
        exchange=[
            {
                "mine": turn.role is Speaker.INTERVIEWER,
                "move": turn.move.value,
                "text": turn.text,
            }
            for turn in context.exchange
        ],
        time=_time(context),
        minutes=max(1, round(left / 60)) if left is not None else None,
        opening=context.opening,
        number=context.number,
        planned=context.planned,
        allowed=[move.value for move in context.allowed],
        candidates=[
            {
                "id": candidate.id,
                "topic": candidate.topic,
                "level": candidate.level.value,
                "prompt": candidate.prompt.in_(language),
            }
            for candidate in candidates
        ],
        note=context.target.note.in_(language) if context.target else None,
        follow_up=context.target.follow_up.in_(language) if context.target else None,
        hint=context.hint,
        clarification=context.clarification,
        closing_reason=context.closing_reason,
        tools=[tool for tool, move in MOVES.items() if move in context.allowed],
        due=TOOL_OF[context.due],
    ).text


def words_only_prompt(context: TurnContext) -> str:
    """Return what is added for a server that takes no tools."""
    tool = TOOL_OF[context.due]
    return render(
        "words_only", tool=tool, field=words_field(tool), language=_name(context.language)
    ).text


def _name(language: Language) -> str:
    return "Chinese" if language is Language.ZH else "English"


def _time(context: TurnContext) -> str | None:
    if context.seconds_left is None or context.opening:
        return None
    said = f"Time left: {_rounded(context.seconds_left)} of the interview"
    if context.question_seconds_left is not None:
        said += f", {_rounded(context.question_seconds_left)} planned for this question"
    return said + "."


def _rounded(seconds: float) -> str:
    """Round to a minute, or below two minutes to ten seconds."""
    if seconds >= 120:
        return f"{round(seconds / 60)} minutes"
    return f"{round(seconds / 10) * 10} seconds"
