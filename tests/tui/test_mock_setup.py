"""Setting up a mock: all filled in, the plan in sight, and what cannot be is said at once."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input, Static

from interviewer.domain.blueprint import Blueprint, Slot
from interviewer.domain.language import Language
from interviewer.domain.question import Level, Role
from interviewer.interview.workplace import Workplace
from interviewer.storage.blueprints import Saved
from interviewer.tui.app import InterviewerApp
from interviewer.tui.screens.interview import InterviewScreen
from interviewer.tui.screens.mock_setup import MockSetupScreen
from interviewer.tui.widgets.choice import Choice
from interviewer.tui.widgets.cycle import Cycle
from interviewer.tui.widgets.line_dialog import LineDialog
from interviewer.tui.widgets.plan import Plan
from interviewer.tui.widgets.topic_picker import TopicPicker
from tests.tui.conftest import MakeApp
from tests.tui.pilots import until
from tests.tui.rooms import Clock, Voice, clock, voice

__all__ = ["clock", "voice"]

SIZE = (80, 24)
SLOT = Slot(topic="peft", level=Level.JUNIOR, minutes=4)


async def set_up(pilot: Pilot[int], app: InterviewerApp) -> MockSetupScreen:
    await until(pilot, lambda: app.screen.query("#start-list"))
    await pilot.press("m")
    await until(pilot, lambda: app.screen.query_one("#mock-plan").border_subtitle)
    screen = app.screen
    assert isinstance(screen, MockSetupScreen)
    return screen


def plan_text(app: InterviewerApp) -> str:
    return str(app.screen.query_one("#plan-lines", Static).render())


def choose(screen: MockSetupScreen, name: str, value: str) -> None:
    cycle = screen.query_one(f"#mock-{name}", Cycle)
    cycle.focus()
    for _ in range(10):
        if cycle.value == value:
            return
        cycle.action_move(1)
    raise AssertionError(f"{name} does not offer {value}")


def plan_of(place: Workplace) -> Blueprint:
    [session] = place.store.interrupted()
    return session.blueprint


async def test_enter_starts_with_everything_as_it_is_filled_in(
    make_app: MakeApp, voice: Voice, clock: Clock, place: Workplace
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await set_up(pilot, app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        await until(pilot, lambda: voice.contexts)
    plan = plan_of(place)
    assert plan.minutes == 30
    assert plan.seed == 4711
    assert (plan.role, plan.level, plan.topics) == (None, None, ())


@pytest.mark.slow
async def test_starting_does_not_wait_for_the_plan_to_be_shown(
    make_app: MakeApp, voice: Voice, clock: Clock, place: Workplace
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.screen.query("#start-list"))
        await pilot.press("m", "enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
    assert plan_of(place).slots


@pytest.mark.slow
async def test_what_is_chosen_is_what_is_planned_and_sat(
    make_app: MakeApp, voice: Voice, clock: Clock, place: Workplace
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await set_up(pilot, app)
        choose(screen, "role", Role.APPLICATION.value)
        choose(screen, "level", Level.JUNIOR.value)
        choose(screen, "language", "zh")
        screen.query_one("#mock-minutes", Input).value = "20"
        screen.query_one("#mock-seed", Input).value = "7"
        await until(pilot, lambda: "RAG" in plan_text(app))
        screen.query_one(TopicPicker).focus()
        await pilot.press("space")
        await until(pilot, lambda: len(plan_text(app).splitlines()) == 1)
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
    plan = plan_of(place)
    assert (plan.role, plan.level, plan.minutes, plan.seed) == (
        Role.APPLICATION,
        Level.JUNIOR,
        20,
        7,
    )
    assert len(plan.topics) == 1
    [session] = place.store.interrupted()
    assert session.language is Language.ZH


async def test_a_preset_fills_in_and_a_choice_of_ones_own_says_so(
    make_app: MakeApp, clock: Clock
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await set_up(pilot, app)
        preset = screen.query_one("#mock-preset", Cycle)
        assert preset.value == "phone"
        choose(screen, "preset", "onsite")
        await until(pilot, lambda: screen.query_one("#mock-minutes", Input).value == "60")
        choose(screen, "preset", "deep-dive")
        await until(pilot, lambda: screen.query_one(TopicPicker).topics == ["attention"])
        await until(pilot, lambda: preset.value == "deep-dive")
        screen.query_one("#mock-minutes", Input).value = "45"
        await until(pilot, lambda: preset.value == "own")
        choose(screen, "preset", "phone")
        await until(pilot, lambda: screen.query_one(TopicPicker).topics == [])
        assert preset.value == "phone"


@pytest.mark.parametrize("minutes", ["", "0", "481", "1.5", "-3"])
async def test_minutes_that_cannot_be_are_told_at_once_and_nothing_starts(
    make_app: MakeApp, clock: Clock, place: Workplace, minutes: str
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await set_up(pilot, app)
        screen.query_one("#mock-minutes", Input).value = minutes
        await until(pilot, lambda: "from 1 to 480" in plan_text(app))
        assert screen.query_one("#mock-start", Button).disabled
        await pilot.press("f5")
        await pilot.pause()
        assert app.screen is screen
    assert place.store.list() == []


async def test_a_level_that_only_its_neighbour_can_fill_is_told(
    make_app: MakeApp, clock: Clock
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await set_up(pilot, app)
        choose(screen, "level", Level.SENIOR.value)
        await until(pilot, lambda: "nothing for senior here" in plan_text(app))


async def test_a_role_that_nothing_fits_is_told_at_once(
    make_app: MakeApp, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await set_up(pilot, app)
        bank = screen._bank
        assert bank is not None
        heads = type(bank).heads
        monkeypatch.setattr(
            type(bank),
            "heads",
            lambda self, topic=None, level=None, role=None: (
                () if role is Role.INFRASTRUCTURE else heads(self, topic, level, role)
            ),
        )
        choose(screen, "role", Role.INFRASTRUCTURE.value)
        await until(pilot, lambda: "no question for this role" in plan_text(app))
        assert screen.query_one("#mock-start", Button).disabled
        choose(screen, "role", "")
        await until(pilot, lambda: not screen.query_one("#mock-start", Button).disabled)


@pytest.mark.slow
async def test_the_same_seed_gives_the_same_plan_and_another_another(
    make_app: MakeApp, clock: Clock
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await set_up(pilot, app)
        plans: dict[int, set[str]] = {}
        for seed in (*range(12), *range(12)):
            screen.query_one("#mock-seed", Input).value = str(seed)
            await pilot.pause()
            plans.setdefault(seed, set()).add(plan_text(app))
        assert all(len(seen) == 1 for seen in plans.values())
        assert len(set.union(*plans.values())) > 1


async def test_a_connection_can_be_chosen_and_its_name_is_only_text(
    make_app: MakeApp, voice: Voice, clock: Clock
) -> None:
    name = "[/b]mine[red]"
    app = make_app(connections={name: {"base_url": "http://127.0.0.1:9/v1", "model": "m"}})
    async with app.run_test(size=SIZE) as pilot:
        screen = await set_up(pilot, app)
        choose(screen, "model", name)
        await pilot.pause()
        assert name in str(screen.query_one("#mock-model", Cycle).render())


async def test_the_mouse_can_do_it_too(make_app: MakeApp, clock: Clock) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await set_up(pilot, app)
        level = screen.query_one("#mock-level", Cycle)
        await pilot.click(level, offset=(20, 0))
        assert level.value == Level.JUNIOR.value
        await pilot.click(level, offset=(10, 0))
        assert level.value == ""
        assert screen.query_one(Plan).border_subtitle


async def test_what_the_first_question_needs_is_loaded_meanwhile(
    make_app: MakeApp, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    warmed: list[int] = []
    monkeypatch.setattr(Workplace, "prewarm", lambda _: warmed.append(1))
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.screen.query("#start-list"))
        assert warmed == []
        await pilot.press("m")
        await until(pilot, lambda: warmed == [1])


class TestBlueprints:
    async def test_a_plan_is_saved_under_a_name_and_stands_among_the_presets(
        self, make_app: MakeApp, place: Workplace
    ) -> None:
        app = make_app()
        async with app.run_test(size=SIZE) as pilot:
            screen = await set_up(pilot, app)
            choose(screen, "level", "senior")
            screen.query_one("#mock-minutes", Input).value = "17"
            await until(pilot, lambda: "senior" in plan_text(app))
            planned = plan_text(app)
            await save_as(pilot, app, "Infra, short")
            preset = screen.query_one("#mock-preset", Cycle)
            await until(pilot, lambda: preset.value == "saved:Infra, short")
            (saved,) = place.blueprints.all()
            assert (saved.name, saved.blueprint.minutes) == ("Infra, short", 17)
            screen.query_one("#mock-minutes", Input).value = "30"
            await until(pilot, lambda: preset.value != "saved:Infra, short")
            screen.query_one("#mock-minutes", Input).value = "17"
            await until(pilot, lambda: preset.value == "saved:Infra, short")
            assert plan_text(app) == planned

    async def test_a_saved_blueprint_is_sat_with_its_own_slots(
        self, make_app: MakeApp, place: Workplace, voice: Voice, clock: Clock
    ) -> None:
        slots = (Slot(topic="peft", level=Level.JUNIOR, minutes=4),) * 2
        place.blueprints.save(Saved("twice", Blueprint(minutes=20, slots=slots)))
        app = make_app()
        async with app.run_test(size=SIZE) as pilot:
            screen = await set_up(pilot, app)
            preset = screen.query_one("#mock-preset", Cycle)
            await until(pilot, lambda: screen._saved)
            screen.set_focus(preset)
            await pilot.press("left")
            await until(pilot, lambda: preset.value == "saved:twice")
            await until(
                pilot, lambda: "2 questions" in str(app.screen.query_one(Plan).border_subtitle)
            )
            await pilot.press("f5")
            await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
            (summary,) = place.store.list()
            assert place.store.transcript(summary.id).session.blueprint.slots == slots

    @pytest.mark.slow
    async def test_saving_under_the_same_name_asks_first(
        self, make_app: MakeApp, place: Workplace
    ) -> None:
        place.blueprints.save(Saved("mine", Blueprint(minutes=20, slots=(SLOT,))))
        app = make_app()
        async with app.run_test(size=SIZE) as pilot:
            screen = await set_up(pilot, app)
            await until(pilot, lambda: screen._saved)
            await save_as(pilot, app, "mine")
            await until(pilot, lambda: isinstance(app.screen, Choice))
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is screen)
            assert place.blueprints.all()[0].blueprint.minutes == 20
            await save_as(pilot, app, "mine")
            await until(pilot, lambda: isinstance(app.screen, Choice))
            await pilot.press("tab", "enter")
            await until(pilot, lambda: place.blueprints.all()[0].blueprint.minutes == 30)

    @pytest.mark.slow
    async def test_one_goes_from_hand_to_hand_as_a_file(
        self, make_app: MakeApp, place: Workplace, tmp_path: Path
    ) -> None:
        path = tmp_path / "plan.toml"
        app = make_app()
        async with app.run_test(size=SIZE) as pilot:
            screen = await set_up(pilot, app)
            await save_as(pilot, app, "handed on")
            await until(pilot, lambda: screen._taken)
            await pilot.press("f9")
            await answer_line(pilot, app, str(path))
            await until(pilot, path.exists)
            await until(pilot, lambda: app.screen is screen)
            await pilot.press("f8")
            await until(pilot, lambda: isinstance(app.screen, Choice))
            await pilot.press("tab", "enter")
            await until(pilot, lambda: not place.blueprints.all())
            await pilot.press("ctrl+o")
            await answer_line(pilot, app, str(path))
            await until(pilot, place.blueprints.all)
            preset = screen.query_one("#mock-preset", Cycle)
            await until(pilot, lambda: preset.value == "saved:handed on")

    async def test_a_file_that_is_no_blueprint_is_refused_in_a_sentence(
        self, make_app: MakeApp, tmp_path: Path
    ) -> None:
        path = tmp_path / "bad.toml"
        path.write_text("nonsense")
        app = make_app()
        async with app.run_test(size=SIZE) as pilot:
            screen = await set_up(pilot, app)
            await pilot.press("ctrl+o")
            await answer_line(pilot, app, str(path))
            await until(pilot, lambda: app._notifications)
            (told,) = app._notifications
            assert "is no blueprint" in told.message
            assert app.screen is screen


async def save_as(pilot: Pilot[int], app: InterviewerApp, name: str) -> None:
    await pilot.press("ctrl+s")
    await answer_line(pilot, app, name)


async def answer_line(pilot: Pilot[int], app: InterviewerApp, line: str) -> None:
    await until(pilot, lambda: isinstance(app.screen, LineDialog))
    app.screen.query_one("#line-text", Input).value = line
    await pilot.pause()
    await pilot.press("enter")
