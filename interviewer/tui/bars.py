"""A score as a quiet bar: a heavy line on a light one."""

from textual.content import Content

FILLED, EMPTY = "━", "─"


def bar(score: float | None, cells: int = 10) -> Content:
    """Draw a score of 0..1; without a score the line is empty. More than nothing always shows."""
    full = 0 if not score else max(1, round(score * cells))
    return Content.assemble((FILLED * full, "$primary"), (EMPTY * (cells - full), "$text-disabled"))
