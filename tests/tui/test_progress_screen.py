"""Progress adds up what was answered, says how, and leads to practice."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from textual.pilot import Pilot
from textual.widgets import TabbedContent

from interviewer.domain.blueprint import Blueprint
from interviewer.domain.transcript import Move
from interviewer.interview.blueprints import NothingToAsk
from interviewer.interview.workplace import Workplace
from interviewer.practice import readiness
from interviewer.tui.app import InterviewerApp
from interviewer.tui.screens import progress as progress_screen
from interviewer.tui.screens.home import HomeScreen
from interviewer.tui.screens.practice import PracticeScreen
from interviewer.tui.screens.progress import PARTS, ProgressScreen
from interviewer.tui.widgets.cycle import Cycle
from interviewer.tui.widgets.progress_panes import Pane
from tests.tui.bank import QUESTIONS
from tests.tui.conftest import NOW, MakeApp
from tests.tui.histories import one_answer, weeks_of_practice
from tests.tui.pilots import shown, until
from tests.tui.rooms import Clock, Voice, clock, voice

__all__ = ["clock", "voice"]

Snap = Callable[..., bool]
SIZE = (80, 24)


async def in_progress(
    app: InterviewerApp, pilot: Pilot[int], part: str | None = None
) -> ProgressScreen:
    """Open Progress and wait until its figures stand."""
    await until(pilot, lambda: isinstance(app.screen, HomeScreen))
    app.show_progress(part)
    await until(pilot, lambda: isinstance(app.screen, ProgressScreen))
    screen = app.screen
    assert isinstance(screen, ProgressScreen)
    await until(pilot, lambda: screen._progress is not None and screen._plans)
    await until(pilot, lambda: all(worker.is_finished for worker in screen.workers))
    await pilot.pause(0.1)
    return screen


@pytest.mark.slow
async def test_home_leads_to_it(make_app: MakeApp, place: Workplace) -> None:
    weeks_of_practice(place.store)
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "Progress" in shown(app))
        await pilot.press("g")
        await until(pilot, lambda: isinstance(app.screen, ProgressScreen))
        await until(pilot, lambda: "Streak" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))


async def test_before_the_first_answer_it_says_so(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await in_progress(app, pilot)
        for number in range(1, len(PARTS) + 1):
            await pilot.press(str(number))
            await pilot.pause()
            told = " ".join(shown(app).split())
            assert "Nothing is graded yet" in told or "Answer five" in told
        assert screen.check_action("due", ()) is False
        assert screen.check_action("weakest", ()) is False


@pytest.mark.slow
async def test_every_part_says_how_its_numbers_were_reckoned(
    make_app: MakeApp, place: Workplace
) -> None:
    weeks_of_practice(place.store)
    app = make_app()
    async with app.run_test(size=(80, 50)) as pilot:
        screen = await in_progress(app, pilot)
        for number, name in enumerate(PARTS, 1):
            await pilot.press(str(number))
            await until(pilot, lambda name=name: screen.query_one(TabbedContent).active == name)  # type: ignore[misc]
            await pilot.pause(0.1)
            pane = screen.query_one(f"#{name}").query_one(Pane)
            how = pane.query(".how").last()
            assert how.display
            assert how.region.area > 0


async def test_the_numbers_are_those_of_the_answers(make_app: MakeApp, place: Workplace) -> None:
    one_answer(place.store, QUESTIONS[0], 0.5, NOW - timedelta(hours=3), "0a")
    one_answer(place.store, QUESTIONS[1], 0.7, NOW - timedelta(days=1), "0b")
    place.store.save_clock("0a", 12 * 60)
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await in_progress(app, pilot)
        text = shown(app)
        assert "Streak: 2 days (longest 2) · today is done." in text
        assert "This week: 2 answers, mean 60, 12 minutes." in text
        await pilot.press("2")
        await until(pilot, lambda: "1/1" in shown(app))
        assert "Answer five" not in shown(app)


@pytest.mark.slow
async def test_readiness_changes_with_the_kind_of_mock(make_app: MakeApp, place: Workplace) -> None:
    weeks_of_practice(place.store)
    for number in range(3):
        odd = QUESTIONS[number].model_copy(update={"id": f"gone-{number}"})
        one_answer(place.store, odd, 0.5, NOW, f"0gone{number}")
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await in_progress(app, pilot, "readiness")
        # Questions that the bank does not have say nothing: four are too few.
        assert "Answer five different questions first" in shown(app)
        screen.query_one(Cycle).focus()
        await pilot.press("right")
        assert screen.query_one(Cycle).value == "onsite"


@pytest.mark.parametrize(
    ("key", "expected"), [("d", ["kv-cache-size"]), ("w", ["kv-cache-size", "lora-rank"])]
)
async def test_what_is_due_and_what_is_weak_are_practised_with_one_key(
    make_app: MakeApp,
    place: Workplace,
    voice: Voice,
    clock: Clock,
    key: str,
    expected: list[str],
) -> None:
    one_answer(place.store, QUESTIONS[0], 0.2, NOW - timedelta(days=40), "0a")
    one_answer(place.store, QUESTIONS[2], 0.9, NOW - timedelta(hours=1), "0b")
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await in_progress(app, pilot)
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
        screen = app.screen
        assert isinstance(screen, PracticeScreen)
        await until(pilot, lambda: screen.has_begun and screen.interview.accepts_input)
        transcript = screen.interview.transcript
        assert [slot.question_id for slot in transcript.session.blueprint.slots] == expected
        assert transcript.turns[0].move is Move.ASK


@pytest.mark.slow
async def test_it_is_up_to_date_when_it_is_come_back_to(
    make_app: MakeApp, place: Workplace
) -> None:
    one_answer(place.store, QUESTIONS[0], 0.5, NOW, "0a")
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await in_progress(app, pilot)
        assert "In all: 1 graded answer" in shown(app)
        app.show_bank()
        await pilot.pause()
        one_answer(place.store, QUESTIONS[1], 0.5, NOW, "0b")
        app.pop_screen()
        await until(pilot, lambda: "In all: 2 graded answers" in shown(app))


async def test_figures_are_there_when_it_is_come_back_to_after_the_first_answer(
    make_app: MakeApp, place: Workplace
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await in_progress(app, pilot)
        await pilot.press("2")
        await until(pilot, lambda: "Nothing is graded yet" in shown(app))
        assert "Each cell" in shown(app)
        app.show_bank()
        await pilot.pause()
        one_answer(place.store, QUESTIONS[0], 0.5, NOW, "0a")
        app.pop_screen()
        await until(pilot, lambda: "1/1" in shown(app))
        assert "Nothing is graded yet" not in shown(app)
        assert "Each cell" in shown(app)
        for key, figure in (("1", "#overview-scores"), ("4", "#schedule-forecast")):
            await pilot.press(key)
            await until(pilot, lambda figure=figure: screen.query_one(figure).region.area > 0)  # type: ignore[misc]
            assert all(heading.display for heading in screen.query("#overview .heading"))


async def test_a_mock_that_the_bank_has_no_questions_for_is_told_as_that(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_: object, **__: object) -> Blueprint:
        raise NothingToAsk

    monkeypatch.setattr(progress_screen, "mock_blueprint", nothing)
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await in_progress(app, pilot, "readiness")
        assert "no questions for such a mock" in shown(app)
        assert "Answer five" not in shown(app)


class TestPictures:
    @pytest.mark.parametrize("part", PARTS)
    @pytest.mark.parametrize(
        ("language", "theme", "size"),
        [
            ("en", "dark", (80, 24)),
            ("zh", "light", (80, 24)),
            ("zh", "dark", (160, 50)),
            ("en", "light", (160, 50)),
        ],
    )
    def test_a_part(
        self,
        make_app: MakeApp,
        place: Workplace,
        snap_compare: Snap,
        part: str,
        language: str,
        theme: str,
        size: tuple[int, int],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        # The small bank has four questions.
        monkeypatch.setattr(readiness, "FEWEST", 4)
        app = make_app(language=language, theme=theme)

        async def before(pilot: Pilot[int]) -> None:
            weeks_of_practice(place.store)
            await in_progress(app, pilot, part)

        assert snap_compare(app, terminal_size=size, run_before=before)

    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_nothing_yet(self, make_app: MakeApp, snap_compare: Snap, language: str) -> None:
        app = make_app(language=language)

        async def before(pilot: Pilot[int]) -> None:
            await in_progress(app, pilot)

        assert snap_compare(app, terminal_size=SIZE, run_before=before)
