"""What a grader's own doubt is worth: verdicts by strength, and by certain and uncertain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.domain.grade import Grade, PointVerdict, Verdict, Versions
from interviewer.evaluation.measuring import measure
from interviewer.evaluation.predicting import CREDIT, Prediction
from interviewer.evaluation.reliability import BINS, reliability
from interviewer.evaluation.reporting import document, markdown
from interviewer.evaluation.rows import LabelledRow
from tests.contracts.validation import validate
from tests.grading.examples import NOON

Point = tuple[Verdict, Verdict, bool, float]
"""The grader's verdict, people's, whether it is uncertain, and how strongly it was found."""

POINTS = st.tuples(
    st.sampled_from(Verdict), st.sampled_from(Verdict), st.booleans(), st.floats(0, 1)
)


def prediction(*points: Point, name: str = "a", strengths: bool = True) -> Prediction:
    row = LabelledRow(
        id=name,
        question_id="q",
        answer="words",
        score=0.5,
        verdicts={f"p{at}": theirs for at, (_, theirs, _, _) in enumerate(points)},
    )
    grade = Grade(
        question_id="q",
        score=0.5,
        band=2,
        provisional=True,
        grader="builtin",
        points=tuple(
            PointVerdict(id=f"p{at}", must=True, weight=1, verdict=ours, uncertain=uncertain)
            for at, (ours, _, uncertain, _) in enumerate(points)
        ),
        versions=Versions(app="0", rubric="0", grader="0"),
        at=NOON,
    )
    found = {f"p{at}": strength for at, (*_, strength) in enumerate(points)} if strengths else {}
    return Prediction(row, 0.5, grade, found)


def test_verdicts_are_counted_by_doubt_and_by_strength() -> None:
    found = reliability(
        [
            prediction(
                (Verdict.MET, Verdict.PARTIAL, False, 0.95),
                (Verdict.MET, Verdict.MISSED, True, 0.55),
                (Verdict.MISSED, Verdict.MISSED, False, 0.0),
                (Verdict.PARTIAL, Verdict.MET, True, 0.5),
                (Verdict.CONTRADICTED, Verdict.MISSED, False, 0.9),
            )
        ]
    )
    assert found is not None
    assert (found.certain.verdicts, found.certain.agreed) == (3, 1)
    assert (found.uncertain.verdicts, found.uncertain.agreed) == (2, 0.5)
    assert [(each.low, each.verdicts, each.agreed, each.credited) for each in found.strengths] == [
        (0.0, 1, 1, 0),
        (0.5, 2, 0.5, 0.5),
        (0.9, 1, 1, 1),
    ]


def test_strengths_on_a_step_belong_to_the_bin_that_begins_there() -> None:
    steps = [0.1 + 0.2, 0.7, 1.0]
    found = reliability([prediction(*((Verdict.MET, Verdict.MET, False, at) for at in steps))])
    assert found is not None
    assert [each.low for each in found.strengths] == [0.3, 0.7, 0.9]


@given(st.lists(POINTS, min_size=1, max_size=30))
def test_every_verdict_is_counted_once(points: list[Point]) -> None:
    found = reliability([prediction(*points)])
    assert found is not None
    assert found.certain.verdicts + found.uncertain.verdicts == len(points)
    binned = [point for point in points if point[0] is not Verdict.CONTRADICTED]
    assert sum(each.verdicts for each in found.strengths) == len(binned)
    assert len(found.strengths) <= BINS
    agreed = sum((ours in CREDIT) == (theirs in CREDIT) for ours, theirs, _, _ in points)
    told = sum(
        each.verdicts * each.agreed for each in (found.certain, found.uncertain) if each.verdicts
    )
    assert told == pytest.approx(agreed)


def test_a_grader_that_tells_no_strengths_has_its_doubt_measured_all_the_same() -> None:
    found = reliability([prediction((Verdict.MET, Verdict.MET, False, 1), strengths=False)])
    assert found is not None
    assert found.certain.verdicts == 1
    assert found.strengths == ()
    assert reliability([prediction()]) is None


def test_it_is_told_as_markdown_and_keeps_the_contract() -> None:
    figures = measure(
        [
            prediction((Verdict.MET, Verdict.MET, False, 0.95)),
            prediction((Verdict.MISSED, Verdict.MISSED, False, 0.1), name="b"),
        ],
        rounds=5,
    )
    told = markdown("own", "builtin", NOON, figures)
    assert "| certain | 2 | 1.000 |" in told
    assert "| uncertain | 0 | - |" in told
    assert "| 0.9 to 1.0 | 1 | 1.000 | 1.000 |" in told
    written = document("own", "builtin", NOON, figures)
    validate("evaluate", written)
    assert written["points"]["reliability"]["uncertain"]["agreed"] is None
    assert written["points"]["intervals"]["credit_f1"]["value"] == 1
