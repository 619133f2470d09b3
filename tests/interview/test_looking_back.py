"""Two grades set side by side, and what an answer's time and words were spent on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.domain.grade import Grade, PointVerdict, Provenance, Verdict
from interviewer.domain.transcript import Transcript
from interviewer.interview.comparing import Change, compare, totals
from interviewer.interview.effort import effort
from tests.storage.samples import answers, asked, asks, evidence, grade, question, session

VERDICTS = st.lists(st.sampled_from(list(Verdict)), min_size=3, max_size=3)


def graded(verdicts: list[Verdict], *, help_needed: bool = False) -> Grade:
    given_ = grade()
    provenance = Provenance.AFTER_HINT if help_needed else Provenance.UNPROMPTED
    points = [
        point.model_copy(update={"verdict": verdict, "provenance": provenance})
        for point, verdict in zip(given_.points, verdicts, strict=True)
    ]
    return given_.model_copy(update={"points": tuple(points)})


@given(VERDICTS, VERDICTS)
def test_what_is_gained_one_way_is_lost_the_other(one: list[Verdict], two: list[Verdict]) -> None:
    there, back = (
        totals(compare(graded(one), graded(two))),
        totals(compare(graded(two), graded(one))),
    )
    assert there[Change.GAINED] == back[Change.LOST]
    assert there[Change.SAME] == back[Change.SAME] == sum(map(Verdict.__eq__, one, two))
    assert sum(there.values()) == 3


def test_help_that_was_needed_makes_a_point_worth_less() -> None:
    met = [Verdict.MET] * 3
    changes = compare(graded(met, help_needed=True), graded(met))
    assert {change.change for change in changes} == {Change.GAINED}


def test_a_point_that_one_rubric_does_not_have_stands_alone() -> None:
    one = graded([Verdict.MET] * 3)
    less = one.model_copy(update={"points": one.points[:2]})
    assert [change.after for change in compare(one, less)][-1] is None
    assert compare(one, less)[-1].change is Change.LOST


def told(text: str, quotes: list[str], *, seconds: float = 60.0) -> Transcript:
    """One question asked at 10 s on the clock and answered at `seconds` after that."""
    ask = asks(question()).model_copy(update={"seq": 1, "active_seconds": 10.0})
    said = answers(text, "s", seconds=10.0 + seconds).model_copy(update={"seq": 2})
    spans = [evidence(said, quote) for quote in quotes]
    given_ = grade()
    points: list[PointVerdict] = [
        given_.points[0].model_copy(update={"evidence": tuple(spans)}),
        *given_.points[1:],
    ]
    return Transcript(
        session=session(),
        turns=(ask, said),
        asked=(asked(question()),),
        grades=(given_.model_copy(update={"points": tuple(points), "misconceptions": ()}),),
    )


def test_the_first_credit_comes_where_its_words_end() -> None:
    transcript = told("aaaa bbbb cccc dddd", ["bbbb"], seconds=38)
    # 9 of 19 characters, of 38 seconds.
    assert effort(transcript, "kv-cache").first_credit == pytest.approx(18)


@given(st.sets(st.integers(0, 9)))
def test_the_share_of_words_that_earned_nothing(credited: set[int]) -> None:
    words = [f"word{number}x" for number in range(10)]
    measured = effort(told(" ".join(words), [words[n] for n in credited]), "kv-cache")
    assert measured.unearned == pytest.approx(1 - len(credited) / 10)


def test_words_that_two_points_share_count_once() -> None:
    assert effort(told("one two three four", ["one two", "two three"]), "kv-cache").unearned == (
        pytest.approx(0.25)
    )


def test_without_a_grade_nothing_is_said() -> None:
    transcript = told("one two", ["one"]).model_copy(update={"grades": ()})
    assert effort(transcript, "kv-cache").first_credit is None
    assert effort(transcript, "kv-cache").unearned is None
