"""The interval says what it promises: about eight of ten mocks land within it."""

import random
from collections.abc import Sequence
from datetime import timedelta

import pytest

from interviewer.bank.shelf import Head
from interviewer.domain.blueprint import Blueprint, Slot
from interviewer.domain.question import Level, Role
from interviewer.practice.readiness import FEWEST, Estimate
from interviewer.storage.records import Card
from tests.practice.answers import NOW

TOPICS = [f"topic-{n}" for n in range(8)]
HEADS = [
    Head(id=f"{topic}-{level.value}-{n}", topic=topic, level=level, roles=tuple(Role), minutes=4)
    for topic in TOPICS
    for level in Level
    for n in range(10)
]


def card(head: Head, score: float, days: float = 10) -> Card:
    at = NOW - timedelta(days=days)
    return Card(head.id, None, NOW + timedelta(days=5), at, 15.0, 5.0, 1, 0, at, score, score)


def blueprint(heads: Sequence[Head], minutes: Sequence[float] = ()) -> Blueprint:
    return Blueprint(
        minutes=30,
        slots=tuple(
            Slot(topic=head.topic, level=head.level, minutes=minutes[n] if minutes else 4)
            for n, head in enumerate(heads)
        ),
    )


class Person:
    """Somebody with a true level, better at some topics than at others."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._level = chance.uniform(0.3, 0.8)
        self._topics = {topic: chance.gauss(0, 0.12) for topic in TOPICS}
        self._levels = {level: 0.08 * (1 - level.rank) for level in Level}
        self._spread = chance.uniform(0.15, 0.3)

    def score(self, head: Head) -> float:
        mean = self._level + self._topics[head.topic] + self._levels[head.level]
        return min(1.0, max(0.0, self._chance.gauss(mean, self._spread)))


@pytest.mark.parametrize(
    "answered", [8, *(pytest.param(n, marks=pytest.mark.slow) for n in (30, 100))]
)
def test_eight_of_ten_mocks_land_within_the_interval(answered: int) -> None:
    chance = random.Random(answered)
    within, widths = 0, []
    rounds = 300
    for _ in range(rounds):
        person = Person(chance)
        seen = chance.sample(HEADS, answered)
        new = [head for head in HEADS if head not in seen]
        estimate = Estimate([card(head, person.score(head)) for head in seen], HEADS, NOW)
        asked = chance.sample(new, 6)
        readiness = estimate.readiness([blueprint(asked)])
        assert readiness is not None
        came = sum(person.score(head) for head in asked) / len(asked)
        within += readiness.low <= came <= readiness.high
        widths.append(readiness.high - readiness.low)
    assert 0.72 <= within / rounds <= 0.93
    assert sum(widths) / rounds < 0.5


def test_more_answers_make_it_surer() -> None:
    widths = []
    for answered in (10, 40, 160):
        person = Person(random.Random(1))
        seen = random.Random(2).sample(HEADS, answered)
        estimate = Estimate([card(head, person.score(head)) for head in seen], HEADS, NOW)
        readiness = estimate.readiness([blueprint(HEADS[:6])])
        assert readiness is not None
        widths.append(readiness.high - readiness.low)
    assert widths[0] > widths[-1]


def test_of_too_little_nothing_is_said() -> None:
    few = [card(head, 0.5) for head in HEADS[: FEWEST - 1]]
    assert Estimate(few, HEADS, NOW).readiness([blueprint(HEADS[:3])]) is None
    enough = [card(head, 0.5) for head in HEADS[:FEWEST]]
    assert Estimate(enough, HEADS, NOW).readiness([]) is None
    assert Estimate(enough, HEADS, NOW).readiness([blueprint(HEADS[:3])]) is not None
    assert Estimate(enough, HEADS[FEWEST:], NOW).readiness([blueprint(HEADS[:3])]) is None


def test_a_topic_that_goes_badly_is_expected_to() -> None:
    cards = [
        card(head, 0.1 if head.topic == TOPICS[0] else 0.9) for head in HEADS if "-0" in head.id
    ]
    estimate = Estimate(cards, HEADS, NOW)
    bad = estimate.readiness([blueprint([h for h in HEADS if h.topic == TOPICS[0]][:4])])
    good = estimate.readiness([blueprint([h for h in HEADS if h.topic == TOPICS[1]][:4])])
    assert bad is not None
    assert good is not None
    assert bad.high < good.expected
    assert bad.expected < good.low


def test_long_questions_count_by_their_minutes() -> None:
    cards = [card(head, 0.1 if head.topic == TOPICS[0] else 0.9) for head in HEADS[::3]]
    estimate = Estimate(cards, HEADS, NOW)
    two = [HEADS[0], HEADS[40]]
    mostly_bad = estimate.readiness([blueprint(two, [10, 1])])
    mostly_good = estimate.readiness([blueprint(two, [1, 10])])
    assert mostly_bad is not None
    assert mostly_good is not None
    assert mostly_bad.expected < mostly_good.expected
    assert [place.minutes for place in mostly_bad.places] == [10, 1]
