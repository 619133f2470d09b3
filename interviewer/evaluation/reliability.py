"""How far verdicts can be relied on: by how strongly a point was found, and by what is in doubt."""

from collections.abc import Sequence
from dataclasses import dataclass

from interviewer.domain.grade import Verdict
from interviewer.evaluation.predicting import CREDIT, Prediction

BINS = 10
"""Steps of strength from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Reliance:
    """Verdicts of one kind, and how many of them people bear out."""

    verdicts: int
    agreed: float
    """The share in which people gave or denied credit as the grader did; nan without verdicts."""


@dataclass(frozen=True, slots=True)
class StrengthBin:
    """Verdicts whose points were found about equally strongly."""

    low: float
    high: float
    """From `low` on and below `high`; the last one holds 1, too."""
    verdicts: int
    agreed: float
    credited: float
    """The share of these points that people gave credit for."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """What a grader's own doubt is worth, over all labelled points that it gave a verdict on."""

    certain: Reliance
    uncertain: Reliance
    strengths: tuple[StrengthBin, ...]
    """Only the bins that hold verdicts; none where the grader tells no strengths.

    A contradicted point is in none of them: its strength is that of the wrong claim.
    """


@dataclass(frozen=True, slots=True)
class _Judged:
    uncertain: bool
    strength: float | None
    agreed: bool
    credited: bool


def reliability(predictions: Sequence[Prediction]) -> Reliability | None:
    """Compare verdicts with people's; None where no point is labelled."""
    judged = [each for prediction in predictions for each in _judged(prediction)]
    if not judged:
        return None
    by_bin: dict[int, list[_Judged]] = {}
    for each in judged:
        if each.strength is not None:
            by_bin.setdefault(_bin(each.strength), []).append(each)
    return Reliability(
        certain=_reliance([each for each in judged if not each.uncertain]),
        uncertain=_reliance([each for each in judged if each.uncertain]),
        strengths=tuple(_strength_bin(number, by_bin[number]) for number in sorted(by_bin)),
    )


def _judged(prediction: Prediction) -> list[_Judged]:
    given = prediction.grade.points if prediction.grade is not None else ()
    labels = prediction.row.verdicts
    return [
        _Judged(
            uncertain=point.uncertain,
            strength=None
            if point.verdict is Verdict.CONTRADICTED
            else prediction.strengths.get(point.id),
            agreed=(point.verdict in CREDIT) == (labels[point.id] in CREDIT),
            credited=labels[point.id] in CREDIT,
        )
        for point in given
        if point.verdict is not None and point.id in labels
    ]


def _bin(strength: float) -> int:
    # Strengths such as 0.7 are sums of floats: what is short of a step by rounding reached it.
    return max(0, min(BINS - 1, int(strength * BINS + 1e-9)))


def _reliance(judged: Sequence[_Judged]) -> Reliance:
    return Reliance(len(judged), _share([each.agreed for each in judged]))


def _strength_bin(number: int, judged: Sequence[_Judged]) -> StrengthBin:
    return StrengthBin(
        low=number / BINS,
        high=(number + 1) / BINS,
        verdicts=len(judged),
        agreed=_share([each.agreed for each in judged]),
        credited=_share([each.credited for each in judged]),
    )


def _share(said: Sequence[bool]) -> float:
    return sum(said) / len(said) if said else float("nan")
