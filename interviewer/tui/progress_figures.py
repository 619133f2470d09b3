"""Progress as lines of characters: plots, the heat map, bars, the interval. Drawn for a width."""

from collections.abc import Mapping, Sequence

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from interviewer.domain.question import Level
from interviewer.grading.scoring import band
from interviewer.i18n import _, ngettext
from interviewer.practice.progress import Calibration, Cell, Judgement, Outlook, Week
from interviewer.practice.readiness import PlaceOutlook, Readiness
from interviewer.tui.bars import bar
from interviewer.tui.column_plot import (
    BAR_LINES,
    MARGIN,
    STEPS,
    Column,
    column_plot,
    room_for,
)
from interviewer.tui.inert import content
from interviewer.tui.score_plot import score_plot
from interviewer.wording import level_name, score_text, topic_name

HEAT: Mapping[int, str] = {
    4: "bold $text-success on $success-muted",
    3: "$text-success",
    2: "$text-warning",
    1: "$text-error on $error-muted",
}
"""How a cell of the heat map looks, by band; its bar says the same without colour."""
_CELL = 11
"""Cells that a cell of the heat map has at least."""
_BAR = 10
_STEP_NAMES = ("0–19", "20–39", "40–59", "60–79", "80–100")


def scores_by_week(weeks: Sequence[Week], width: int) -> list[Content]:
    """Draw the mean score of each week, labelled with its Monday."""
    shown = weeks[-room_for(width) :]
    lines = score_plot(
        [week.score for week in shown], width, [f"{week.begins:%m-%d}" for week in shown]
    )
    return _plotted(lines)


def minutes_by_week(weeks: Sequence[Week], width: int) -> list[Content]:
    """Draw the minutes of each week; hours where minutes would not fit."""
    shown = weeks[-room_for(width) :]
    top = _round_up(max((week.minutes for week in shown), default=0.0))
    columns = [Column(week.minutes, _short(week.minutes), f"{week.begins:%m-%d}") for week in shown]
    return _plotted(column_plot(columns, top, _scale(top)))


def forecast(outlook: Outlook, labels: Sequence[str], width: int) -> list[Content]:
    """Draw how much comes due on each of the next days, the first labelled as today."""
    room = room_for(width)
    top = _round_up(max(outlook.forecast))
    columns = [
        Column(many, _short(many), label)
        for many, label in zip(outlook.forecast[:room], labels[:room], strict=True)
    ]
    return _plotted(column_plot(columns, top, _scale(top)))


def heat_map(table: Mapping[str, Mapping[Level, Cell]], width: int) -> list[Content]:
    """Draw a line for each topic and a cell for each level: bar, mastery, answered of held."""
    names = {topic: topic_name(topic) for topic in table}
    told = [_told(cell) for cells in table.values() for cell in cells.values()]
    wide = max(_CELL, *map(len, told))
    room = min(
        max((cell_len(name) for name in names.values()), default=0),
        max(8, width - len(Level) * (wide + 2)),
    )
    head = " " * room + "".join(f"  {set_cell_size(level_name(level), wide)}" for level in Level)
    lines = [content(head.rstrip()).stylize("dim")]
    for topic in sorted(table, key=lambda topic: names[topic]):
        line = content(_fitted(names[topic], room))
        for level in Level:
            line += content("  ") + _heat(table[topic].get(level), wide)
        lines.append(line)
    return lines


def _heat(cell: Cell | None, wide: int) -> Content:
    if cell is None:
        return content(" " * wide)
    told = content(_told(cell).ljust(wide))
    return told.stylize("dim" if cell.mastery is None else HEAT[band(cell.mastery)])


def _told(cell: Cell) -> str:
    of = f"{cell.answered}/{cell.held}"
    if cell.mastery is None:
        return f"     – {of}"
    step = STEPS[max(1, round(cell.mastery * 8))]
    return f"{step * 2} {cell.mastery * 100:>3.0f} {of}"


def predictions_by_step(calibration: Calibration, width: int) -> list[Content]:
    """Draw, for each fifth of the scale that was predicted, what the answers scored."""
    lines = []
    for step, judged in calibration.steps:
        told = f" {score_text(judged.scored):>3}  "
        many = ngettext("over {n} answer", "over {n} answers", judged.answers)
        told += many.format(n=judged.answers)
        name = set_cell_size(_STEP_NAMES[step], 7)
        lines.append(content(f"{name} ") + bar(judged.scored, _BAR) + content(told))
    return [line.truncate(width) for line in lines]


def predictions_by_topic(calibration: Calibration, width: int) -> list[Content]:
    """Say of each topic how far off the predictions are, and in which direction."""
    room = min(
        max((cell_len(topic_name(topic)) for topic, _judged in calibration.topics), default=0),
        max(8, width - 34),
    )
    lines = []
    signs = {topic: _direction(judged) for topic, judged in calibration.topics}
    wide = max((len(off) for _sign, off in signs.values()), default=0)
    for topic, judged in calibration.topics:
        sign, off = signs[topic]
        told = f"  {sign} {off:>{wide}}  "
        many = _("{predicted} predicted, {scored} scored, {n} answers").format(
            predicted=score_text(judged.predicted),
            scored=score_text(judged.scored),
            n=judged.answers,
        )
        name = content(_fitted(topic_name(topic), room))
        lines.append(name + content(told).stylize("bold") + content(many).stylize("dim"))
    return [line.truncate(width) for line in lines]


def points_off(judged: Judgement) -> int:
    """Return by how many points predictions are too high; below 0 they are too low."""
    return round(judged.predicted * 100) - round(judged.scored * 100)


def _direction(judged: Judgement) -> tuple[str, str]:
    off = points_off(judged)
    return ("▲", f"+{off}") if off > 0 else ("▼", f"−{-off}") if off < 0 else ("=", "0")


def interval(readiness: Readiness, width: int) -> list[Content]:
    """Draw the scale from 0 to 100, on it the interval and in it the score to be expected."""
    cells = max(20, min(60, width - 10))

    def at(score: float) -> int:
        return min(cells - 1, round(score * (cells - 1)))

    low, middle, high = at(readiness.low), at(readiness.expected), at(readiness.high)
    drawn = ["●" if n == middle else "━" if low <= n <= high else "─" for n in range(cells)]
    line = Content.assemble(
        "  0 ",
        ("".join(drawn[:low]), "$text-disabled"),
        ("".join(drawn[low : high + 1]), "$primary"),
        ("".join(drawn[high + 1 :]), "$text-disabled"),
        " 100",
    )
    ends = " " * (4 + low) + f"{readiness.low * 100:.0f} "
    ends = ends.ljust(4 + high) + f"{readiness.high * 100:.0f}"
    return [line, content(ends).stylize("dim")]


def places(outlooks: Sequence[PlaceOutlook], width: int) -> list[Content]:
    """Say what each topic and level of the blueprint is expected to bring."""
    names = [f"{topic_name(each.topic)} · {level_name(each.level)}" for each in outlooks]
    told = [
        _("{minutes:g} min, {answered} of {held} answered").format(
            minutes=each.minutes, answered=each.answered, held=each.held
        )
        for each in outlooks
    ]
    right = max(map(cell_len, told), default=0)
    room = min(max(map(cell_len, names), default=0), max(8, width - right - 18))
    return [
        (
            content(_fitted(name, room) + "  ")
            + bar(each.expected, _BAR)
            + content(f" {score_text(each.expected):>3}  ")
            + content(more).stylize("dim")
        ).truncate(width)
        for each, name, more in zip(outlooks, names, told, strict=True)
    ]


def _fitted(name: str, room: int) -> str:
    if cell_len(name) > room:
        name = set_cell_size(name, room - 1).rstrip() + "…"
    return set_cell_size(name, room)


def _plotted(lines: Sequence[str]) -> list[Content]:
    bars = [content(line).stylize("$primary", MARGIN) for line in lines[:BAR_LINES]]
    return [*bars, *(content(line) for line in lines[BAR_LINES:])]


def _round_up(most: float) -> float:
    """Return a round number that is not below `most`, and at least 4."""
    step = 4.0
    while step < most:
        for factor in (1.25, 1.5, 2.0, 2.5):
            if step * factor >= most and (step * factor).is_integer():
                return step * factor
        step *= 2.5 if (step * 2.5).is_integer() and step * 2.5 <= most else 2.0
    return step


def _scale(top: float) -> dict[int, str]:
    half = top / 2
    scale = {0: _short(top)}
    if half.is_integer():
        scale[BAR_LINES // 2] = _short(half)
    return scale


def _short(number: float) -> str:
    """Write a number in three cells."""
    whole = round(number)
    if whole < 1000:
        return str(whole)
    return f"{whole / 1000:.0f}k"
