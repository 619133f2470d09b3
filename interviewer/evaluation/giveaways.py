"""Did the interviewer give a point away? A check of finished transcripts, on its own.

It shares nothing with the check that the interviewer's sentences pass while they are spoken: no
cues, no stems, no splitting into sentences. It looks for runs of letters that a secret text and the
interviewer's words have in common, and for most of a secret's words in one turn. What was said
openly before (the question, an authored follow-up or hint, the candidate's words) is no secret.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from interviewer.domain.question import Question
from interviewer.domain.transcript import Move, Speaker, Transcript, Turn

_UNIT = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]")
RUN = 12
"""A common run of this weight is a quotation: twelve Chinese characters, or six Latin words."""
SHARE = 0.65
"""... and so is a turn that has this share of a secret's words,"""
FEWEST = 6
"""if it brings at least so many that were not said openly before."""
_SMALL = frozenset(
    """a an and are as at be by can do does for from how if in is it its of on or so than that the
    their then there they this to was what when which with you your one not no more most but we i
    的 了 是 在 有 和 与 也 都 就 不 这 那 个 一 上 下 中 为 对 会 能 要 到 以 用 你
    我 他 们""".split()
)


@dataclass(frozen=True, slots=True)
class Giveaway:
    """Words of the interviewer that say what the candidate was to find out."""

    seq: int
    question_id: str
    said: str
    secret: str


def giveaways(transcript: Transcript) -> list[Giveaway]:
    """Return every turn of the interviewer that gives a point of an asked question away."""
    found = []
    for index, turn in enumerate(transcript.turns):
        if turn.role is not Speaker.INTERVIEWER:
            continue
        for question in _hidden(transcript, turn):
            secret = _given(turn.text, question, _open(transcript, question, index))
            if secret is not None:
                found.append(Giveaway(turn.seq, question.id, turn.text, secret))
    return found


def _hidden(transcript: Transcript, turn: Turn) -> Iterable[Question]:
    """Yield the questions whose points are secret now: the one talked of; at the end all."""
    for asked in transcript.asked:
        if turn.move is Move.CLOSE or asked.question.id == turn.question_id:
            yield asked.question


def _open(transcript: Transcript, question: Question, index: int) -> list[str]:
    """Return all that was said openly until a turn, its own authored words included."""
    said = [question.prompt.zh, question.prompt.en]
    hints = 0
    for turn in transcript.turns[: index + 1]:
        if turn.question_id != question.id:
            continue
        if turn.role is Speaker.CANDIDATE:
            said.append(turn.text)
        if turn.point_id is not None:
            follow_up = question.point(turn.point_id).follow_up
            said += [follow_up.zh, follow_up.en]
        if turn.move is Move.HINT and turn.role is Speaker.INTERVIEWER:
            hints += 1
    for hint in question.hints[:hints]:
        said += [hint.zh, hint.en]
    return said


def _given(text: str, question: Question, said: Sequence[str]) -> str | None:
    heard = _units(text)
    known = [_units(each) for each in said]
    openly = frozenset(unit for units in known for unit in units) | _SMALL
    spoken = frozenset(heard) - openly
    for secret in _secrets(question):
        units = _units(secret)
        run = _longest_run(heard, units)
        if _weight(run) >= RUN and not any(_holds(each, run) for each in known):
            return secret
        content = frozenset(units) - openly
        shared = spoken & content
        if len(shared) >= FEWEST and len(shared) >= SHARE * len(content):
            return secret
    return None


def _secrets(question: Question) -> Iterable[str]:
    for point in question.rubric:
        yield from (point.note.zh, point.note.en, *point.paraphrases.all())
    for wrong in question.misconceptions:
        yield from (wrong.correction.zh, wrong.correction.en)
    yield from (question.model_answer.zh, question.model_answer.en)


def _units(text: str) -> tuple[str, ...]:
    return tuple(_UNIT.findall(text.casefold()))


def _weight(units: Sequence[str]) -> int:
    return sum(2 if unit.isascii() else 1 for unit in units)


def _longest_run(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    """Return the longest run of units that two texts have in common."""
    best, end = 0, 0
    before = [0] * (len(other) + 1)
    for at, unit in enumerate(one, 1):
        row = [0] * (len(other) + 1)
        for index, each in enumerate(other, 1):
            if unit == each:
                row[index] = before[index - 1] + 1
                if row[index] > best:
                    best, end = row[index], at
        before = row
    return tuple(one[end - best : end])


def _holds(units: Sequence[str], run: Sequence[str]) -> bool:
    """Tell whether `run` occurs in `units`."""
    return f" {' '.join(run)} " in f" {' '.join(units)} "
