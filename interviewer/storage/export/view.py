"""A session laid out for reading: sections, words with their marked spans, points with verdicts.

Nothing here is escaped; each format does that in its own way.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from interviewer.domain.grade import Evidence, Grade, PointVerdict, Verdict
from interviewer.domain.language import Language
from interviewer.domain.question import Question
from interviewer.domain.transcript import AskedQuestion, Kind, Move, Transcript, Turn


@dataclass(frozen=True, slots=True)
class Mark:
    """Why a piece of an answer is marked: the number of a point, or None for a wrong claim."""

    number: int | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text under the same marks."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A turn, cut where marks begin and end."""

    turn: Turn
    pieces: tuple[Piece, ...]
    stood_in: bool = False
    """The built-in interviewer said it in another one's place."""


@dataclass(frozen=True, slots=True)
class PointLine:
    """One rubric point with its verdict; the note is None if the snapshot has no such point."""

    number: int
    verdict: PointVerdict
    note: str | None


@dataclass(frozen=True, slots=True)
class WrongClaim:
    """A misconception that was found, with what is right."""

    claim: str
    correction: str | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A grade laid out."""

    grade: Grade
    points: tuple[PointLine, ...]
    wrong: tuple[WrongClaim, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One question from its asking to the next, or words outside any question."""

    number: int | None
    question: Question | None
    said: tuple[Said, ...]
    marked: Marked | None
    model_answer: str | None


def marks_hidden(transcript: Transcript) -> bool:
    """Whether the marks must not be shown yet: a mock keeps them until it is over."""
    session = transcript.session
    return session.kind is Kind.MOCK and not session.status.is_over


def sections(transcript: Transcript, language: Language) -> tuple[Section, ...]:
    """Lay out a transcript, notes and model answers in `language`."""
    asked = {item.question.id: item for item in transcript.asked}
    hidden = marks_hidden(transcript)
    stand_ins = transcript.stand_ins
    laid_out = []
    number = 0
    for turns, until in _askings(transcript.turns):
        first = turns[0]
        if first.move is not Move.ASK:
            laid_out.append(Section(None, None, _unmarked(turns, stand_ins), None, None))
            continue
        number += 1
        item = asked.get(first.question_id or "")
        grade = None if hidden else _grade_between(transcript.grades, first, until)
        laid_out.append(_section(number, item, turns, grade, language, stand_ins, hidden=hidden))
    return tuple(laid_out)


def _section(
    number: int,
    asked: AskedQuestion | None,
    turns: Sequence[Turn],
    grade: Grade | None,
    language: Language,
    stand_ins: frozenset[int],
    *,
    hidden: bool,
) -> Section:
    question = asked.question if asked else None
    marked = _marked(grade, question, language) if grade else None
    return Section(
        number=number,
        question=question,
        said=tuple(Said(turn, _pieces(turn, marked), turn.seq in stand_ins) for turn in turns),
        marked=marked,
        model_answer=question.model_answer.in_(language) if question and not hidden else None,
    )


def _askings(turns: Sequence[Turn]) -> Iterator[tuple[Sequence[Turn], Turn | None]]:
    """Cut the turns where a question is asked and where the interview closes.

    With each part comes the turn that asks the same question again, if one does.
    """
    cuts = [i for i, turn in enumerate(turns) if i and turn.move in (Move.ASK, Move.CLOSE)]
    for start, end in pairwise([0, *cuts, len(turns)]):
        part = turns[start:end]
        if part:
            again = (
                turn
                for turn in turns[end:]
                if turn.move is Move.ASK and turn.question_id == part[0].question_id
            )
            yield part, next(again, None)


def _grade_between(grades: Iterable[Grade], asked: Turn, again: Turn | None) -> Grade | None:
    """Return the newest grade of a question, of those given before it was asked again."""
    found = [
        grade
        for grade in grades
        if grade.question_id == asked.question_id
        and (again is None or grade.at <= again.at)
        and all(span.seq >= asked.seq for span in _spans(grade))
    ]
    return found[-1] if found else None


def _spans(grade: Grade) -> Iterator[Evidence]:
    for point in grade.points:
        yield from point.evidence
    for found in grade.misconceptions:
        yield from found.evidence


def _marked(grade: Grade, question: Question | None, language: Language) -> Marked:
    notes = {point.id: point.note.in_(language) for point in question.rubric} if question else {}
    known = {item.id: item for item in question.misconceptions} if question else {}
    return Marked(
        grade=grade,
        points=tuple(
            PointLine(number, point, notes.get(point.id))
            for number, point in enumerate(grade.points, 1)
        ),
        wrong=tuple(
            WrongClaim(
                claim=known[found.id].claim.in_(language) if found.id in known else found.id,
                correction=(
                    known[found.id].correction.in_(language) if found.id in known else None
                ),
                evidence=found.evidence,
            )
            for found in grade.misconceptions
        ),
    )


def _unmarked(turns: Sequence[Turn], stand_ins: frozenset[int]) -> tuple[Said, ...]:
    return tuple(Said(turn, (Piece(turn.text),), turn.seq in stand_ins) for turn in turns)


def _pieces(turn: Turn, marked: Marked | None) -> tuple[Piece, ...]:
    """Cut the text of a turn where the evidence in it begins and ends."""
    spans = [(span, mark) for span, mark in _marks(marked) if _is_in(span, turn)]
    cuts = {0, len(turn.text)}
    for span, _ in spans:
        cuts |= {span.start, span.end}
    return tuple(
        Piece(
            turn.text[start:end],
            tuple(mark for span, mark in spans if span.start <= start and end <= span.end),
        )
        for start, end in pairwise(sorted(cuts))
    )


def _marks(marked: Marked | None) -> Iterator[tuple[Evidence, Mark]]:
    if marked is None:
        return
    for line in marked.points:
        if line.verdict.verdict is not None:
            for span in line.verdict.evidence:
                yield span, Mark(line.number, line.verdict.verdict)
    for wrong in marked.wrong:
        for span in wrong.evidence:
            yield span, Mark(None, Verdict.CONTRADICTED)


def _is_in(span: Evidence, turn: Turn) -> bool:
    return span.seq == turn.seq and turn.text[span.start : span.end] == span.quote != ""
