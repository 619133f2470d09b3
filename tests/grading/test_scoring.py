"""The arithmetic of DESIGN section 5: its examples, and what must hold of any verdicts."""

from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from interviewer.domain.grade import PointVerdict, Provenance, Verdict
from interviewer.domain.language import Language
from interviewer.grading.scoring import (
    BAND_DESCRIPTIONS,
    GradedQuestion,
    band,
    contested_score,
    score,
    session_score,
    value,
)

MET, PARTIAL, MISSED, CONTRADICTED = (
    Verdict.MET,
    Verdict.PARTIAL,
    Verdict.MISSED,
    Verdict.CONTRADICTED,
)


def point(
    weight: float,
    verdict: Verdict | None,
    *,
    must: bool = True,
    provenance: Provenance | None = Provenance.UNPROMPTED,
    name: str = "p",
) -> PointVerdict:
    return PointVerdict(id=name, must=must, weight=weight, verdict=verdict, provenance=provenance)


def musts(*verdicts: Verdict) -> list[PointVerdict]:
    return [point(weight, verdict) for weight, verdict in zip((3, 2, 2, 1), verdicts, strict=True)]


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([*musts(MET, MISSED, MET, MET), point(1, MET, must=False)], 0.85),
        (musts(MET, MET, MET, CONTRADICTED), 0.81),
        (musts(CONTRADICTED, MET, MET, MET), 0.44),
        ([*musts(MISSED, MISSED, MISSED, MISSED), point(2, MET, must=False)], 0.0),
    ],
)
def test_the_examples_of_the_design_come_out(
    points: Sequence[PointVerdict], expected: float
) -> None:
    assert score(points) == pytest.approx(expected, abs=0.005)


def test_help_lowers_credit_but_not_errors() -> None:
    assert value(point(1, MET, provenance=Provenance.AFTER_FOLLOW_UP)) == 0.8
    assert value(point(1, MET, provenance=Provenance.AFTER_HINT)) == 0.5
    assert value(point(1, PARTIAL, provenance=Provenance.AFTER_FOLLOW_UP)) == 0.4
    assert value(point(1, CONTRADICTED, provenance=Provenance.AFTER_HINT)) == -0.5
    assert value(point(1, None)) == 0


def test_a_score_needs_a_must_point() -> None:
    with pytest.raises(ValueError, match="must point"):
        score([point(1, MET, must=False)])


POINTS = st.lists(
    st.builds(
        point,
        st.floats(0.1, 10),
        st.sampled_from(Verdict),
        must=st.booleans(),
        provenance=st.sampled_from(Provenance),
    ),
    min_size=1,
    max_size=8,
).filter(lambda points: any(each.must for each in points))

ORDER = [CONTRADICTED, MISSED, PARTIAL, MET]


@given(POINTS)
def test_scores_stay_between_nothing_and_all(points: list[PointVerdict]) -> None:
    assert 0 <= score(points) <= 1


@given(POINTS, st.randoms())
def test_the_order_of_points_does_not_matter(points: list[PointVerdict], random: object) -> None:
    shuffled = list(points)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert score(shuffled) == score(points)


@given(POINTS, st.data())
def test_a_better_verdict_never_lowers_a_score(
    points: list[PointVerdict], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(points) - 1))
    verdict = points[at].verdict
    assert verdict is not None
    assume(verdict is not MET)
    better = ORDER[ORDER.index(verdict) + 1]
    raised = points.copy()
    raised[at] = points[at].model_copy(update={"verdict": better})
    assert score(raised) >= score(points)


@given(POINTS, st.floats(0.1, 10))
def test_a_met_bonus_point_never_lowers_a_score(points: list[PointVerdict], weight: float) -> None:
    missed = [*points, point(weight, MISSED, must=False)]
    met = [*points, point(weight, MET, must=False)]
    assert score(met) >= score(missed)
    assert score(met) <= score(points) + 0.1 + 1e-9


@given(POINTS)
def test_needing_help_never_raises_a_score(points: list[PointVerdict]) -> None:
    alone = [each.model_copy(update={"provenance": Provenance.UNPROMPTED}) for each in points]
    assert score(points) <= score(alone)


@given(POINTS)
def test_marking_a_point_oneself_never_lowers_the_second_score(
    points: list[PointVerdict],
) -> None:
    assert contested_score(points) is None
    marked = [points[0].model_copy(update={"contested": True}), *points[1:]]
    second = contested_score(marked)
    assert second is not None
    assert second >= score(points)


@pytest.mark.parametrize(
    ("value_", "number"),
    [(1, 4), (0.8, 4), (0.799, 3), (0.6, 3), (0.599, 2), (0.35, 2), (0.349, 1), (0, 1)],
)
def test_bands_begin_where_the_design_says(value_: float, number: int) -> None:
    assert band(value_) == number


def test_every_band_is_described_in_both_languages() -> None:
    for number in (1, 2, 3, 4):
        described = {BAND_DESCRIPTIONS[number].in_(language) for language in Language}
        assert len(described) == 2


def test_a_session_is_the_minute_weighted_mean() -> None:
    total = session_score([GradedQuestion(3, 1.0), GradedQuestion(6, 0.5)], planned=4)
    assert total.score == pytest.approx((3 * 1.0 + 6 * 0.5) / 9)
    assert (total.reached, total.planned) == (2, 4)


def test_a_skipped_question_counts_and_one_not_reached_does_not() -> None:
    assert session_score([GradedQuestion(4, 1.0), GradedQuestion(4, 0.0)], planned=6).score == 0.5


def test_a_question_without_a_grade_leaves_the_session_without_a_score() -> None:
    total = session_score([GradedQuestion(4, 0.6), GradedQuestion(4, None)], planned=2)
    assert total.score is None
    assert total.partial_mean == pytest.approx(0.6)
    assert (total.graded, total.asked) == (1, 2)


def test_a_session_in_which_nothing_was_asked_has_no_score() -> None:
    total = session_score([], planned=3)
    assert total.score is None
    assert total.partial_mean is None


@given(
    st.lists(st.builds(GradedQuestion, st.floats(0.5, 60), st.floats(0, 1)), min_size=1),
)
def test_a_session_score_lies_between_its_worst_and_best(asked: list[GradedQuestion]) -> None:
    total = session_score(asked, planned=len(asked)).score
    scores = [each.score for each in asked if each.score is not None]
    assert total is not None
    assert min(scores) - 1e-9 <= total <= max(scores) + 1e-9
