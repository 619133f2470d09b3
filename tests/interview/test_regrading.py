"""Many sessions graded once more: with progress, stopped at any moment, gone on with later."""

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from interviewer.domain.grade import Grade
from interviewer.domain.language import Language
from interviewer.domain.transcript import Exchange, Status, Transcript
from interviewer.evaluation.candidates import CandidateKind
from interviewer.grading.builtin.grader import BuiltinGrader
from interviewer.grading.skipped import not_graded
from interviewer.interview.marking import ThreadedGrader
from interviewer.interview.regrading import left_to_grade, regrade_sessions
from interviewer.interview.workplace import Workplace
from tests.evaluation.simulations import simulator


class Newer(ThreadedGrader):
    """A grader of another name; it can be made to break off, or to fail."""

    name = "newer"

    def __init__(self, *, stops_at: int | None = None, fails_at: int | None = None) -> None:
        super().__init__(BuiltinGrader())
        self.asked: list[str] = []
        self.rules = "builtin-1"
        self._stops_at, self._fails_at = stops_at, fails_at

    @property
    def edition(self) -> str:
        return self.rules

    async def grade(
        self, exchange: Exchange, *, bank_version: str | None = None, at: datetime
    ) -> Grade:
        self.asked.append(exchange.question.id)
        if len(self.asked) == self._stops_at:
            raise asyncio.CancelledError
        if len(self.asked) == self._fails_at:
            return not_graded(exchange.question, "unreachable", at=at)
        given = await super().grade(exchange, bank_version=bank_version, at=at)
        return given.model_copy(update={"grader": self.name})


@pytest.fixture
async def place() -> AsyncIterator[Workplace]:
    with simulator(labelled=False) as simulations:
        for seed in (0, 1):
            await simulations.hold(CandidateKind.VAGUE, Language.EN, seed, minutes=8)
        yield simulations.place


def ids(place: Workplace) -> list[str]:
    return [summary.id for summary in place.store.list()]


def grades(place: Workplace, name: str) -> int:
    return sum(
        grade.grader == name for each in ids(place) for grade in place.store.transcript(each).grades
    )


async def regraded(place: Workplace, grader: Newer) -> list[tuple[int, int]]:
    told: list[tuple[int, int]] = []
    await regrade_sessions(
        place.store, ids(place), grader, place.time, lambda at: told.append((at.done, at.total))
    )
    return told


async def test_every_answer_is_graded_once_beside_its_old_grade(place: Workplace) -> None:
    before = grades(place, "builtin")
    told = await regraded(place, Newer())
    total = len(told) - 1
    assert told == [(n, total) for n in range(total + 1)]
    assert (grades(place, "builtin"), grades(place, "newer")) == (before, total)
    again = Newer()
    assert await regraded(place, again) == [(0, 0)]
    assert again.asked == []


@pytest.mark.slow
async def test_what_was_stopped_goes_on_where_it_was(place: Workplace) -> None:
    with pytest.raises(asyncio.CancelledError):
        await regraded(place, Newer(stops_at=2))
    assert grades(place, "newer") == 1
    rest = Newer()
    told = await regraded(place, rest)
    assert (
        len(rest.asked)
        == told[-1][1]
        == sum(len(place.store.transcript(each).asked) for each in ids(place)) - 1
    )


@pytest.mark.slow
async def test_what_could_not_be_graded_keeps_its_grade_and_is_tried_again(
    place: Workplace,
) -> None:
    await regraded(place, Newer(fails_at=1))
    scores = [summary.score for summary in place.store.list()]
    assert None not in scores
    again = Newer()
    await regraded(place, again)
    assert len(again.asked) == 1


@pytest.mark.slow
async def test_another_edition_of_the_grader_grades_anew(place: Workplace) -> None:
    await regraded(place, Newer())
    newer = Newer()
    newer.rules = "builtin-2"
    transcript = place.store.transcript(ids(place)[0])
    assert left_to_grade(transcript, newer)


@pytest.mark.slow
async def test_a_session_that_is_not_over_is_left_alone(place: Workplace) -> None:
    for each in ids(place):
        place.store.set_status(each, Status.PAUSED, place.time.now())
    untouched = Newer()
    assert await regraded(place, untouched) == [(0, 0)]
    assert untouched.asked == []


async def test_sessions_are_read_beside_what_runs_meanwhile(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = place.store.transcript
    readers: list[threading.Thread] = []

    def reading(session_id: str) -> Transcript:
        readers.append(threading.current_thread())
        return read(session_id)

    monkeypatch.setattr(place.store, "transcript", reading)
    await regraded(place, Newer())
    assert threading.main_thread() not in readers
    assert len(readers) == 2 * len(ids(place))
