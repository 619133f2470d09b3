"""Measures of agreement: known values, and what must hold for any scores."""

from math import isnan, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.evaluation import agreement
from interviewer.evaluation.agreement import difference, f1, interval, kappa, length_bias, macro_f1

ONE = np.zeros(1, dtype=np.int64)
shares = st.lists(st.floats(0, 1), min_size=2, max_size=30)


def groups(count: int, size: int = 3) -> agreement.Groups:
    return np.repeat(np.arange(count), size)


def kappa_by_hand(one: list[int], other: list[int], levels: int) -> float:
    """Weighted kappa as Cohen wrote it: observed over expected disagreement, pair by pair."""
    observed = sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) / len(one)
    expected = sum((a - b) ** 2 for a in one for b in other) / len(one) ** 2
    return 1 - observed / expected if expected else nan


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=40))
def test_kappa_is_one_minus_observed_over_expected_disagreement(
    pairs: list[tuple[int, int]],
) -> None:
    one, other = ([pair[at] for pair in pairs] for at in (0, 1))
    found = kappa(5)(np.array(one) / 5, np.array(other) / 5, ONE)
    assert found == pytest.approx(kappa_by_hand(one, other, 5), nan_ok=True)


@given(shares)
def test_who_agrees_wholly_has_no_error_and_full_kappa(values: list[float]) -> None:
    gold = np.array(values)
    assert agreement.rmse(gold, gold, ONE) == agreement.mae(gold, gold, ONE) == 0
    whole = kappa(10)(gold, gold, ONE)
    assert isnan(whole) or whole == pytest.approx(1)
    assert isnan(agreement.pearson(gold, gold)) == (gold.std() < agreement.NO_SPREAD)


def test_within_questions_the_difficulty_of_a_question_does_not_count() -> None:
    numbers = groups(2)
    gold = np.array([0.1, 0.2, 0.3, 0.7, 0.8, 0.9])
    knows_questions_only = np.array([0.2, 0.2, 0.2, 0.8, 0.8, 0.8])
    assert agreement.pooled(knows_questions_only, gold, numbers) > 0.9
    assert isnan(agreement.within(knows_questions_only, gold, numbers))
    knows_answers_only = np.array([0.1, 0.5, 0.9, 0.1, 0.5, 0.9])
    assert agreement.within(knows_answers_only, gold, numbers) == pytest.approx(1)


def test_questions_with_hardly_an_answer_say_nothing_of_agreement_within() -> None:
    numbers = np.array([0, 0, 1, 1])
    assert isnan(agreement.within(np.array([0, 1, 0, 1.0]), np.array([0, 1, 1, 0.0]), numbers))


def test_f1_weighs_passing_and_failing_alike() -> None:
    gold = np.array([1, 1, 1, 0.0])
    assert macro_f1(0.5)(np.ones(4), gold, ONE) == pytest.approx((6 / 7 + 0) / 2)
    assert macro_f1(0.5)(gold, gold, ONE) == 1
    assert isnan(f1(np.array([False]), np.array([False])))


def test_a_grader_that_pays_for_length_is_seen() -> None:
    random = np.random.default_rng(1)
    gold, lengths = random.random(200), random.integers(10, 400, 200).astype(float)
    noise = random.normal(0, 0.02, 200)
    paid = gold + 0.2 * np.log1p(lengths) + noise
    assert length_bias(paid, gold, lengths) > 0.5
    assert abs(length_bias(gold + noise, gold, lengths)) < 0.2


@given(st.integers(2, 8), st.integers(0, 100))
def test_an_interval_holds_its_figure_and_is_the_same_twice(count: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    gold = random.random(3 * count)
    predicted = np.clip(gold + random.normal(0, 0.2, 3 * count), 0, 1)
    once, again = (
        interval(agreement.mae, predicted, gold, groups(count), rounds=50) for _ in range(2)
    )
    assert once == again
    assert once.low <= once.high


def test_the_better_predictions_are_told_from_the_worse() -> None:
    random = np.random.default_rng(2)
    gold = random.random(90)
    good, bad = (np.clip(gold + random.normal(0, width, 90), 0, 1) for width in (0.05, 0.4))
    found = difference(agreement.pooled, good, bad, gold, groups(30), rounds=200)
    assert 0 < found.low <= found.value <= found.high
    same = difference(agreement.pooled, good, good, gold, groups(30), rounds=50)
    assert (same.value, same.low, same.high) == (0, 0, 0)


def test_whole_questions_are_drawn() -> None:
    # All variance lies between the two questions: drawing answers would give a tight interval.
    gold = np.array([0.0] * 50 + [1.0] * 50)
    found = interval(agreement.mae, np.zeros(100), gold, groups(2, 50), rounds=200)
    assert (found.low, found.value, found.high) == (0, 0.5, 1)
