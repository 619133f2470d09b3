"""What was missed comes back soon, what was known comes back late, and only grades decide."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from fsrs import Rating
from hypothesis import given
from hypothesis import strategies as st

from interviewer.practice.schedule import Schedule, cards_of, point_rating, rating
from interviewer.storage.due import end_of_day
from interviewer.storage.records import Card, GradedAnswer
from tests.practice.answers import answer, judged

VERDICTS = ("met", "partial", "missed", "contradicted")

points = st.lists(
    st.builds(
        judged,
        st.sampled_from(VERDICTS),
        st.sampled_from(["p1", "p2", "p3"]),
        must=st.booleans(),
        unprompted=st.booleans(),
    ),
    unique_by=lambda point: point.id,
    max_size=3,
)
graded = st.builds(
    lambda score, points, **more: answer(score, *points, **more),
    st.floats(0, 1),
    points,
    unprompted=st.booleans(),
    skipped=st.booleans(),
    days=st.integers(0, 400),
    id_=st.sampled_from(["q1", "q2"]),
)
drilled = st.builds(
    lambda verdict, point, **more: answer(0.5, judged(verdict, point), drill=point, **more),
    st.sampled_from(VERDICTS),
    st.sampled_from(["p1", "p2"]),
    days=st.integers(0, 400),
    id_=st.sampled_from(["q1", "q2"]),
)


def of(cards: list[Card], point: str | None = None) -> Card:
    (found,) = (card for card in cards if card.point_id == point)
    return found


def test_scores_become_ratings_at_their_limits() -> None:
    assert rating(0.349, unprompted=True) is Rating.Again
    assert rating(0.35, unprompted=True) is Rating.Hard
    assert rating(0.60, unprompted=True) is Rating.Good
    assert rating(0.90, unprompted=True) is Rating.Easy
    assert rating(0.95, unprompted=False) is Rating.Good


@pytest.mark.parametrize(
    ("verdict", "unprompted", "drilled", "expected"),
    [
        ("missed", True, False, Rating.Again),
        ("contradicted", True, True, Rating.Again),
        ("partial", True, False, Rating.Hard),
        ("met", True, False, Rating.Easy),
        ("met", False, False, Rating.Good),
        ("met", True, True, Rating.Good),
    ],
)
def test_a_point_is_easy_only_where_nobody_asked_for_it(
    verdict: str, unprompted: bool, drilled: bool, expected: Rating
) -> None:
    assert point_rating(judged(verdict, unprompted=unprompted), drilled=drilled) is expected


def test_a_weak_answer_is_due_before_a_strong_one() -> None:
    weak, strong = (of(cards_of([answer(score)])) for score in (0.1, 0.9))
    assert weak.due < strong.due
    assert weak.stability < strong.stability


def test_an_answer_that_falls_back_counts_as_a_lapse_the_first_one_never() -> None:
    card = of(cards_of([answer(0.1), answer(0.9, days=3), answer(0.2, days=9)]))
    assert (card.reviews, card.lapses) == (3, 1)
    assert (card.first_score, card.score) == (0.1, 0.2)


@pytest.mark.parametrize(
    ("verdict", "must", "comes_back"),
    [
        ("missed", True, True),
        ("missed", False, False),
        ("contradicted", False, True),
        ("partial", True, False),
        ("met", True, False),
    ],
)
def test_a_point_comes_back_once_it_was_missed_or_contradicted(
    verdict: str, must: bool, comes_back: bool
) -> None:
    cards = cards_of([answer(0.5, judged(verdict, must=must))])
    assert [card.point_id for card in cards] == ([None, "p"] if comes_back else [None])


def test_a_point_that_comes_back_hears_what_is_said_of_it_later() -> None:
    missed = answer(0.3, judged("missed"))
    known = of(cards_of([missed, answer(0.8, judged("met"), days=2)]), "p")
    again = of(cards_of([missed, answer(0.3, judged("missed"), days=2)]), "p")
    assert known.reviews == again.reviews == 2
    assert known.due > again.due
    assert (known.score, known.lapses) == (1.0, 0)
    assert (again.score, again.lapses) == (0.0, 1)


def test_a_drill_moves_its_point_and_leaves_the_question_alone() -> None:
    before = cards_of([answer(0.3, judged("missed"))])
    after = cards_of([answer(0.3, judged("missed")), answer(1.0, judged("met"), drill="p", days=1)])
    assert of(after) == of(before)
    assert of(after, "p").due > of(before, "p").due


def test_a_question_left_without_an_answer_says_nothing_of_its_points() -> None:
    cards = cards_of([answer(0.0, judged("missed"), skipped=True)])
    assert [card.point_id for card in cards] == [None]
    drilled = cards_of([answer(0.0, judged("missed"), skipped=True, drill="p")])
    assert [card.point_id for card in drilled] == ["p"]


@given(st.lists(graded | drilled, max_size=25))
def test_computed_from_grades_it_is_what_was_kept_along_the_way(
    answers: list[GradedAnswer],
) -> None:
    kept = Schedule()
    for each in sorted(answers, key=lambda each: each.at):
        kept.take(each)
        kept.cards()
    assert kept.cards() == cards_of(answers)


@given(st.lists(graded, max_size=25), st.permutations(["q1", "q2"]))
def test_each_question_is_scheduled_by_its_own_answers(
    answers: list[GradedAnswer], order: list[str]
) -> None:
    apart = [
        card
        for id_ in order
        for card in cards_of(each for each in answers if each.question_id == id_)
    ]
    assert sorted(apart, key=lambda card: (card.question_id, card.point_id or "")) == cards_of(
        answers
    )


@given(st.lists(graded | drilled, min_size=1, max_size=25))
def test_nothing_is_due_on_the_day_it_was_answered(answers: list[GradedAnswer]) -> None:
    for card in cards_of(answers):
        assert (card.due - card.last).days >= 1
        assert 0 <= card.lapses < card.reviews
        assert 1 <= card.difficulty <= 10
        assert card.stability > 0


@given(st.lists(st.floats(0, 1), min_size=2, max_size=6))
def test_a_better_last_answer_never_brings_a_question_back_sooner(scores: list[float]) -> None:
    earlier = [answer(score, days=10 * n) for n, score in enumerate(scores[:-1])]
    due = [
        of(cards_of([*earlier, answer(last, days=10 * len(scores))])).due
        for last in (0.1, 0.5, 0.7, 0.95)
    ]
    assert all(sooner <= later for sooner, later in pairwise(due))


def test_what_comes_back_this_evening_is_due_today() -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert end_of_day(now) >= now
    assert end_of_day(now).astimezone().date() == now.astimezone().date()
