"""How much of everything a question has."""

import ast
import re
from collections.abc import Iterator

from interviewer.bank.rules.finding import Finding, Path, error, warning
from interviewer.bank.text import word_count
from interviewer.domain.question import Code, Misconception, Question, RubricPoint

LONG_TOPICS = frozenset({"hand-coding", "system-design"})
"""Topics whose answers take longer."""
_SPOKEN = {"zh": (200.0, 560.0), "en": (140.0, 330.0)}
"""Length of a model answer of about 90 seconds: Chinese characters, English words."""
_TAG = re.compile(r"[a-z0-9]+([-.+][a-z0-9]+)*")


def check(question: Question) -> Iterator[Finding]:
    """Yield what there is too little or too much of."""
    yield from _frame(question)
    yield from _rubric(question)
    for at, wrong in enumerate(question.misconceptions):
        yield from _misconception(("misconceptions", at), wrong)
    yield from _answer(question)
    if question.code is not None:
        yield from _code(question.code)


def _frame(question: Question) -> Iterator[Finding]:
    low, high = (7, 15) if question.topic in LONG_TOPICS else (2, 7)
    if not low <= question.minutes <= high:
        told = f"{question.minutes:g} minutes; {low} to {high} are usual for {question.topic}"
        yield warning(("minutes",), told)
    if len(question.hints) != 2:
        yield error(("hints",), f"{len(question.hints)} hints; a nudge and a strong one are due")
    for language, ways in (("zh", question.asked_as.zh), ("en", question.asked_as.en)):
        if len(ways) < 3:
            told = f"lines in {language}: {len(ways)}; search is surer with three or more"
            yield warning(("asked_as", language), told)
    if not question.tags:
        yield warning(("tags",), "no tags: nothing to vary a session by")
    for at, tag in enumerate(question.tags):
        if not _TAG.fullmatch(tag):
            yield error(("tags", at), f"the tag `{tag}` is not of the form `kv-cache`")
        elif tag in question.tags[:at]:
            yield error(("tags", at), f"the tag `{tag}` stands here twice")
    if len(set(question.roles)) != len(question.roles):
        yield error(("roles",), "a role stands here twice")
    if not 0 < len(question.misconceptions) <= 5:
        number = len(question.misconceptions)
        yield warning(("misconceptions",), f"{number} misconceptions; one to four are usual")
    if question.topic == "hand-coding" and question.code is None:
        yield error(("topic",), "a hand-coding question needs `code`")


def _rubric(question: Question) -> Iterator[Finding]:
    if not 3 <= len(question.rubric) <= 7:
        yield error(("rubric",), f"{len(question.rubric)} rubric points; three to seven are due")
    musts = sum(point.must for point in question.rubric)
    if musts < 2:
        yield warning(("rubric",), "a single must point decides the whole score")
    for at, point in enumerate(question.rubric):
        yield from _point(("rubric", at), point, question.code is not None)


def _point(at: Path, point: RubricPoint, has_code: bool) -> Iterator[Finding]:
    if not 1 <= point.weight <= 3:
        yield error((*at, "weight"), f"the weight {point.weight:g} is not within 1 to 3")
    if not point.cues and not point.code_cues:
        yield error(at, "no cues: the built-in grader can hardly find this point")
    if point.code_cues and not has_code:
        yield error((*at, "code_cues"), "code cues in a question without code")
    for language, ways in (("zh", point.paraphrases.zh), ("en", point.paraphrases.en)):
        if len(ways) < 3:
            told = f"{len(ways)} paraphrases in {language}; three are due"
            yield error((*at, "paraphrases", language), told)
    for language, misses in (("zh", point.near_misses.zh), ("en", point.near_misses.en)):
        if not misses:
            yield warning((*at, "near_misses", language), f"no near miss in {language}")


def _misconception(at: Path, wrong: Misconception) -> Iterator[Finding]:
    if not wrong.cues:
        yield error(at, "no cues: the built-in grader can hardly find this misconception")
    for language, ways in (("zh", wrong.paraphrases.zh), ("en", wrong.paraphrases.en)):
        if len(ways) < 2:
            told = f"{len(ways)} paraphrases in {language}; two are due"
            yield warning((*at, "paraphrases", language), told)


def _answer(question: Question) -> Iterator[Finding]:
    if question.code is not None:
        return
    zh = sum(not character.isspace() for character in question.model_answer.zh)
    en = word_count(question.model_answer.en)
    for language, length in (("zh", float(zh)), ("en", en)):
        low, high = _SPOKEN[language]
        if not low <= length <= high:
            unit = "characters" if language == "zh" else "words"
            told = f"the model answer has {length:.0f} {unit}; 90 spoken seconds are {low:.0f}"
            yield warning(("model_answer", language), f"{told} to {high:.0f}")


def _code(code: Code) -> Iterator[Finding]:
    if code.language != "python":
        return
    for name, source in (("solution", code.solution), ("tests", code.tests)):
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError) as failure:
            yield error(("code", name), f"not Python: {failure}")
            continue
        if name == "tests" and not any(isinstance(node, ast.Assert) for node in ast.walk(tree)):
            yield error(("code", name), "tests without an assert prove nothing")
