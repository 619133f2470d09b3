"""The leak check: secrets are heard in any sentence, what is open is not."""

import pytest

from interviewer.agent.leaks import LeakCheck
from interviewer.bank.text import Tokens, features, sentences
from interviewer.domain.language import Language
from interviewer.domain.question import Question
from interviewer.domain.transcript import Move
from tests.agent.scenes import bank, exchange, opening, sample, scene

LANGUAGES = list(Language)


def _check(question: Question, language: Language) -> LeakCheck:
    return LeakCheck(scene(Move.CLARIFY, language, question))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_note_and_nearly_every_paraphrase_is_heard_as_a_leak(language: Language) -> None:
    heard: list[bool] = []
    for question in sample():
        check = _check(question, language)
        assert all(check.leaks(point.note.in_(language)) for point in question.rubric), question.id
        said = [text for p in question.rubric for text in getattr(p.paraphrases, language.value)]
        heard += map(check.leaks, said)
    assert sum(heard) >= 0.98 * len(heard)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_model_answer_is_heard_as_a_leak(language: Language) -> None:
    heard: list[bool] = []
    for question in sample():
        answer = question.model_answer.in_(language)
        said = [span.of(answer) for span in sentences(answer)]
        telling = [text for text in said if len(features(Tokens(text))) >= 6]
        heard += map(_check(question, language).leaks, telling)
    assert sum(heard) >= 0.95 * len(heard)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_openly_anyway_is_no_leak(language: Language) -> None:
    for question in sample():
        prompt = question.prompt.in_(language)
        assert not LeakCheck(opening(language, candidates=(question,)), question).leaks(prompt)
        for point in question.rubric:
            check = LeakCheck(scene(Move.FOLLOW_UP, language, question, target=point))
            assert not check.leaks(point.follow_up.in_(language))
        for hint in question.hints:
            text = hint.in_(language)
            check = LeakCheck(scene(Move.HINT, language, question, hint=text))
            assert not any(check.leaks(span.of(text)) for span in sentences(text))


def test_the_candidates_own_words_may_be_taken_up_but_for_the_point_that_is_probed() -> None:
    question = bank().get("mqa-vs-gqa")
    quote = "So all query heads share a single key head and value head in MQA."
    turns = exchange(question, Language.EN, (Move.ANSWER, quote))
    other = scene(Move.FOLLOW_UP, question=question, exchange=turns, target=question.rubric[3])
    assert not LeakCheck(other).leaks(f"You said: {quote}")
    same = scene(Move.FOLLOW_UP, question=question, exchange=turns, target=question.rubric[0])
    assert LeakCheck(same).leaks(f"You said: {quote}")


def test_a_secret_is_heard_across_two_sentences() -> None:
    check = _check(bank().get("mqa-vs-gqa"), Language.EN)
    first, second = "Take all the query heads in MQA.", "They share a single KV head."
    assert check.leaks(second, first)


ORDINARY = {
    Language.EN: [
        "Thank you, let's go on.",
        "You mentioned that it gets faster. Where does the time go before that?",
        "Which part exactly do you mean?",
        "What would you measure to find out?",
        "Take two minutes, and give me the reasons.",
        "Could you put a number on that?",
        "What happens to it when the input gets longer?",
    ],
    Language.ZH: [
        "好的，我们继续。",
        "你刚才说会变快，那之前时间花在哪里？",
        "具体是指哪一部分？",
        "你会测什么来确认？",
        "给你两分钟，说说理由。",
        "能给个数字吗？",
        "输入变长的时候会怎么样？",
    ],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_ordinary_questions_of_an_interviewer_are_no_leaks(language: Language) -> None:
    for question in sample():
        check = _check(question, language)
        assert not [text for text in ORDINARY[language] if check.leaks(text)], question.id
