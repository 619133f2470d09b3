"""`sessions`, `show`, `export`: what was said and graded, as text, documents and files."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from interviewer.cli.output import CommandFailed, print_json, print_lines
from interviewer.cli.place import workplace
from interviewer.domain.transcript import Speaker, Transcript
from interviewer.i18n import _
from interviewer.storage.documents import sessions_document, show_document
from interviewer.storage.export.files import Format, rendered
from interviewer.storage.records import SessionSummary, total_usage
from interviewer.wording import grade_lines, score_text, status_name, usage_line

Json = Annotated[bool, typer.Option("--json", help=_("Print a JSON document."))]
SessionId = Annotated[str, typer.Argument(metavar="ID", help=_("The session."))]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(invoke_without_command=True, help=_("List the sessions, or delete one."))
    group.callback()(list_sessions)
    group.command("delete", help=_("Delete a session for good."))(delete)
    app.add_typer(group, name="sessions")
    app.command(help=_("Show a session: what was said, and the grades."))(show)
    app.command(help=_("Write a session to a file, or to stdout."))(export)


def list_sessions(context: typer.Context, json: Json = False) -> None:
    """List the sessions, newest first."""
    if context.invoked_subcommand is not None:
        return
    with workplace() as place:
        summaries = place.store.list()
        if json:
            print_json(sessions_document(summaries))
        elif not summaries:
            print_lines([_("There are no sessions yet: interviewer mock begins one.")])
        else:
            print_lines(_session_line(summary) for summary in summaries)


def delete(
    session_id: SessionId,
    yes: Annotated[bool, typer.Option("--yes", help=_("Do not ask."))] = False,
) -> None:
    """Delete a session for good."""
    with workplace() as place:
        summary = place.store.summary(session_id)
        if not yes:
            typer.confirm(
                _("Delete session {id} with {n} questions for good?").format(
                    id=summary.id, n=summary.questions
                ),
                abort=True,
            )
        place.store.delete(session_id)
        print_lines([_("Session {id} is deleted.").format(id=summary.id)])


def show(session_id: SessionId, json: Json = False) -> None:
    """Show what was said in a session, and its grades."""
    with workplace() as place:
        summary = place.store.summary(session_id)
        transcript = place.store.transcript(session_id)
        if json:
            print_json(show_document(summary, transcript))
        else:
            usage = total_usage(place.store.calls(session_id))
            print_lines(_transcript_lines(summary, transcript))
            if usage.calls:
                print_lines(["", usage_line(usage)])


def export(
    session_id: SessionId,
    format: Annotated[Format, typer.Option("--format", help=_("The form of the file."))],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help=_("The file; stdout without it."))
    ] = None,
) -> None:
    """Write a session to a file, or to stdout."""
    with workplace() as place:
        summary = place.store.summary(session_id)
        transcript = place.store.transcript(session_id)
    text = rendered(format, summary, transcript)
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise CommandFailed(
            _("{path} cannot be written: {reason}").format(path=output, reason=error.strerror)
        ) from error


def _session_line(summary: SessionSummary) -> str:
    return "  ".join(
        (
            summary.id,
            f"{summary.started_at:%Y-%m-%d %H:%M}",
            summary.kind.value,
            summary.language.value,
            status_name(summary.status),
            score_text(summary.score),
            _("{n} questions").format(n=summary.questions),
        )
    )


def _transcript_lines(summary: SessionSummary, transcript: Transcript) -> list[str]:
    lines = [_session_line(summary)]
    stand_ins = transcript.stand_ins
    for turn in transcript.turns:
        who = _("Interviewer") if turn.role is Speaker.INTERVIEWER else _("You")
        head = f"{who} · {turn.move.value}"
        if turn.seq in stand_ins:
            head += " · " + _("the built-in interviewer stands in")
        lines += ["", head, *turn.text.split("\n")]
    for asked in transcript.asked:
        grade = transcript.grade(asked.question.id)
        if grade is not None:
            lines += ["", asked.question.prompt.in_(transcript.session.language)]
            lines += grade_lines(asked.question, grade, transcript.session.language)
    return lines
