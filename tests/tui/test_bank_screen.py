"""The bank is searched as one types, narrowed down, and read without being spoiled."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from interviewer.bank.search import BankSearch
from interviewer.domain.question import Level
from interviewer.domain.transcript import Kind
from interviewer.interview import workplace
from interviewer.interview.workplace import Workplace
from interviewer.settings import paths
from interviewer.tui.app import InterviewerApp
from interviewer.tui.screens.bank import BankScreen
from interviewer.tui.screens.practice import PracticeScreen
from interviewer.tui.screens.question import QuestionScreen
from interviewer.tui.widgets.filters import Filters
from interviewer.tui.widgets.long_list import LongList
from tests.storage.samples import grade, session
from tests.tui.bank import HOSTILE_QUESTION, write_bank
from tests.tui.conftest import MakeApp
from tests.tui.pilots import shown, until

Snap = Callable[..., bool]


def state(app: InterviewerApp) -> str:
    return str(app.screen.query_one("#bank-state", Static).content)


async def in_bank(app: InterviewerApp, pilot: Pilot[int], told: str = "4 questions") -> None:
    app.show_bank()
    await until(pilot, lambda: told in state(app))


async def searchable(app: InterviewerApp, pilot: Pilot[int]) -> None:
    await in_bank(app, pilot)
    screen = app.screen
    assert isinstance(screen, BankScreen)
    await until(pilot, lambda: screen._search is not None)


async def test_what_is_typed_is_searched_for_and_enter_opens_the_best(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await searchable(app, pilot)
        await pilot.press(*"lora")
        await until(pilot, lambda: "best first" in state(app))
        assert "How do you choose the rank of LoRA?" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        await until(pilot, lambda: "lora-rank" in shown(app))
        await pilot.press("escape")
        assert app.screen.query_one("#bank-query", Input).value == "lora"


async def test_a_query_in_chinese_finds_it_too(make_app: MakeApp) -> None:
    app = make_app(language="zh")
    async with app.run_test() as pilot:
        app.show_bank()
        await until(pilot, lambda: app.screen.query_one(LongList).count == 4)
        app.screen.query_one("#bank-query", Input).value = "检索增强"
        await until(pilot, lambda: "检索增强生成的完整流程" in shown(app).split("\n")[5])


async def test_what_nobody_asks_finds_nothing_and_says_so(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await searchable(app, pilot)
        await pilot.press(*"zzzzqqqq")
        await until(pilot, lambda: "Nothing is found" in state(app))
        await pilot.press("enter", "f5")
        assert isinstance(app.screen, BankScreen)


async def test_filters_narrow_down_by_keys_alone(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await in_bank(app, pilot)
        await pilot.press("f4", "tab", "enter", "down", "down", "down", "enter")
        await until(pilot, lambda: "1 question" in state(app))
        assert app.screen.query_one(Filters).level is Level.SENIOR
        assert "grouped-query" in shown(app)


async def test_filters_open_by_a_click(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await in_bank(app, pilot)
        await pilot.click("#filter-topic")
        await until(pilot, lambda: "Attention (2)" in shown(app))
        await pilot.press("down", "enter")
        await until(pilot, lambda: "2 questions" in state(app))


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Keeps search from being ready until it is set."""
    opened = threading.Event()
    prepare = BankSearch.prepare

    def wait(self: BankSearch) -> object:
        opened.wait(20)
        return prepare(self)

    monkeypatch.setattr(BankSearch, "prepare", wait)
    yield opened
    opened.set()


async def test_the_bank_is_there_before_search_is_ready(
    make_app: MakeApp, gate: threading.Event
) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await in_bank(app, pilot)
        await pilot.press(*"lora")
        await until(pilot, lambda: "Preparing search" in state(app))
        gate.set()
        await until(pilot, lambda: "best first" in state(app))


async def test_a_bank_that_cannot_be_loaded_is_told(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> Path:
        raise OSError("the disk is gone")

    monkeypatch.setattr(workplace, "bank_dir", fail)
    app = make_app()
    async with app.run_test() as pilot:
        app.show_bank()
        await until(pilot, lambda: "the disk is gone" in state(app))
        await pilot.press("enter", "f3", "f4", "f5", "escape")
        assert not isinstance(app.screen, BankScreen)


async def test_problems_in_an_own_bank_are_counted(make_app: MakeApp) -> None:
    own = paths().own_banks / "mine"
    own.mkdir()
    (own / "broken.yaml").write_text("- id: 5\n  topic: [x]\n", encoding="utf-8")
    app = make_app()
    async with app.run_test() as pilot:
        await in_bank(app, pilot)
        assert "in the files: interviewer bank check" in state(app)


async def test_the_last_score_stands_before_the_question(
    make_app: MakeApp, place: Workplace
) -> None:
    place.store.create(session("one", kind=Kind.PRACTICE))
    place.store.add_grade("one", grade(question_id="kv-cache-size", score=0.62))
    app = make_app()
    async with app.run_test() as pilot:
        await in_bank(app, pilot)
        assert "62  mid     How large is the KV cache" in shown(app)


async def test_the_question_that_is_pointed_at_is_practised_at_once(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await in_bank(app, pilot)
        await pilot.press("down", "down", "f5")
        await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
        await until(pilot, lambda: "Compare multi-query" in shown(app))


@pytest.mark.slow
async def test_hostile_text_in_a_bank_is_only_shown(
    make_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_bank(tmp_path / "bank", HOSTILE_QUESTION)
    monkeypatch.setattr(workplace, "bank_dir", lambda: folder)
    app = make_app()
    async with app.run_test(size=(110, 32)) as pilot:
        await in_bank(app, pilot, "5 questions")
        await pilot.press(*"hostile")
        await until(pilot, lambda: "1 question" in state(app) or "best first" in state(app))
        app.show_question("hostile")
        await until(pilot, lambda: "[bold]no[/bold]" in shown(app))
        await pilot.press("r", "m")
        assert "\x1b" not in shown(app)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (110, 32)])
def test_the_bank_looks_as_it_should(
    make_app: MakeApp, snap_compare: Snap, language: str, size: tuple[int, int]
) -> None:
    app = make_app(language=language, theme="light" if size[0] > 100 else "dark")

    async def ready(pilot: Pilot[int]) -> None:
        app.show_bank()
        await until(pilot, lambda: app.screen.query_one(LongList).count == 4)
        await pilot.press("down", "down")
        await pilot.pause(0.2)

    assert snap_compare(app, terminal_size=size, run_before=ready)


def test_nothing_found_looks_as_it_should(make_app: MakeApp, snap_compare: Snap) -> None:
    app = make_app()

    async def ready(pilot: Pilot[int]) -> None:
        await searchable(app, pilot)
        await pilot.press(*"zzzzqqqq")
        await until(pilot, lambda: "Nothing is found" in state(app))

    assert snap_compare(app, run_before=ready)
