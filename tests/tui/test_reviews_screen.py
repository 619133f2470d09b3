"""The review list: found, narrowed down, sorted, exported, deleted; fast with ten thousand."""

import shutil
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import platformdirs
import pytest
from sqlalchemy import insert
from textual.pilot import Pilot
from textual.widgets import Input, Select, Static

from interviewer.domain.language import Language
from interviewer.domain.transcript import Kind, Status
from interviewer.interview.workplace import Workplace
from interviewer.settings import paths
from interviewer.storage import rows
from interviewer.storage.records import SessionSummary
from interviewer.storage.schema import sessions
from interviewer.storage.sessions import SessionStore
from interviewer.tui.app import InterviewerApp
from interviewer.tui.screens import finding
from interviewer.tui.screens.bank import BankScreen
from interviewer.tui.screens.report import ReportScreen
from interviewer.tui.screens.reviews import ReviewsScreen
from interviewer.tui.screens.transcript import TranscriptScreen
from interviewer.tui.widgets.export_dialog import ExportDialog
from interviewer.tui.widgets.long_list import LongList
from interviewer.tui.widgets.session_glance import SessionGlance
from tests.storage.samples import NOON, interview, session
from tests.tui.conftest import MakeApp
from tests.tui.pilots import shown, until

Snap = Callable[..., bool]


def state(app: InterviewerApp) -> str:
    return str(app.screen.query_one("#reviews-state", Static).render())


def ids(app: InterviewerApp) -> list[str]:
    screen = app.screen
    assert isinstance(screen, ReviewsScreen)
    return [summary.id for summary in screen._shown]


async def in_reviews(app: InterviewerApp, pilot: Pilot[int], told: str) -> ReviewsScreen:
    app.show_reviews()
    await until(pilot, lambda: told in state(app))
    screen = app.screen
    assert isinstance(screen, ReviewsScreen)
    return screen


def fill(place: Workplace) -> None:
    """Store an English mock, a Chinese practice, and a mock that is paused."""
    store = place.store
    interview(store, "0a", words="keys and values and a needle")
    interview(store, "0b", kind=Kind.PRACTICE, language=Language.ZH)
    store.set_score("0b", 0.9)
    store.create(session("0c", status=Status.PAUSED, started_at=NOON - timedelta(days=1)))


async def test_without_sessions_it_says_how_to_begin(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await in_reviews(app, pilot, "There are no sessions yet")
        await pilot.press("enter", "r", "e", "d", "g")
        assert isinstance(app.screen, ReviewsScreen)


async def test_a_database_that_cannot_be_read_is_told(make_app: MakeApp) -> None:
    shutil.rmtree(paths().data)
    paths().data.write_text("in the way")
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await in_reviews(app, pilot, "cannot be used")


async def test_filters_and_order_by_the_menus(make_app: MakeApp, place: Workplace) -> None:
    fill(place)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_reviews(app, pilot, "3 sessions")
        assert ids(app) == ["0b", "0a", "0c"]
        screen.query_one("#sessions-order", Select).value = "worst"
        await until(pilot, lambda: ids(app) == ["0a", "0b", "0c"])
        screen.query_one("#sessions-kind", Select).value = "practice"
        await until(pilot, lambda: ids(app) == ["0b"])
        assert "1 of 3 sessions" in state(app)
        screen.query_one("#sessions-language", Select).value = "en"
        await until(pilot, lambda: "Nothing is found" in state(app))
        screen.query_one("#sessions-kind", Select).value = ""
        screen.query_one("#sessions-status", Select).value = "paused"
        await until(pilot, lambda: ids(app) == ["0c"])


@pytest.mark.slow
async def test_search_looks_into_what_was_said(make_app: MakeApp, place: Workplace) -> None:
    fill(place)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_reviews(app, pilot, "3 sessions")
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(screen.focused, Input))
        await pilot.press(*"needle")
        await until(pilot, lambda: ids(app) == ["0a"])
        await pilot.press("down")
        await until(pilot, lambda: isinstance(screen.focused, LongList))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TranscriptScreen))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        assert ids(app) == ["0a"]


async def test_escape_takes_nothing_that_was_typed_to_search_for(
    make_app: MakeApp, place: Workplace
) -> None:
    fill(place)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_reviews(app, pilot, "3 sessions")
        await pilot.press("f3", *"needle")
        await until(pilot, lambda: ids(app) == ["0a"])
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(screen.focused, LongList))
        assert app.screen is screen
        assert ids(app) == ["0a"]
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not screen)


async def test_escape_leaves_from_an_empty_query(make_app: MakeApp, place: Workplace) -> None:
    fill(place)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_reviews(app, pilot, "3 sessions")
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(screen.focused, Input))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not screen)


@pytest.mark.parametrize(("word", "opens"), [("needle", True), ("zzqq", False)])
async def test_enter_right_after_typing_opens_only_what_the_word_finds(
    make_app: MakeApp,
    place: Workplace,
    monkeypatch: pytest.MonkeyPatch,
    word: str,
    opens: bool,
) -> None:
    monkeypatch.setattr(finding, "DEBOUNCE", 600.0)
    fill(place)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_reviews(app, pilot, "3 sessions")
        await pilot.press("f3", *word, "enter")
        await until(pilot, lambda: [each.id for each in screen._shown] == ["0a"] * opens)
        await until(pilot, lambda: all(worker.is_finished for worker in app.workers))
        assert isinstance(app.screen, TranscriptScreen) == opens
        assert opens == ("a needle" in shown(app))


async def test_the_list_come_back_to_is_that_of_the_words_typed_last(
    make_app: MakeApp, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(place)
    reached, opened = threading.Event(), threading.Event()
    containing = SessionStore.containing

    def held_back(store: SessionStore, words: str) -> set[str]:
        found = containing(store, words)
        reached.set()
        assert opened.wait(20)
        return found

    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_reviews(app, pilot, "3 sessions")
        screen.query_one(Input).value = "needle"
        await until(pilot, lambda: ids(app) == ["0a"])
        app.show_bank()
        await until(pilot, lambda: app.screen is not screen)
        monkeypatch.setattr(SessionStore, "containing", held_back)
        app.pop_screen()
        await until(pilot, reached.is_set)
        screen.query_one(Input).value = ""
        await until(pilot, lambda: len(ids(app)) == 3)
        opened.set()
        await until(pilot, lambda: all(worker.is_finished for worker in app.workers))
        await pilot.pause(0.2)
        assert len(ids(app)) == 3


@pytest.mark.slow
async def test_the_report_is_there_for_what_is_over(make_app: MakeApp, place: Workplace) -> None:
    fill(place)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_reviews(app, pilot, "3 sessions")
        await pilot.press("end", "r")
        await pilot.pause()
        assert app.screen is screen  # the last one is paused
        assert "Go on" in shown(app).split("\n")[-1]
        await pilot.press("home", "r")
        await until(pilot, lambda: isinstance(app.screen, ReportScreen))


async def test_deleting_is_asked_back_and_is_for_good(make_app: MakeApp, place: Workplace) -> None:
    fill(place)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_reviews(app, pilot, "3 sessions")
        await pilot.press("down", "d")
        await until(pilot, lambda: "for good" in shown(app))
        await pilot.press("enter")  # going back has the focus
        await until(pilot, lambda: app.screen is screen)
        assert len(place.store.list()) == 3
        await pilot.press("d")
        await until(pilot, lambda: "for good" in shown(app))
        await pilot.press("right", "enter")
        await until(pilot, lambda: "2 sessions" in state(app))
        assert [summary.id for summary in place.store.list()] == ["0b", "0c"]
        assert screen.query_one(LongList).cursor == 1


@pytest.mark.parametrize(("presses", "ending"), [(0, "md"), (1, "html"), (2, "json")])
async def test_export_to_the_file_that_is_shown(
    make_app: MakeApp,
    place: Workplace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    presses: int,
    ending: str,
) -> None:
    monkeypatch.setattr(platformdirs, "user_documents_path", lambda: tmp_path)
    fill(place)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_reviews(app, pilot, "3 sessions")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, ExportDialog))
        dialog = app.screen
        dialog.set_focus(dialog.query_one("#export-form"))
        await pilot.press(*["right"] * presses)
        path = tmp_path / f"interviewer-practice-2026-11-22-1200.{ending}"
        await until(pilot, lambda: dialog.query_one(Input).value == str(path))
        dialog.set_focus(dialog.query_one("#export-go"))
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen)
        assert "keys and values" in path.read_text(encoding="utf-8")


async def test_a_path_that_cannot_be_written_is_told_where_it_was_typed(
    make_app: MakeApp, place: Workplace, tmp_path: Path
) -> None:
    fill(place)
    taken = tmp_path / "taken.md"
    taken.write_text("mine")
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_reviews(app, pilot, "3 sessions")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, ExportDialog))
        app.screen.query_one(Input).value = str(taken)
        await pilot.press("enter")
        await until(pilot, lambda: "exists already" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        assert taken.read_text() == "mine"


async def test_a_wide_window_shows_the_session_at_a_glance(
    make_app: MakeApp, place: Workplace
) -> None:
    fill(place)
    app = make_app()
    async with app.run_test(size=(110, 32)) as pilot:
        screen = await in_reviews(app, pilot, "3 sessions")
        glance = screen.query_one(SessionGlance)
        await until(pilot, lambda: "Inference and serving" in shown(app))
        assert glance.display
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: not glance.display)


async def test_ten_thousand_sessions_are_shown_and_walked_without_waiting(
    make_app: MakeApp, place: Workplace
) -> None:
    many = [
        rows.session_values(session(f"s{number:05}", started_at=NOON - timedelta(hours=number)))
        for number in range(10_000)
    ]
    with place.store._database.write() as connection:
        connection.execute(insert(sessions), many)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_reviews(app, pilot, "10000 sessions")
        began = time.process_time()
        for key, at in (("end", 9999), ("home", 0), ("pagedown", None), ("down", None)):
            await pilot.press(key)
            if at is not None:
                assert screen.query_one(LongList).cursor == at
        assert time.process_time() - began < 2  # a table of widgets takes far longer for one
        assert len(screen.query("LongList *")) == 0


@pytest.mark.parametrize(
    ("language", "size"), [("en", (80, 24)), ("zh", (80, 24)), ("en", (110, 32))]
)
def test_it_looks_as_it_should(
    make_app: MakeApp,
    place: Workplace,
    snap_compare: Snap,
    language: str,
    size: tuple[int, int],
) -> None:
    fill(place)
    app = make_app(language=language)

    async def ready(pilot: Pilot[int]) -> None:
        app.show_reviews()
        await until(pilot, lambda: len(ids(app)) == 3)
        if size[0] > 100:
            await until(pilot, lambda: "Inference and serving" in shown(app))

    assert snap_compare(app, terminal_size=size, run_before=ready)


def test_empty_and_nothing_found_look_as_they_should(make_app: MakeApp, snap_compare: Snap) -> None:
    app = make_app()

    async def ready(pilot: Pilot[int]) -> None:
        await in_reviews(app, pilot, "There are no sessions yet")

    assert snap_compare(app, run_before=ready)


def test_the_export_dialog_looks_as_it_should(
    make_app: MakeApp, place: Workplace, snap_compare: Snap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platformdirs, "user_documents_path", lambda: Path("/nowhere"))
    monkeypatch.setattr(Path, "home", lambda: Path("/srv/candidate"))
    fill(place)
    app = make_app()

    async def ready(pilot: Pilot[int]) -> None:
        await in_reviews(app, pilot, "3 sessions")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, ExportDialog))

    assert snap_compare(app, run_before=ready)


class Held:
    """The list of sessions, which is read only when it is let."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.let = threading.Event(), threading.Event()
        read = SessionStore.list

        def held_back(store: SessionStore) -> list[SessionSummary]:
            self.reached.set()
            assert self.let.wait(20)
            return read(store)

        monkeypatch.setattr(SessionStore, "list", held_back)


@pytest.mark.parametrize("keys", [("enter",), ("f3", *"needle", "enter")], ids=["list", "query"])
async def test_enter_while_the_list_is_loading_opens_once_it_is_there(
    make_app: MakeApp, place: Workplace, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...]
) -> None:
    interview(place.store, "0a", words="keys and values and a needle")
    held = Held(monkeypatch)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_reviews()
        await until(pilot, lambda: isinstance(app.screen, ReviewsScreen) and held.reached.is_set())
        await pilot.press(*keys)
        assert isinstance(app.screen, ReviewsScreen)
        held.let.set()
        await until(pilot, lambda: isinstance(app.screen, TranscriptScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ReviewsScreen))
        await until(pilot, lambda: all(worker.is_finished for worker in app.workers))
        assert isinstance(app.screen, ReviewsScreen), "it is opened once"


async def test_a_session_found_late_does_not_cover_where_one_has_gone_meanwhile(
    make_app: MakeApp, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    interview(place.store, "0a")
    held = Held(monkeypatch)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_reviews()
        await until(pilot, lambda: isinstance(app.screen, ReviewsScreen) and held.reached.is_set())
        await pilot.press("enter")
        app.show_bank()
        held.let.set()
        await until(pilot, lambda: all(worker.is_finished for worker in app.workers))
        assert isinstance(app.screen, BankScreen)
