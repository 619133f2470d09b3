"""A small plot in plain characters: a column for each value, its text and a label written below.

Every line is counted in cells, so that the plot stays right beside any language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

BAR_LINES = 4
_BAR = 3
_GAP = 2
_EDGE = "▔"
"""Drawn at the upper edge of its cell, which is where a row's value stands."""
STEPS = " ▁▂▃▄▅▆▇█"
"""A cell filled by eighths."""
MARGIN = 5
"""Cells that the scale takes on the left."""
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Column:
    """One value; without one (None) its place stays empty."""

    value: float | None
    text: str
    """At most three cells."""
    label: str = ""


def room_for(width: int) -> int:
    """Return how many columns fit into `width` cells, the end of the ground too; at least one."""
    return max(1, (width - MARGIN - 1) // (_BAR + _GAP))


def column_plot(columns: Sequence[Column], top: float, scale: Mapping[int, str]) -> list[str]:
    """Draw columns of 0..`top`, then the ground line, their texts, and their labels if any has one.

    `scale` holds what stands on the left of a line of the columns, by its number from the top. Each
    line stands for an equal part of `top` and is filled by eighths; a value that is not zero always
    shows. The ground is drawn at the upper edge of its line, where the columns stand on it.
    """
    lines = []
    for row in range(BAR_LINES):
        drawn = "".join(" " * _GAP + _cell(column.value, top, row) * _BAR for column in columns)
        lines.append(f"{scale.get(row, ''):>3} {_EDGE}{drawn}".rstrip())
    lines.append("  0 " + _EDGE * (len(columns) * (_BAR + _GAP) + 2))
    texts = "".join(" " * _GAP + _right(column.text, _BAR) for column in columns)
    lines.append(" " * MARGIN + texts)
    if any(column.label for column in columns):
        lines.append(_labels([column.label for column in columns]))
    return lines


def _cell(value: float | None, top: float, row: int) -> str:
    """Return the character of a column in a row; row 0 is the top one."""
    if not value:
        return STEPS[0]
    eighths = max(1, round(value / top * BAR_LINES * 8))
    return STEPS[min(8, max(0, eighths - (BAR_LINES - 1 - row) * 8))]


def _labels(labels: Sequence[str]) -> str:
    """Write as many labels below their columns as have room, the last one first."""
    line = ""
    free = MARGIN + len(labels) * (_BAR + _GAP)
    for number in range(len(labels) - 1, -1, -1):
        label = labels[number]
        end = MARGIN + (number + 1) * (_BAR + _GAP)
        start = end - cell_len(label)
        if label and end < free + (not line) and start >= 0:
            line = label + " " * (free - end) + line if line else label
            free = start
    return " " * free + line


def _right(text: str, cells: int) -> str:
    return " " * max(0, cells - cell_len(text)) + text
