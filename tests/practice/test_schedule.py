"""What was missed comes back soon, what was known comes back late, and only grades decide."""

from datetime import UTC, datetime, timedelta

from fsrs import Rating
from hypothesis import given
from hypothesis import strategies as st

from interviewer.practice.schedule import due_now, rating, schedule
from interviewer.storage.records import GradedAnswer

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def answer(
    score: float, *, unprompted: bool = True, days: float = 0, id_: str = "q"
) -> GradedAnswer:
    return GradedAnswer(id_, NOW + timedelta(days=days), score, unprompted)


def test_scores_become_ratings_at_their_limits() -> None:
    assert rating(answer(0.349)) is Rating.Again
    assert rating(answer(0.35)) is Rating.Hard
    assert rating(answer(0.60)) is Rating.Good
    assert rating(answer(0.90)) is Rating.Easy
    assert rating(answer(0.95, unprompted=False)) is Rating.Good


def test_a_weak_answer_is_due_before_a_strong_one() -> None:
    order = schedule([answer(0.9, id_="strong"), answer(0.1, id_="weak")])
    assert [item.question_id for item in order] == ["weak", "strong"]


def test_nothing_is_due_at_once_and_everything_in_the_end() -> None:
    answers = [answer(0.1, id_="weak"), answer(0.9, id_="strong")]
    assert due_now(answers, NOW) == []
    assert due_now(answers, NOW + timedelta(days=3650)) == ["weak", "strong"]


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans(), st.floats(0, 400)), max_size=20))
def test_the_schedule_depends_on_the_grades_alone(
    graded: list[tuple[float, bool, float]],
) -> None:
    answers = [answer(s, unprompted=u, days=d) for s, u, d in graded]
    assert schedule(answers) == schedule(list(answers))
    assert len(schedule(answers)) == (1 if answers else 0)
