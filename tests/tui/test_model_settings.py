"""Settings › Models: connections are set up, tested, chosen and removed; what is wrong is told."""

from collections.abc import Callable, Iterator

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from interviewer.settings import load_preferences, paths
from interviewer.tui.screens.connection_form import ConnectionForm
from interviewer.tui.widgets.cycle import Cycle
from tests.fakeserver.replies import fails, says
from tests.fakeserver.server import FakeServer
from tests.tui.conftest import MakeApp
from tests.tui.pilots import shown, until
from tests.tui.test_settings_screen import at, saved, text_of

Snap = Callable[..., bool]


@pytest.fixture(scope="module")
def server() -> Iterator[FakeServer]:
    with FakeServer() as running:
        yield running


@pytest.mark.slow
async def test_a_connection_is_set_up_from_a_preset_tested_and_kept(
    make_app: MakeApp, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.will(says("ready"))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-from-the-environment")
    app = make_app()
    async with app.run_test(size=(110, 32), notifications=True) as pilot:
        await at(app, pilot, "models")
        await pilot.click("#models-add")
        await until(pilot, lambda: isinstance(app.screen, ConnectionForm))
        await pilot.press("right")
        assert app.screen.query_one("#field-name", Input).value == "openai"
        app.screen.query_one("#field-url", Input).value = server.base_url
        await pilot.press("ctrl+j")
        assert "Choose a model" in text_of(app, "#connection-state")
        await pilot.press("f5")
        await until(pilot, lambda: "has 1 model" in text_of(app, "#connection-state"))
        await until(pilot, lambda: isinstance(app.screen.focused, OptionList))
        await pilot.press("enter")
        await until(pilot, lambda: "The model answers" in text_of(app, "#connection-state"))
        await pilot.press("ctrl+j")
        await until(pilot, lambda: "openai is saved" in text_of(app, "#models-state"))
        wanted = {"base_url": server.base_url, "model": "fake", "api_key_env": "OPENAI_API_KEY"}
        await saved(pilot, "connections", {"openai": wanted})
    assert server.received[-1].headers["authorization"] == "Bearer sk-from-the-environment"
    assert "sk-from" not in paths().preferences.read_text(encoding="utf-8")
    # A key found in the environment is no consent: the new connection is not used yet.
    assert load_preferences().connection == "builtin"


@pytest.fixture
def connected(server: FakeServer) -> dict[str, dict[str, str]]:
    return {"mine": {"base_url": server.base_url, "model": "fake"}}


async def test_what_interviews_and_what_grades_is_chosen_apart(
    make_app: MakeApp, connected: dict[str, dict[str, str]]
) -> None:
    app = make_app(connections=connected)
    async with app.run_test(notifications=True) as pilot:
        await at(app, pilot, "models")
        app.screen.query_one("#models-grader").focus()
        await pilot.press("right")
        await saved(pilot, "grader", "mine")
        assert load_preferences().connection == "builtin"
        app.screen.query_one("#models-connection").focus()
        await pilot.press("right")
        await saved(pilot, "connection", "mine")


async def test_limits_and_a_second_opinion_are_chosen(make_app: MakeApp) -> None:
    app = make_app(limit_cost=0.3)
    async with app.run_test(notifications=True) as pilot:
        await at(app, pilot, "models")
        assert app.screen.query_one("#limit-cost", Cycle).value == "0.3"
        app.screen.query_one("#limit-tokens").focus()
        await pilot.press("right")
        await saved(pilot, "limit_tokens", 100_000)
        app.screen.query_one("#limit-cost").focus()
        await pilot.press("right")
        await saved(pilot, "limit_cost", 0.0)
        app.screen.query_one("#opinion").focus()
        await pilot.press("right")
        await saved(pilot, "second_opinion", True)


async def test_a_test_names_what_is_wrong(
    make_app: MakeApp, server: FakeServer, connected: dict[str, dict[str, str]]
) -> None:
    server.will(fails(401, "Incorrect API key provided"))
    app = make_app(connections=connected)
    async with app.run_test(notifications=True) as pilot:
        await at(app, pilot, "models")
        app.screen.query_one("#models-list").focus()
        await pilot.press("t")
        await until(pilot, lambda: "refused the key" in text_of(app, "#models-state"))


async def test_a_missing_key_is_named_where_it_is_missing(make_app: MakeApp) -> None:
    values = {"base_url": "http://127.0.0.1:9/v1", "model": "m", "api_key_env": "NO_SUCH_KEY"}
    app = make_app(connections={"mine": values})
    async with app.run_test(notifications=True) as pilot:
        await at(app, pilot, "models")
        app.screen.query_one("#models-list").focus()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ConnectionForm))
        assert app.screen.query_one("#field-name", Input).disabled
        await pilot.press("f5")
        await until(pilot, lambda: "NO_SUCH_KEY is not set" in text_of(app, "#connection-state"))
        await pilot.press("escape")
    assert load_preferences().connections == {}, "nothing was saved"


async def test_without_a_keyring_a_typed_key_is_not_kept_and_that_is_told(
    make_app: MakeApp, connected: dict[str, dict[str, str]]
) -> None:
    app = make_app(connections=connected)
    async with app.run_test(size=(110, 32), notifications=True) as pilot:
        await at(app, pilot, "models")
        app.screen.query_one("#models-list").focus()
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, ConnectionForm))
        app.screen.query_one("#field-source", Cycle).focus()
        await pilot.press("left")
        app.screen.query_one("#field-secret", Input).value = "sk-typed"
        assert "sk-typed" not in shown(app)
        await pilot.press("ctrl+j")
        await until(pilot, lambda: "no keyring" in shown(app))
    assert app.preferences.connections == connected


async def test_a_removed_connection_is_gone_after_asking_back(
    make_app: MakeApp, connected: dict[str, dict[str, str]]
) -> None:
    app = make_app(connections=connected, connection="mine")
    async with app.run_test(notifications=True) as pilot:
        await at(app, pilot, "models")
        app.screen.query_one("#models-list").focus()
        await pilot.press("delete")
        await until(pilot, lambda: "Remove the connection mine?" in shown(app))
        await pilot.press("escape")
        assert app.preferences.connections == connected
        await pilot.press("delete")
        await until(pilot, lambda: app.screen.query("#choice-yes"))
        await pilot.click("#choice-yes")
        await until(pilot, lambda: "mine is removed" in shown(app))
        assert (app.preferences.connections, app.preferences.connection) == ({}, "builtin")


async def test_hostile_names_are_only_shown(make_app: MakeApp) -> None:
    name = "[red]x[/foo] list[int] \x1b[31m"
    values = {"base_url": "http://[/bold]/v1", "model": "[/b] a[0]"}
    app = make_app(connections={name: values}, connection=name)
    async with app.run_test(size=(110, 32), notifications=True) as pilot:
        await at(app, pilot, "models")
        assert "[red]x[/foo] list[int]" in shown(app)
        assert "\x1b" not in shown(app)
        app.screen.query_one("#models-list").focus()
        await pilot.press("t")
        await until(pilot, lambda: "cannot be" in shown(app) or "could not" in shown(app))


def test_a_new_connection_looks_as_it_should(make_app: MakeApp, snap_compare: Snap) -> None:
    app = make_app(language="zh")

    async def ready(pilot: Pilot[int]) -> None:
        await at(app, pilot, "models")
        await pilot.click("#models-add")
        await until(pilot, lambda: isinstance(app.screen, ConnectionForm))
        await pilot.press("right", "right", "ctrl+j")
        await pilot.pause(0.1)

    assert snap_compare(app, run_before=ready)
