"""From verdicts to numbers: the score of a question, its band, the score of a session.

All of it is computed here, never by a model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from interviewer.domain.grade import PointVerdict, Provenance, Verdict
from interviewer.domain.language import Text

VALUES: Mapping[Verdict, float] = {
    Verdict.MET: 1.0,
    Verdict.PARTIAL: 0.5,
    Verdict.MISSED: 0.0,
    Verdict.CONTRADICTED: -0.5,
}
"""What a verdict is worth of its point's weight."""

CREDIT: Mapping[Provenance, float] = {
    Provenance.UNPROMPTED: 1.0,
    Provenance.AFTER_FOLLOW_UP: 0.8,
    Provenance.AFTER_HINT: 0.5,
}
"""How much of earned credit counts, by what it took to hear the words."""

BONUS_SHARE = 0.1
"""The most that bonus points add to a score."""
BONUS_NEEDS = 0.5
"""Bonus points count only from this share of the must points on."""

BAND_FLOORS: Mapping[int, float] = {4: 0.80, 3: 0.60, 2: 0.35, 1: 0.0}
"""The lowest score of each band."""

BAND_DESCRIPTIONS: Mapping[int, Text] = {
    4: Text(
        zh="要点基本讲全，机制、数字和适用条件都说对，几乎不需要追问。",
        en="Nearly every key point is made, mechanisms, numbers and conditions are right, "
        "and hardly any follow-up was needed.",
    ),
    3: Text(
        zh="主要要点说对了，漏掉一部分或要靠追问补上，没有影响结论的错误。",
        en="The main points are right; some are missing or came only after a follow-up, "
        "and no error changes the conclusion.",
    ),
    2: Text(
        zh="说对了一部分要点，但缺关键机制，或夹杂明显的错误。",
        en="Some points are right, but a key mechanism is missing or clear errors are mixed in.",
    ),
    1: Text(
        zh="几乎没有说到要点，或主要说法是错的。",
        en="Hardly any of the points is made, or the main claims are wrong.",
    ),
}
"""What an answer of each band looks like to someone who reads it."""


def value(point: PointVerdict) -> float:
    """Return what one verdict is worth, -0.5 to 1; a point that was not graded is worth 0.

    Help lowers what was earned; it does not soften an error.
    """
    if point.verdict is None:
        return 0.0
    worth = VALUES[point.verdict]
    if worth <= 0 or point.provenance is None:
        return worth
    return worth * CREDIT[point.provenance]


def score(points: Sequence[PointVerdict]) -> float:
    """Return the score of a question, 0 to 1. ValueError without a must point.

    The weighted mean of the must points; from 0.5 on, the share of the bonus weight that was
    earned adds up to 0.1.
    """
    must = [point for point in points if point.must]
    if not must:
        raise ValueError("a score needs at least one must point")
    total = _share(must)
    bonus = [point for point in points if not point.must]
    if bonus and total >= BONUS_NEEDS:
        total += BONUS_SHARE * max(0.0, _share(bonus))
    return min(1.0, max(0.0, total))


def _share(points: Sequence[PointVerdict]) -> float:
    earned = fsum(point.weight * value(point) for point in points)
    return round(earned / fsum(point.weight for point in points), 12)


def contested_score(points: Sequence[PointVerdict]) -> float | None:
    """Return the score if the points that the candidate marked themselves were met.

    None where no point is contested.
    """
    if not any(point.contested for point in points):
        return None
    return score(
        [
            point.model_copy(update={"verdict": Verdict.MET, "provenance": Provenance.UNPROMPTED})
            if point.contested
            else point
            for point in points
        ]
    )


def band(score_: float) -> int:
    """Return the band of a score: 4 strong, 3 good, 2 mixed, 1 weak."""
    return max(number for number, floor in BAND_FLOORS.items() if score_ >= floor - 1e-9)


@dataclass(frozen=True, slots=True)
class GradedQuestion:
    """A question that was asked: its planned minutes and its score, if it has one.

    A skipped question has the score 0.
    """

    minutes: float
    score: float | None


@dataclass(frozen=True, slots=True)
class SessionScore:
    """The minute-weighted mean over the questions that were asked."""

    score: float | None
    """None while an asked question has no grade, and when nothing was asked."""
    partial_mean: float | None
    """The mean of those that have a grade; None if none has."""
    graded: int
    asked: int
    planned: int

    @property
    def reached(self) -> int:
        """How many of the planned questions were reached."""
        return self.asked


def session_score(questions: Sequence[GradedQuestion], *, planned: int) -> SessionScore:
    """Return the score of a session from the questions that were asked in it.

    A question that was not reached is left out: it shows only in `planned`.
    """
    graded = [
        (question.minutes, question.score) for question in questions if question.score is not None
    ]
    minutes = fsum(spent for spent, _ in graded)
    mean = fsum(spent * earned for spent, earned in graded) / minutes if minutes else None
    if mean is not None:
        mean = min(1.0, max(0.0, round(mean, 12)))
    return SessionScore(
        score=mean if graded and len(graded) == len(questions) else None,
        partial_mean=mean,
        graded=len(graded),
        asked=len(questions),
        planned=planned,
    )
