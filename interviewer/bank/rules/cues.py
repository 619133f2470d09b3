"""Cues: readable, met by the question's own answer, and given away by nobody."""

import ast
import re
from collections.abc import Iterator, Sequence

from interviewer.bank.cues import CodeCueGroup, CueGroup, CueText, parse_term
from interviewer.bank.rules.finding import Finding, Path, error, warning
from interviewer.domain.question import Misconception, Question, RubricPoint

_REGEX = re.compile(r"\\[bdsw]|\.\*|\.\+|\(\?|\[[^\]]*-[^\]]*\]")
_MOST_TERMS = 4


class _Reading:
    """The texts of one question that cues are looked for in, taken apart once."""

    def __init__(self, question: Question) -> None:
        self.prompts = [CueText(question.prompt.zh), CueText(question.prompt.en)]
        self.variants = [CueText(text) for each in question.variants for text in (each.zh, each.en)]
        self.nudges = [CueText(text) for hint in question.hints[:1] for text in (hint.zh, hint.en)]
        self.answers = {
            "zh": CueText(question.model_answer.zh),
            "en": CueText(question.model_answer.en),
        }
        code = question.code
        self.code = statements(code.solution) + statements(code.tests) if code else []


def check(question: Question) -> Iterator[Finding]:
    """Yield cues that cannot be read, do not fit the model answer, or are given away."""
    reading = _Reading(question)
    for at, point in enumerate(question.rubric):
        yield from _form(("rubric", at, "cues"), point.cues)
        yield from _code_form(("rubric", at, "code_cues"), point.code_cues)
        yield from _point(("rubric", at), point, reading)
    for at, wrong in enumerate(question.misconceptions):
        yield from _form(("misconceptions", at, "cues"), wrong.cues)
        yield from _misconception(("misconceptions", at), wrong, question, reading)


def _form(at: Path, groups: Sequence[Sequence[str]]) -> Iterator[Finding]:
    seen: set[frozenset[str]] = set()
    for place, group in enumerate(groups):
        where = (*at, place)
        if frozenset(group) in seen:
            yield error(where, "the same cue group stands here twice")
        seen.add(frozenset(group))
        required = 0
        for number, term in enumerate(group):
            yield from _term((*where, number), term)
            required += not term.strip().startswith("!")
        if not required:
            yield error(where, "a cue group needs a term that must occur")
        if required > _MOST_TERMS:
            told = f"{required} terms that must all occur: few answers will have them all"
            yield warning(where, told)


def _term(at: Path, term: str) -> Iterator[Finding]:
    try:
        parse_term(term)
    except ValueError as failure:
        yield error(at, str(failure))
        return
    parts = [part.strip() for part in term.strip().removeprefix("!").split("|")]
    if not all(parts):
        yield error(at, f"`{term}` has an empty alternative")
    if len(set(parts)) != len(parts):
        yield warning(at, f"`{term}` has the same alternative twice")
    if _REGEX.search(term):
        yield warning(at, f"`{term}` looks like a pattern; cues are taken literally")


def _code_form(at: Path, groups: Sequence[Sequence[str]]) -> Iterator[Finding]:
    for place, group in enumerate(groups):
        try:
            CodeCueGroup(group)
        except ValueError as failure:
            yield error((*at, place), str(failure))


def _point(at: Path, point: RubricPoint, reading: _Reading) -> Iterator[Finding]:
    groups = _compiled(point.cues)
    in_code = any(
        group.found_in(line) for group in _compiled_code(point.code_cues) for line in reading.code
    )
    for language, answer in reading.answers.items():
        if groups and not in_code and not any(group.hits(answer) for group in groups):
            told = f"no cue group occurs in the model answer in {language}"
            yield (error if point.must else warning)((*at, "cues"), told)
    if point.code_cues and not in_code:
        told = "no code cue occurs in the solution or its tests"
        yield (error if point.must else warning)((*at, "code_cues"), told)
    asked = [CueText(point.follow_up.zh), CueText(point.follow_up.en)]
    for place, group in enumerate(groups):
        where = (*at, "cues", place)
        if any(group.hits(text) for text in reading.prompts):
            yield error(where, "the prompt itself holds this cue group: repeating it would earn")
        if any(group.hits(text) for text in reading.variants):
            yield error(where, "a variant holds this cue group: it gives the point away")
        if any(group.hits(text) for text in asked):
            yield error(where, "the follow-up holds this cue group: it gives the point away")
        if any(group.hits(text) for text in reading.nudges):
            yield error(where, "the first hint holds this cue group: it gives the point away")


def _misconception(
    at: Path, wrong: Misconception, question: Question, reading: _Reading
) -> Iterator[Finding]:
    right = {
        "the model answer": list(reading.answers.values()),
        "its own correction": [CueText(wrong.correction.zh), CueText(wrong.correction.en)],
        "a rubric note": [
            CueText(text) for point in question.rubric for text in (point.note.zh, point.note.en)
        ],
    }
    claims = [CueText(wrong.claim.zh), CueText(wrong.claim.en)]
    claims += [CueText(line) for line in wrong.paraphrases.all()]
    groups = _compiled(wrong.cues)
    for place, group in enumerate(groups):
        for name, texts in right.items():
            if any(group.hits(text) for text in texts):
                # a correction says the wrong thing in order to deny it
                kind = warning if name == "its own correction" else error
                yield kind((*at, "cues", place), f"this cue group occurs in {name}")
    if groups and not any(group.hits(claim) for group in groups for claim in claims):
        yield error((*at, "cues"), "no cue group occurs in the claim or its paraphrases")


def _compiled(groups: Sequence[Sequence[str]]) -> list[CueGroup]:
    """Compile the groups that can be; the others are reported by their form."""
    found: list[CueGroup] = []
    for group in groups:
        try:
            found.append(CueGroup(group))
        except ValueError:
            continue
    return found


def _compiled_code(groups: Sequence[Sequence[str]]) -> list[CodeCueGroup]:
    found: list[CodeCueGroup] = []
    for group in groups:
        try:
            found.append(CodeCueGroup(group))
        except ValueError:
            continue
    return found


def statements(source: str) -> list[str]:
    """Return the lines of a program, and its simple statements that span several."""
    found = source.splitlines()
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return found
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and not hasattr(node, "body"):
            segment = ast.get_source_segment(source, node)
            if segment is not None and "\n" in segment:
                found.append(segment.replace("\n", " "))
    return found
