"""Weeks of practice over the small bank, so that Progress has something to show."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from interviewer.domain.grade import Grade, PointVerdict, Verdict, Versions
from interviewer.domain.question import Question
from interviewer.domain.transcript import AskedQuestion, Kind, Move, Speaker, Status, Turn
from interviewer.storage.sessions import SessionStore
from tests.storage.samples import session
from tests.tui.bank import QUESTIONS
from tests.tui.conftest import NOW

WEEKS = 9


def weeks_of_practice(store: SessionStore) -> None:
    """Two or three sittings a week, getting better; the fourth week is left out."""
    chance = random.Random(7)
    for week in range(WEEKS):
        for number in range(0 if week == 3 else 2 + week % 2):
            began = NOW - timedelta(days=7 * (WEEKS - 1 - week) + 2 * number, hours=2)
            mock = number == 0
            _sitting(store, f"0w{week}n{number}", began, mock, chance, 0.25 + 0.06 * week)


def one_answer(
    store: SessionStore,
    question: Question,
    score: float,
    at: datetime,
    name: str,
    missed: Sequence[str] = ("what", "grows"),
) -> None:
    """A practice of one question, some of whose points are missed."""
    store.create(session(name, kind=Kind.PRACTICE, started_at=at))
    _answer(store, name, question, score, at, missed)
    store.set_status(name, Status.FINISHED, at)


def _sitting(
    store: SessionStore, name: str, at: datetime, mock: bool, chance: random.Random, mean: float
) -> None:
    kind = Kind.MOCK if mock else Kind.PRACTICE
    store.create(session(name, kind=kind, started_at=at))
    for n, question in enumerate(chance.sample(QUESTIONS, 3)):
        score = min(1.0, max(0.0, round(chance.gauss(mean, 0.2), 2)))
        missed = [each for each, most in (("what", 0.3), ("grows", 0.6)) if score <= most]
        _answer(store, name, question, score, at + timedelta(minutes=5 * n), missed)
        if mock:
            guess = min(1.0, max(0.0, round(score + chance.choice([-0.1, 0.1, 0.2, 0.3]), 1)))
            store.add_prediction(name, question.id, guess)
    store.save_clock(name, 60 * chance.randint(8, 30))
    store.set_status(name, Status.FINISHED, at + timedelta(minutes=20))


def _answer(
    store: SessionStore,
    name: str,
    question: Question,
    score: float,
    at: datetime,
    missed: Sequence[str],
) -> None:
    turn = Turn(
        seq=0,
        role=Speaker.INTERVIEWER,
        move=Move.ASK,
        question_id=question.id,
        text=question.prompt.en,
        at=at,
    )
    store.ask(name, AskedQuestion(question=question, slot=0, bank_version="b"), turn)
    points = tuple(
        PointVerdict(
            id=point.id,
            must=point.must,
            weight=point.weight,
            verdict=Verdict.MISSED if point.id in missed else Verdict.MET,
        )
        for point in question.rubric
    )
    store.add_grade(
        name,
        Grade(
            question_id=question.id,
            score=score,
            band=2,
            provisional=True,
            grader="builtin",
            points=points,
            versions=Versions(app="0", rubric="r", grader="g"),
            at=at,
        ),
    )
