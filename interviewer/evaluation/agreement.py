"""Measures of agreement between predicted and gold scores; pure arithmetic on arrays."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Groups = NDArray[np.int64]
Measure = Callable[[Values, Values, Groups], float]
"""Of predictions, gold scores (both 0 to 1) and the number of each row's question."""

NO_SPREAD = 1e-9
"""Standard deviation of scores that are all the same, but for rounding."""
SMALLEST_QUESTION = 3
"""Answers that a question must have to say something about agreement within it."""


def pearson(one: Values, other: Values) -> float:
    """Return Pearson's correlation; nan where one of them does not vary."""
    if len(one) < 2 or min(one.std(), other.std()) < NO_SPREAD:
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])


def pooled(predicted: Values, gold: Values, _groups: Groups) -> float:
    """Return Pearson's correlation over all answers."""
    return pearson(predicted, gold)


def within(predicted: Values, gold: Values, groups: Groups) -> float:
    """Return the correlation that is left when each question's means are taken off.

    It says whether answers to one question are put in the right order, however hard questions are.
    """
    sizes = np.bincount(groups)
    kept = sizes[groups] >= SMALLEST_QUESTION
    if not kept.any():
        return float("nan")
    return pearson(_centred(predicted, groups, sizes)[kept], _centred(gold, groups, sizes)[kept])


def _centred(values: Values, groups: Groups, sizes: NDArray[np.int64]) -> Values:
    sums = np.bincount(groups, weights=values, minlength=len(sizes))
    means: Values = sums / np.maximum(sizes, 1)
    return values - means[groups]


def rmse(predicted: Values, gold: Values, _groups: Groups) -> float:
    """Return the root of the mean squared difference."""
    return float(np.sqrt(np.mean((predicted - gold) ** 2)))


def mae(predicted: Values, gold: Values, _groups: Groups) -> float:
    """Return the mean absolute difference."""
    return float(np.mean(np.abs(predicted - gold)))


def kappa(levels: int) -> Measure:
    """Return quadratic weighted kappa over `levels` steps from 0 to 1 (Cohen, 1968)."""

    def measure(predicted: Values, gold: Values, _groups: Groups) -> float:
        ours = np.rint(np.clip(predicted, 0, 1) * levels).astype(int)
        theirs = np.rint(np.clip(gold, 0, 1) * levels).astype(int)
        steps = np.arange(levels + 1)
        weights = (steps[:, None] - steps[None, :]) ** 2
        seen = np.zeros((levels + 1, levels + 1))
        np.add.at(seen, (ours, theirs), 1)
        chance = np.outer(seen.sum(1), seen.sum(0)) / max(1.0, seen.sum())
        expected = (weights * chance).sum()
        return float(1 - (weights * seen).sum() / expected) if expected else float("nan")

    return measure


def macro_f1(threshold: float) -> Measure:
    """Return the mean F1 of passing and failing; gold passes from one half on."""

    def measure(predicted: Values, gold: Values, _groups: Groups) -> float:
        return macro_f1_of(predicted >= threshold, gold >= 0.5)

    return measure


def macro_f1_of(predicted: NDArray[np.bool_], gold: NDArray[np.bool_]) -> float:
    """Return the mean of the F1 of yes and the F1 of no."""
    return (f1(predicted, gold) + f1(~predicted, ~gold)) / 2


def f1(predicted: NDArray[np.bool_], gold: NDArray[np.bool_]) -> float:
    """Return F1 of yes; nan where neither ever says so."""
    all_ = predicted.sum() + gold.sum()
    return float(2 * (predicted & gold).sum() / all_) if all_ else float("nan")


def length_bias(predicted: Values, gold: Values, lengths: Values) -> float:
    """Return how the error goes with the logarithm of an answer's length, as a correlation.

    The error is what is left of the gold scores once a line through the predictions is taken off,
    turned round: above zero, long answers are given too much.
    """
    if len(predicted) < SMALLEST_QUESTION or predicted.std() < NO_SPREAD:
        return float("nan")
    slope, offset = np.polyfit(predicted, gold, 1)
    return pearson(slope * predicted + offset - gold, np.log1p(lengths))


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure, and between what it lies in 95 of 100 samples of questions."""

    value: float
    low: float
    high: float


def interval(
    measure: Measure, predicted: Values, gold: Values, groups: Groups, *, rounds: int, seed: int = 0
) -> Interval:
    """Return a figure with its bootstrap interval; whole questions are drawn.

    Answers to one question resemble each other: drawing single answers would call it surer than
    it is (Efron & Tibshirani, An Introduction to the Bootstrap, 1993, chapter 8).
    """
    found = [
        measure(predicted[rows], gold[rows], drawn) for rows, drawn in _draws(groups, rounds, seed)
    ]
    return _interval(measure(predicted, gold, groups), found)


def difference(
    measure: Measure,
    one: Values,
    other: Values,
    gold: Values,
    groups: Groups,
    *,
    rounds: int,
    seed: int = 0,
) -> Interval:
    """Return by how much `one` does better than `other`, both on the same drawn questions."""
    found = [
        measure(one[rows], gold[rows], drawn) - measure(other[rows], gold[rows], drawn)
        for rows, drawn in _draws(groups, rounds, seed)
    ]
    return _interval(measure(one, gold, groups) - measure(other, gold, groups), found)


def _draws(groups: Groups, rounds: int, seed: int) -> Sequence[tuple[NDArray[np.int64], Groups]]:
    random = np.random.default_rng(seed)
    members = [np.flatnonzero(groups == group) for group in range(int(groups.max()) + 1)]
    draws = []
    for _ in range(rounds):
        chosen = random.integers(0, len(members), len(members))
        rows = np.concatenate([members[at] for at in chosen])
        drawn = np.repeat(np.arange(len(chosen)), [len(members[at]) for at in chosen])
        draws.append((rows, drawn))
    return draws


def _interval(value: float, found: Sequence[float]) -> Interval:
    known = np.array([each for each in found if not np.isnan(each)])
    if not len(known):
        return Interval(value, float("nan"), float("nan"))
    low, high = np.quantile(known, [0.025, 0.975])
    return Interval(value, float(low), float(high))
