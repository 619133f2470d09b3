"""When a question is due again, by FSRS over the grades it was given.

FSRS is the scheduler of https://github.com/open-spaced-repetition/py-fsrs; ours has no learning
steps within a day and no chance, so the same grades give the same schedule.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fsrs import Card, Rating, Scheduler

from interviewer.storage.records import GradedAnswer

AGAIN_BELOW = 0.35
HARD_BELOW = 0.60
EASY_FROM = 0.90
"""Scores that divide the ratings; Easy only where nothing had to be prompted."""

_scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


@dataclass(frozen=True)
class Due:
    """When a question comes back."""

    question_id: str
    at: datetime


def rating(answer: GradedAnswer) -> Rating:
    """Return the FSRS rating of a graded answer."""
    if answer.score < AGAIN_BELOW:
        return Rating.Again
    if answer.score < HARD_BELOW:
        return Rating.Hard
    if answer.score >= EASY_FROM and answer.unprompted:
        return Rating.Easy
    return Rating.Good


def schedule(answers: Iterable[GradedAnswer]) -> list[Due]:
    """Return when each answered question comes back, soonest first."""
    cards: dict[str, Card] = {}
    for answer in sorted(answers, key=lambda answer: answer.at):
        card = cards.get(answer.question_id) or Card(card_id=0, due=answer.at)
        cards[answer.question_id], _ = _scheduler.review_card(card, rating(answer), answer.at)
    due = [Due(question_id, card.due) for question_id, card in cards.items()]
    return sorted(due, key=lambda item: (item.at, item.question_id))


def due_now(answers: Iterable[GradedAnswer], now: datetime) -> list[str]:
    """Return the questions that are due, the longest overdue first."""
    return [item.question_id for item in schedule(answers) if item.at <= now]
