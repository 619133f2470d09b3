"""One line of the list of answers shows what it is known by: the question, or the word found."""

from datetime import UTC, datetime

import pytest

from interviewer.domain.transcript import Kind
from interviewer.storage.answers import AnswerLine, Remark
from interviewer.tui.answer_rows import answer_row, words_of

ANSWER = AnswerLine(
    session_id="0abc",
    question_id="alibi",
    kind=Kind.MOCK,
    topic="position-long-context",
    at=datetime(2026, 11, 22, 12, 0, tzinfo=UTC),
    score=0.8,
    asked="Hello, thank you for joining. Let's begin.\n选 ALiBi 有什么好处，又要付出什么代价？",
    answered=("第一是能外推，输入比训练时更长，困惑度也稳得住；那组对比快了 11%，显存也省 11%。",),
    remark=Remark(),
)


@pytest.mark.parametrize("width", [58, 78, 140])
def test_the_question_is_told_and_not_the_words_that_lead_over_to_it(width: int) -> None:
    told = answer_row(ANSWER, [], width).truncate(width).plain
    assert "选 ALiBi" in told
    assert "Hello" not in told


@pytest.mark.parametrize("width", [48, 58, 78, 140])
def test_the_word_that_was_looked_for_is_in_sight(width: int) -> None:
    told = answer_row(ANSWER, words_of("显存"), width).truncate(width, ellipsis=True).plain
    assert "显存" in told
