"""Scores as columns, each with its value below."""

from collections.abc import Sequence

from interviewer.tui.column_plot import BAR_LINES, MARGIN, NOTHING, Column, column_plot, room_for

__all__ = ["MARGIN", "room_for", "score_plot"]

_SCALE = {0: "100", BAR_LINES // 2: " 50"}


def score_plot(scores: Sequence[float | None], width: int, labels: Sequence[str] = ()) -> list[str]:
    """Plot scores of 0..1, oldest first; the newest that fit are kept, with their labels."""
    most = room_for(width)
    columns = [
        Column(score, NOTHING if score is None else f"{score * 100:.0f}", label)
        for score, label in zip(scores, labels or [""] * len(scores), strict=True)
    ]
    return column_plot(columns[-most:], 1.0, _SCALE)
