"""On every screen, wherever the focus is: no key does two things, and every footer key works."""

from collections.abc import Callable

import pytest
from textual import actions
from textual.app import App
from textual.binding import ActiveBinding
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from interviewer.domain.blueprint import Blueprint, Slot
from interviewer.domain.question import Level
from interviewer.interview.workplace import Workplace
from interviewer.tui.app import InterviewerApp
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.screens.first_run import FirstRunScreen
from interviewer.tui.screens.plan import PlanScreen
from interviewer.tui.widgets.too_small import TooSmall
from tests.bank.samples import sample_bank
from tests.storage.samples import interview
from tests.tui.conftest import MakeApp
from tests.tui.pilots import until

pytestmark = pytest.mark.slow

SIZES = [(60, 20), (80, 24), (110, 32), (160, 50)]

Open = Callable[[InterviewerApp], object]


def editing_plan(app: InterviewerApp) -> None:
    slots = (Slot(topic="peft", level=Level.MID, minutes=4),) * 2
    plan = Blueprint(minutes=30, slots=slots)
    app.push_screen(PlanScreen(sample_bank(), plan, lambda _plan: None))


OPEN: dict[str, Open] = {
    "home": lambda app: None,
    "first run": lambda app: app.push_screen(FirstRunScreen()),
    "mock set-up": lambda app: app.set_up_mock(),
    "plan of a mock": editing_plan,
    "practice set-up": lambda app: app.set_up_practice(),
    "reviews": lambda app: app.show_reviews(),
    "regrading": lambda app: app.show_regrading(),
    "report": lambda app: app.show_report("0abc"),
    "transcript": lambda app: app.show_transcript("0abc"),
    "progress": lambda app: app.show_progress(),
    "progress, readiness": lambda app: app.show_progress("readiness"),
    "bank": lambda app: app.show_bank(),
    "question": lambda app: app.show_question("kv-cache-size"),
    "settings, general": lambda app: app.show_settings("general"),
    "settings, models": lambda app: app.show_settings("models"),
    "settings, keys": lambda app: app.show_settings("keys"),
    "settings, data": lambda app: app.show_settings("data"),
    "settings, graders": lambda app: app.show_settings("graders"),
}


@pytest.fixture
def app(make_app: MakeApp, place: Workplace) -> InterviewerApp:
    interview(place.store)
    return make_app(connections={"mine": {"base_url": "http://127.0.0.1:9/v1", "model": "m"}})


async def opened(app: InterviewerApp, pilot: Pilot[int], name: str) -> None:
    """Open a screen and wait until nothing moves in it any more."""
    await until(pilot, lambda: app.screen.id != "_default")
    OPEN[name](app)
    await pilot.pause()
    await until(pilot, lambda: all(w.is_finished for w in app.workers if w.group != "index"))
    await pilot.pause(0.1)


def places(screen: Screen[object]) -> list[Widget]:
    """Return one widget of each kind that can have the focus."""
    seen: dict[tuple[type[Widget], str | None], Widget] = {}
    for widget in screen.focus_chain:
        seen.setdefault((type(widget), widget.id), widget)
    return list(seen.values())


def doubled(screen: Screen[object]) -> list[tuple[str, list[str]]]:
    """Return the keys for which more than one enabled binding of ours is in reach."""
    ours: dict[str, set[str]] = {}
    for node, bindings in screen._modal_binding_chain:
        for press, binding in bindings:
            state = screen.app._check_action_state(binding.action, node)
            if binding.id is not None and state is not False:
                ours.setdefault(press, set()).add(binding.id)
    return [(press, sorted(ids)) for press, ids in ours.items() if len(ids) > 1]


@pytest.mark.parametrize("name", OPEN)
async def test_it_can_be_used_at_every_size_by_keys_that_do_one_thing_each(
    app: InterviewerApp, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, name)
        screen = app.screen
        assert isinstance(screen, AppScreen)
        assert screen.HELP
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await pilot.pause(0.1)
            focused = screen.focused
            assert focused is not None
            assert screen.find_widget(focused).visible_region.area > 0, size
            assert screen.max_scroll_x == 0, size
            assert not screen.query_one(TooSmall).display
        with monkeypatch.context() as patch:
            await every_footer_key_works(app, pilot, patch)
        if name != "home":
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is not screen)


async def every_footer_key_works(
    app: InterviewerApp, pilot: Pilot[int], patch: pytest.MonkeyPatch
) -> None:
    """Press what the footer shows, wherever the focus is; what it would do is only noted."""
    done: list[tuple[str, DOMNode | None]] = []

    async def record(
        self: App[object], action: str, default_namespace: DOMNode | None = None, *_: object
    ) -> bool:
        if default_namespace and not self._check_action_state(action, default_namespace):
            return False  # as Textual does: the key may mean something further out
        done.append((action, default_namespace))
        return True

    patch.setattr(InterviewerApp, "run_action", record)
    screen = app.screen
    for widget in places(screen):
        screen.set_focus(widget)
        await pilot.pause()
        assert doubled(screen) == [], widget
        for shown in footer(screen):
            target, action = _target(app, shown[0].binding.action, shown[0].node)
            assert hasattr(target, f"action_{action}") or hasattr(target, f"_action_{action}")
            done.clear()
            for active in shown:
                await pilot.press(active.binding.key)
            assert (shown[0].binding.action, shown[0].node) in done, (widget, shown)
            assert len(set(done)) == 1, (widget, shown)


def footer(screen: Screen[object]) -> list[list[ActiveBinding]]:
    """Return what the footer shows, each with all of its keys."""
    entries: dict[tuple[str, DOMNode], list[ActiveBinding]] = {}
    for active in screen.active_bindings.values():
        if active.binding.show and active.enabled:
            entries.setdefault((active.binding.action, active.node), []).append(active)
    return list(entries.values())


def _target(app: InterviewerApp, action: str, node: DOMNode) -> tuple[DOMNode, str]:
    """Return on what an action is done, and its name."""
    namespace, name, _parameters = actions.parse(action)
    where = {"": node, "app": app, "screen": app.screen, "focused": app.screen.focused or node}
    return where[namespace], name
