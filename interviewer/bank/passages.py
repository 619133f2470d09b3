"""What search reads of a question."""

from interviewer.domain.question import Question

PARTS = ("heading", "whole")
"""The passages of a question that are embedded, in this order."""


def passages(question: Question) -> tuple[str, ...]:
    """Return the passages of a question: what names it, and all that it is about."""
    name = question.id.rpartition("/")[2].replace("-", " ")
    tags = ", ".join(question.tags)
    asked = "\n".join((question.prompt.zh, question.prompt.en, *question.asked_as.all()))
    heading = f"{name}\n{question.topic}, {tags}\n{asked}"
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
    }
