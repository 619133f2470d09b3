"""`backup`, `restore`, `anki`, `labels`: the data folder in one file, and what others may read."""

from pathlib import Path
from typing import Annotated

import typer

from interviewer.cli.output import print_lines
from interviewer.cli.place import workplace
from interviewer.i18n import _, ngettext
from interviewer.storage.backup import check_backup, make_backup
from interviewer.storage.export.files import write

Output = Annotated[Path, typer.Option("-o", "--output", help=_("The file; none may be there yet."))]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(help=_("Write everything that is kept to one file, and check it."))(backup)
    app.command(help=_("Put a backup in place of everything that is kept."))(restore)
    app.command(help=_("Write the points that were missed last as cards for Anki."))(anki)
    app.command(help=_("Write the answers whose verdicts were confirmed, for evaluate."))(labels)


def backup(output: Output) -> None:
    """Write everything that is kept to one file, and check it."""
    with workplace() as place:
        _database = place.store
        made = make_backup(place.paths, output)
    told = ngettext(
        "{path} holds {n} session and is sound.",
        "{path} holds {n} sessions and is sound.",
        made.sessions,
    )
    print_lines([told.format(path=output, n=made.sessions)])


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The backup."))],
    yes: Annotated[bool, typer.Option("--yes", help=_("Do not ask."))] = False,
) -> None:
    """Put a backup in place of everything that is kept."""
    held = check_backup(file)
    if not yes:
        asked = _("Put this backup of {at} with {n} sessions in place of everything?")
        at = f"{held.made_at.astimezone():%Y-%m-%d %H:%M}"
        typer.confirm(asked.format(at=at, n=held.sessions), abort=True)
    with workplace() as place:
        _database = place.store
        kept = place.restore(file)
    print_lines([_("Restored. What was here before: {path}").format(path=kept)])


def anki(output: Output) -> None:
    """Write the points that were missed last as cards for Anki."""
    with workplace() as place:
        n = place.write_anki(output)
    told = ngettext("{path} holds {n} card.", "{path} holds {n} cards.", n)
    print_lines([told.format(path=output, n=n)])


def labels(output: Output) -> None:
    """Write the answers whose verdicts were confirmed, one JSON document a line."""
    with workplace() as place:
        rows = list(place.confirmed.labelled())
    write(output, "".join(f"{row}\n" for row in rows))
    told = ngettext("{path} holds {n} answer.", "{path} holds {n} answers.", len(rows))
    print_lines([told.format(path=output, n=len(rows))])
