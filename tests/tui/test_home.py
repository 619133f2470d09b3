"""Home: what can be gone on with, what is due, what can be begun, how it went, and troubles."""

import sqlite3
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from interviewer.domain.blueprint import Blueprint, Slot
from interviewer.domain.question import Level
from interviewer.domain.transcript import Kind, Session, Status
from interviewer.interview.workplace import Workplace
from interviewer.settings import FolderUnavailable, paths
from interviewer.storage.errors import DatabaseUnavailable, Reason
from interviewer.storage.kept import Kept
from interviewer.storage.sessions import SessionStore
from interviewer.tui.app import InterviewerApp
from interviewer.tui.screens import home as home_screen
from interviewer.tui.screens.bank import BankScreen
from interviewer.tui.screens.home import HomeScreen, parse_bank
from interviewer.tui.screens.interview import InterviewScreen
from interviewer.tui.screens.mock_setup import MockSetupScreen
from interviewer.tui.screens.practice import PracticeScreen
from interviewer.tui.screens.practice_setup import PracticeSetupScreen
from interviewer.tui.screens.reviews import ReviewsScreen
from interviewer.tui.screens.settings import SettingsScreen
from tests.storage.samples import asked, asks, grade, question, session
from tests.tui.bank import QUESTIONS
from tests.tui.conftest import NOW, MakeApp
from tests.tui.histories import one_answer
from tests.tui.pilots import shown, until
from tests.tui.rooms import Clock, Voice, clock, voice

__all__ = ["clock", "voice"]

SIZE = (80, 24)
SLOT = Slot(topic="attention", level=Level.MID, minutes=4)


def finished(store: SessionStore, number: int, score: float | None) -> None:
    item = session(f"0done{number}", started_at=NOW - timedelta(days=30 - number))
    store.create(item)
    store.set_score(item.id, score)
    store.set_status(item.id, Status.FINISHED, NOW)


def interrupted(
    store: SessionStore, name: str, *, kind: Kind = Kind.MOCK, questions: int = 0, days: int = 0
) -> Session:
    item = session(name, kind=kind, started_at=NOW - timedelta(days=days, hours=1))
    minutes = 30 if kind is Kind.MOCK else None
    plan = Blueprint(minutes=minutes, slots=(SLOT,) * 6)
    item = item.model_copy(update={"blueprint": plan, "status": Status.PAUSED})
    store.create(item)
    for number in range(questions):
        each = question(f"kv-{number}")
        store.ask(item.id, asked(each, number), asks(each))
    store.save_clock(item.id, 754)
    return item


async def at_home(pilot: Pilot[int], app: InterviewerApp) -> HomeScreen:
    await until(
        pilot,
        lambda: isinstance(app.screen, HomeScreen) and "One moment" not in shown(app),
    )
    assert isinstance(app.screen, HomeScreen)
    return app.screen


async def test_an_empty_home_says_what_can_be_begun_and_nothing_else(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await at_home(pilot, app)
        text = shown(app)
        assert "Your mock interviews will stand here" in text
        assert "Go on" not in text
        assert "Due today" not in text
        assert app.focused is app.screen.query_one("#start-list")


@pytest.mark.parametrize(
    ("key", "screen"),
    [
        ("m", MockSetupScreen),
        ("p", PracticeSetupScreen),
        ("v", ReviewsScreen),
        ("b", BankScreen),
        ("s", SettingsScreen),
    ],
)
async def test_each_start_has_its_key_and_stands_in_the_list(
    make_app: MakeApp, key: str, screen: type
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await at_home(pilot, app)
        lines = shown(app).splitlines()
        assert any(line.startswith(f"│ {key}  ") for line in map(str.strip, lines))
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, screen))


async def test_keys_of_ones_own_stand_in_the_list(make_app: MakeApp) -> None:
    app = make_app(keymap={"home.mock": "i"})
    async with app.run_test(size=SIZE) as pilot:
        await at_home(pilot, app)
        assert "│ i  Mock interview" in shown(app)
        await pilot.press("i")
        await until(pilot, lambda: isinstance(app.screen, MockSetupScreen))


async def test_interrupted_sessions_say_what_when_and_how_far(
    make_app: MakeApp, place: Workplace
) -> None:
    interrupted(place.store, "0pract", kind=Kind.PRACTICE, questions=2, days=1)
    interrupted(place.store, "0mock", questions=3)
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        home = await at_home(pilot, app)
        text = shown(app)
        assert "Mock interview  today 11:00 · question 3 of 6 · 12:34 of 30:00" in text
        assert "Practice  yesterday 11:00 · question 2" in text
        assert app.focused is home.query_one("#resume-list")


async def test_one_that_never_began_and_more_than_fit_are_told(
    make_app: MakeApp, place: Workplace
) -> None:
    for number in range(4):
        interrupted(place.store, f"0m{number}", days=number)
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await at_home(pilot, app)
        assert "not begun yet" in shown(app)
        assert "2 more in Review" in shown(app)


async def test_going_on_takes_one_key(
    make_app: MakeApp, place: Workplace, voice: Voice, clock: Clock
) -> None:
    item = interrupted(place.store, "0mock")
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await at_home(pilot, app)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        screen = app.screen
        assert isinstance(screen, InterviewScreen)
        await until(pilot, lambda: screen.has_begun)
        assert screen.interview.transcript.session.id == item.id


async def test_the_arrows_go_from_list_to_list(make_app: MakeApp, place: Workplace) -> None:
    interrupted(place.store, "0mock")
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        home = await at_home(pilot, app)
        await pilot.press("down")
        assert app.focused is home.query_one("#start-list")
        await pilot.press("up")
        assert app.focused is home.query_one("#resume-list")


async def test_what_is_due_is_counted_and_practised_with_one_key(
    make_app: MakeApp, place: Workplace, voice: Voice, clock: Clock
) -> None:
    item = session("0done")
    item = item.model_copy(update={"started_at": NOW - timedelta(days=20)})
    place.store.create(item)
    each = question("lora-rank")
    turn = asks(each).model_copy(update={"at": NOW - timedelta(days=20)})
    place.store.ask(item.id, asked(each), turn)
    given = grade(question_id="lora-rank", score=0.1)
    place.store.add_grade(item.id, given.model_copy(update={"at": NOW - timedelta(days=20)}))
    place.store.set_status(item.id, Status.FINISHED, NOW)
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await at_home(pilot, app)
        assert "d  Due today        1 question to go over" in shown(app)
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
        screen = app.screen
        assert isinstance(screen, PracticeScreen)
        await until(pilot, lambda: screen.has_begun and screen.interview.state.current)
        assert screen.interview.state.asked_ids == ("lora-rank",)


async def test_one_result_and_many_are_plotted(make_app: MakeApp, place: Workplace) -> None:
    finished(place.store, 0, None)
    for number in range(1, 21):
        finished(place.store, number, number / 20)
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        home = await at_home(pilot, app)
        lines = shown(app).splitlines()
        values = next(line for line in lines if "100" in line and "95" in line)
        assert values.split()[1:-1] == [str(number * 5) for number in range(8, 21)]
        assert "13 mock interviews" in str(home.query_one("#home-results").border_subtitle)
        assert all(len(line) <= SIZE[0] for line in lines)


async def test_a_database_of_a_newer_version_is_a_calm_panel_and_stays_as_it_is(
    make_app: MakeApp, home: object
) -> None:
    database = paths().database
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = database.read_bytes()
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await at_home(pilot, app)
        await until(pilot, lambda: "newer version" in " ".join(shown(app).split()))
        assert "Nothing was changed or lost." in shown(app)
        assert app.focused is app.screen.query_one("#trouble-again")
        assert app._notifications.__len__() == 0
    assert database.read_bytes() == before


async def test_a_folder_that_cannot_be_written_says_what_to_do_and_can_be_tried_again(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    usable = InterviewerApp._open_workplace

    def refuse(self: InterviewerApp, taken_in: object) -> Workplace:
        raise FolderUnavailable(paths().data, "it is not writable")

    paths().database.write_bytes(b"")
    monkeypatch.setattr(InterviewerApp, "_open_workplace", refuse)
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "INTERVIEWER_HOME" in shown(app))
        assert "not writable" in shown(app)
        await pilot.press("r")
        await pilot.pause(0.2)
        assert "INTERVIEWER_HOME" in shown(app)
        monkeypatch.setattr(InterviewerApp, "_open_workplace", usable)
        await pilot.press("r")
        await until(pilot, lambda: "Your mock interviews will stand here" in shown(app))
        assert "INTERVIEWER_HOME" not in shown(app)


async def test_what_is_due_cannot_keep_it_from_opening(
    make_app: MakeApp, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Kept) -> None:
        raise DatabaseUnavailable(Reason.FULL, paths().database)

    one_answer(place.store, QUESTIONS[0], 0.2, NOW - timedelta(days=9), "0old")
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        with monkeypatch.context() as patch:
            patch.setattr(Kept, "refresh", full)
            await at_home(pilot, app)
            assert "Mock interview" in shown(app)
            assert not app.screen.query("#home-trouble")
            assert "Due today" not in shown(app)
        app.show_settings()
        await pilot.pause()
        app.pop_screen()
        await until(pilot, lambda: "1 question to go over" in shown(app))


async def test_it_fills_again_when_it_is_come_back_to(make_app: MakeApp, place: Workplace) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await at_home(pilot, app)
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, BankScreen))
        interrupted(place.store, "0mock")
        await pilot.press("escape")
        await until(pilot, lambda: "question 0" in shown(app) or "not begun" in shown(app))


def test_another_process_parses_the_bank_on_the_first_start_unless_it_came_prepared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(subprocess, "run", lambda command, **_: started.append(command))
    monkeypatch.setattr(home_screen, "prepared_dir", lambda: tmp_path)
    parse_bank()
    assert started == []
    monkeypatch.setattr(home_screen, "prepared_dir", lambda: None)
    parse_bank()
    assert [command[1:] for command in started] == [["-m", "interviewer", "bank", "stats"]]


async def test_a_long_key_of_ones_own_leaves_the_columns_straight(make_app: MakeApp) -> None:
    app = make_app(keymap={"home.mock": "f7"})
    async with app.run_test(size=SIZE) as pilot:
        await at_home(pilot, app)
        entries = app.screen.query_one("#start-list", OptionList).options
        told = [str(entry.prompt) for entry in entries]
        assert told[0].startswith("f7  Mock interview")
        assert told[1].startswith("p   Practice")
