"""A plot is right to the cell, whatever its numbers and labels are."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from interviewer.domain.question import Level
from interviewer.practice.progress import Cell, Outlook, Week
from interviewer.practice.readiness import Readiness
from interviewer.tui.column_plot import BAR_LINES, MARGIN, Column, column_plot, room_for
from interviewer.tui.progress_figures import (
    forecast,
    heat_map,
    interval,
    minutes_by_week,
    scores_by_week,
)
from interviewer.tui.score_plot import score_plot


def test_a_column_is_as_high_as_its_value() -> None:
    columns = [Column(value, "") for value in (0, 0.25, 1.0, 0.01, None)]
    lines = column_plot(columns, 1.0, {})
    drawn = [
        "".join(line.ljust(40)[MARGIN + 5 * n + 2] for line in lines[:BAR_LINES])
        for n in range(len(columns))
    ]
    assert drawn == ["    ", "   █", "████", "   ▁", "    "]


def test_labels_stand_below_the_end_of_their_columns_as_far_as_there_is_room() -> None:
    lines = column_plot([Column(1, "1", f"11-{n:02}") for n in range(5)], 1, {})
    assert lines[-1] == " " * MARGIN + "11-00     11-02     11-04"
    lines = column_plot([Column(1, "1", f"{n:02}") for n in range(3)], 1, {})
    assert lines[-1] == " " * MARGIN + "   00   01   02"


@given(
    st.lists(st.tuples(st.floats(0, 1) | st.none(), st.text("月一2", max_size=5)), max_size=20),
    st.integers(20, 160),
)
def test_no_line_is_wider_than_what_was_given(
    values: list[tuple[float | None, str]], width: int
) -> None:
    lines = score_plot([score for score, _ in values], width, [label for _, label in values])
    kept = min(len(values), room_for(width))
    assert all(cell_len(line) <= max(MARGIN + 5 * kept + 1, MARGIN + 2) for line in lines)


@given(
    st.lists(st.tuples(st.floats(0, 1) | st.none(), st.floats(0, 9000)), min_size=1, max_size=26),
    st.lists(st.integers(0, 3000), min_size=14, max_size=14),
    st.integers(40, 160),
)
def test_figures_keep_within_their_width(
    told: list[tuple[float | None, float]], ahead: list[int], width: int
) -> None:
    weeks = [
        Week(date(2026, 1, 5) + timedelta(weeks=n), 1, score, minutes)
        for n, (score, minutes) in enumerate(told)
    ]
    outlook = Outlook(0, 0, 0, tuple(ahead), 0.0, 0, None, None)
    labels = [f"{n:02}" for n in range(14)]
    for lines in (
        scores_by_week(weeks, width),
        minutes_by_week(weeks, width),
        forecast(outlook, labels, width),
    ):
        assert all(line.cell_length <= width for line in lines)
        columns = {line.plain[MARGIN:] for line in lines[:BAR_LINES]}
        assert columns  # something is drawn


@given(st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)), st.integers(30, 160))
def test_the_interval_holds_what_is_expected(ends: tuple[float, float, float], width: int) -> None:
    low, expected, high = sorted(ends)
    line, told = interval(Readiness(expected, low, high, 9, ()), width)
    assert line.cell_length <= width
    assert line.plain.count("●") == 1
    inside = line.plain.strip(" 01─")
    assert "●" in inside
    assert told.cell_length <= width


@given(st.tuples(st.floats(0, 1), st.floats(0, 1)), st.integers(30, 160))
def test_both_ends_of_the_interval_can_be_read(ends: tuple[float, float], width: int) -> None:
    low, high = sorted(ends)
    _line, told = interval(Readiness(low, low, high, 9, ()), width)
    assert told.plain.split() == [f"{low * 100:.0f}", f"{high * 100:.0f}"]


@pytest.mark.parametrize(("answered", "held"), [(1, 2), (9, 10), (12, 20), (100, 120)])
@pytest.mark.parametrize("mastery", [0.3, 1.0, None])
def test_a_cell_of_the_heat_map_says_how_many_are_answered_of_how_many(
    answered: int, held: int, mastery: float | None
) -> None:
    cells = {level: Cell(mastery, answered, held) for level in Level}
    _head, line = heat_map({"attention": cells}, 76)
    assert line.plain.split().count(f"{answered}/{held}") == len(Level)
    assert line.cell_length <= 76
