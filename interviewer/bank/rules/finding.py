"""What a rule found."""

from collections.abc import Iterator
from dataclasses import dataclass

from interviewer.bank.problem import Severity
from interviewer.domain.language import Phrases, Text
from interviewer.domain.question import Question

Path = tuple[str | int, ...]
"""The way to a part of a question: field names, and places in lists from 0."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in one part of a question."""

    at: Path
    message: str
    severity: Severity = "error"


def error(at: Path, message: str) -> Finding:
    """Return something that must be put right."""
    return Finding(at, message)


def warning(at: Path, message: str) -> Finding:
    """Return something that somebody should look at."""
    return Finding(at, message, "warning")


def texts(question: Question) -> Iterator[tuple[Path, Text]]:
    """Yield every text of a question that exists in both languages, with its place."""
    yield ("prompt",), question.prompt
    for at, variant in enumerate(question.variants):
        yield ("variants", at), variant
    for at, point in enumerate(question.rubric):
        yield ("rubric", at, "note"), point.note
        yield ("rubric", at, "follow_up"), point.follow_up
    for at, wrong in enumerate(question.misconceptions):
        yield ("misconceptions", at, "claim"), wrong.claim
        yield ("misconceptions", at, "correction"), wrong.correction
    for at, hint in enumerate(question.hints):
        yield ("hints", at), hint
    yield ("model_answer",), question.model_answer


def phrases(question: Question) -> Iterator[tuple[Path, Phrases]]:
    """Yield every set of phrases of a question, with its place."""
    yield ("asked_as",), question.asked_as
    for at, point in enumerate(question.rubric):
        yield ("rubric", at, "paraphrases"), point.paraphrases
        yield ("rubric", at, "near_misses"), point.near_misses
    for at, wrong in enumerate(question.misconceptions):
        yield ("misconceptions", at, "paraphrases"), wrong.paraphrases


def lines(question: Question) -> Iterator[tuple[Path, str, str]]:
    """Yield every single text: its place, its language, its words."""
    for at, text in texts(question):
        yield (*at, "zh"), "zh", text.zh
        yield (*at, "en"), "en", text.en
    for at, ways in phrases(question):
        for place, line in enumerate(ways.zh):
            yield (*at, "zh", place), "zh", line
        for place, line in enumerate(ways.en):
            yield (*at, "en", place), "en", line


def named(question: Question, at: Path) -> str:
    """Name a part of a question: points and misconceptions by id, other places from 1."""
    parts: list[str] = []
    for depth, step in enumerate(at):
        if isinstance(step, str):
            parts.append(step)
        elif depth == 1 and at[0] == "rubric":
            parts[-1] += f"[{question.rubric[step].id}]"
        elif depth == 1 and at[0] == "misconceptions":
            parts[-1] += f"[{question.misconceptions[step].id}]"
        else:
            parts[-1] += f"[{step + 1}]"
    return ".".join(parts)
