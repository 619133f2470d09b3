"""A score as a quiet bar: a heavy line on a light one."""

from textual.content import Content

FILLED, EMPTY = "━", "─"


def cells_of(score: float | None, cells: int) -> int:
    """Return how much of a bar a score of 0..1 fills; more than nothing always shows."""
    return 0 if not score else max(1, round(score * cells))


def bar(score: float | None, cells: int = 10) -> Content:
    """Draw a score; without one the line is empty."""
    full = cells_of(score, cells)
    return Content.assemble((FILLED * full, "$primary"), (EMPTY * (cells - full), "$text-disabled"))
