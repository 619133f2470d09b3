"""All that Progress shows, gathered in one go, for a thread."""

from dataclasses import dataclass
from datetime import datetime

from interviewer.bank.catalogue import Bank
from interviewer.domain.question import Level
from interviewer.practice.progress import (
    Calibration,
    Cell,
    Outlook,
    Streak,
    Week,
    calibration,
    mastery,
    outlook,
    streak,
    weeks,
)
from interviewer.practice.readiness import Estimate
from interviewer.storage.due import end_of_day
from interviewer.storage.kept import Kept


@dataclass(frozen=True, slots=True)
class Progress:
    """What all answers come to."""

    now: datetime
    weeks: tuple[Week, ...]
    """Up to this one, without gaps."""
    streak: Streak
    answers: int
    """Graded ones, in all."""
    minutes: float
    """In all."""
    table: dict[str, dict[Level, Cell]]
    calibration: Calibration
    outlook: Outlook
    estimate: Estimate

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever answered."""
        return not self.answers


def gather(kept: Kept, bank: Bank, now: datetime) -> Progress:
    """Reckon it all. Raises DatabaseUnavailable."""
    days, cards = kept.days(), kept.cards()
    heads = bank.heads()
    topics = {head.id: head.topic for head in heads}
    topics |= {shipped: topics[own] for shipped, own in bank.replaced.items()}
    today = now.astimezone().date()
    due = sum(bank.holds(question_id) for question_id, _point_id in kept.due(end_of_day(now)))
    return Progress(
        now=now,
        weeks=tuple(weeks(days, today)),
        streak=streak(days, today),
        answers=sum(day.answers for day in days),
        minutes=sum(day.minutes for day in days),
        table=mastery(cards, heads, now),
        calibration=calibration(kept.predicted(), topics),
        outlook=outlook(cards, due, now),
        estimate=Estimate(cards, heads, now),
    )
