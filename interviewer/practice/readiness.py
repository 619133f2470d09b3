"""What a mock after a blueprint would come to today, and how sure that is.

Each place of the blueprint is filled by a question of its topic and level. One that was answered
before is expected at its last score, times the chance that it is still known. One that was not is
expected at what first tries came to: those of the topic and level, leaning on the topic where they
are few, and on all topics where those are few too. Older tries weigh less. The interval is made to
hold eight of ten such mocks: it adds up how differently single questions go, and how little the
means are known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from interviewer.bank.shelf import Head
from interviewer.domain.blueprint import Blueprint
from interviewer.domain.question import Level, Role
from interviewer.practice.progress import chance
from interviewer.storage.records import Card

FEWEST = 5
"""Questions that must have been answered before anything is said."""
LEAN = 4.0
"""As many answers as the mean of what is around them counts for."""
HALF_LIFE = 90.0
"""Days after which a try counts half."""
BEGINNING = 0.5
"""What is expected of somebody of whom nothing is known."""
SPREAD, SPREAD_ANSWERS = 0.28, 8.0
"""How far single scores lie from their mean (standard deviation), and for how many answers this
assumption counts."""
Z = 1.2816
"""Standard deviations on each side that hold 80% of a normal distribution."""

Place = tuple[str, Level]


@dataclass(frozen=True, slots=True)
class PlaceOutlook:
    """What one topic and level of the blueprint is expected to bring."""

    topic: str
    level: Level
    minutes: float
    expected: float
    answered: int
    held: int


@dataclass(frozen=True, slots=True)
class Readiness:
    """The score to be expected of a mock, 0..1, and where eight of ten would lie."""

    expected: float
    low: float
    high: float
    answers: int
    """How many questions have been answered at all."""
    places: tuple[PlaceOutlook, ...]
    """Of the first blueprint, in its order, each topic and level once."""


@dataclass(frozen=True, slots=True)
class _Mean:
    """A mean that leans on another one: `value`, and the weight of the answers of its own."""

    value: float
    weight: float

    @property
    def leaning(self) -> float:
        """How much of the value is that of what it leans on."""
        return LEAN / (LEAN + self.weight)


class Estimate:
    """What is known from a person's cards, for any blueprint."""

    def __init__(self, cards: Iterable[Card], heads: Sequence[Head], now: datetime) -> None:
        """`heads` are the bank's; questions that it does not have say nothing."""
        known = {card.question_id: card for card in cards if card.point_id is None}
        self._heads = heads
        self._now = now
        self._cards = {
            head.id: card
            for head in heads
            if (card := known.get(head.id) or known.get(head.replaces or "")) is not None
        }
        tries: dict[Place, list[tuple[float, float]]] = {}
        for head in heads:
            if head.id in self._cards:
                card = self._cards[head.id]
                age = max(0.0, (now - card.first_at).total_seconds() / 86_400)
                tries.setdefault((head.topic, head.level), []).append(
                    (card.first_score, 0.5 ** (age / HALF_LIFE))
                )
        self._all = _lean(BEGINNING, [each for found in tries.values() for each in found])
        by_topic: dict[str, list[tuple[float, float]]] = {}
        for (topic, _level), found in tries.items():
            by_topic.setdefault(topic, []).extend(found)
        self._topics = {topic: _lean(self._all.value, found) for topic, found in by_topic.items()}
        self._places = {
            place: _lean(self._topics[place[0]].value, found) for place, found in tries.items()
        }
        self._variance = self._spread(tries)

    @property
    def answers(self) -> int:
        """How many questions of the bank have been answered."""
        return len(self._cards)

    def readiness(self, blueprints: Sequence[Blueprint]) -> Readiness | None:
        """Return what a mock after one of the blueprints would come to, each as likely.

        None while too little is known, or where there is nothing to ask.
        """
        planned = [blueprint for blueprint in blueprints if blueprint.slots]
        if self.answers < FEWEST or not planned:
            return None
        told = [self._of(blueprint) for blueprint in planned]
        expected = fmean(mean for mean, _variance in told)
        variance = fmean(variance + (mean - expected) ** 2 for mean, variance in told)
        reach = Z * variance**0.5
        return Readiness(
            expected=expected,
            low=max(0.0, expected - reach),
            high=min(1.0, expected + reach),
            answers=self.answers,
            places=self._outlooks(planned[0]),
        )

    def _of(self, blueprint: Blueprint) -> tuple[float, float]:
        """Return the mean and the variance of the score of one mock.

        Questions of one place share the doubt about its mean, those of one topic that about the
        topic's, and all of them that about the person's.
        """
        total = sum(slot.minutes for slot in blueprint.slots)
        mean, drawn, everywhere = 0.0, 0.0, 0.0
        in_place: dict[Place, float] = {}
        in_topic: dict[str, float] = {}
        for slot in blueprint.slots:
            place = (slot.topic, slot.level)
            share = slot.minutes / total
            mean += share * self._expected(place, blueprint.role)
            drawn += share**2
            new = share * (1 - self._seen(place, blueprint.role))
            in_place[place] = in_place.get(place, 0.0) + new
            on_topic = new * self._place(place).leaning
            in_topic[slot.topic] = in_topic.get(slot.topic, 0.0) + on_topic
            everywhere += on_topic * self._topic(slot.topic).leaning
        doubt = sum(
            part**2 / (LEAN + self._place(place).weight) for place, part in in_place.items()
        )
        doubt += sum(
            part**2 / (LEAN + self._topic(topic).weight) for topic, part in in_topic.items()
        )
        doubt += everywhere**2 / (LEAN + self._all.weight)
        return mean, self._variance * (drawn + doubt)

    def _expected(self, place: Place, role: Role | None) -> float:
        seen = self._seen(place, role)
        scores = [
            card.score * chance(card, self._now)
            for head in self._held(place, role)
            if (card := self._cards.get(head.id)) is not None
        ]
        again = fmean(scores) if scores else 0.0
        return seen * again + (1 - seen) * self._place(place).value

    def _seen(self, place: Place, role: Role | None) -> float:
        held = self._held(place, role)
        return sum(head.id in self._cards for head in held) / len(held) if held else 0.0

    def _held(self, place: Place, role: Role | None) -> list[Head]:
        return [
            head
            for head in self._heads
            if (head.topic, head.level) == place and (role is None or role in head.roles)
        ]

    def _topic(self, topic: str) -> _Mean:
        return self._topics.get(topic) or _Mean(self._all.value, 0.0)

    def _place(self, place: Place) -> _Mean:
        return self._places.get(place) or _Mean(self._topic(place[0]).value, 0.0)

    def _spread(self, tries: dict[Place, list[tuple[float, float]]]) -> float:
        """Return the variance of single scores about the mean of their place."""
        squares, weight = SPREAD**2 * SPREAD_ANSWERS, SPREAD_ANSWERS
        for place, found in tries.items():
            squares += sum(w * (score - self._places[place].value) ** 2 for score, w in found)
            weight += sum(w for _score, w in found)
        return squares / weight

    def _outlooks(self, blueprint: Blueprint) -> tuple[PlaceOutlook, ...]:
        minutes: dict[Place, float] = {}
        for slot in blueprint.slots:
            place = (slot.topic, slot.level)
            minutes[place] = minutes.get(place, 0.0) + slot.minutes
        outlooks = []
        for place, planned in minutes.items():
            held = self._held(place, blueprint.role)
            outlooks.append(
                PlaceOutlook(
                    topic=place[0],
                    level=place[1],
                    minutes=planned,
                    expected=self._expected(place, blueprint.role),
                    answered=sum(head.id in self._cards for head in held),
                    held=len(held),
                )
            )
        return tuple(outlooks)


def _lean(on: float, tries: Sequence[tuple[float, float]]) -> _Mean:
    weight = sum(w for _score, w in tries)
    total = LEAN * on + sum(score * w for score, w in tries)
    return _Mean(total / (LEAN + weight), weight)
