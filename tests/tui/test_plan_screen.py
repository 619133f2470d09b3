"""The plan of a mock, slot by slot: seen, changed, added, removed, moved; taken over or dropped."""

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, OptionList

from interviewer.domain.question import Level
from interviewer.interview.workplace import Workplace
from interviewer.storage.blueprints import read
from interviewer.tui.app import InterviewerApp
from interviewer.tui.screens.interview import InterviewScreen
from interviewer.tui.screens.mock_setup import OWN, MockSetupScreen
from interviewer.tui.screens.plan import PlanScreen
from interviewer.tui.widgets.choice import Choice
from interviewer.tui.widgets.cycle import Cycle
from interviewer.tui.widgets.line_dialog import LineDialog
from tests.tui.conftest import MakeApp
from tests.tui.pilots import shown, until
from tests.tui.rooms import Clock, Voice, clock, voice

__all__ = ["clock", "voice"]

SIZE = (80, 24)


async def in_plan(pilot: Pilot[int], app: InterviewerApp) -> PlanScreen:
    await until(pilot, lambda: app.screen.query("#start-list"))
    app.set_up_mock()
    await until(pilot, lambda: app.screen.query_one("#mock-plan").border_subtitle)
    return await edited(pilot, app)


async def edited(pilot: Pilot[int], app: InterviewerApp) -> PlanScreen:
    """Open the plan from the set-up."""
    await until(pilot, lambda: not app.screen.query_one("#mock-start", Button).disabled)
    await pilot.press("f4")
    await until(pilot, lambda: isinstance(app.screen, PlanScreen))
    screen = app.screen
    assert isinstance(screen, PlanScreen)
    await until(pilot, lambda: isinstance(screen.focused, OptionList))
    return screen


def topics(screen: PlanScreen) -> list[str]:
    return [slot.topic for slot in screen._slots]


async def test_every_slot_is_shown_with_topic_level_and_minutes(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await in_plan(pilot, app)
        assert screen.query_one("#plan-slots", OptionList).option_count == len(screen._slots) > 1
        for part in ("Topic", "Level", "Minutes", "The clock is set to 30 minutes"):
            assert part in shown(app)
        second = screen._slots[1]
        await pilot.press("down")
        await until(pilot, lambda: screen.query_one("#plan-topic", Cycle).value == second.topic)
        assert screen.query_one("#plan-minutes", Cycle).value == f"{second.minutes:g}"


async def test_one_slot_is_changed_and_that_is_what_is_sat(
    make_app: MakeApp, voice: Voice, clock: Clock, place: Workplace
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await in_plan(pilot, app)
        before = list(screen._slots)
        await pilot.press("enter")
        topic = screen.query_one("#plan-topic", Cycle)
        await until(pilot, lambda: screen.focused is topic)
        while topic.value != "peft":
            await pilot.press("right")
        await pilot.press("down", "down", "right", "right")  # two minutes more
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(app.screen, MockSetupScreen))
        assert app.screen.query_one("#mock-preset", Cycle).value == OWN
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
    [stored] = place.store.interrupted()
    first, *others = stored.blueprint.slots
    assert (first.topic, first.minutes) == ("peft", before[0].minutes + 2)
    assert others == before[1:]


async def test_slots_are_added_moved_and_removed_but_one_stays(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await in_plan(pilot, app)
        before = topics(screen)
        await pilot.press("j")
        assert topics(screen)[:2] == [before[1], before[0]]
        await pilot.press("k", "a")
        await until(pilot, lambda: len(screen._slots) == len(before) + 1)
        assert topics(screen)[0] == before[0]
        assert screen._at == 1
        for _ in range(len(before) + 5):
            await pilot.press("d")
        assert len(screen._slots) == 1
        assert screen.query_one("#plan-slots", OptionList).option_count == 1


async def test_a_level_that_the_bank_lacks_is_stood_in_for_and_told(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await in_plan(pilot, app)
        at = topics(screen).index("peft")
        await pilot.press(*["down"] * at, "enter")
        level = screen.query_one("#plan-level", Cycle)
        level.focus()
        there = {head.level for head in screen._bank.heads("peft")}
        missing = next(each for each in Level if each not in there)
        while level.value != missing.value:
            await pilot.press("right")
        slot = screen._slots[at]
        assert slot.wanted is missing
        assert slot.level in there
        assert "stands in" in shown(app)
        await pilot.press("right")
        await pilot.press("left")
        assert level.value == missing.value  # what was asked for, not what stands in for it


@pytest.mark.slow
async def test_the_clock_grows_with_the_plan_and_is_never_set_shorter(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await in_plan(pilot, app)
        screen.query_one("#plan-minutes", Cycle).focus()
        for _ in range(30):
            await pilot.press("right")
        needed = sum(slot.minutes for slot in screen._slots)
        minutes = screen._changed.minutes
        assert minutes is not None
        assert minutes >= needed > 30
        assert f"The clock is set to {minutes:g} minutes" in shown(app)
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(app.screen, MockSetupScreen))
        assert app.screen.query_one("#mock-minutes").value == f"{minutes:g}"  # type: ignore[attr-defined]


@pytest.mark.slow
async def test_changes_are_dropped_only_after_asking(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await in_plan(pilot, app)
        await pilot.press("d", "escape")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        await pilot.press("right", "enter")
        await until(pilot, lambda: isinstance(app.screen, MockSetupScreen))
        again = await edited(pilot, app)
        assert again._slots == list(screen._plan.slots)
        await pilot.press("escape")  # nothing changed: nothing asked
        await until(pilot, lambda: isinstance(app.screen, MockSetupScreen))


@pytest.mark.slow
async def test_an_edited_plan_is_saved_and_chosen_again(
    make_app: MakeApp, place: Workplace
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await in_plan(pilot, app)
        await pilot.press("d", "f5")
        await until(pilot, lambda: isinstance(app.screen, MockSetupScreen))
        setup = app.screen
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, LineDialog))
        await pilot.press(*"short", "enter")
        await until(pilot, lambda: app.screen is setup and place.blueprints.all())
        [saved] = place.blueprints.all()
        assert saved.blueprint.slots == tuple(screen._slots)
        preset = setup.query_one("#mock-preset", Cycle)
        await until(pilot, lambda: preset.value == "saved:short")
        file = next(iter(place.paths.blueprints.glob("*.toml")))
        assert read(file) == saved
        assert "variants" not in file.read_text("utf-8")  # older versions read it as well
        # Edited further, it is one's own until it is saved under that name again.
        await edited(pilot, app)
        await pilot.press("a", "f5")
        await until(pilot, lambda: app.screen is setup)
        assert preset.value == OWN
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, LineDialog))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        await pilot.press("right", "enter")
        await until(pilot, lambda: preset.value == "saved:short")
        [saved] = place.blueprints.all()
        assert len(saved.blueprint.slots) == len(screen._slots) + 1
