"""Renders a turn's context into what a real model reads."""

from functools import lru_cache

from interviewer.agent.context import Persona, TurnContext
from interviewer.agent.moves import MOVES, TOOL_OF, words_field
from interviewer.agent.wording import is_tight, topic_said
from interviewer.domain.language import Language
from interviewer.domain.transcript import Move, Speaker
from interviewer.models.plain import one_line
from interviewer.models.prompts import render

_DIGEST_LINES = 3
_LINE = 200
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
    language = context.language
    left = context.seconds_left
    return render(
        "turn",
        digest="" if short else _digest(context),
        nonce=context.nonce,
        limit=_SHORT_TURN if short else _TURN,
        language=_name(language),
        opening=context.opening,
        prompt=_prompt(context),
        exchange=_exchange(context),
        time=_time(context),
        minutes=max(1, round(left / 60)) if left is not None else None,
        tight=bool(context.candidates) and is_tight(context, context.candidates[0]),
        number=context.number,
        planned=context.planned,
        candidates=_candidates(context)[: 1 if short else None],
        note=context.target.note.in_(language) if context.target else None,
        follow_up=context.target.follow_up.in_(language) if context.target else None,
        hint=context.hint,
        clarification=_clarification(context),
        closing_reason=context.closing_reason,
        feedback=_feedback(context),
        tools=_tools(context),
    ).text


def _digest(context: TurnContext) -> str:
    lines = context.digest[-_DIGEST_LINES:]
    return render(
        "digest",
        lines=[one_line(f"{line.topic}, {line.question_id}: {line.line}", _LINE) for line in lines],
        left_out=len(context.digest) - len(lines),
        nonce=context.nonce,
    ).text


def _exchange(context: TurnContext) -> list[dict[str, object]]:
    return [
        {
            "mine": turn.role is Speaker.INTERVIEWER,
            "tool": TOOL_OF.get(turn.move),
            "move": turn.move.value,
            "text": turn.text,
        }
        for turn in context.exchange
    ]


def _prompt(context: TurnContext) -> str | None:
    """Return the question, unless the exchange begins with it."""
    if context.question is None or any(turn.move is Move.ASK for turn in context.exchange):
        return None
    return context.question.prompt.in_(context.language)


def _clarification(context: TurnContext) -> str | None:
    """Return what is to be clarified, unless the exchange ends with it."""
    last = context.exchange[-1].text if context.exchange else None
    return None if context.clarification == last else context.clarification


def _candidates(context: TurnContext) -> list[dict[str, str]]:
    return [
        {
            "id": candidate.id,
            "topic": candidate.topic,
            "level": candidate.level.value,
            "prompt": candidate.prompt.in_(context.language),
        }
        for candidate in context.candidates
    ]


_IMPRESSIONS = {4: "strong", 3: "good", 2: "mixed", 1: "weak"}


def _feedback(context: TurnContext) -> dict[str, str | None] | None:
    told = context.feedback
    if told is None:
        return None
    best, worst = (topic_said(topic, context.language) for topic in (told.best, told.worst))
    return {"impression": _IMPRESSIONS[told.band], "best": best, "worst": worst}


def _tools(context: TurnContext) -> list[str]:
    """Return the tools of the allowed moves, the due one first."""
    others = [move for move in MOVES.values() if move in context.allowed - {context.due}]
    return [TOOL_OF[move] for move in (context.due, *others)]


def words_only_prompt(context: TurnContext) -> str:
    """Return what is added for a server that takes no tools."""
    tool = TOOL_OF[context.due]
    return render(
        "words_only", tool=tool, field=words_field(tool), language=_name(context.language)
    ).text


def _name(language: Language) -> str:
    return "Chinese (简体中文)" if language is Language.ZH else "English"


def _time(context: TurnContext) -> str | None:
    if context.seconds_left is None or context.opening:
        return None
    said = f"Time left: {_rounded(context.seconds_left)} of the interview"
    planned = context.question_seconds_left
    if planned is None or context.due in (Move.ASK, Move.CLOSE):
        return said + "."
    if planned < 5:
        return said + ". What was planned for the current question is used up."
    return said + f". Planned for the current question: {_rounded(planned)} more."


def _rounded(seconds: float) -> str:
    """Round to a minute, or below two minutes to ten seconds."""
    if seconds >= 120:
        return f"{round(seconds / 60)} minutes"
    return f"{max(1, round(seconds / 10)) * 10} seconds"
