"""What all answers come to: weeks, streak, mastery, calibration, what is due and what will be.

Pure: kept numbers go in, figures come out. The screen says beside each how it was reckoned, in the
words of the docstrings here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import fmean

from fsrs import Card as FsrsCard
from fsrs import State

from interviewer.bank.shelf import Head
from interviewer.domain.question import Level
from interviewer.practice.schedule import SCHEDULER
from interviewer.storage.records import Card, Day, Predicted

WEEKS = 26
FORECAST_DAYS = 14
FORGIVEN = 1
"""Days without practice, one after the other, that a streak survives."""
FEWEST_PREDICTIONS = 3
"""A topic with fewer is left out of the comparison."""


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday on."""

    begins: date
    answers: int
    score: float | None
    """The mean of the week's graded answers, mocks and practice alike; None without any."""
    minutes: float
    """For which the clocks of the sessions begun in it ran."""


@dataclass(frozen=True, slots=True)
class Streak:
    """Days of practice without a gap of more than `FORGIVEN` days."""

    days: int
    """Days with a graded answer; forgiven ones are not counted."""
    longest: int
    today: bool
    """Whether something was answered today."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How well the questions of one topic and level are known."""

    mastery: float | None
    """The mean over the questions answered so far: last score times the chance that it is still
    known today. None while there are none."""
    answered: int
    held: int
    """How many questions the bank has here."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Predictions against what came of them."""

    answers: int
    predicted: float
    """The mean prediction, 0..1."""
    scored: float
    """The mean score of the same answers."""

    @property
    def off(self) -> float:
        """How much too high the predictions are; too low is negative."""
        return self.predicted - self.scored


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well somebody judges their own answers."""

    overall: Judgement | None
    steps: tuple[tuple[int, Judgement], ...]
    """By fifths of the scale: answers predicted at 0-19, 20-39, ... of a hundred."""
    topics: tuple[tuple[str, Judgement], ...]
    """The furthest off first; those with `FEWEST_PREDICTIONS` at least."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What comes back, when, and how much of it is still known."""

    due: int
    """Due today or overdue: questions, and points of questions that are not due themselves."""
    questions: int
    points: int
    """How many cards there are of each kind."""
    forecast: tuple[int, ...]
    """Cards by the day on which they come due, today (and overdue) first."""
    load: float
    """Cards a day in the long run: the sum of 1 / interval over all cards."""
    repeats: int
    """Answers on something that had been answered before."""
    remembered: float | None
    """The share of them that was not forgotten (rated Again)."""
    known: float | None
    """The mean chance, by FSRS, that a card is still known now."""


def weeks(days: Sequence[Day], today: date, most: int = WEEKS) -> list[Week]:
    """Return the weeks up to this one, without gaps, from the first with an answer on."""
    if not days:
        return []
    this = _monday(today)
    first = max(_monday(days[0].on), this - timedelta(weeks=most - 1))
    found: dict[date, list[Day]] = {}
    for day in days:
        found.setdefault(_monday(day.on), []).append(day)
    mondays = [first + timedelta(weeks=n) for n in range((this - first).days // 7 + 1)]
    return [_week(begins, found.get(begins, ())) for begins in mondays]


def _week(begins: date, days: Iterable[Day]) -> Week:
    days = list(days)
    answers = sum(day.answers for day in days)
    score = sum(day.scored for day in days) / answers if answers else None
    return Week(begins, answers, score, sum(day.minutes for day in days))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def streak(days: Sequence[Day], today: date) -> Streak:
    """Return the streak that stands today, and the longest there was.

    It stands until a second day without an answer is over: today is not over yet.
    """
    practised = sorted({day.on for day in days if day.answers and day.on <= today})
    if not practised:
        return Streak(0, 0, today=False)
    runs = [1]
    for before, after in pairwise(practised):
        goes_on = (after - before).days <= FORGIVEN + 1
        runs = [*runs[:-1], runs[-1] + 1] if goes_on else [*runs, 1]
    stands = (today - practised[-1]).days <= FORGIVEN + 1
    return Streak(runs[-1] if stands else 0, max(runs), today=practised[-1] == today)


def chance(card: Card, now: datetime) -> float:
    """Return the chance, by FSRS, that a card is still known."""
    fsrs = FsrsCard(
        card_id=0,
        state=State.Review,
        stability=card.stability,
        difficulty=card.difficulty,
        due=card.due,
        last_review=card.last,
    )
    return SCHEDULER.get_card_retrievability(fsrs, now)


def mastery(
    cards: Iterable[Card], heads: Iterable[Head], now: datetime
) -> dict[str, dict[Level, Cell]]:
    """Return each topic of the bank with its levels; only questions that the bank has count."""
    known = {card.question_id: card for card in cards if card.point_id is None}
    held: dict[tuple[str, Level], int] = {}
    found: dict[tuple[str, Level], list[float]] = {}
    for head in heads:
        at = (head.topic, head.level)
        held[at] = held.get(at, 0) + 1
        card = known.get(head.id) or known.get(head.replaces or "")
        if card is not None:
            found.setdefault(at, []).append(card.score * chance(card, now))
    table: dict[str, dict[Level, Cell]] = {}
    for topic, level in sorted(held, key=lambda at: (at[0], at[1].rank)):
        scores = found.get((topic, level), [])
        mean = fmean(scores) if scores else None
        table.setdefault(topic, {})[level] = Cell(mean, len(scores), held[topic, level])
    return table


def calibration(predicted: Iterable[Predicted], topics: Mapping[str, str]) -> Calibration:
    """Set predictions beside scores; `topics` tells the topic of each question."""
    every = list(predicted)
    steps: dict[int, list[Predicted]] = {}
    by_topic: dict[str, list[Predicted]] = {}
    for each in every:
        steps.setdefault(min(4, each.step // 2), []).append(each)
        if each.question_id in topics:
            by_topic.setdefault(topics[each.question_id], []).append(each)
    judged = [(topic, _judgement(found)) for topic, found in by_topic.items()]
    judged = [each for each in judged if each[1].answers >= FEWEST_PREDICTIONS]
    judged.sort(key=lambda each: (-abs(each[1].off), each[0]))
    return Calibration(
        overall=_judgement(every) if every else None,
        steps=tuple((step, _judgement(steps[step])) for step in sorted(steps)),
        topics=tuple(judged),
    )


def _judgement(found: Sequence[Predicted]) -> Judgement:
    answers = sum(each.answers for each in found)
    return Judgement(
        answers=answers,
        predicted=sum(each.step / 10 * each.answers for each in found) / answers,
        scored=sum(each.scored for each in found) / answers,
    )


def outlook(cards: Sequence[Card], due: int, now: datetime) -> Outlook:
    """Look ahead from `now`; `due` is how much is due today."""
    today = now.astimezone().date()
    forecast = [0] * FORECAST_DAYS
    for card in cards:
        ahead = max(0, (card.due.astimezone().date() - today).days)
        if 0 < ahead < FORECAST_DAYS:
            forecast[ahead] += 1
    forecast[0] = due
    repeats = sum(card.reviews - 1 for card in cards)
    lapses = sum(card.lapses for card in cards)
    return Outlook(
        due=due,
        questions=sum(card.point_id is None for card in cards),
        points=sum(card.point_id is not None for card in cards),
        forecast=tuple(forecast),
        load=sum(1 / max(1, (card.due - card.last).days) for card in cards),
        repeats=repeats,
        remembered=1 - lapses / repeats if repeats else None,
        known=fmean(chance(card, now) for card in cards) if cards else None,
    )
