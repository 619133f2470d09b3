"""Grade labelled answers: by the bank's rubric, or beside the reference that a row brings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from interviewer.domain.grade import Grade, Verdict
from interviewer.domain.question import Question
from interviewer.domain.transcript import Exchange, Utterance
from interviewer.evaluation.reference_question import reference_question
from interviewer.evaluation.rows import LabelledRow
from interviewer.grading.derived import ReferenceGrader
from interviewer.interview.marking import Grader, ThreadedGrader
from interviewer.interview.timekeeping import Timekeeper

KEPT = 2_000
"""Compiled references that are kept: rows of one question usually follow each other."""
CREDIT = frozenset({Verdict.MET, Verdict.PARTIAL})
"""The verdicts that earn something."""


class Ungradable(ValueError):
    """A row brings no reference, and its question is not in the bank; the message names it."""


class Questions(Protocol):
    """The bank, as far as evaluating needs it."""

    def get(self, question_id: str) -> Question:
        """Return a question; LookupError if there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a grader gave for one row."""

    row: LabelledRow
    share: float
    """0 to 1."""
    grade: Grade | None = None
    """The whole grade, where there is a rubric."""
    strengths: Mapping[str, float] = field(default_factory=dict)
    """How strongly each rubric point was found, 0 to 1, where the grader tells it."""

    @property
    def score(self) -> float:
        """On the row's own scale."""
        return self.share * self.row.max_score

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdict on each rubric point, where there is a rubric."""
        points = self.grade.points if self.grade is not None else ()
        return {point.id: point.verdict for point in points if point.verdict is not None}


class Predictor:
    """Grades rows with one grader."""

    def __init__(self, questions: Questions, grader: Grader, time: Timekeeper, *, is_builtin: bool):
        """The built-in grader compares with a reference itself; others get points made from it."""
        self._questions = questions
        self._grader = grader
        self._time = time
        self._is_builtin = is_builtin

    async def predict(self, row: LabelledRow) -> Prediction:
        """Grade one row. Raises Ungradable; an answer that could not be graded counts as 0."""
        if row.own_references:
            if self._is_builtin:
                return Prediction(row, beside_reference(row))
            question = reference_question(row)
        else:
            question = self._of_the_bank(row)
        exchange, now = exchange_of(row, question), self._time.now()
        if isinstance(self._grader, ThreadedGrader):
            explained = await self._grader.explain(exchange, at=now)
            return Prediction(
                row, explained.grade.score or 0.0, explained.grade, explained.strengths
            )
        grade = await self._grader.grade(exchange, at=now)
        return Prediction(row, grade.score or 0.0, grade)

    def _of_the_bank(self, row: LabelledRow) -> Question:
        try:
            return self._questions.get(row.question_id)
        except LookupError:
            raise Ungradable(
                f"{row.id}: no reference, and no question {row.question_id!r} in the bank"
            ) from None


def exchange_of(row: LabelledRow, question: Question) -> Exchange:
    """Return the exchange in which the row's answer was given unprompted."""
    return Exchange(
        question=question,
        language=row.lang,
        utterances=(Utterance(seq=1, text=row.answer),),
        interviewer_texts=(question.prompt.in_(row.lang),),
    )


def beside_reference(row: LabelledRow) -> float:
    """Return how much of its references an answer says, 0 to 1."""
    return _reference_grader(row.question, row.own_references).mark(row.answer).score


@lru_cache(maxsize=KEPT)
def _reference_grader(question: str, references: Sequence[str]) -> ReferenceGrader:
    return ReferenceGrader(question, references)
