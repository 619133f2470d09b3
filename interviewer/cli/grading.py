"""`grade` and `regrade`: mark one answer, or the answers of a session once more."""

import asyncio
import sys
from contextlib import aclosing
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from interviewer.bank.catalogue import UnknownQuestion
from interviewer.bank.loading import parse_question_file
from interviewer.cli.output import CommandFailed, print_json, print_lines, tell_progress
from interviewer.cli.place import workplace
from interviewer.domain.grade import Grade
from interviewer.domain.language import Language
from interviewer.domain.question import Question
from interviewer.domain.transcript import Exchange, Transcript, Utterance
from interviewer.i18n import _, current, install, ngettext
from interviewer.interview.marking import Grader
from interviewer.interview.regrading import Progress, regrade_session, regrade_sessions
from interviewer.interview.workplace import Workplace
from interviewer.settings import BUILTIN
from interviewer.storage.documents import grade_document
from interviewer.wording import grade_lines

MAX_BYTES = 4_000_000
"""The longest answer file that is read."""


class GraderKind(StrEnum):
    """The built-in grader, or the model that Settings names for grading."""

    BUILTIN = "builtin"
    MODEL = "model"


GraderOption = Annotated[GraderKind, typer.Option("--grader", help=_("builtin or model."))]
Json = Annotated[bool, typer.Option("--json", help=_("Print a JSON document."))]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(help=_("Grade one answer to one question."))(grade)
    app.command(help=_("Grade sessions once more; the old grades stay."))(regrade)


def grade(
    answer: Annotated[str, typer.Option("--answer", metavar="FILE|-", help=_("The answer."))],
    question_id: Annotated[
        str | None, typer.Argument(metavar="ID", help=_("A question of the bank."))
    ] = None,
    question_file: Annotated[
        Path | None, typer.Option("--question-file", help=_("One question in bank form."))
    ] = None,
    grader: GraderOption = GraderKind.BUILTIN,
    lang: Annotated[Language | None, typer.Option("--lang")] = None,
    json: Json = False,
) -> None:
    """Grade one answer to one question."""
    if (question_id is None) == (question_file is None):
        raise typer.BadParameter(_("name a question of the bank, or give --question-file"))
    with workplace() as place:
        version = None
        if question_id is not None:
            question, version = _from_bank(place, question_id), place.bank.version
        else:
            assert question_file is not None
            question = _from_file(question_file)
        language = lang or Language(current())
        install(language.value)
        exchange = Exchange(
            question=question,
            language=language,
            utterances=(Utterance(seq=0, text=_answer(answer)),),
            interviewer_texts=(question.prompt.zh, question.prompt.en),
        )
        chosen = place.grader(grader_name(place, grader))
        given = asyncio.run(_graded(chosen, exchange, version, place.time.now()))
    _print_grade(question, given, language, json)


def regrade(
    session_ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help=_("The session, or several."))
    ] = None,
    every: Annotated[
        bool,
        typer.Option("--all", help=_("All sessions that are over, as far as it is not done yet.")),
    ] = False,
    grader: GraderOption = GraderKind.BUILTIN,
    json: Json = False,
) -> None:
    """Grade sessions once more; the old grades stay beside the new ones.

    Several are gone on with where they were stopped: what this grader has graded last stays.
    """
    if every == bool(session_ids):
        raise typer.BadParameter(_("name the sessions, or give --all"))
    if every or len(session_ids or ()) > 1:
        _regrade_many(session_ids, grader, json)
        return
    assert session_ids is not None
    with workplace() as place:
        session_id = session_ids[0]
        transcript = place.store.transcript(session_id)
        chosen = place.grader(grader_name(place, grader))
        grades = asyncio.run(_regraded(place, transcript, chosen))
        language = transcript.session.language
    if json:
        print_json([grade_document(given) for given in grades])
        return
    for given in grades:
        question = transcript.question(given.question_id)
        print_lines([question.prompt.in_(language), *grade_lines(question, given, language), ""])


async def _graded(
    grader: Grader, exchange: Exchange, bank_version: str | None, at: datetime
) -> Grade:
    async with aclosing(grader):
        return await grader.grade(exchange, bank_version=bank_version, at=at)


async def _regraded(place: Workplace, transcript: Transcript, grader: Grader) -> list[Grade]:
    async with aclosing(grader):
        return await regrade_session(place.store, transcript, grader, place.time)


def _regrade_many(session_ids: list[str] | None, kind: GraderKind, json: bool) -> None:
    with workplace() as place:
        for session_id in session_ids or ():
            place.store.summary(session_id)  # an unknown one is told before the work begins
        ids = session_ids or [summary.id for summary in place.store.list()]
        chosen = place.grader(grader_name(place, kind))
        grades = asyncio.run(_regraded_all(place, ids, chosen))
    failed = sum(grade.score is None for grade in grades)
    if json:
        print_json([grade_document(grade) for grade in grades])
        return
    told = ngettext("{n} answer graded anew.", "{n} answers graded anew.", len(grades))
    lines = [told.format(n=len(grades) - failed)]
    if failed:
        again = _("{n} could not be graded: the same command tries them again.")
        lines.append(again.format(n=failed))
    print_lines(lines)


async def _regraded_all(place: Workplace, ids: list[str], grader: Grader) -> list[Grade]:
    def tell(reached: Progress) -> None:
        tell_progress(reached.done, reached.total)

    async with aclosing(grader):
        return await regrade_sessions(place.store, ids, grader, place.time, tell)


def grader_name(place: Workplace, kind: GraderKind) -> str:
    """Return the connection that grades. Raises CommandFailed if `model` is asked but not set."""
    if kind is GraderKind.BUILTIN:
        return BUILTIN
    if place.preferences.grader == BUILTIN:
        raise CommandFailed(
            _("No model is chosen for grading: choose one in Settings › Models first.")
        )
    return place.preferences.grader


def _from_bank(place: Workplace, question_id: str) -> Question:
    try:
        return place.bank.get(question_id)
    except UnknownQuestion:
        raise CommandFailed(
            _("There is no question {id} in the bank: find it with interviewer search.").format(
                id=repr(question_id)
            )
        ) from None


def _from_file(path: Path) -> Question:
    questions, problems = parse_question_file(path)
    if problems:
        raise CommandFailed(str(problems[0]))
    if len(questions) != 1:
        raise CommandFailed(_("{path} must hold exactly one question.").format(path=path))
    return questions[0]


def _answer(source: str) -> str:
    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        raise CommandFailed(
            _("{path} cannot be read: {reason}").format(path=source, reason=error.strerror)
        ) from error
    if len(data) > MAX_BYTES:
        raise CommandFailed(_("The answer is longer than {n} bytes.").format(n=MAX_BYTES))
    return data.decode("utf-8-sig", errors="replace")


def _print_grade(question: Question, given: Grade, language: Language, as_json: bool) -> None:
    if as_json:
        print_json(grade_document(given))
    else:
        print_lines(grade_lines(question, given, language))
