"""How an answer spent its time and its words: when it first earned something, and how much did not.

Both follow from the newest grade: credited are the words behind points that are met or partial.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from interviewer.bank.text import word_count
from interviewer.domain.grade import Evidence, Grade, Verdict
from interviewer.domain.transcript import Move, Transcript, Turn

_CREDITED = (Verdict.MET, Verdict.PARTIAL)


@dataclass(frozen=True, slots=True)
class Effort:
    """What one answer took."""

    first_credit: float | None
    """Seconds on the clock from the question to the end of the first credited words; within an
    answer, words are taken to come evenly. None where nothing is credited or no clock ran."""
    unearned: float | None
    """The share of the words that earned nothing, 0..1; None without words or without a grade."""


def effort(transcript: Transcript, question_id: str) -> Effort:
    """Measure the last answer to a question that was asked."""
    grade = transcript.grade(question_id)
    turns = _last_asking(transcript, question_id)
    if grade is None or grade.score is None:
        return Effort(None, None)
    spans = list(_credited(grade))
    return Effort(_first_credit(transcript, turns, spans), _unearned(turns, spans))


def _credited(grade: Grade) -> Iterator[Evidence]:
    for point in grade.points:
        if point.verdict in _CREDITED:
            yield from point.evidence


def _last_asking(transcript: Transcript, question_id: str) -> list[Turn]:
    turns = transcript.turns_on(question_id)
    asked = [index for index, turn in enumerate(turns) if turn.move is Move.ASK]
    return list(turns[asked[-1] :]) if asked else []


def _first_credit(transcript: Transcript, turns: list[Turn], spans: list[Evidence]) -> float | None:
    clock = [turn.active_seconds for turn in transcript.turns]
    begun = dict(
        zip((turn.seq for turn in transcript.turns), [0.0, *accumulate(clock, max)], strict=False)
    )
    answered = {turn.seq: turn for turn in turns if turn.move is Move.ANSWER and turn.text}
    moments = []
    for span in spans:
        if (turn := answered.get(span.seq)) is not None:
            share = min(1.0, span.end / len(turn.text))
            moments.append(begun[turn.seq] + share * (turn.active_seconds - begun[turn.seq]))
    asked = turns[0].active_seconds if turns else 0.0
    if not moments or max(turn.active_seconds for turn in turns) <= asked:
        return None
    return max(0.0, min(moments) - asked)


def _unearned(turns: list[Turn], spans: list[Evidence]) -> float | None:
    said = credited = 0.0
    for turn in turns:
        if turn.move is Move.ANSWER:
            covered = [span for span in spans if span.seq == turn.seq]
            said += word_count(turn.text)
            credited += sum(word_count(part) for part in _covered(turn.text, covered))
    return None if said == 0 else min(1.0, max(0.0, 1 - credited / said))


def _covered(text: str, spans: list[Evidence]) -> Iterator[str]:
    """Return the parts of a text under spans that may overlap, each part once."""
    reached = 0
    for span in sorted(spans, key=lambda span: span.start):
        if span.end > reached:
            yield text[max(reached, span.start) : span.end]
            reached = span.end
