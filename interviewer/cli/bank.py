"""`bank`: check the question files, count what is in them, build the search index."""

import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from interviewer.bank.lint import lint
from interviewer.bank.loading import load_bank
from interviewer.bank.problem import Problem
from interviewer.bank.stats import BankStats, stats
from interviewer.cli.output import CommandFailed, print_json, print_lines, tell_progress
from interviewer.cli.place import workplace
from interviewer.domain.grade import Grade
from interviewer.domain.language import Language
from interviewer.domain.question import Level, Question, Role
from interviewer.domain.transcript import Exchange, Utterance
from interviewer.i18n import _, ngettext
from interviewer.interview.workplace import Workplace
from interviewer.wording import level_name, role_name, topic_name

FAILED = 1

Json = Annotated[bool, typer.Option("--json", help=_("Print a JSON document."))]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help=_("Check, count and index the questions."))
    group.command("check", help=_("Report every problem of the question files."))(check)
    group.command("stats", help=_("Count topics, levels, languages, roles, points."))(show_stats)
    group.command("index", help=_("Build the search index."))(index)
    app.add_typer(group, name="bank")


def check(
    folder: Annotated[
        Path | None, typer.Argument(help=_("A bank folder; the app's own bank without it."))
    ] = None,
    warnings: Annotated[
        bool, typer.Option("--warnings/--no-warnings", help=_("Report warnings, too."))
    ] = True,
    json: Json = False,
) -> int:
    """Report every problem as `file:line: message`; exit 1 if there is an error."""
    with workplace() as place:
        bank = place.bank if folder is None else load_bank(_existing(folder))
        grader = place.builtin_grader

        def grade(question: Question, language: Language, answer: str) -> Grade:
            exchange = Exchange(
                question=question,
                language=language,
                utterances=(Utterance(seq=0, text=answer),),
                interviewer_texts=(question.prompt.zh, question.prompt.en),
            )
            return grader.grade(exchange, at=place.time.now())

        found = [*bank.problems, *lint(bank, grade, progress=tell_progress)]
    shown = [problem for problem in found if warnings or problem.severity == "error"]
    errors = sum(problem.severity == "error" for problem in found)
    if json:
        print_json([_problem_document(problem) for problem in shown])
    else:
        print_lines(_problem_line(problem) for problem in shown)
        _sum_up(len(bank), errors, len(found) - errors)
    return FAILED if errors else 0


def show_stats(json: Json = False) -> None:
    """Count what is in the bank."""
    with workplace() as place:
        counted = stats(place.bank)
    if json:
        print_json(counted.model_dump(mode="json"))
    else:
        print_lines(_stats_lines(counted))


def index(json: Json = False) -> None:
    """Build the search index, or say that it stands already."""
    with workplace() as place:
        began = time.perf_counter()
        is_open = _opened(place)
        seconds = time.perf_counter() - began
        questions = len(place.bank)
    if not is_open:
        raise CommandFailed(
            _("The index cannot be opened or built now; search answers from memory meanwhile.")
        )
    if json:
        print_json({"questions": questions, "seconds": round(seconds, 3), "open": True})
    else:
        told = _("The index holds {n} questions ({seconds:.1f} s).")
        print_lines([told.format(n=questions, seconds=seconds)])


def _opened(place: Workplace) -> bool:
    sys.stderr.write(_("Building the search index …") + "\n")
    return place.search.open_index()


def _existing(folder: Path) -> Path:
    if not folder.is_dir():
        raise CommandFailed(_("There is no folder {path}.").format(path=folder))
    return folder


def _problem_document(problem: Problem) -> dict[str, Any]:
    return {
        "path": str(problem.path),
        "line": problem.line,
        "message": problem.message,
        "severity": problem.severity,
    }


def _problem_line(problem: Problem) -> str:
    return str(problem) if problem.severity == "error" else f"{problem} ({_('warning')})"


def _sum_up(questions: int, errors: int, warnings: int) -> None:
    told = [
        ngettext("{n} question", "{n} questions", questions).format(n=questions),
        ngettext("{n} error", "{n} errors", errors).format(n=errors),
        ngettext("{n} warning", "{n} warnings", warnings).format(n=warnings),
    ]
    sys.stderr.write(", ".join(told) + "\n")


def _stats_lines(counted: BankStats) -> list[str]:
    lines = [
        ngettext("{n} question", "{n} questions", counted.questions).format(n=counted.questions)
    ]
    for topic in counted.topics:
        levels = "  ".join(f"{level_name(level)} {topic.levels.get(level, 0)}" for level in Level)
        roles = "  ".join(f"{role_name(role)} {topic.roles.get(role, 0)}" for role in Role)
        lines.append(f"{topic.questions:4}  {topic_name(topic.topic)}: {levels} | {roles}")
    return lines
