"""A turn's context asks for nothing that it lacks the means for."""

import dataclasses
from typing import Any

import pytest

from interviewer.agent.context import TurnContext
from interviewer.agent.moves import MOVES, codes_move, in_wrong_language, refusal, words_field
from interviewer.domain.language import Language
from interviewer.domain.transcript import Move
from tests.agent.scenes import scene


@pytest.mark.parametrize(
    ("due", "missing"),
    [
        (Move.ASK, {"candidates": ()}),
        (Move.FOLLOW_UP, {"target": None}),
        (Move.HINT, {"hint": None}),
        (Move.CLARIFY, {"clarification": None}),
        (Move.CLOSE, {"closing_reason": None}),
        (Move.ASK, {"allowed": frozenset({Move.CLOSE}), "closing_reason": "done"}),
        (Move.ASK, {"allowed": frozenset({Move.ASK, Move.ANSWER})}),
    ],
)
def test_a_move_without_its_means_is_refused(due: Move, missing: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"allowed|moves"):
        scene(due, **missing)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("due", list(MOVES.values()))
def test_the_move_that_code_makes_is_never_one_it_would_refuse(
    due: Move, language: Language
) -> None:
    context: TurnContext = scene(due, language)
    chosen = codes_move(context)
    tool = next(tool for tool, move in MOVES.items() if move is due)
    args = {words_field(tool): chosen.words}
    if chosen.question:
        args["question_id"] = chosen.question.id
    known = {question.id: question for question in context.candidates}
    assert refusal(context, known, tool, args) is None
    forbidden = dataclasses.replace(
        context, allowed=frozenset({Move.CLOSE}), due=Move.CLOSE, closing_reason="done"
    )
    if due is not Move.CLOSE:
        assert refusal(forbidden, known, tool, args) is not None


@pytest.mark.parametrize(
    ("words", "language", "wrong"),
    [
        ("What does the KV cache hold?", Language.EN, False),
        ("What does the KV cache hold?", Language.ZH, True),
        ("KV cache 里存了什么？", Language.ZH, False),
        ("KV cache 里存了什么？", Language.EN, True),
        ("In Chinese one says 显存.", Language.EN, False),
        ("OK.", Language.ZH, False),
        ("", Language.EN, False),
    ],
)
def test_the_language_of_words_is_told(words: str, language: Language, wrong: bool) -> None:
    assert in_wrong_language(words, language) is wrong
