"""F1 helps with what is on the screen; the palette has everything; a small window says so."""

from collections.abc import Callable
from typing import cast

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Tabs

from interviewer.i18n import current
from interviewer.interview.workplace import Workplace
from interviewer.settings import load_preferences
from interviewer.tui.app import InterviewerApp
from interviewer.tui.beginnings import practice_of
from interviewer.tui.commands import AppCommands
from interviewer.tui.screens.bank import BankScreen
from interviewer.tui.screens.help import HelpScreen
from interviewer.tui.screens.home import HomeScreen
from interviewer.tui.screens.practice import PracticeScreen
from interviewer.tui.screens.settings import SettingsScreen
from interviewer.tui.widgets.long_list import LongList
from interviewer.tui.widgets.too_small import TooSmall
from tests.tui.conftest import MakeApp
from tests.tui.pilots import shown, until

Snap = Callable[..., bool]


async def at_home(app: InterviewerApp, pilot: Pilot[int]) -> None:
    await until(pilot, lambda: app.screen.focused is not None)
    await until(pilot, lambda: all(w.is_finished for w in app.workers))


# Help


@pytest.mark.slow
async def test_help_speaks_of_the_screen_the_focus_and_the_keys(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(110, 44)) as pilot:
        await at_home(app, pilot)
        app.show_settings("models")
        await until(pilot, lambda: isinstance(app.screen.focused, Tabs))
        await pilot.press("tab", "f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        said = " ".join(shown(app).split())
        assert "which model interviews and grades" in said, "the screen"
        assert "needs no account and sends nothing" in said, "the section that has the focus"
        assert "t Test" in said, "a key of the section"
        assert "^q Quit" in said, "a key of the app"
        assert "interviewer mock --plain" in said
        await pilot.press("f1")
        assert isinstance(app.screen, SettingsScreen)
        await pilot.press("f1", "escape")
        assert isinstance(app.screen, SettingsScreen)


async def test_help_shows_the_keys_that_were_given(make_app: MakeApp) -> None:
    app = make_app(keymap={"bank.search": "f12"})
    async with app.run_test(size=(110, 40)) as pilot:
        app.show_bank()
        await until(pilot, lambda: app.screen.query_one(LongList).count == 4)
        await pilot.press("f1")
        await until(pilot, lambda: "f12             Search" in shown(app))


# Commands


async def titles(app: InterviewerApp, pilot: Pilot[int]) -> list[str]:
    """Open the palette and return what it offers."""
    await pilot.press("ctrl+p")
    await until(pilot, lambda: isinstance(app.screen, CommandPalette))
    offered = app.screen.query_one(OptionList)
    await until(pilot, lambda: offered.option_count > 5)
    await pilot.pause(0.3)
    prompts = [offered.get_option_at_index(n).prompt for n in range(offered.option_count)]
    return [str(prompt).split("\n")[0] for prompt in prompts]


async def test_the_palette_has_every_screen_start_and_switch(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await at_home(app, pilot)
        offered = await titles(app, pilot)
        assert {
            "Home",
            "Mock interview",
            "Practice",
            "Practise what is due",
            "Review",
            "Question bank",
            "Settings › Models",
            "Language of the interface: 中文",
            "Theme: High contrast",
            "Help",
            "Quit",
        } <= set(offered)
        assert len(offered) == len(set(offered))


async def run(app: InterviewerApp, pilot: Pilot[int], words: str) -> None:
    await pilot.press("ctrl+p")
    await until(pilot, lambda: isinstance(app.screen, CommandPalette))
    app.screen.query_one(Input).value = words
    await until(pilot, lambda: app.screen.query_one(OptionList).option_count)
    await pilot.pause(0.2)
    await pilot.press("enter")


@pytest.mark.slow
async def test_commands_do_what_they_say(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await at_home(app, pilot)
        await run(app, pilot, "question bank")
        await until(pilot, lambda: isinstance(app.screen, BankScreen))
        await run(app, pilot, "theme: light")
        await until(pilot, lambda: app.theme == "light")
        await run(app, pilot, "keys")
        await until(pilot, lambda: isinstance(app.screen, SettingsScreen))
        await run(app, pilot, "home")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        await run(app, pilot, "interface: 中文")
        await until(pilot, lambda: current() == "zh")
        await until(pilot, lambda: "模拟面试" in shown(app))
        await until(pilot, lambda: load_preferences().language == "zh")


async def test_the_screens_own_keys_are_commands_too(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        app.show_bank()
        await until(pilot, lambda: app.screen.query_one(LongList).count == 4)
        await run(app, pilot, "practise this")
        await until(pilot, lambda: isinstance(app.screen, PracticeScreen))


async def test_an_interrupted_session_is_gone_on_with(make_app: MakeApp, place: Workplace) -> None:
    practice_of(place, ["lora-rank"])
    app = make_app()
    async with app.run_test() as pilot:
        await at_home(app, pilot)
        await run(app, pilot, "go on: practice")
        await until(pilot, lambda: isinstance(app.screen, PracticeScreen))


async def test_a_sitting_offers_nothing_that_gives_answers_away(
    make_app: MakeApp, place: Workplace
) -> None:
    transcript = practice_of(place, ["lora-rank"])
    app = make_app()
    async with app.run_test() as pilot:
        app.open_session(transcript)
        await until(pilot, lambda: "How do you choose the rank" in shown(app))
        offered = await titles(app, pilot)
        assert "Question bank" not in offered
        assert "Review" not in offered
        assert {"Hint", "Help", "Theme: Light"} <= set(offered)


async def test_an_unknown_command_is_told(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await at_home(app, pilot)
        await run(app, pilot, "zzzqqq")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))


def test_the_palette_is_ours_alone(make_app: MakeApp) -> None:
    (provide,) = make_app().COMMANDS
    assert cast(Callable[[], object], provide)() is AppCommands


# A window that is too small


@pytest.mark.parametrize(("size", "small"), [((59, 24), True), ((60, 20), False), ((80, 19), True)])
async def test_a_small_window_says_so_calmly_and_loses_nothing(
    make_app: MakeApp, size: tuple[int, int], small: bool
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_bank()
        await until(pilot, lambda: app.screen.query_one(LongList).count == 4)
        await pilot.press("l", "o")
        await pilot.resize_terminal(*size)
        await until(pilot, lambda: app.screen.query_one(TooSmall).display == small)
        await until(pilot, lambda: ("interviewer mock --plain" in shown(app)) == small)
        await pilot.press("r", "a")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: not app.screen.query_one(TooSmall).display)
        assert app.screen.query_one("#bank-query", Input).value == "lora"


async def test_no_color_shows_greys_alone(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app()
    async with app.run_test() as pilot:
        await at_home(app, pilot)
        app.show_settings()
        await until(pilot, lambda: "NO_COLOR is set" in shown(app))
        colours = {
            colour
            for strip in app.screen._compositor.render_strips()
            for segment in strip.apply_filter(app.get_line_filters()[-1], app.background_colors[1])
            if segment.style is not None
            for colour in (segment.style.color, segment.style.bgcolor)
            if colour is not None and colour.triplet is not None
        }
        assert colours
        assert all(len(set(colour.triplet)) == 1 for colour in colours if colour.triplet)


# How it looks


@pytest.mark.parametrize("language", ["en", "zh"])
def test_help_looks_as_it_should(make_app: MakeApp, snap_compare: Snap, language: str) -> None:
    app = make_app(language=language)

    async def ready(pilot: Pilot[int]) -> None:
        app.show_bank()
        await until(pilot, lambda: app.screen.query_one(LongList).count == 4)
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))

    assert snap_compare(app, run_before=ready)


def test_the_palette_looks_as_it_should(make_app: MakeApp, snap_compare: Snap) -> None:
    app = make_app(language="zh")

    async def ready(pilot: Pilot[int]) -> None:
        app.show_question("kv-cache-size")
        await until(pilot, lambda: app.screen.query("#part-answer"))
        await titles(app, pilot)

    assert snap_compare(app, run_before=ready)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_small_window_looks_as_it_should(
    make_app: MakeApp, snap_compare: Snap, language: str
) -> None:
    app = make_app(language=language)

    async def ready(pilot: Pilot[int]) -> None:
        await at_home(app, pilot)
        await pilot.pause(0.2)

    assert snap_compare(app, terminal_size=(50, 15), run_before=ready)


def test_high_contrast_looks_as_it_should(make_app: MakeApp, snap_compare: Snap) -> None:
    app = make_app(theme="high-contrast")

    async def ready(pilot: Pilot[int]) -> None:
        app.show_bank()
        await until(pilot, lambda: app.screen.query_one(LongList).count == 4)
        await pilot.press("down")

    assert snap_compare(app, run_before=ready)
