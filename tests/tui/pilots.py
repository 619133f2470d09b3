"""Small steps that tests of screens take."""

import time
from collections.abc import Callable

from textual.pilot import Pilot

PATIENCE = 20.0
"""Seconds after which what was waited for will not come."""


async def until(pilot: Pilot[int], reached: Callable[[], object]) -> None:
    """Let the app run until `reached` gives something true; what it raises meanwhile is no."""
    deadline = time.monotonic() + PATIENCE
    while True:
        await pilot.pause()
        try:
            if reached():
                break
        except Exception:
            if time.monotonic() > deadline:
                raise
        if time.monotonic() > deadline:
            raise AssertionError("what the test waits for does not come")
        await pilot.pause(0.02)
    await pilot.pause()


def shown(app: object) -> str:
    """Return the text on the screen, line by line."""
    screen = app.screen  # type: ignore[attr-defined]
    return "\n".join(strip.text for strip in screen._compositor.render_strips())
