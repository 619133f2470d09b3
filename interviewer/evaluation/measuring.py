"""What predictions come to: agreement with people, credit point by point, attacks one by one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interviewer.bank.text import word_count
from interviewer.evaluation import agreement
from interviewer.evaluation.agreement import Groups, Interval, Measure, Values
from interviewer.evaluation.predicting import CREDIT, Prediction
from interviewer.evaluation.reliability import Reliability, reliability
from interviewer.evaluation.rows import LabelledRow

ROUNDS = 1_000
"""Samples of questions for an interval."""
PASSES = 0.5
"""The share from which on a prediction counts as passing, unless another is given."""


@dataclass(frozen=True, slots=True)
class SplitFigures:
    """One kind of answer: how far its credit is false, and how far it is denied."""

    rows: int
    gold: float
    predicted: float
    """Mean shares."""
    passing: float
    """The share of answers that would pass."""
    keeping: float
    """The share of answers that keep at least 80% of what people gave."""


@dataclass(frozen=True, slots=True)
class PointFigures:
    """Agreement on rubric points, over all of them."""

    points: int
    credit_f1: float
    false_credit: float
    """Of the points that people denied, the share that was credited."""
    false_denial: float
    """Of the points that people credited, the share that was denied."""
    false_credit_by_split: Mapping[str, float]
    intervals: Mapping[str, Interval]
    """`credit_f1`, `false_credit`, `false_denial`."""
    reliability: Reliability | None


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is measured on one labelled set."""

    rows: int
    questions: int
    threshold: float
    agreement: Mapping[str, Interval]
    """`pooled`, `within`, `rmse`, `mae`, `qwk`, `macro_f1`."""
    length_bias: float
    language_gap: float | None
    """Mean absolute difference between the same answer in two languages; None without pairs."""
    splits: Mapping[str, SplitFigures]
    points: PointFigures | None


def measures(levels: int, threshold: float) -> dict[str, Measure]:
    """Return the measures of agreement by name."""
    return {
        "pooled": agreement.pooled,
        "within": agreement.within,
        "rmse": agreement.rmse,
        "mae": agreement.mae,
        "qwk": agreement.kappa(levels),
        "macro_f1": agreement.macro_f1(threshold),
    }


def levels_of(rows: Iterable[LabelledRow]) -> int:
    """Return the steps of the scale: whole marks where there are such, tenths otherwise."""
    most = {row.max_score for row in rows}
    (single,) = most if len(most) == 1 else (1.0,)
    return int(single) if single > 1 and single.is_integer() else 10


def measure(
    predictions: Sequence[Prediction], *, threshold: float = PASSES, rounds: int = ROUNDS
) -> Figures:
    """Measure predictions on one set; ValueError without any."""
    if not predictions:
        raise ValueError("there is no labelled answer to measure on")
    rows = [each.row for each in predictions]
    predicted = np.array([each.share for each in predictions])
    gold = np.array([row.share for row in rows])
    groups = groups_of(rows)
    return Figures(
        rows=len(rows),
        questions=int(groups.max()) + 1,
        threshold=threshold,
        agreement={
            name: agreement.interval(each, predicted, gold, groups, rounds=rounds)
            for name, each in measures(levels_of(rows), threshold).items()
        },
        length_bias=agreement.length_bias(predicted, gold, lengths_of(rows)),
        language_gap=_language_gap(predictions),
        splits=_splits(predictions, threshold),
        points=_points(predictions, groups, rounds),
    )


def groups_of(rows: Sequence[LabelledRow]) -> Groups:
    """Number the questions of rows in the order in which they occur."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(row.question_id, len(numbers)) for row in rows])


def lengths_of(rows: Sequence[LabelledRow]) -> Values:
    """Return how many words each answer has."""
    return np.array([float(word_count(row.answer)) for row in rows])


def compare(
    rows: Sequence[LabelledRow],
    one: Mapping[str, float],
    other: Mapping[str, float],
    *,
    threshold: float = PASSES,
    rounds: int = ROUNDS,
) -> dict[str, Interval]:
    """Return by how much the scores `one` agree better with people than `other`, by measure.

    Both give a score for each row's id, on the row's scale; KeyError where one is missing.
    """
    gold = np.array([row.share for row in rows])
    first, second = (
        np.array([min(1.0, max(0.0, scores[row.id] / row.max_score)) for row in rows])
        for scores in (one, other)
    )
    groups = groups_of(rows)
    return {
        name: agreement.difference(each, first, second, gold, groups, rounds=rounds)
        for name, each in measures(levels_of(rows), threshold).items()
    }


def _splits(predictions: Sequence[Prediction], threshold: float) -> dict[str, SplitFigures]:
    by_split: dict[str, list[Prediction]] = {}
    for each in predictions:
        if each.row.split is not None:
            by_split.setdefault(each.row.split, []).append(each)
    return {name: _split(found, threshold) for name, found in sorted(by_split.items())}


def _split(found: Sequence[Prediction], threshold: float) -> SplitFigures:
    predicted = np.array([each.share for each in found])
    gold = np.array([each.row.share for each in found])
    return SplitFigures(
        rows=len(found),
        gold=float(gold.mean()),
        predicted=float(predicted.mean()),
        passing=float((predicted >= threshold).mean()),
        keeping=float((predicted >= 0.8 * gold).mean()),
    )


def _language_gap(predictions: Sequence[Prediction]) -> float | None:
    pairs: dict[str, list[float]] = {}
    for each in predictions:
        if each.row.pair is not None:
            pairs.setdefault(each.row.pair, []).append(each.share)
    gaps = [max(shares) - min(shares) for shares in pairs.values() if len(shares) > 1]
    return sum(gaps) / len(gaps) if gaps else None


def _points(predictions: Sequence[Prediction], groups: Groups, rounds: int) -> PointFigures | None:
    ours: list[bool] = []
    theirs: list[bool] = []
    splits: list[str] = []
    of: list[int] = []
    for each, group in zip(predictions, groups, strict=True):
        given = each.verdicts
        for point, verdict in each.row.verdicts.items():
            ours.append(given.get(point) in CREDIT)
            theirs.append(verdict in CREDIT)
            splits.append(each.row.split or "")
            of.append(int(group))
    if not ours:
        return None
    credited, deserved, split = np.array(ours), np.array(theirs), np.array(splits)
    # Questions without labelled points leave gaps in the numbers.
    numbers: Groups = np.unique(np.array(of), return_inverse=True)[1]
    intervals = {
        name: agreement.interval(
            each, credited.astype(float), deserved.astype(float), numbers, rounds=rounds
        )
        for name, each in _POINT_MEASURES.items()
    }
    return PointFigures(
        points=len(ours),
        credit_f1=intervals["credit_f1"].value,
        false_credit=intervals["false_credit"].value,
        false_denial=intervals["false_denial"].value,
        false_credit_by_split={
            str(name): _rate(credited, ~deserved & (split == name))
            for name in sorted(set(splits) - {""})
        },
        intervals=intervals,
        reliability=reliability(predictions),
    )


def _rate(of: NDArray[np.bool_], among: NDArray[np.bool_]) -> float:
    return float(of[among].mean()) if among.any() else float("nan")


_POINT_MEASURES: Mapping[str, Measure] = {
    "credit_f1": lambda ours, theirs, _groups: agreement.f1(ours > 0, theirs > 0),
    "false_credit": lambda ours, theirs, _groups: _rate(ours > 0, theirs <= 0),
    "false_denial": lambda ours, theirs, _groups: _rate(ours <= 0, theirs > 0),
}
"""Over verdicts that are 1 for credit and 0 for none."""
