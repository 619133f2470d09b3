"""When a question, or a point that was once missed, comes back: FSRS over the grades it was given.

FSRS is the scheduler of https://github.com/open-spaced-repetition/py-fsrs; ours has no learning
steps within a day and no chance, so the same grades give the same schedule. Whatever moves a grade,
a regrade or an appeal, moves the schedule.

Two kinds of cards come of the answers to a question, in mocks and in practice alike. The question
itself is one from its first answer on. A point becomes one when an answer contradicts it, or misses
it where it is a must point; then its own drill counts, and every later answer to the question. A
question that was left without an answer says nothing of single points.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fsrs import Card as FsrsCard
from fsrs import Rating, Scheduler

from interviewer.storage.records import Card, GradedAnswer, JudgedPoint

AGAIN_BELOW = 0.35
HARD_BELOW = 0.60
EASY_FROM = 0.90
"""Scores that divide the ratings; Easy only where nothing had to be prompted."""

_POINT_SCORES = {"met": 1.0, "partial": 0.5, "missed": 0.0, "contradicted": 0.0}

SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def rating(score: float, *, unprompted: bool) -> Rating:
    """Return the FSRS rating of an answer to a whole question."""
    if score < AGAIN_BELOW:
        return Rating.Again
    if score < HARD_BELOW:
        return Rating.Hard
    if score >= EASY_FROM and unprompted:
        return Rating.Easy
    return Rating.Good


def point_rating(point: JudgedPoint, *, drilled: bool) -> Rating:
    """Return the FSRS rating of a point: Easy where it was said without being asked for."""
    if point.verdict != "met":
        return Rating.Hard if point.verdict == "partial" else Rating.Again
    return Rating.Easy if point.unprompted and not drilled else Rating.Good


@dataclass(slots=True)
class _Course:
    """What became of one card so far."""

    first: GradedAnswer
    first_score: float
    fsrs: FsrsCard
    score: float = 0.0
    reviews: int = 0
    lapses: int = 0

    def review(self, given: Rating, score: float, at: datetime) -> None:
        self.fsrs, _log = SCHEDULER.review_card(self.fsrs, given, at)
        self.lapses += self.reviews > 0 and given is Rating.Again
        self.reviews += 1
        self.score = score

    def card(self, point_id: str | None) -> Card:
        assert self.fsrs.stability is not None
        assert self.fsrs.difficulty is not None
        assert self.fsrs.last_review is not None
        return Card(
            question_id=self.first.question_id,
            point_id=point_id,
            due=self.fsrs.due,
            last=self.fsrs.last_review,
            stability=self.fsrs.stability,
            difficulty=self.fsrs.difficulty,
            reviews=self.reviews,
            lapses=self.lapses,
            first_at=self.first.at,
            first_score=self.first_score,
            score=self.score,
        )


class Schedule:
    """Cards that are kept along the way: let it take every answer in the order of asking."""

    def __init__(self) -> None:
        """Nothing was answered yet."""
        self._courses: dict[tuple[str, str | None], _Course] = {}

    def take(self, answer: GradedAnswer) -> None:
        """Let one more answer change the cards."""
        whole = answer.point_id is None
        if whole:
            given = rating(answer.score, unprompted=answer.unprompted)
            self._review(answer, None, given, answer.score)
        if whole and answer.skipped:
            return
        for point in answer.points:
            if self._counts(point, answer):
                given = point_rating(point, drilled=not whole)
                self._review(answer, point.id, given, _POINT_SCORES[point.verdict])

    def cards(self) -> list[Card]:
        """Return the cards as they stand, by question and point."""
        order = sorted(self._courses, key=lambda key: (key[0], key[1] or ""))
        return [self._courses[key].card(key[1]) for key in order]

    def _counts(self, point: JudgedPoint, answer: GradedAnswer) -> bool:
        return (
            point.verdict == "contradicted"
            or (point.verdict == "missed" and point.must)
            or answer.point_id == point.id
            or (answer.question_id, point.id) in self._courses
        )

    def _review(
        self, answer: GradedAnswer, point_id: str | None, given: Rating, score: float
    ) -> None:
        key = (answer.question_id, point_id)
        course = self._courses.get(key)
        if course is None:
            course = _Course(answer, score, FsrsCard(card_id=0, due=answer.at))
            self._courses[key] = course
        course.review(given, score, answer.at)


def cards_of(answers: Iterable[GradedAnswer]) -> list[Card]:
    """Return the cards that answers come to, whatever questions they belong to.

    Answers count in the order in which they were asked for; those of one moment as they are given.
    """
    schedule = Schedule()
    for answer in sorted(answers, key=lambda answer: answer.at):
        schedule.take(answer)
    return schedule.cards()
