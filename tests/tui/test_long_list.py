"""A list of any length."""

import pytest
from textual.app import App, ComposeResult

from interviewer.tui.bars import bar
from interviewer.tui.themes import THEMES
from interviewer.tui.widgets.long_list import LongList


class _Listed(App[None]):
    def compose(self) -> ComposeResult:
        yield LongList(lambda _index, _width: bar(0.5))

    def on_mount(self) -> None:
        for theme in THEMES:
            self.register_theme(theme)
        rows = self.query_one(LongList)
        rows.show(2)
        rows.focus()


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_the_row_under_the_cursor_has_one_colour_in_every_theme(theme: str) -> None:
    app = _Listed()
    async with app.run_test() as pilot:
        app.theme = theme
        await pilot.pause()
        rows = app.query_one(LongList)
        drawn = [part for part in rows.render_line(0) if part.text.strip()]
        assert len({part.style.color for part in drawn if part.style}) == 1
        assert all(part.style and part.style.color != part.style.bgcolor for part in drawn)
