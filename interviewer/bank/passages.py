"""What search reads of a question."""

from collections.abc import Iterator

from interviewer.domain.question import Misconception, Question, RubricPoint

PARTS = ("heading", "whole")
"""The passages of a question that are embedded, in this order."""


def passages(question: Question) -> tuple[str, ...]:
    """Return the passages of a question: what names it, and all that it is about."""
    name = question.id.rpartition("/")[2].replace("-", " ")
    tags = ", ".join(question.tags)
    heading = f"{name}\n{question.topic}, {tags}\n{question.prompt.zh}\n{question.prompt.en}"
    notes = "\n".join(f"{point.note.zh}\n{point.note.en}" for point in question.rubric)
    return heading, f"{heading}\n{notes}"


def fields(question: Question) -> dict[str, str]:
    """Return the text of a question by how much it says about what the question is."""
    return {
        "name": "\n".join([question.id.rpartition("/")[2], question.topic, *question.tags]),
        "prompt": f"{question.prompt.zh}\n{question.prompt.en}",
        "asked": "\n".join(question.asked_as.all()),
        "notes": "\n".join(f"{point.note.zh}\n{point.note.en}" for point in question.rubric),
        "answer": f"{question.model_answer.zh}\n{question.model_answer.en}",
        "ways": "\n".join(line for point in question.rubric for line in _ways(point)),
        "wrong": "\n".join(line for wrong in question.misconceptions for line in _claims(wrong)),
    }


def _ways(point: RubricPoint) -> Iterator[str]:
    yield from point.paraphrases.all()
    for group in point.cues:
        for term in group:
            if not term.startswith("!"):
                yield term.replace("|", "\n").replace("*", "")
    yield point.source.title
    if point.source.arxiv:
        yield point.source.arxiv


def _claims(wrong: Misconception) -> Iterator[str]:
    yield wrong.claim.zh
    yield wrong.claim.en
    yield from wrong.paraphrases.all()
