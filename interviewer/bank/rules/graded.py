"""What a grader makes of a question's own texts."""

from collections.abc import Callable, Iterator

from interviewer.bank.rules.finding import Finding, Path, error, warning
from interviewer.domain.grade import Grade, Verdict
from interviewer.domain.language import Language
from interviewer.domain.question import Question

Grader = Callable[[Question, Language, str], Grade]
"""Grades one answer to a question, given in a language."""

FULL = 0.9
"""The least that a model answer scores."""
NOTHING = 0.05
"""The most that an answer scores that says nothing of its own."""


def check(question: Question, grade: Grader) -> Iterator[Finding]:
    """Yield model answers that earn too little, and wrong claims that are not heard."""
    for language in Language:
        yield from _model_answer(question, language, grade)
        yield from _repeated(question, language, grade)
        yield from _misconceptions(question, language, grade)


def _repeated(question: Question, language: Language, grade: Grader) -> Iterator[Finding]:
    """Check that saying back what was asked earns nothing, in whichever wording."""
    places: list[Path] = [("prompt",), *(("variants", at) for at in range(len(question.variants)))]
    for turns, place in enumerate(places):
        asked = question.reworded(turns)
        score = grade(asked, language, asked.prompt.in_(language)).score or 0.0
        if score > NOTHING:
            told = f"repeating the {'variant' if turns else 'prompt'} scores {score:.2f}"
            yield error((*place, language.value), told)


def _model_answer(question: Question, language: Language, grade: Grader) -> Iterator[Finding]:
    answer = question.model_answer.in_(language)
    at = ("model_answer", language.value)
    given = grade(question, language, answer)
    if given.score is None:
        yield error(at, f"the model answer cannot be graded: {given.reason}")
        return
    if given.score < FULL:
        yield error(at, f"the model answer scores {given.score:.2f}")
    places = {point.id: number for number, point in enumerate(question.rubric)}
    for point in given.points:
        if point.must and point.verdict is not Verdict.MET:
            told = f"the model answer in {language.value} leaves this must point {point.verdict}"
            yield error(("rubric", places[point.id]), told)
    for found in given.misconceptions:
        yield error(at, f"the misconception `{found.id}` is heard in the model answer")


def _misconceptions(question: Question, language: Language, grade: Grader) -> Iterator[Finding]:
    for number, wrong in enumerate(question.misconceptions):
        ways = getattr(wrong.paraphrases, language.value)
        at = ("misconceptions", number)
        for words, where, kind in (
            (wrong.claim.in_(language), (*at, "claim", language.value), error),
            *(
                (way, (*at, "paraphrases", language.value, place), warning)
                for place, way in enumerate(ways)
            ),
        ):
            heard = grade(question, language, words).misconceptions
            if wrong.id not in {found.id for found in heard}:
                yield kind(where, "this wrong claim is not heard by the grader")
