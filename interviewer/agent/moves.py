"""Tools as moves: what a call means, why it is refused, and the move that code makes itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from interviewer.agent.context import TurnContext
from interviewer.agent.wording import words_for
from interviewer.bank.text import is_cjk
from interviewer.domain.language import Language
from interviewer.domain.question import Question
from interviewer.domain.transcript import Move
from interviewer.models.plain import one_line

SEARCH = "search_bank"
MOVES: Mapping[str, Move] = {
    "ask_question": Move.ASK,
    "ask_follow_up": Move.FOLLOW_UP,
    "give_hint": Move.HINT,
    "clarify": Move.CLARIFY,
    "close_interview": Move.CLOSE,
}
TOOL_OF: Mapping[Move, str] = {move: tool for tool, move in MOVES.items()}
TOOL_NAMES = (SEARCH, *MOVES)

MAX_REFUSALS = 2
MAX_CALLS = 6
"""Calls of the model in one turn, those that were refused included."""

_FIELDS: Mapping[str, tuple[str, ...]] = {
    SEARCH: ("query",),
    "ask_question": ("question_id", "introduction"),
    **dict.fromkeys(("ask_follow_up", "give_hint", "clarify", "close_interview"), ("words",)),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A move that was accepted: the words are still those of the model."""

    move: Move
    words: str
    question: Question | None
    """The question to ask, for `ask`."""


def words_field(tool: str) -> str:
    """Return the argument of `tool` that is spoken."""
    return "introduction" if tool == "ask_question" else "words"


def in_wrong_language(words: str, language: Language) -> bool:
    """Tell whether words are clearly not in the language of the session.

    Terms stay English in Chinese speech, so a Chinese sentence may hold many Latin letters; an
    English one holds next to no Chinese.
    """
    letters = [letter for letter in words if letter.isalpha()]
    chinese = sum(map(is_cjk, letters))
    if language is Language.ZH:
        return len(letters) >= 12 and chinese == 0
    return chinese > 2 and chinese * 10 > len(letters)


def refusal(
    context: TurnContext, known: Mapping[str, Question], tool: str, args: Mapping[str, object]
) -> str | None:
    """Say why a call cannot be carried out, so that the model can do better; None if it can.

    `known` are the questions that may be asked: the candidates and what was found since.
    """
    if tool not in _FIELDS:
        return f"There is no tool {one_line(tool, 40)}. {_what_to_do(context)}"
    if tool != SEARCH and MOVES[tool] not in context.allowed:
        return f"{tool} is not allowed now. {_what_to_do(context)}"
    for name in _FIELDS[tool]:
        value = args.get(name)
        if not isinstance(value, str) or not (value.strip() or name == "introduction"):
            return f"{tool} needs the text `{name}`."
    if tool == SEARCH:
        if Move.ASK in context.allowed:
            return None
        return f"No new question is asked in this turn. {_what_to_do(context)}"
    if tool == "ask_question" and (complaint := _not_askable(context, known, args["question_id"])):
        return complaint
    if in_wrong_language(str(args[words_field(tool)]), context.language):
        language = "Chinese" if context.language is Language.ZH else "English"
        return f"Those words are in the wrong language. Call {tool} again and speak {language}."
    return None


def _not_askable(
    context: TurnContext, known: Mapping[str, Question], question_id: object
) -> str | None:
    ids = ", ".join(known)
    if question_id in context.already_asked:
        return f"That question was asked before in this interview. Take one of: {ids}."
    if question_id not in known:
        return f"There is no such question_id to ask now. Take one of: {ids}."
    return None


def _what_to_do(context: TurnContext) -> str:
    allowed = [tool for tool, move in MOVES.items() if move in context.allowed]
    return f"Call {' or '.join(allowed)}."


def no_call(context: TurnContext) -> str:
    """Say what to do to a model that only wrote text."""
    return f"Nobody hears plain text. {_what_to_do(context)} Put what you want to say into it."


def chosen(known: Mapping[str, Question], tool: str, args: Mapping[str, object]) -> Chosen:
    """Return the move of a call that was not refused."""
    question = known.get(str(args.get("question_id"))) if tool == "ask_question" else None
    return Chosen(MOVES[tool], str(args[words_field(tool)]), question)


def codes_move(context: TurnContext) -> Chosen:
    """Return the due move in authored words: what is done when the model does not manage."""
    question = context.candidates[0] if context.due is Move.ASK else None
    return Chosen(context.due, words_for(context, context.due, question), question)
