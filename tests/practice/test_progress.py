"""Each figure on Progress is what its explanation says."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.bank.shelf import Head
from interviewer.domain.question import Level, Role
from interviewer.practice.choosing import drills, of, warm_up, weakest
from interviewer.practice.progress import (
    FORECAST_DAYS,
    calibration,
    mastery,
    outlook,
    streak,
    weeks,
)
from interviewer.practice.schedule import cards_of
from interviewer.storage.records import Day, Predicted
from tests.practice.answers import NOW, answer, judged

MONDAY = date(2026, 1, 5)


def head(name: str, topic: str = "rag", level: Level = Level.MID, minutes: float = 4) -> Head:
    return Head(id=name, topic=topic, level=level, roles=(Role.APPLICATION,), minutes=minutes)


def days(*numbers: int) -> list[Day]:
    return [Day(MONDAY + timedelta(days=n), 1, 0.5, 10.0) for n in numbers]


class TestWeeks:
    def test_weeks_begin_on_monday_and_none_is_left_out(self) -> None:
        told = [Day(MONDAY, 2, 1.0, 5), Day(MONDAY + timedelta(6), 1, 0.8, 5), *days(15)]
        found = weeks(told, MONDAY + timedelta(16))
        assert [week.begins for week in found] == [MONDAY + timedelta(7 * n) for n in range(3)]
        assert [week.answers for week in found] == [3, 0, 1]
        assert [week.score for week in found] == [pytest.approx(0.6), None, 0.5]
        assert [week.minutes for week in found] == [10, 0, 10]

    def test_only_the_last_ones_are_shown(self) -> None:
        found = weeks(days(0, 700), MONDAY + timedelta(700), most=4)
        assert [week.answers for week in found] == [0, 0, 0, 1]
        assert weeks([], MONDAY) == []


class TestStreak:
    @pytest.mark.parametrize(
        ("practised", "today", "expected"),
        [
            ([], 0, 0),
            ([0], 0, 1),
            ([0, 1, 2], 2, 3),
            ([0, 2, 4], 4, 3),  # a day is forgiven, and again
            ([0, 3], 3, 1),  # two in a row are not
            ([0, 1], 2, 2),  # today is not over
            ([0, 1], 3, 2),  # yesterday is forgiven, today is not over
            ([0, 1], 4, 0),
        ],
    )
    def test_it_forgives_a_day(self, practised: list[int], today: int, expected: int) -> None:
        assert streak(days(*practised), MONDAY + timedelta(today)).days == expected

    def test_the_longest_is_remembered(self) -> None:
        told = streak(days(0, 1, 2, 3, 10), MONDAY + timedelta(10))
        assert (told.days, told.longest, told.today) == (1, 4, True)

    @given(st.sets(st.integers(0, 60)), st.integers(0, 62))
    def test_it_is_as_long_as_counting_back_day_by_day(self, on: set[int], today: int) -> None:
        counted, missed, day = 0, 0, today
        while missed <= 1 and day >= 0:
            counted += day in on
            # Today may still be practised on.
            missed = 0 if day in on or day == today else missed + 1
            day -= 1
        told = streak(days(*sorted(on)), MONDAY + timedelta(today))
        assert told.days == counted
        assert told.longest >= told.days

    def test_a_day_without_an_answer_is_no_day_of_practice(self) -> None:
        assert streak([Day(MONDAY, 0, 0.0, 30.0)], MONDAY).days == 0


class TestMastery:
    def test_it_is_the_mean_of_last_scores_and_says_of_how_many(self) -> None:
        heads = [head("a"), head("b"), head("c"), head("d", level=Level.SENIOR), head("e", "peft")]
        cards = cards_of([answer(0.2, id_="a"), answer(0.9, id_="a", days=3), answer(0.5, id_="b")])
        table = mastery(cards, heads, NOW)
        cell = table["rag"][Level.MID]
        assert cell.mastery == pytest.approx((0.9 + 0.5) / 2)
        assert (cell.answered, cell.held) == (2, 3)
        assert table["rag"][Level.SENIOR].mastery is None
        assert table["peft"][Level.MID].held == 1

    def test_it_fades_with_time(self) -> None:
        cards = cards_of([answer(0.8, id_="a")])
        fresh, later = (
            mastery(cards, [head("a")], NOW + timedelta(days=n))["rag"][Level.MID].mastery
            for n in (0, 90)
        )
        assert fresh is not None
        assert later is not None
        assert later < fresh == 0.8

    def test_a_question_counts_for_the_one_that_replaces_it(self) -> None:
        mine = head("mine/a").model_copy(update={"replaces": "a"})
        assert (
            mastery(cards_of([answer(0.8, id_="a")]), [mine], NOW)["rag"][Level.MID].answered == 1
        )


class TestCalibration:
    def test_it_tells_too_sure_from_too_modest(self) -> None:
        told = [Predicted("a", 9, 4, 2.0), Predicted("b", 2, 4, 2.0), Predicted("c", 10, 1, 1.0)]
        found = calibration(told, {"a": "rag", "b": "peft", "c": "other"})
        assert found.overall is not None
        assert found.overall.answers == 9
        assert found.overall.off == pytest.approx((3.6 + 0.8 + 1.0 - 5.0) / 9)
        assert [(step, each.answers) for step, each in found.steps] == [(1, 4), (4, 5)]
        assert [topic for topic, _ in found.topics] == ["rag", "peft"]
        assert found.topics[0][1].off == pytest.approx(0.4)
        assert found.topics[1][1].off == pytest.approx(-0.3)

    def test_without_predictions_there_is_none(self) -> None:
        found = calibration([], {})
        assert (found.overall, found.steps, found.topics) == (None, (), ())


class TestOutlook:
    def test_the_forecast_counts_each_card_on_its_day(self) -> None:
        cards = cards_of(
            [answer(0.1, id_="a"), answer(0.7, id_="b"), answer(0.95, judged("met"), id_="c")]
        )
        told = outlook(cards, 0, NOW)
        for card in cards:
            ahead = (card.due.date() - NOW.date()).days
            assert ahead >= FORECAST_DAYS or told.forecast[ahead] >= 1
        assert sum(told.forecast) == sum(
            (card.due.date() - NOW.date()).days < FORECAST_DAYS for card in cards
        )
        assert outlook(cards, 3, NOW + timedelta(days=400)).forecast == (3, *[0] * 13)

    def test_the_load_is_what_comes_back_a_day(self) -> None:
        (card,) = cards_of([answer(0.7)])
        interval = (card.due - card.last).days
        assert outlook([card] * interval, 0, NOW).load == pytest.approx(1)

    def test_what_was_remembered_leaves_first_answers_out(self) -> None:
        cards = cards_of([answer(0.1), answer(0.7, days=2), answer(0.2, days=6)])
        told = outlook(cards, 0, NOW)
        assert (told.repeats, told.remembered) == (2, 0.5)
        first = outlook(cards_of([answer(0.1)]), 0, NOW)
        assert (first.repeats, first.remembered) == (0, None)
        assert outlook([], 0, NOW).known is None


class TestChoosing:
    def test_the_weakest_come_first_and_new_ones_not_at_all(self) -> None:
        cards = cards_of(
            [answer(0.9, id_="a"), answer(0.1, id_="b"), answer(0.4, id_="c"), answer(0, id_="d")]
        )
        assert weakest(cards, {"a", "b", "c", "new"}, NOW) == ["b", "c", "a"]

    def test_drills_are_the_points_once_missed(self) -> None:
        cards = cards_of(
            [
                answer(0.3, judged("missed", "p1"), judged("met", "p2"), id_="a"),
                answer(0.3, judged("contradicted", "p1", must=False), id_="b"),
            ]
        )
        assert drills(cards, {"a", "b"}) == ["a#p1", "b#p1"]
        assert drills(cards, {"b"}) == ["b#p1"]
        assert of(["a", "a#p1", "b#p1"], {"a"}) == ["a", "a#p1"]

    def test_a_warm_up_begins_with_something_known(self) -> None:
        heads = [
            head("hard", level=Level.SENIOR),
            head("long", minutes=9),
            head("short", minutes=3),
        ]
        heads += [head(f"easy-{n}", level=Level.JUNIOR) for n in range(9)]
        cards = cards_of([answer(0.9, id_="hard"), answer(0.1, id_="short")])
        chosen = warm_up(cards, heads)
        assert chosen[0] == "hard"
        assert len(chosen) == 5
        assert all(each.startswith("easy") for each in chosen[1:])
