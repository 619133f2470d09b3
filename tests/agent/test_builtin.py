"""The built-in interviewer: every move, both languages, all questions, natural and discreet."""

import re
import time

import pytest

from interviewer.agent.context import Persona, TurnContext
from interviewer.agent.delivery import Delivery
from interviewer.agent.moves import codes_move
from interviewer.agent.phrases import PHRASES, TOPICS
from interviewer.agent.speaker import InterviewSpeaker, prewarm
from interviewer.agent.speech import Sentence, SpokenMove
from interviewer.domain.language import Language
from interviewer.domain.transcript import Move, Speaker
from interviewer.models.usage import Usage
from tests.agent.scenes import bank, exchange, move_of, opening, said, sample, scene, spoken

LANGUAGES = list(Language)
MOVES = [Move.ASK, Move.FOLLOW_UP, Move.HINT, Move.CLARIFY, Move.CLOSE]


@pytest.fixture(scope="module")
def speaker() -> InterviewSpeaker:
    prewarm()
    return InterviewSpeaker.builtin()


async def _say(speaker: InterviewSpeaker, context: TurnContext) -> SpokenMove:
    events = await spoken(speaker, context)
    move = move_of(events)
    sentences = [event.text for event in events[:-1] if isinstance(event, Sentence)]
    assert len(sentences) == len(events) - 1
    assert "".join(sentences) == move.text
    assert (move.spoken_by, move.usage, move.refusals, move.dropped) == ("builtin", Usage(), 0, 0)
    return move


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("due", MOVES)
async def test_it_makes_the_due_move(
    speaker: InterviewSpeaker, due: Move, language: Language
) -> None:
    context = scene(due, language)
    move = await _say(speaker, context)
    assert move.move is due
    assert bool(re.search("[一-鿿]", move.text)) is (language is Language.ZH)
    if due is Move.ASK:
        assert move.question_id == context.candidates[0].id
    elif due is not Move.CLOSE:
        assert context.question is not None
        assert move.question_id == context.question.id
    assert move.point_id == (context.target.id if context.target else None)


def _said(context: TurnContext) -> str:
    """What is heard of the due move, without the graph around it; nothing may be dropped."""
    chosen = codes_move(context)
    delivery = Delivery(context, chosen.move, chosen.question)
    list(delivery.finish(chosen.words))
    assert delivery.dropped == 0
    return delivery.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_authored_text_is_said_word_for_word(language: Language) -> None:
    for question in sample():
        prompt = question.prompt.in_(language)
        assert _said(opening(language, candidates=(question,))).endswith("\n" + prompt)
        for point in question.rubric:
            context = scene(Move.FOLLOW_UP, language, question, target=point)
            assert _said(context).endswith(point.follow_up.in_(language))
        for hint in question.hints:
            context = scene(Move.HINT, language, question, hint=hint.in_(language))
            assert _said(context).endswith(hint.in_(language))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_of_its_own_contains_a_cue(language: Language) -> None:
    """Checked by plain substrings, apart from the product's own leak check."""
    values = {"minutes": "2 minutes", "questions": "6 questions"}
    topics = [names[language is Language.ZH] for names in TOPICS.values()]
    phrases = [
        phrase.format(**values, topic=topic, worst=topic)
        for by_persona in PHRASES[language].values()
        for several in by_persona.values()
        for phrase in several
        for topic in (topics if "{topic}" in phrase else topics[:1])
    ]
    for question in bank().questions.values():
        groups = [group for point in question.rubric for group in point.cues]
        leaks = [(phrase, g) for g in groups for phrase in phrases if _naively_in(g, phrase)]
        assert not leaks


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_leak_check_takes_nothing_from_it(language: Language) -> None:
    for question in sample():
        for persona in Persona:
            _said(opening(language, candidates=(question,), persona=persona))
        _said(scene(Move.ASK, language, candidates=(question,), number=6, seconds_left=90.0))
        _said(scene(Move.CLARIFY, language, question, clarification="what is it? 是什么意思"))
        _said(scene(Move.CLOSE, language, question))


def _naively_in(group: tuple[str, ...], text: str) -> bool:
    flat = text.casefold()
    required = [term for term in group if not term.startswith("!")]
    return all(
        any(literal.rstrip("*").strip().casefold() in flat for literal in term.split("|"))
        for term in required
    )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_same_turn_sounds_the_same_and_the_next_one_does_not(
    speaker: InterviewSpeaker, language: Language
) -> None:
    again = [(await _say(speaker, scene(Move.ASK, language))).text for _ in range(2)]
    assert again[0] == again[1]
    asked = [frozenset(map(str, range(count))) for count in (1, 2, 3, 4)]
    introductions = [
        (await _say(speaker, scene(Move.ASK, language, already_asked=before))).text
        for before in asked
    ]
    assert len(set(introductions)) == 4
    nonces = [
        (await _say(speaker, scene(Move.ASK, language, nonce=f"n{number}"))).text
        for number in range(6)
    ]
    assert len(set(nonces)) >= 3


@pytest.mark.parametrize(
    ("move", "kind"),
    [
        (Move.ANSWER, "after_answer"),
        (Move.SKIP, "after_skip"),
        (Move.DONT_KNOW, "after_dont_know"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_takes_notice_of_what_the_candidate_just_did(
    speaker: InterviewSpeaker, language: Language, move: Move, kind: str
) -> None:
    question = bank().get("mqa-vs-gqa")
    context = scene(Move.ASK, language, exchange=exchange(question, language, (move, "…")))
    text = (await _say(speaker, context)).text
    assert text.startswith(PHRASES[language][kind][Persona.NEUTRAL])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_keeps_the_candidate_aware_of_the_plan_and_the_time(
    speaker: InterviewSpeaker, language: Language
) -> None:
    start = (await _say(speaker, opening(language, seconds_left=2700.0))).text
    assert "45" in start
    assert "6" in start
    untimed = (await _say(speaker, opening(language, seconds_left=None))).text
    assert not re.search(r"\d", untimed.split("\n")[0])
    last = (await _say(speaker, scene(Move.ASK, language, number=6, seconds_left=150.0))).text
    assert re.search("last|One more|最后|再问一题", last)
    assert re.search("2 minutes|2 分钟", last)
    early = (await _say(speaker, scene(Move.ASK, language))).text
    assert not re.search("minute|分钟|last|最后", early.split("\n")[0])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_clarification_is_about_what_was_last_asked(
    speaker: InterviewSpeaker, language: Language
) -> None:
    question = bank().get("mqa-vs-gqa")
    prompt, point = question.prompt.in_(language), question.rubric[1]
    context = scene(Move.CLARIFY, language)
    assert (await _say(speaker, context)).text.endswith(prompt)
    follow_up = said(question, Speaker.INTERVIEWER, Move.FOLLOW_UP, "…").model_copy(
        update={"point_id": point.id}
    )
    context = scene(Move.CLARIFY, language, exchange=(*context.exchange, follow_up))
    text = (await _say(speaker, context)).text
    assert text.endswith(point.follow_up.in_(language))
    assert prompt not in text


@pytest.mark.parametrize("reason", ["done", "time", "ended"])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_closes_for_the_reason_there_is(
    speaker: InterviewSpeaker, language: Language, reason: str
) -> None:
    text = (await _say(speaker, scene(Move.CLOSE, language, closing_reason=reason))).text
    assert text.startswith(PHRASES[language][f"close_{reason}"][Persona.NEUTRAL])
    assert not re.search(r"\d|score|mark|得分|分数", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_judges_an_answer(language: Language) -> None:
    judging = re.compile(
        r"\b(correct|right answer|wrong|excellent|great|perfect|well done|impressive|incorrect)\b"
        r"|正确|答对|答错|不对|错误|很棒|优秀|太好了|答得",
        re.IGNORECASE,
    )
    during = (kind for kind in PHRASES[language] if not kind.startswith("feedback"))
    for kind in during:
        for phrases in PHRASES[language][kind].values():
            assert not [phrase for phrase in phrases if judging.search(phrase)], kind


def test_both_languages_have_the_same_kinds_of_phrases() -> None:
    assert PHRASES[Language.EN].keys() == PHRASES[Language.ZH].keys()


async def test_a_turn_is_cheap(speaker: InterviewSpeaker) -> None:
    contexts = [scene(due) for due in MOVES]
    for context in contexts:
        await _say(speaker, context)
    took = []
    for context in contexts * 3:
        started = time.process_time()
        await _say(speaker, context)
        took.append(time.process_time() - started)
    assert sorted(took)[len(took) // 2] < 0.1


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_introduction_asks_anything_itself(language: Language) -> None:
    spoken_before = ("greeting", "plan", "first", "after", "next", "last", "short")
    for kind, by_persona in PHRASES[language].items():
        if kind.startswith(spoken_before):
            for phrases in by_persona.values():
                assert not [phrase for phrase in phrases if "?" in phrase or "？" in phrase]
