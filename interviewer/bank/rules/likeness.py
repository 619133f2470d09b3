"""Nothing is said twice: not within a question, not between questions."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from interviewer.bank.rules.finding import Finding, Path, error, lines, named, warning
from interviewer.domain.language import Language, Text
from interviewer.domain.question import Question

_SAME_QUESTION = 88.0
"""Likeness of prompts (0 to 100) from which two questions may be one."""
_SAME_WORDING = 75.0
"""Likeness of two wordings of one question from which the one is no disguise of the other."""
_NEARLY = 90.0
"""Likeness from which a paraphrase says nothing new."""
_SHORTEST = {"zh": 10, "en": 24}
"""Characters below which a line may well occur twice."""
_ROWS = 256


@dataclass(frozen=True, slots=True)
class _Line:
    question: str
    at: Path
    text: str


def check(question: Question) -> Iterator[Finding]:
    """Yield what one question says twice: phrases that repeat each other or their note."""
    seen: dict[str, Path] = {}
    for at, language, line in lines(question):
        folded = _plain(line)
        first = seen.setdefault(folded, at)
        if first is not at and len(folded) >= _SHORTEST[language]:
            if _is_wrong_twice(at, first):
                continue
            yield error(at, f"the very words of {named(question, first)}")
    for number, point in enumerate(question.rubric):
        for language, note, ways in (
            ("zh", point.note.zh, point.paraphrases.zh),
            ("en", point.note.en, point.paraphrases.en),
        ):
            others = [_plain(note)]
            for place, way in enumerate(ways):
                folded = _plain(way)
                if any(_NEARLY <= fuzz.ratio(folded, other) < 100 for other in others):
                    where = ("rubric", number, "paraphrases", language, place)
                    yield warning(where, "hardly differs from the note or another paraphrase")
                others.append(folded)
    yield from _disguises(question)


def _disguises(question: Question) -> Iterator[Finding]:
    """Yield the variants that would be recognised: too like the prompt or another variant."""
    for language in Language:
        others = [_plain(question.prompt.in_(language))]
        for place, variant in enumerate(question.variants):
            folded = _plain(variant.in_(language))
            if any(fuzz.ratio(folded, other) >= _SAME_WORDING for other in others):
                where = ("variants", place, language.value)
                yield error(where, "hardly differs from the prompt or another variant")
            others.append(folded)


def _plain(line: str) -> str:
    """Return a line without what does not matter to whether it is the same: case, width, spaces."""
    return " ".join(unicodedata.normalize("NFKC", line).casefold().split())


def _is_wrong_twice(one: Path, other: Path) -> bool:
    """Tell whether both are wrong things to say: a near miss may well be a misconception."""
    return "near_misses" in other and one[0] == "misconceptions" and "correction" not in one


def between(questions: Sequence[Question]) -> Iterator[tuple[str, Finding]]:
    """Yield (question id, finding) for what two questions of a bank share."""
    for language in ("zh", "en"):
        prompts = [
            _Line(q.id, (*at, language), getattr(way, language))
            for q in questions
            for at, way in _wordings(q)
        ]
        yield from _alike(prompts, _SAME_QUESTION, "the prompt is much like that of", warning)
        answers = [
            _Line(q.id, ("model_answer", language), getattr(q.model_answer, language))
            for q in questions
        ]
        yield from _alike(answers, _NEARLY, "the model answer is much like that of", error)
        notes = [
            _Line(q.id, ("rubric", at, "note", language), getattr(point.note, language))
            for q in questions
            for at, point in enumerate(q.rubric)
        ]
        yield from _alike(notes, _NEARLY, "the note is much like one of", warning)
    yield from _boilerplate(questions)


def _wordings(question: Question) -> Iterator[tuple[Path, Text]]:
    yield ("prompt",), question.prompt
    for place, variant in enumerate(question.variants):
        yield ("variants", place), variant


def _alike(
    lines_: Sequence[_Line],
    least: float,
    told: str,
    kind: Callable[[Path, str], Finding],
) -> Iterator[tuple[str, Finding]]:
    """Yield each line that is nearly one of an earlier question."""
    folded = [_plain(line.text) for line in lines_]
    for start in range(0, len(folded), _ROWS):
        likeness = process.cdist(
            folded[start : start + _ROWS],
            folded,
            scorer=fuzz.ratio,
            score_cutoff=least,
            dtype=np.float32,
        )
        for row, column in np.argwhere(likeness > 0):
            one, other = lines_[start + int(row)], lines_[int(column)]
            if column < start + row and one.question != other.question:
                yield one.question, kind(one.at, f"{told} `{other.question}`")


def _boilerplate(questions: Sequence[Question]) -> Iterator[tuple[str, Finding]]:
    """Yield the lines that stand word for word in two questions."""
    first: dict[str, str] = {}
    for question in questions:
        for at, language, line in lines(question):
            folded = _plain(line)
            owner = first.setdefault(folded, question.id)
            if owner != question.id and len(folded) >= _SHORTEST[language]:
                yield question.id, error(at, f"word for word in `{owner}` too")
