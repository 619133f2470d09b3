"""A small plot of scores in plain characters: a column for each, its value written below.

Every line is counted in cells, so that the plot stays right beside any language.
"""

from collections.abc import Sequence

_BAR_LINES = 4
_BAR = 3
_GAP = 2
_SCALE = {0: "100", _BAR_LINES // 2: " 50"}
_EDGE = "▔"
"""Drawn at the upper edge of its cell, which is where a row's value stands."""
_STEPS = " ▁▂▃▄▅▆▇█"
MARGIN = 5
"""Cells that the scale takes on the left."""


def room_for(width: int) -> int:
    """Return how many scores fit into `width` cells, at least one."""
    return max(1, (width - MARGIN) // (_BAR + _GAP))


def score_plot(scores: Sequence[float], width: int) -> list[str]:
    """Plot scores of 0..1, oldest first, as columns, ground line and values.

    The newest that fit are kept. Each line of a column stands for a quarter, and is filled by
    eighths; a score that is not zero always shows. The ground is drawn at the upper edge of its
    line, where the columns stand on it.
    """
    shown = scores[-room_for(width) :]
    lines = []
    for row in range(_BAR_LINES):
        columns = "".join(" " * _GAP + _cell(score, row) * _BAR for score in shown)
        lines.append(f"{_SCALE.get(row, '   ')} {_EDGE}{columns}".rstrip())
    lines.append("  0 " + _EDGE * (len(shown) * (_BAR + _GAP) + 2))
    values = "".join(" " * _GAP + f"{score * 100:{_BAR}.0f}" for score in shown)
    lines.append(" " * MARGIN + values)
    return lines


def _cell(score: float, row: int) -> str:
    """Return the character of a column in a row; row 0 is the top one."""
    eighths = round(score * _BAR_LINES * 8)
    if score > 0:
        eighths = max(1, eighths)
    filled = eighths - (_BAR_LINES - 1 - row) * 8
    return _STEPS[min(8, max(0, filled))]
