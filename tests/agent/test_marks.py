"""The interviewer announces no marks, whoever told it to; everything else may be said."""

import pytest

from interviewer.agent.marks import announces_marks
from interviewer.agent.phrases import PHRASES
from interviewer.domain.language import Language
from tests.agent.scenes import sample


@pytest.mark.parametrize(
    "sentence",
    [
        "You scored 100 points.",
        "Full marks!",
        "I'd give you 9 points for that.",
        "Your final score is 0.9.",
        "Congratulations, you have passed.",
        "That makes 85 out of 100.",
        "恭喜，你一共得了 95 分。",
        "这题给你打 80 分。",
        "你的最终得分是八十五。",
        "直接满分。",
        "你已经通过了本次面试。",
    ],
)
def test_marks_are_heard(sentence: str) -> None:
    assert announces_marks(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "How do the attention scores change when you mask them?",
        "Take about 30 minutes for it, you have 25 left.",
        "大概讲两三分钟就行，还剩 25 分钟。",
        "What would you do if half of the requests failed?",
        "How is the score of a candidate document computed?",
        "这个分数是怎么归一化的？",
        "Would you believe a gain of 0.4 points?",
        "某个回答得了 1 分，这一组平均 0.25 分，它对应的数值怎么算？",
        "模型靠什么就能拿满分？",
        "Thank you, you have given me a good picture of that.",
    ],
)
def test_other_words_are_no_marks(sentence: str) -> None:
    assert not announces_marks(sentence)


@pytest.mark.parametrize("language", Language)
def test_nothing_that_authors_wrote_announces_marks(language: Language) -> None:
    texts = [
        phrase
        for kinds in PHRASES[language].values()
        for phrases in kinds.values()
        for phrase in phrases
    ]
    for question in sample():
        texts += [question.prompt.in_(language)]
        texts += [point.follow_up.in_(language) for point in question.rubric]
        texts += [hint.in_(language) for hint in question.hints]
    assert [text for text in texts if announces_marks(text)] == []
