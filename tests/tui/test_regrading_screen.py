"""Grading many sessions again: chosen, watched, stopped and gone on with; old grades stay."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input, Static

from interviewer.domain.grade import Grade
from interviewer.domain.transcript import Exchange, Status
from interviewer.grading.skipped import not_graded
from interviewer.interview.workplace import Workplace
from interviewer.models.usage import Usage
from interviewer.tui.app import InterviewerApp
from interviewer.tui.screens.regrading import RegradingScreen
from interviewer.tui.screens.reviews import ReviewsScreen
from interviewer.tui.widgets.cycle import Cycle
from interviewer.tui.widgets.prose import Prose
from tests.interview.desk import PaidGrader
from tests.storage.samples import interview, session
from tests.tui.conftest import MakeApp
from tests.tui.pilots import shown, until

Snap = Callable[..., bool]

MINE = {"mine": {"base_url": "http://127.0.0.1:9/v1", "model": "m"}}


class Gate(PaidGrader):
    """A model that grades as often as it is let, and fails where it is told to."""

    name = "mine"

    def __init__(self) -> None:
        super().__init__(Usage(calls=1, tokens_in=1200, tokens_out=90))
        self.let = asyncio.Semaphore(0)
        self.fails = False

    def allow(self, times: int) -> None:
        for _ in range(times):
            self.let.release()

    async def grade(
        self, exchange: Exchange, *, bank_version: str | None = None, at: datetime
    ) -> Grade:
        await self.let.acquire()
        if self.fails:
            return not_graded(exchange.question, "unreachable: no connection", at=at)
        return await super().grade(exchange, bank_version=bank_version, at=at)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    made = Gate()
    grader = Workplace.grader
    monkeypatch.setattr(
        Workplace, "grader", lambda place, name: made if name == "mine" else grader(place, name)
    )
    return made


def fill(place: Workplace, sessions: int = 3) -> None:
    """Store finished mocks of one answer each, and a mock that is paused."""
    for n in range(sessions):
        interview(place.store, f"0{n}", words=f"keys and values, needle{n}")
    place.store.create(session("0paused", status=Status.PAUSED))


def said(app: InterviewerApp, name: str) -> str:
    return app.screen.query_one(f"#regrading-{name}", Prose).text


def bar(app: InterviewerApp) -> str:
    return str(app.screen.query_one("#regrading-bar", Static).render())


def graders(place: Workplace) -> list[list[str]]:
    ids = sorted(s.id for s in place.store.list() if s.status.is_over)
    return [[grade.grader for grade in place.store.transcript(i).grades] for i in ids]


async def in_regrading(app: InterviewerApp, pilot: Pilot[int], told: str) -> RegradingScreen:
    await until(pilot, lambda: isinstance(app.screen, RegradingScreen))
    await until(pilot, lambda: told in said(app, "left"))
    screen = app.screen
    assert isinstance(screen, RegradingScreen)
    return screen


async def test_without_finished_sessions_there_is_nothing_to_start(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_regrading()
        screen = await in_regrading(app, pilot, "no finished sessions")
        assert screen.query_one("#regrading-start", Button).disabled
        await pilot.press("f5", "f8", "escape")
        await until(pilot, lambda: app.screen is not screen)


async def test_it_is_stopped_and_gone_on_with_and_old_grades_stay(
    make_app: MakeApp, place: Workplace, gate: Gate
) -> None:
    fill(place)
    old = graders(place)
    app = make_app(connections=MINE, grader="mine")
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_regrading()
        screen = await in_regrading(app, pilot, "3 answers in 3 sessions")
        assert "127.0.0.1:9" in said(app, "sent")
        await pilot.press("f5")
        gate.allow(1)
        await until(pilot, lambda: "1 / 3" in bar(app))
        await pilot.press("escape")
        await until(pilot, lambda: "2 answers in 2 sessions" in said(app, "left"))
        assert "Stopped" in said(app, "state")
        assert app.screen is screen, "escape stops before it leaves"
        assert sum(len(each) for each in graders(place)) == sum(map(len, old)) + 1
        gate.allow(2)
        await until(pilot, lambda: isinstance(screen.focused, Button))
        await pilot.press("enter")
        await until(pilot, lambda: "nothing to do" in said(app, "left"))
        assert "2 answers graded anew" in said(app, "state")
        assert "tokens" in said(app, "state")
        assert graders(place) == [[*each, "mine"] for each in old]
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not screen)


async def test_what_could_not_be_graded_is_told_with_the_reason_and_offered_again(
    make_app: MakeApp, place: Workplace, gate: Gate
) -> None:
    fill(place, 2)
    old = graders(place)
    gate.fails = True
    app = make_app(connections=MINE, grader="mine")
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_regrading()
        await in_regrading(app, pilot, "2 answers")
        gate.allow(2)
        await pilot.press("f5")
        await until(pilot, lambda: "2 could not be graded" in said(app, "state"))
        assert "unreachable" in said(app, "state")
        await until(pilot, lambda: "2 answers in 2 sessions" in said(app, "left"))
        assert graders(place) == old


async def test_a_grader_that_cannot_be_called_is_told_before_anything_starts(
    make_app: MakeApp, place: Workplace
) -> None:
    fill(place, 1)
    values = {**MINE["mine"], "api_key_env": "NO_SUCH_KEY"}
    app = make_app(connections={"mine": values}, grader="mine")
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_regrading()
        screen = await in_regrading(app, pilot, "No key")
        assert screen.query_one("#regrading-start", Button).disabled
        screen.query_one("#regrading-grader").focus()
        await pilot.press("right")
        await until(pilot, lambda: "nothing to do" in said(app, "left") or "1 answer" in shown(app))


@pytest.mark.slow
async def test_from_review_those_that_are_listed_are_graded(
    make_app: MakeApp, place: Workplace, gate: Gate
) -> None:
    fill(place)
    app = make_app(connections=MINE, grader="mine")
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_reviews()
        await until(pilot, lambda: "4 sessions" in shown(app))
        await pilot.press("f3", *"needle1")
        await until(pilot, lambda: "1 of 4 sessions" in shown(app))
        reviews = app.screen
        assert isinstance(reviews, ReviewsScreen)
        assert reviews.query_one(Input).value == "needle1"
        await pilot.press("down", "m")
        screen = await in_regrading(app, pilot, "1 answer in 1 session")
        gate.allow(9)
        await pilot.press("f5")
        await until(pilot, lambda: "1 answer graded anew" in said(app, "state"))
        assert len(gate.graded) == 1
        screen.query_one("#regrading-sessions", Cycle).focus()
        await pilot.press("right")
        await until(pilot, lambda: "2 answers in 2 sessions" in said(app, "left"))


async def test_leaving_while_it_runs_loses_nothing_and_ends_it(
    make_app: MakeApp, place: Workplace, gate: Gate
) -> None:
    fill(place)
    old = graders(place)
    app = make_app(connections=MINE, grader="mine")
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_regrading()
        await in_regrading(app, pilot, "3 answers")
        await pilot.press("f5")
        gate.allow(1)
        await until(pilot, lambda: "1 / 3" in bar(app))
        app.go_home()
        await until(pilot, lambda: not isinstance(app.screen, RegradingScreen))
        await until(pilot, lambda: all(worker.is_finished for worker in app.workers))
        gate.allow(9)
        await pilot.pause(0.1)
        assert sum(map(len, graders(place))) == sum(map(len, old)) + 1


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("state", ["before", "running", "failed"])
def test_it_looks_as_it_should(
    make_app: MakeApp,
    place: Workplace,
    gate: Gate,
    snap_compare: Snap,
    language: str,
    state: str,
) -> None:
    fill(place, 5)
    app = make_app(connections=MINE, grader="mine", language=language)

    async def ready(pilot: Pilot[int]) -> None:
        app.show_regrading(["01", "02", "03"])
        await in_regrading(app, pilot, "3")
        if state != "before":
            gate.fails = state == "failed"
            gate.allow(3 if gate.fails else 1)
            await pilot.press("f5")
            wanted = "3 / 3" if gate.fails else "1 / 3"
            await until(pilot, lambda: wanted in bar(app))
            await until(pilot, lambda: isinstance(app.screen.focused, Button))
        await pilot.pause(0.1)

    assert snap_compare(app, run_before=ready, terminal_size=(80, 24))
