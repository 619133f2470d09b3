"""Settings › Graders: each report with its figures, what they mean, and how to get another."""

from pathlib import Path

import pytest
from textual.widgets import OptionList

from interviewer.evaluation import kept
from interviewer.settings import paths
from tests.tui.conftest import MakeApp
from tests.tui.pilots import shown, until
from tests.tui.reports import write_report
from tests.tui.test_settings_screen import at


async def test_graders_are_shown_with_what_their_figures_mean(make_app: MakeApp) -> None:
    write_report(
        paths().evaluations / "mine.json",
        set="[red]mine[/foo]",
        grader="deepseek \x1b[31m",
        at="2026-11-23T12:00:00+00:00",
        rows=1,
        questions=1,
        points=None,
    )
    (paths().evaluations / "broken.json").write_text("{")
    app = make_app()
    async with app.run_test(size=(110, 36), notifications=True) as pilot:
        await at(app, pilot, "graders")
        await until(pilot, lambda: "deepseek" in shown(app))
        listed = app.screen.query_one("#graders-list", OptionList)
        assert listed.option_count == 2
        assert "[red]mine[/foo]”: 1 answer, 1 question, 2026-11-23" in shown(app)
        assert "\x1b" not in shown(app)
        # This set has no labelled points: nothing is said of them.
        assert "F1" not in shown(app)
        assert "uncertain" not in shown(app)
        await pilot.press("tab")
        assert app.focused is listed
        await pilot.press("down")
        await until(pilot, lambda: "built-in, measured on" in shown(app))
        assert "240 answers, 20 questions" in shown(app)
        assert "0.81   (0.76 to 0.86)" in shown(app)
        doubt = "Verdicts marked uncertain agreed with the labels in 68 of 100, the others in 91"
        assert doubt in shown(app)
        assert "evaluate DATA.jsonl --grader model" in shown(app)
        assert "broken.json" in shown(app)


async def test_the_page_of_a_grader_is_read_to_its_end_by_keys(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await at(app, pilot, "graders")
        await until(pilot, lambda: "0.81" in shown(app))
        assert "DATA.jsonl" not in shown(app)
        await pilot.press("tab", "tab", "end")
        await until(pilot, lambda: "evaluate DATA.jsonl --grader model" in shown(app))


async def test_without_any_report_it_is_said_how_to_get_one(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(kept, "SHIPPED", tmp_path / "none.json")
    app = make_app()
    async with app.run_test(notifications=True) as pilot:
        await at(app, pilot, "graders")
        await until(pilot, lambda: "No grader has been measured yet" in shown(app))
        assert "evaluate DATA.jsonl --grader model" in shown(app)
