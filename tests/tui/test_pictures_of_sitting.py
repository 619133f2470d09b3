"""How first run, Home, the set-up of a mock and its sitting look, state by state."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from interviewer import i18n
from interviewer.domain.transcript import Kind
from interviewer.interview.workplace import Workplace
from interviewer.models.faults import FaultKind
from interviewer.settings import Preferences, paths
from interviewer.storage.errors import DatabaseNewer
from interviewer.tui.app import InterviewerApp
from interviewer.tui.screens.interview import InterviewScreen
from interviewer.tui.widgets.choice import Choice
from tests.tui.conftest import MakeApp
from tests.tui.pilots import shown, until
from tests.tui.rooms import Clock, Voice, clock, seated, tick, voice
from tests.tui.test_home import at_home, finished, interrupted
from tests.tui.test_mock_setup import choose, set_up

pytestmark = pytest.mark.slow

__all__ = ["clock", "voice"]

SMALL, MIDDLE, LARGE = (80, 24), (110, 32), (160, 50)

Compare = Callable[..., bool]
Steps = Callable[[Pilot[int]], Awaitable[None]]


def app_of(pilot: Pilot[int]) -> InterviewerApp:
    app = pilot.app
    assert isinstance(app, InterviewerApp)
    return app


@pytest.mark.parametrize(("language", "size"), [("en", SMALL), ("zh", SMALL), ("zh", MIDDLE)])
def test_first_run(snap_compare: Compare, language: str, size: tuple[int, int]) -> None:
    i18n.install(language)
    app = InterviewerApp(preferences=Preferences())

    async def greeted(pilot: Pilot[int]) -> None:
        await until(pilot, lambda: app.screen.query("#first-sample:focus"))

    assert snap_compare(app, terminal_size=size, run_before=greeted)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_home_empty(snap_compare: Compare, make_app: MakeApp, language: str) -> None:
    async def filled(pilot: Pilot[int]) -> None:
        await at_home(pilot, app_of(pilot))

    assert snap_compare(make_app(language=language), terminal_size=SMALL, run_before=filled)


def test_home_loading(
    snap_compare: Compare, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_: InterviewerApp) -> Workplace:
        await asyncio.Event().wait()
        raise AssertionError

    paths().database.write_bytes(b"")
    monkeypatch.setattr(InterviewerApp, "workplace", never)

    async def begun(pilot: Pilot[int]) -> None:
        await until(pilot, lambda: "One moment" in shown(app_of(pilot)))

    assert snap_compare(make_app(), terminal_size=SMALL, run_before=begun)


def test_home_with_one_of_each(snap_compare: Compare, make_app: MakeApp, place: Workplace) -> None:
    interrupted(place.store, "0mock", questions=3)
    finished(place.store, 1, 0.78)

    async def filled(pilot: Pilot[int]) -> None:
        await until(pilot, lambda: "question 3 of 6" in shown(app_of(pilot)))

    assert snap_compare(make_app(), terminal_size=SMALL, run_before=filled)


@pytest.mark.parametrize(("language", "size"), [("en", SMALL), ("zh", SMALL), ("zh", LARGE)])
def test_home_with_many(
    snap_compare: Compare,
    make_app: MakeApp,
    place: Workplace,
    language: str,
    size: tuple[int, int],
) -> None:
    for number in range(5):
        kind = Kind.PRACTICE if number % 2 else Kind.MOCK
        interrupted(place.store, f"0m{number}", kind=kind, questions=number + 1, days=number)
    for number in range(20):
        finished(place.store, number, (number * 37 % 100) / 100)

    async def filled(pilot: Pilot[int]) -> None:
        await until(pilot, lambda: "▔" in shown(app_of(pilot)))

    assert snap_compare(make_app(language=language), terminal_size=size, run_before=filled)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_home_in_trouble(
    snap_compare: Compare, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    def newer(_: InterviewerApp, taken_in: object) -> Workplace:
        raise DatabaseNewer(Path("/srv/me/.local/share/interviewer/interviewer.db"), "0099")

    paths().database.write_bytes(b"")
    monkeypatch.setattr(InterviewerApp, "_open_workplace", newer)

    async def troubled(pilot: Pilot[int]) -> None:
        await until(pilot, lambda: app_of(pilot).screen.query("#trouble-again:focus"))

    assert snap_compare(make_app(language=language), terminal_size=SMALL, run_before=troubled)


@pytest.mark.parametrize(("language", "size"), [("en", SMALL), ("zh", SMALL), ("zh", LARGE)])
def test_mock_set_up(
    snap_compare: Compare,
    make_app: MakeApp,
    clock: Clock,
    language: str,
    size: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Workplace, "prewarm", lambda _: None)

    async def planned(pilot: Pilot[int]) -> None:
        app = app_of(pilot)
        await at_home(pilot, app)
        await pilot.press("m")
        await until(pilot, lambda: app.screen.query_one("#mock-plan").border_subtitle)

    assert snap_compare(make_app(language=language), terminal_size=size, run_before=planned)


@pytest.mark.parametrize("what", ["neighbour", "nothing", "deep dive"])
def test_mock_set_up_with_other_choices(
    snap_compare: Compare,
    make_app: MakeApp,
    clock: Clock,
    what: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Workplace, "prewarm", lambda _: None)

    async def chosen(pilot: Pilot[int]) -> None:
        screen = await set_up(pilot, app_of(pilot))
        match what:
            case "neighbour":
                choose(screen, "level", "senior")
                await until(pilot, lambda: "nothing for" in shown(app_of(pilot)))
            case "nothing":
                screen.query_one("#mock-minutes", Input).focus()
                screen.query_one("#mock-minutes", Input).value = "900"
                await until(pilot, lambda: "whole number" in shown(app_of(pilot)))
            case _:
                choose(screen, "preset", "deep-dive")
                await until(pilot, lambda: "1 chosen" in shown(app_of(pilot)))

    assert snap_compare(make_app(), terminal_size=SMALL, run_before=chosen)


def sits(steps: Callable[[Pilot[int], InterviewScreen], Awaitable[None]]) -> Steps:
    """Sit down, then do what a picture is of."""

    async def sitting(pilot: Pilot[int]) -> None:
        await steps(pilot, await seated(pilot, app_of(pilot)))

    return sitting


@pytest.mark.parametrize(
    ("language", "size"), [("en", SMALL), ("zh", SMALL), ("en", MIDDLE), ("zh", LARGE)]
)
def test_a_question(
    snap_compare: Compare,
    make_app: MakeApp,
    voice: Voice,
    clock: Clock,
    language: str,
    size: tuple[int, int],
) -> None:
    async def asked(pilot: Pilot[int], screen: InterviewScreen) -> None:
        await tick(pilot, clock, screen, 83)

    app = make_app(language=language, interview_language=language)
    assert snap_compare(app, terminal_size=size, run_before=sits(asked))


@pytest.mark.parametrize(("language", "size"), [("en", SMALL), ("zh", MIDDLE)])
def test_an_exchange_with_hint_and_follow_up(
    snap_compare: Compare,
    make_app: MakeApp,
    voice: Voice,
    clock: Clock,
    language: str,
    size: tuple[int, int],
) -> None:
    async def exchanged(pilot: Pilot[int], screen: InterviewScreen) -> None:
        await pilot.press("f2")
        await until(pilot, lambda: len(screen.interview.transcript.turns) == 3)
        await until(pilot, lambda: not screen.editor.read_only)
        await pilot.press(*"Keys", "space", *"only.", "f5")
        await until(pilot, lambda: len(screen.interview.transcript.turns) == 5)
        await until(pilot, lambda: not screen.editor.read_only)
        await pilot.press(*"And", "space", *"values", "space", *"too")
        await until(
            pilot,
            lambda: i18n.gettext_("saved") in str(screen.editor.border_subtitle),
        )

    app = make_app(language=language, interview_language=language)
    assert snap_compare(app, terminal_size=size, run_before=sits(exchanged))


def test_thinking(snap_compare: Compare, make_app: MakeApp, voice: Voice, clock: Clock) -> None:
    async def thinking(pilot: Pilot[int], screen: InterviewScreen) -> None:
        voice.waits = asyncio.Event()
        await pilot.press(*"Keys", "f5")
        await until(pilot, lambda: "thinking" in shown(app_of(pilot)))

    assert snap_compare(make_app(), terminal_size=SMALL, run_before=sits(thinking))


@pytest.mark.parametrize("seconds", [1350, 1620, 1830])
def test_time_running_out(
    snap_compare: Compare, make_app: MakeApp, voice: Voice, clock: Clock, seconds: int
) -> None:
    async def late(pilot: Pilot[int], screen: InterviewScreen) -> None:
        await tick(pilot, clock, screen, seconds)

    assert snap_compare(make_app(), terminal_size=MIDDLE, run_before=sits(late))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("what", ["fault", "skip", "way out", "clarify"])
def test_dialogs(
    snap_compare: Compare,
    make_app: MakeApp,
    voice: Voice,
    clock: Clock,
    language: str,
    what: str,
) -> None:
    async def asked_back(pilot: Pilot[int], screen: InterviewScreen) -> None:
        await pilot.press(*"half")
        match what:
            case "fault":
                voice.fault = FaultKind.SERVER_ERROR
                await pilot.press("f5")
            case "skip":
                await pilot.press("f6")
            case "way out":
                await pilot.press("escape")
            case _:
                await pilot.press("f3")
                await until(pilot, lambda: pilot.app.screen is not screen)
                return
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))

    app = make_app(language=language, interview_language=language)
    assert snap_compare(app, terminal_size=SMALL, run_before=sits(asked_back))
