"""`evaluate`: how far a grader agrees with people on labelled answers."""

import asyncio
import json as json_
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import aclosing
from itertools import combinations
from math import isfinite
from pathlib import Path
from typing import Annotated, Any

import typer

from interviewer.cli.grading import GraderKind, GraderOption, Json, grader_name
from interviewer.cli.output import CommandFailed, print_json, print_lines, tell_progress
from interviewer.cli.place import workplace
from interviewer.evaluation.kept import NotKept
from interviewer.evaluation.kept import keep as keep_report
from interviewer.evaluation.measuring import PASSES, ROUNDS, compare, measure
from interviewer.evaluation.predicting import Prediction, Predictor, Ungradable
from interviewer.evaluation.reporting import (
    comparison_document,
    comparison_markdown,
    document,
    markdown,
)
from interviewer.evaluation.rows import LabelledRow, RowProblem, read_rows
from interviewer.i18n import _
from interviewer.interview.marking import Grader
from interviewer.interview.workplace import Workplace
from interviewer.settings import BUILTIN, FolderUnavailable, paths
from interviewer.storage.documents import dumps, grade_document
from interviewer.storage.export.visible import visible

STEP = 50
"""Answers between two words of progress."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(help=_("Measure a grader on labelled answers."))(evaluate)


def evaluate(
    data: Annotated[Path, typer.Argument(metavar="DATA.jsonl", help=_("Labelled answers."))],
    grader: GraderOption = GraderKind.BUILTIN,
    predictions: Annotated[
        Path | None,
        typer.Option("--predictions", metavar="OUT.jsonl", help=_("Write id and score here.")),
    ] = None,
    grades: Annotated[
        Path | None,
        typer.Option("--grades", metavar="OUT.jsonl", help=_("Write whole grades here.")),
    ] = None,
    against: Annotated[
        list[Path] | None,
        typer.Option(
            "--compare",
            metavar="PREDICTIONS",
            help=_("Compare files of predictions instead of grading: give it twice."),
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", help=_("What the set is called; else as its file is.")),
    ] = None,
    keep: Annotated[
        bool,
        typer.Option(
            "--keep/--no-keep", help=_("Keep the report, to be read in Settings › Graders.")
        ),
    ] = True,
    threshold: Annotated[
        float, typer.Option("--threshold", min=0, max=1, help=_("The share that passes."))
    ] = PASSES,
    rounds: Annotated[
        int, typer.Option("--rounds", min=1, help=_("Samples of questions for the intervals."))
    ] = ROUNDS,
    json: Json = False,
) -> None:
    """Measure a grader on labelled answers, or compare two files of predictions."""
    rows = labelled_rows(data)
    if against:
        _compare(rows, against, threshold, rounds, json)
        return
    _try_targets(data, [path for path in (predictions, grades) if path is not None])
    with workplace() as place:
        grades_with = grader_name(place, grader)
        found = asyncio.run(_predict(place, grades_with, rows))
        at = place.time.now()
    figures = measure(found, threshold=threshold, rounds=rounds)
    told = (name or data.stem, grades_with, at, figures)
    if json:
        print_json(document(*told))
    else:
        print_lines(markdown(*told).splitlines())
    if keep:
        _keep(document(*told))
    if predictions is not None:
        _write(predictions, ({"id": each.row.id, "score": each.score} for each in found))
    if grades is not None:
        _write(
            grades,
            (
                {"id": each.row.id, "grade": grade_document(each.grade)}
                for each in found
                if each.grade is not None
            ),
        )


def _keep(report: Mapping[str, Any]) -> None:
    """Keep a report; where that fails, it was printed all the same."""
    try:
        keep_report(paths().evaluations, report)
    except (NotKept, FolderUnavailable) as error:
        told = _("The report is not kept: {reason}").format(reason=error)
        sys.stderr.write(visible(told) + "\n")


async def _predict(place: Workplace, name: str, rows: Sequence[LabelledRow]) -> list[Prediction]:
    async with aclosing(place.grader(name)) as grader:
        return await _predict_all(place, grader, rows, is_builtin=name == BUILTIN)


async def _predict_all(
    place: Workplace, grader: Grader, rows: Sequence[LabelledRow], *, is_builtin: bool
) -> list[Prediction]:
    predictor = Predictor(place.bank, grader, place.time, is_builtin=is_builtin)
    found = []
    for number, row in enumerate(rows, 1):
        try:
            found.append(await predictor.predict(row))
        except Ungradable as error:
            raise CommandFailed(str(error)) from None
        if number % STEP == 0 or number == len(rows):
            tell_progress(number, len(rows))
    return found


def _compare(
    rows: Sequence[LabelledRow], files: Sequence[Path], threshold: float, rounds: int, json: bool
) -> None:
    if len(files) != 2:
        raise typer.BadParameter(_("two files of predictions are compared"))
    one, other = (_scores(path) for path in files)
    try:
        found = compare(rows, one, other, threshold=threshold, rounds=rounds)
    except KeyError as error:
        raise CommandFailed(_("No prediction for the answer {id}.").format(id=error)) from None
    if json:
        print_json(comparison_document(found))
    else:
        print_lines(comparison_markdown(found).splitlines())


def labelled_rows(path: Path) -> list[LabelledRow]:
    """Read labelled answers. Raises CommandFailed."""
    try:
        rows = list(read_rows(path))
    except RowProblem as error:
        raise CommandFailed(str(error)) from None
    except OSError as error:
        raise CommandFailed(_unreadable(path, error)) from error
    if not rows:
        raise CommandFailed(_("{path} holds no labelled answer.").format(path=path))
    return rows


def _scores(path: Path) -> dict[str, float]:
    scores: dict[str, float] = {}
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise CommandFailed(_unreadable(path, error)) from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            given = json_.loads(line)
            scores[str(given["id"])] = _finite(given["score"])
        except (ValueError, KeyError, TypeError, OverflowError):
            raise CommandFailed(
                _("{where}: not a prediction with id and score.").format(where=f"{path}:{number}")
            ) from None
    return scores


def _finite(score: Any) -> float:
    number = float(score)
    if not isfinite(number):
        raise ValueError(score)
    return number


def _try_targets(data: Path, targets: Sequence[Path]) -> None:
    """Make the files that will be written, so that what is wrong with them is told at once.

    Raises CommandFailed, also where two of all the files are the same one.
    """
    for path in targets:
        try:
            path.open("a").close()
        except OSError as error:
            raise CommandFailed(_unwritable(path, error)) from error
    for one, other in combinations((data, *targets), 2):
        if one.samefile(other):
            told = _("{one} and {other} are the same file: they would write over each other.")
            raise CommandFailed(told.format(one=one, other=other))


def _write(path: Path, documents: Iterable[dict[str, Any]]) -> None:
    try:
        with path.open("w", encoding="utf-8") as out:
            out.writelines(dumps(each, indent=None) + "\n" for each in documents)
    except OSError as error:
        raise CommandFailed(_unwritable(path, error)) from error


def _unreadable(path: Path, error: OSError) -> str:
    return _("{path} cannot be read: {reason}").format(path=path, reason=error.strerror)


def _unwritable(path: Path, error: OSError) -> str:
    return _("{path} cannot be written: {reason}").format(path=path, reason=error.strerror)
