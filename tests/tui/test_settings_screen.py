"""Every choice in Settings is saved at once and takes effect; what goes wrong is told."""

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input, OptionList, TabbedContent

from interviewer.i18n import current
from interviewer.interview.workplace import Workplace
from interviewer.settings import load_preferences, paths
from interviewer.storage.backup import Contents
from interviewer.storage.lock import InterviewLock
from interviewer.storage.mistakes import Mistake
from interviewer.tui.app import InterviewerApp
from interviewer.tui.keys import by_place
from interviewer.tui.screens import settings as settings_screen
from interviewer.tui.screens.home import HomeScreen
from interviewer.tui.screens.question import QuestionScreen
from interviewer.tui.screens.settings import SettingsScreen
from interviewer.tui.widgets.key_dialog import KeyDialog
from interviewer.tui.widgets.line_dialog import LineDialog
from interviewer.tui.widgets.prose import Prose
from tests.storage.samples import NOON, interview
from tests.tui.conftest import MakeApp
from tests.tui.pilots import shown, until

Snap = Callable[..., bool]


async def at(app: InterviewerApp, pilot: Pilot[int], section: str) -> None:
    app.show_settings(section)
    await until(pilot, lambda: app.screen.query_one(TabbedContent).active == section)
    await until(pilot, lambda: all(w.is_finished for w in app.workers))


async def saved(pilot: Pilot[int], name: str, value: object) -> None:
    await until(pilot, lambda: getattr(load_preferences(), name) == value)


def text_of(app: InterviewerApp, selector: str) -> str:
    return app.screen.query_one(selector, Prose).text


# General


@pytest.mark.slow
async def test_a_theme_is_taken_and_saved_at_once(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(notifications=True) as pilot:
        await at(app, pilot, "general")
        app.screen.query_one("#general-theme").focus()
        await pilot.press("right")
        assert app.theme == "light"
        await saved(pilot, "theme", "light")
        await pilot.press("right")
        await saved(pilot, "theme", "high-contrast")


async def test_the_manner_and_the_interview_language_are_saved(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(notifications=True) as pilot:
        await at(app, pilot, "general")
        app.screen.query_one("#general-persona").focus()
        await pilot.press("left")
        await saved(pilot, "persona", "friendly")
        app.screen.query_one("#general-interview_language").focus()
        await pilot.press("right")
        await saved(pilot, "interview_language", "zh")
        await pilot.press("left")
        await saved(pilot, "interview_language", None)


@pytest.mark.slow
async def test_another_language_is_spoken_at_once_and_escape_still_leads_home(
    make_app: MakeApp,
) -> None:
    app = make_app()
    async with app.run_test(notifications=True) as pilot:
        await at(app, pilot, "general")
        app.screen.query_one("#general-language").focus()
        await pilot.press("right")
        await until(pilot, lambda: "中文" in shown(app) and isinstance(app.screen, SettingsScreen))
        assert current() == "zh"
        await saved(pilot, "language", "zh")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        await until(pilot, lambda: "模拟面试" in shown(app))


async def test_preferences_that_cannot_be_saved_are_told_and_hold_all_the_same(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app()
    monkeypatch.setattr(os, "fsync", _full)
    async with app.run_test(notifications=True) as pilot:
        await at(app, pilot, "general")
        app.screen.query_one("#general-theme").focus()
        await pilot.press("right")
        await until(pilot, lambda: "could not be saved" in shown(app))
        assert app.theme == "light"
    assert load_preferences().theme == "dark"


def _full(_: int) -> None:
    raise OSError(28, "No space left on device")


# Keys


async def changing(app: InterviewerApp, pilot: Pilot[int], binding_id: str) -> None:
    listed = app.screen.query_one("#keys-list", OptionList)
    listed.focus()
    listed.highlighted = listed.get_option_index(binding_id)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, KeyDialog))


async def test_a_key_is_changed_saved_and_works(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(notifications=True) as pilot:
        await at(app, pilot, "keys")
        await changing(app, pilot, "question.practise")
        await pilot.press("f12")
        await saved(pilot, "keymap", {"question.practise": "f12"})
        await until(pilot, lambda: isinstance(app.screen, SettingsScreen))
        app.show_question("kv-cache-size")
        await until(pilot, lambda: "f12 Practise this" in shown(app))


async def test_a_key_that_is_taken_is_refused_with_the_reason(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(notifications=True) as pilot:
        await at(app, pilot, "keys")
        await changing(app, pilot, "bank.search")
        for press, reason in (
            ("f4", "Question bank › Filter"),
            ("f1", "Everywhere › Help"),
            ("ctrl+q", "Everywhere › Quit"),
            ("a", "types text"),
            ("tab", "stays as it is"),
        ):
            await pilot.press(press)
            assert reason in text_of(app, "#key-objection"), press
        await pilot.press("escape")
        assert isinstance(app.screen, SettingsScreen)
        assert app.preferences.keymap == {}


async def test_defaults_come_back_one_by_one_and_all_at_once(make_app: MakeApp) -> None:
    app = make_app(keymap={"bank.search": "f11", "bank.filter": "f12"})
    async with app.run_test(notifications=True) as pilot:
        await at(app, pilot, "keys")
        await changing(app, pilot, "bank.search")
        await pilot.press("backspace")
        await saved(pilot, "keymap", {"bank.filter": "f12"})
        await pilot.press("x")
        await until(pilot, lambda: app.screen.query("#choice-yes"))
        await pilot.click("#choice-yes")
        await saved(pilot, "keymap", {})


async def test_a_keymap_that_cannot_be_had_falls_back_to_the_defaults(make_app: MakeApp) -> None:
    app = make_app(keymap={"bank.search": "f4", "bank.practise": "f12", "no.such": "f2"})
    async with app.run_test(notifications=True) as pilot:
        await until(pilot, lambda: "cannot be had" in shown(app))
        app.show_bank()
        await until(pilot, lambda: "f3 Search" in shown(app))
        assert "f12 Practise this" in shown(app)


# Data


@pytest.mark.slow
async def test_folders_are_named_and_everything_is_exported(
    make_app: MakeApp, place: Workplace, tmp_path: Path
) -> None:
    interview(place.store)
    place.mistakes.add(Mistake("kv-cache-size", "wrong unit", NOON, "b1"))
    app = make_app()
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        await at(app, pilot, "data")
        assert str(paths().data) in shown(app)
        assert "1 session is kept" in shown(app)
        await pilot.click("#data-export")
        await until(pilot, lambda: isinstance(app.screen, LineDialog))
        app.screen.query_one(Input).value = str(tmp_path / "all.zip")
        await pilot.press("enter")
        await until(pilot, lambda: "Written" in shown(app))
        await pilot.click("#data-export")
        await until(pilot, lambda: isinstance(app.screen, LineDialog))
        app.screen.query_one(Input).value = str(tmp_path / "all.zip")
        await pilot.press("enter")
        await until(pilot, lambda: "exists already" in shown(app))
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert {"sessions/0abc.json", "mistakes.md"} <= set(archive.namelist())
        assert "How large is the KV cache" in archive.read("mistakes.md").decode()


@pytest.mark.slow
async def test_a_backup_is_made_checked_and_restored_after_asking(
    make_app: MakeApp, place: Workplace, tmp_path: Path
) -> None:
    interview(place.store)
    target = tmp_path / "backup.zip"
    app = make_app()

    async def asked(pilot: Pilot[int], button: str, path: Path) -> None:
        # What was told before may lie upon the button.
        app.screen.query_one(button, Button).press()
        await until(pilot, lambda: isinstance(app.screen, LineDialog))
        app.screen.query_one(Input).value = str(path)
        await pilot.press("enter")

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await at(app, pilot, "data")
        await asked(pilot, "#data-backup", target)
        await until(pilot, lambda: any("is sound" in n.message for n in app._notifications))
        place.store.delete("0abc")
        await asked(pilot, "#data-restore", paths().database)
        await until(pilot, lambda: any("no backup" in n.message for n in app._notifications))
        await asked(pilot, "#data-restore", target)
        await until(pilot, lambda: app.screen.query("#choice-yes"))
        await pilot.press("enter")  # going back has the focus
        assert place.store.list() == []
        await until(pilot, lambda: not app.screen.query("#choice-yes"))
        await asked(pilot, "#data-restore", target)
        await until(pilot, lambda: app.screen.query("#choice-yes"))
        app.screen.query_one("#choice-yes", Button).press()
        await until(pilot, lambda: any("Restored." in n.message for n in app._notifications))
        assert "1 session is kept" in shown(app)
    assert len(place.store.list()) == 1


async def test_missed_points_are_written_as_cards(
    make_app: MakeApp, place: Workplace, tmp_path: Path
) -> None:
    interview(place.store)
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await at(app, pilot, "data")
        await pilot.click("#data-anki")
        await until(pilot, lambda: isinstance(app.screen, LineDialog))
        app.screen.query_one(Input).value = str(tmp_path / "missed.apkg")
        await pilot.press("enter")
        await until(pilot, lambda: any("2 cards" in n.message for n in app._notifications))
    assert (tmp_path / "missed.apkg").exists()


async def test_everything_is_deleted_only_after_the_word_is_typed(
    make_app: MakeApp, place: Workplace
) -> None:
    interview(place.store)
    place.mistakes.add(Mistake("kv-cache-size", "wrong unit", NOON, "b1"))
    app = make_app(theme="light")
    async with app.run_test(notifications=True) as pilot:
        await at(app, pilot, "data")
        await pilot.click("#data-delete")
        await until(pilot, lambda: isinstance(app.screen, LineDialog))
        await pilot.press(*"delet", "enter")
        assert app.screen.query_one("#line-go", Button).disabled
        assert len(place.store.list()) == 1
        await pilot.press("e", "enter")
        await until(pilot, lambda: "Everything is deleted" in shown(app))
    assert place.store.list() == []
    assert place.mistakes.read() == []


@pytest.mark.slow
async def test_nothing_is_deleted_while_an_interview_runs_elsewhere(
    make_app: MakeApp, place: Workplace
) -> None:
    interview(place.store)
    app = make_app()
    with InterviewLock(paths().lock):
        async with app.run_test(notifications=True) as pilot:
            await at(app, pilot, "data")
            await pilot.click("#data-delete")
            await until(pilot, lambda: isinstance(app.screen, LineDialog))
            await pilot.press(*"delete", "enter")
            await until(pilot, lambda: "That did not work" in shown(app))
    assert len(place.store.list()) == 1


@pytest.mark.slow
async def test_notes_lead_to_their_questions_and_can_be_deleted(
    make_app: MakeApp, place: Workplace
) -> None:
    place.mistakes.add(Mistake("kv-cache-size", "[red]wrong[/foo] unit", NOON, "b1"))
    app = make_app()
    async with app.run_test(notifications=True) as pilot:
        await at(app, pilot, "data")
        assert "[red]wrong[/foo] unit" in shown(app)
        app.screen.query_one("#data-notes").focus()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        await pilot.press("escape")
        await until(pilot, lambda: "[red]wrong" in shown(app))
        app.screen.query_one("#data-notes").focus()
        await pilot.press("down", "delete")
        await until(pilot, lambda: app.screen.query("#choice-yes"))
        await pilot.click("#choice-yes")
        await until(pilot, lambda: place.mistakes.read() == [])


# How it looks


@pytest.fixture
def few_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show the keys of two screens: those of the others are their own business."""
    few = [(place, keys) for place, keys in by_place() if place in ("bank", "question")]
    monkeypatch.setattr(settings_screen, "by_place", lambda: few)


@pytest.mark.usefixtures("few_keys")
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("section", ["general", "models", "keys", "data", "graders"])
def test_a_section_looks_as_it_should(
    make_app: MakeApp,
    snap_compare: Snap,
    language: str,
    section: str,
) -> None:
    connections = {
        "deepseek": {"base_url": "https://api.deepseek.com/v1", "model": "deepseek-chat"},
        "ollama": {"base_url": "http://localhost:11434/v1", "model": "qwen3"},
    }
    app = make_app(language=language, connections=connections, grader="deepseek")

    async def ready(pilot: Pilot[int]) -> None:
        await at(app, pilot, section)
        if section == "data":
            for fold in app.screen.query(".folder").results(Prose):
                fold.show(fold.text[: fold.text.index("/")] + "~/interviewer")
        if section == "graders":
            await until(pilot, lambda: "0.81" in shown(app))
        await pilot.pause(0.1)

    assert snap_compare(app, run_before=ready)


@pytest.mark.usefixtures("few_keys")
def test_a_refused_key_looks_as_it_should(make_app: MakeApp, snap_compare: Snap) -> None:
    app = make_app()

    async def ready(pilot: Pilot[int]) -> None:
        await at(app, pilot, "keys")
        await changing(app, pilot, "bank.search")
        await pilot.press("f4")
        await pilot.pause(0.1)

    assert snap_compare(app, run_before=ready)


def test_deleting_everything_looks_as_it_should(make_app: MakeApp, snap_compare: Snap) -> None:
    app = make_app()

    async def ready(pilot: Pilot[int]) -> None:
        await at(app, pilot, "data")
        for fold in app.screen.query(".folder").results(Prose):
            fold.show(fold.text[: fold.text.index("/")] + "~/interviewer")
        await pilot.click("#data-delete")
        await until(pilot, lambda: isinstance(app.screen, LineDialog))
        await pilot.press(*"del")

    assert snap_compare(app, run_before=ready)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_restoring_looks_as_it_should(
    make_app: MakeApp, snap_compare: Snap, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(settings_screen, "check_backup", lambda _: Contents(NOON, 3, {}))
    app = make_app(language=language)

    async def ready(pilot: Pilot[int]) -> None:
        await at(app, pilot, "data")
        for fold in app.screen.query(".folder").results(Prose):
            fold.show(fold.text[: fold.text.index("/")] + "~/interviewer")
        await pilot.click("#data-restore")
        await until(pilot, lambda: isinstance(app.screen, LineDialog))
        app.screen.query_one(Input).value = "backup.zip"
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.query("#choice-yes"))

    assert snap_compare(app, run_before=ready)
