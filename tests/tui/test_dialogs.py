"""A dialog looks the same wherever it is opened."""

from textual.pilot import Pilot

from interviewer.tui.app import InterviewerApp
from interviewer.tui.screens.home import HomeScreen
from interviewer.tui.widgets.line_dialog import LineDialog
from tests.tui.conftest import MakeApp
from tests.tui.pilots import until


async def test_a_line_is_asked_for_in_the_middle_before_settings_were_ever_open(
    make_app: MakeApp,
) -> None:
    app: InterviewerApp = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await _at_home(app, pilot)
        await app.push_screen(LineDialog("Save it as:", "Save"))
        await until(pilot, lambda: app.screen.query("#line"))
        await pilot.pause()
        frame = app.screen.query_one("#line").region
        assert frame.width == 64
        assert abs(frame.x - (80 - frame.right)) <= 1
        assert abs(frame.y - (24 - frame.bottom)) <= 1


async def _at_home(app: InterviewerApp, pilot: Pilot[int]) -> None:
    await until(pilot, lambda: isinstance(app.screen, HomeScreen))
