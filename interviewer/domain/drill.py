"""One rubric point as a question of its own: asked by its follow-up, answered in a minute.

A drill is a question like any other to whatever asks, grades, stores and shows it. Its id is that
of the question it comes from, `#`, and that of the point.
"""

from interviewer.domain.language import Language, Text
from interviewer.domain.question import Question

SEPARATOR = "#"
MINUTES = 1.0

_ASKED = {
    Language.ZH: "{prompt}\n\n一分钟，只说这一点：{follow_up}",
    Language.EN: "{prompt}\n\nIn a minute, on this alone: {follow_up}",
}


def asked_id(question_id: str, point_id: str | None) -> str:
    """Return the id under which a point is drilled, or the question's own without a point."""
    return question_id if point_id is None else f"{question_id}{SEPARATOR}{point_id}"


def parts(asked_id: str) -> tuple[str, str | None]:
    """Return the question that an id speaks of, and its point if it is that of a drill."""
    question_id, separator, point_id = asked_id.partition(SEPARATOR)
    return question_id, point_id if separator else None


def drill(question: Question, point_id: str) -> Question:
    """Return the drill of a point; KeyError if the question has none of that name.

    The question's own words come first, since a follow-up means little without them. The note is
    the model answer: the one claim that is wanted.
    """
    point = question.point(point_id)
    return Question(
        id=asked_id(question.id, point_id),
        topic=question.topic,
        level=question.level,
        roles=question.roles,
        minutes=MINUTES,
        tags=question.tags,
        prompt=Text(
            zh=_asked(question, point.follow_up, Language.ZH),
            en=_asked(question, point.follow_up, Language.EN),
        ),
        rubric=(point.model_copy(update={"must": True}),),
        misconceptions=tuple(
            wrong.model_copy(update={"contradicts": (point_id,)})
            for wrong in question.misconceptions
            if point_id in wrong.contradicts
        ),
        model_answer=point.note,
    )


def _asked(question: Question, follow_up: Text, language: Language) -> str:
    return _ASKED[language].format(
        prompt=question.prompt.in_(language), follow_up=follow_up.in_(language)
    )
