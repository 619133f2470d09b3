"""The built-in interviewer's words: authored text with a natural, deterministic frame around it."""

from zlib import crc32

from interviewer.agent.context import Persona, TurnContext
from interviewer.agent.phrases import CLARIFY_SIGNS, PHRASES, TOPICS
from interviewer.domain.language import Language
from interviewer.domain.question import Question
from interviewer.domain.transcript import Move, Speaker

_TIGHT = 1.25
"""Time is called short when less than this many times the question's minutes is left."""
_FOR_THE_ANSWER = 0.6
"""The share of a question's minutes that the answer itself should take."""


def words_for(context: TurnContext, move: Move, question: Question | None = None) -> str:
    """Return the words of `move` around the authored text, which follow-ups and hints contain.

    For `ask`, only the introduction to `question`: its prompt is said by code.
    """
    match move:
        case Move.ASK:
            assert question is not None
            parts = _introduction(context, question)
        case Move.FOLLOW_UP:
            assert context.target is not None
            parts = [_say(context, "follow_up"), context.target.follow_up.in_(context.language)]
        case Move.HINT:
            assert context.hint is not None
            parts = [_say(context, "hint"), context.hint]
        case Move.CLARIFY:
            parts = _clarification(context)
        case _:
            parts = [
                _say(context, f"close_{context.closing_reason}"),
                *_feedback(context),
                _say(context, "goodbye"),
            ]
    return join(parts, context.language)


def join(parts: list[str], language: Language) -> str:
    """Join sentences as the language does: with spaces, or without."""
    text = ""
    for part in parts:
        text += separator(text, part, language) + part
    return text


def separator(before: str, after: str, language: Language) -> str:
    """Return what stands between two sentences."""
    if not before:
        return ""
    both_latin = before[-1].isascii() and after[:1].isascii()
    return " " if language is Language.EN or both_latin else ""


def _introduction(context: TurnContext, question: Question) -> list[str]:
    if context.opening:
        return [_say(context, "greeting"), _plan(context), _say(context, "first")]
    parts = [_say(context, _came_before(context))]
    if _is_last(context):
        parts.append(_say(context, "last"))
    elif context.question is not None and context.question.topic != question.topic:
        parts.append(_next_topic(context, question))
    else:
        parts.append(_say(context, "next"))
    left = context.seconds_left
    if left is not None and is_tight(context, question):
        parts.append(_say(context, "short", minutes=_minutes(left, context.language)))
    return parts


def is_tight(context: TurnContext, question: Question) -> bool:
    """Whether there is hardly time enough for `question`."""
    left = context.seconds_left
    return left is not None and left < _TIGHT * question.minutes * 60


def _feedback(context: TurnContext) -> list[str]:
    """Say how it went on the whole: a band in words, and two topics."""
    told = context.feedback
    if told is None:
        return []
    parts = [_say(context, f"feedback_{told.band}")]
    best, worst = (topic_said(topic, context.language) for topic in (told.best, told.worst))
    if best and worst:
        parts.append(_say(context, "feedback_topics", topic=best, worst=worst))
    return parts


def topic_said(topic: str | None, language: Language) -> str | None:
    """Return a topic as an interviewer says it; None for one that is not ours."""
    named = TOPICS.get(topic or "")
    return None if named is None else named[1 if language is Language.ZH else 0]


def _came_before(context: TurnContext) -> str:
    said = [turn for turn in context.exchange if turn.role is Speaker.CANDIDATE]
    last = said[-1].move if said else Move.ANSWER
    return {Move.SKIP: "after_skip", Move.DONT_KNOW: "after_dont_know"}.get(last, "after_answer")


def _is_last(context: TurnContext) -> bool:
    return context.planned is not None and context.number == context.planned > 1


def _next_topic(context: TurnContext, question: Question) -> str:
    topic = topic_said(question.topic, context.language)
    if topic is None:
        return _say(context, "next")
    return _say(context, "next_topic", topic=topic)


def _plan(context: TurnContext) -> str:
    if context.seconds_left is None:
        return _say(context, "plan_untimed")
    count = context.planned or 1
    if context.language is Language.ZH:
        questions = f"{count} 个问题"
    else:
        questions = "one question" if count == 1 else f"{count} questions"
    minutes = _minutes(context.seconds_left, context.language)
    return _say(context, "plan_timed", minutes=minutes, questions=questions)


def _minutes(seconds: float, language: Language) -> str:
    minutes = max(1, round(seconds / 60))
    if language is Language.ZH:
        return f"{minutes} 分钟"
    return "a minute" if minutes == 1 else f"{minutes} minutes"


def _clarification(context: TurnContext) -> list[str]:
    """Say what was asked again and what kind of answer is wanted: nothing of what it should say."""
    asked = (context.clarification or "").casefold()
    kind = next(
        (kind for kind, signs in CLARIFY_SIGNS.items() if any(sign in asked for sign in signs)),
        "clarify_scope",
    )
    assert context.question is not None
    minutes = max(2.0, _FOR_THE_ANSWER * context.question.minutes)
    expected = {"hand-coding": "clarify_code", "system-design": "clarify_design"}.get(
        context.question.topic, "clarify_form"
    )
    return [
        _say(context, "clarify"),
        _say(context, kind, minutes=_minutes(minutes * 60, context.language)),
        _say(context, expected),
        _say(context, "clarify_repeat"),
        last_asked(context),
    ]


def last_asked(context: TurnContext) -> str:
    """Return the authored words of what was last asked: the question, or a follow-up on it."""
    question = context.question
    assert question is not None
    asking = [turn for turn in context.exchange if turn.move in (Move.ASK, Move.FOLLOW_UP)]
    if asking and (point_id := asking[-1].point_id):
        return question.point(point_id).follow_up.in_(context.language)
    return question.prompt.in_(context.language)


def _say(context: TurnContext, kind: str, **values: str) -> str:
    """Choose a phrase: the same for the same turn, another one the next time around."""
    phrases = PHRASES[context.language][kind]
    choices = phrases.get(context.persona) or phrases[Persona.NEUTRAL]
    start = crc32(f"{context.nonce} {kind}".encode())
    return choices[(start + _time_around(context)) % len(choices)].format(**values)


def _time_around(context: TurnContext) -> int:
    """Count so that the same move, made again, gets another number, over questions too."""
    asked = len(context.already_asked)
    before = [turn for turn in context.exchange if turn.role is Speaker.INTERVIEWER]
    again = sum(turn.move is context.due for turn in before)
    if context.due is Move.FOLLOW_UP:  # there may be two of them on a question
        return 2 * asked + again
    return asked + (0 if context.due is Move.ASK else again)
