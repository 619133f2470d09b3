"""How figures are told: as a JSON document, and as Markdown for people."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from math import isnan
from typing import Any

from interviewer.evaluation.agreement import Interval
from interviewer.evaluation.measuring import Figures, PointFigures, SplitFigures
from interviewer.evaluation.reliability import Reliability, Reliance, StrengthBin

NAMES = {
    "pooled": "Pearson r, all answers",
    "within": "Pearson r, within questions",
    "rmse": "RMSE",
    "mae": "MAE",
    "qwk": "Quadratic weighted kappa",
    "macro_f1": "Macro-F1",
}
POINT_NAMES = {
    "credit_f1": "credit F1",
    "false_credit": "false credit",
    "false_denial": "false denial",
}


def document(name: str, grader: str, at: datetime, figures: Figures) -> dict[str, Any]:
    """Return the figures of one set as a JSON document; what is not known is null."""
    told = {"set": name, "grader": grader, "at": at.isoformat(), **asdict(figures)}
    known: dict[str, Any] = _known(told)
    return known


def comparison_document(found: Mapping[str, Interval]) -> dict[str, Any]:
    """Return differences between two files of predictions as a JSON document."""
    known: dict[str, Any] = _known({name: asdict(each) for name, each in found.items()})
    return known


def _known(value: Any) -> Any:
    """Replace nan, which JSON has no word for, by null."""
    match value:
        case Mapping():
            return {key: _known(each) for key, each in value.items()}
        case list() | tuple():
            return [_known(each) for each in value]
        case float() if isnan(value):
            return None
        case _:
            return value


def markdown(name: str, grader: str, at: datetime, figures: Figures) -> str:
    """Return the figures of one set as a page of Markdown."""
    lines = [
        f"# {_cell(name)}: {_cell(grader)}",
        "",
        f"{figures.rows} answers to {figures.questions} questions, {at:%Y-%m-%d}.",
        "Intervals hold 95 of 100 samples of the questions.",
        "",
        *_table(("measure", "value", "from", "to"), _agreement(figures.agreement)),
        "",
        f"Error against log length: r = {_number(figures.length_bias)}; 0 is fair.",
        f"An answer passes from {figures.threshold:.2f} on.",
    ]
    if figures.language_gap is not None:
        gap = _number(figures.language_gap)
        lines += ["", f"The same answer in two languages differs by {gap} on average."]
    if figures.points is not None:
        lines += ["", "## Rubric points", "", *_points(figures.points)]
        if figures.points.reliability is not None:
            lines += ["", "## Reliability", "", *_reliability(figures.points.reliability)]
    if figures.splits:
        head = ("kind of answer", "answers", "people", "grader", "passing", "keeping 80%")
        lines += ["", "## Kinds of answers", "", *_table(head, _splits(figures.splits))]
    return "\n".join(lines) + "\n"


def comparison_markdown(found: Mapping[str, Interval]) -> str:
    """Return the differences between two files of predictions as a table."""
    return "\n".join(_table(("measure", "first - second", "from", "to"), _agreement(found))) + "\n"


def _agreement(found: Mapping[str, Interval]) -> Iterable[tuple[str, ...]]:
    for name, each in found.items():
        yield NAMES[name], _number(each.value), _number(each.low), _number(each.high)


def _splits(splits: Mapping[str, SplitFigures]) -> Iterable[tuple[str, ...]]:
    for name, each in splits.items():
        shares = (each.gold, each.predicted, each.passing, each.keeping)
        yield _cell(name), str(each.rows), *(_number(share) for share in shares)


def _points(points: PointFigures) -> list[str]:
    rows = [
        (POINT_NAMES[name], _number(each.value), _number(each.low), _number(each.high))
        for name, each in points.intervals.items()
    ]
    rows += [
        (f"false credit, {_cell(name)}", _number(rate), "", "")
        for name, rate in points.false_credit_by_split.items()
    ]
    return _table((f"over {points.points} verdicts", "rate", "from", "to"), rows)


def _reliability(found: Reliability) -> list[str]:
    """Agreement is on credit: given or denied."""
    told = [("certain", found.certain), ("uncertain", found.uncertain)]
    lines = _table(
        ("marked", "verdicts", "agreeing with people"), [_reliance(*each) for each in told]
    )
    if found.strengths:
        head = ("strength", "verdicts", "agreeing with people", "credited by people")
        lines += ["", *_table(head, [_strength(each) for each in found.strengths])]
    return lines


def _reliance(name: str, found: Reliance) -> tuple[str, ...]:
    return name, str(found.verdicts), _number(found.agreed)


def _strength(found: StrengthBin) -> tuple[str, ...]:
    between = f"{found.low:.1f} to {found.high:.1f}"
    return between, str(found.verdicts), _number(found.agreed), _number(found.credited)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [head, ("---",) + ("---:",) * (len(head) - 1), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


def _number(value: float) -> str:
    return "-" if isnan(value) else f"{value:.3f}"


def _cell(text: str) -> str:
    """Keep words of a data set from being Markdown."""
    return "".join(
        f"\\{sign}" if sign in "\\`*_[]<>|#" else sign for sign in " ".join(text.split())
    )
