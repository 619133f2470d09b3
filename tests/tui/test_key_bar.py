"""The last line shows keys that fit as a whole, the needed ones first."""

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widgets._footer import FooterKey

from interviewer.tui.widgets.key_bar import KeyBar, that_fit

KEYS = [("open", 10), ("export", 10), ("quit", 8), ("help", 8)]


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        (36, ["open", "export", "quit", "help"]),
        (35, ["open", "export", "help"]),
        (27, ["open", "export"]),
        (19, ["open", "help"]),
        (9, ["help"]),
    ],
)
def test_quitting_goes_first_and_help_tells_what_is_left_out(cells: int, shown: list[str]) -> None:
    fitting = that_fit(KEYS, cells)
    assert [name for (name, _), fits in zip(KEYS, fitting, strict=True) if fits] == shown


class _Barred(App[None]):
    BINDINGS = [Binding(f"f{n}", f"do({n})", "几个字", id=f"do.{n}") for n in range(2, 12)]

    def compose(self) -> ComposeResult:
        yield KeyBar()


@pytest.mark.parametrize("width", [60, 80, 110])
async def test_no_key_is_cut_at_any_width(width: int) -> None:
    app = _Barred()
    async with app.run_test(size=(160, 5)) as pilot:
        await pilot.pause()
        assert all(key.display for key in app.query(FooterKey))
        await pilot.resize_terminal(width, 5)
        await pilot.pause()
        keys = [key for key in app.query(FooterKey) if key.display]
        *ours, commands = sorted(keys, key=lambda key: key.region.x)
        assert ours
        assert ours[-1].region.right <= commands.region.x
        assert ours[-1].region.right > width / 2
