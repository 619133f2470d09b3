"""An app over the test's own home: a small bank, a fixed day, nothing that blinks."""

import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.widgets import Input, TextArea

from interviewer import i18n
from interviewer.evaluation import kept
from interviewer.interview import workplace
from interviewer.interview.timekeeping import SystemTime
from interviewer.interview.workplace import Workplace
from interviewer.settings import Preferences, paths
from interviewer.storage.database import open_database
from interviewer.tui.app import InterviewerApp
from interviewer.tui.screens import home as home_screen
from tests.tui.bank import write_bank
from tests.tui.reports import write_report

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

MakeApp = Callable[..., InterviewerApp]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Compare pictures in the slow round: a second or two each, and there are hundreds."""
    for item in items:
        if "snap_compare" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without sessions, to be copied: migrating takes a while."""
    path = tmp_path_factory.mktemp("empty") / "interviewer.db"
    open_database(path).close()
    return path


@pytest.fixture(scope="session")
def small_bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small bank."""
    return write_bank(tmp_path_factory.mktemp("small") / "bank")


@pytest.fixture(scope="session")
def shipped_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report that ships with the app, with figures that stay the same."""
    return write_report(tmp_path_factory.mktemp("shipped") / "builtin.json")


@pytest.fixture(scope="session", autouse=True)
def parsed_once() -> Iterator[None]:
    """Let all apps of the tests share what Textual parsed: it depends on the theme alone."""
    parse = Stylesheet._parse_rules
    kept: dict[object, list[RuleSet]] = {}

    def parse_once(self: Stylesheet, *args: Any, **more: Any) -> list[RuleSet]:
        key = (tuple(self._variables.items()), args, tuple(more.items()))
        if key not in kept:
            kept[key] = parse(self, *args, **more)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse_once)
        yield


@pytest.fixture(autouse=True)
def still(
    home: Path,
    small_bank: Path,
    shipped_report: Path,
    empty_database: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[None]:
    """Let nothing depend on the day, the zone, the shipped files or a blinking cursor."""
    monkeypatch.setattr(kept, "SHIPPED", shipped_report)
    monkeypatch.setattr(workplace, "bank_dir", lambda: small_bank)
    monkeypatch.setattr(home_screen, "parse_bank", lambda: None)
    monkeypatch.setattr(SystemTime, "now", lambda _: NOW)
    monkeypatch.setattr(Input.cursor_blink, "_default", False)
    monkeypatch.setattr(TextArea.cursor_blink, "_default", False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    shutil.copy(empty_database, paths().database)
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def make_app() -> MakeApp:
    """Make the app as it would start with these preferences."""

    def make(**chosen: object) -> InterviewerApp:
        preferences = Preferences(welcomed=True, **chosen)  # type: ignore[arg-type]
        i18n.install(preferences.language or "en")
        app = InterviewerApp(preferences=preferences)
        app.animation_level = "none"
        return app

    return make


@pytest.fixture
def place(still: None) -> Iterator[Workplace]:
    """A workplace beside the app's own, to look into what is on disk."""
    opened = Workplace(paths(), Preferences())
    yield opened
    opened.close()
