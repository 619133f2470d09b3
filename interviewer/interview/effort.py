"""How an answer spent its time and its words: when it first earned something, and how much did not.

Both follow from the newest grade: credited are the words behind points that are met or partial.
"""

from collections.abc import Iterator
from dataclasses import dataclass

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
    before = {
        turn.seq: last.active_seconds
        for last, turn in zip(transcript.turns, transcript.turns[1:], strict=False)
    }
    by_seq = {turn.seq: turn for turn in turns if turn.move is Move.ANSWER and turn.text}
    moments = []
    for span in spans:
        if (turn := by_seq.get(span.seq)) is not None:
            begun = before.get(turn.seq, 0.0)
            share = min(1.0, span.end / len(turn.text))
            moments.append(begun + share * (turn.active_seconds - begun))
    if not moments or turns[-1].active_seconds <= turns[0].active_seconds:
        return None
    return max(0.0, min(moments) - turns[0].active_seconds)


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
