"""A question with a rubric made from a reference text, for graders that need one."""

import re
from datetime import date

from interviewer.bank.text import sentences
from interviewer.domain.language import Phrases, Text
from interviewer.domain.question import Level, Question, Role, RubricPoint, Source
from interviewer.evaluation.rows import LabelledRow

MOST_POINTS = 12
_SLUG = re.compile(r"[^a-z0-9]+")


def reference_question(row: LabelledRow) -> Question:
    """Return a question whose points are what the row's reference says, sentence by sentence.

    Every point weighs the same and is a must. ValueError if the row brings no reference.
    """
    texts = row.rubric_points or _sentences(row.own_references[0])
    if not texts:
        raise ValueError(f"{row.id}: the reference says nothing")
    asked = row.question or row.question_id
    return Question(
        id=_SLUG.sub("-", f"row-{row.question_id}".lower()).strip("-")[:80].strip("-"),
        topic="labelled",
        level=Level.MID,
        roles=(Role.APPLICATION,),
        minutes=5,
        prompt=Text(zh=asked, en=asked),
        rubric=tuple(_point(number, text) for number, text in enumerate(texts[:MOST_POINTS], 1)),
        model_answer=Text(zh=row.own_references[0], en=row.own_references[0]),
    )


def _sentences(reference: str) -> tuple[str, ...]:
    found = (span.of(reference).strip() for span in sentences(reference))
    return tuple(text for text in found if text)


def _point(number: int, text: str) -> RubricPoint:
    both = Text(zh=text, en=text)
    return RubricPoint(
        id=f"point-{number}",
        must=True,
        weight=1,
        note=both,
        follow_up=both,
        paraphrases=Phrases(),
        sources=(Source(title="the row's reference", checked=date(1970, 1, 1)),),
    )
