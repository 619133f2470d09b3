"""`doctor`: what works here, and what would be sent where."""

import asyncio
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from interviewer.cli.output import print_json, print_lines
from interviewer.cli.place import workplace
from interviewer.i18n import _, current
from interviewer.interview.workplace import Workplace
from interviewer.settings import BUILTIN
from interviewer.wording import abilities_sentence, probe_sentence

if TYPE_CHECKING:
    from pydantic import SecretStr

    from interviewer.models.abilities import Abilities
    from interviewer.models.connection import Connection
    from interviewer.models.habits import KnownHabits
    from interviewer.models.probe import Probe

FAILED = 1
SMALLEST = (60, 20)
"""Columns and rows below which the screens are cramped and plain mode is better."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(help=_("Say what works here, and what would be sent where."))(doctor)


def doctor(
    json: Annotated[bool, typer.Option("--json", help=_("Print a JSON document."))] = False,
) -> int:
    """Look at bank, index, database, model and terminal; exit 1 if something does not work."""
    with workplace() as place:
        findings = [
            _finding("bank", lambda: _bank(place)),
            _finding("index", lambda: _index(place)),
            _finding("database", lambda: _database(place)),
            _finding("preferences", lambda: _preferences(place)),
            _finding("model", lambda: _model(place, place.preferences.connection)),
            *_grader(place),
            _finding("terminal", _terminal),
        ]
        sent = _sent(place)
    if json:
        print_json({"findings": [_document(f) for f in findings], "sent": sent})
    else:
        print_lines(_lines(findings, sent))
    return 0 if all(finding.ok for finding in findings) else FAILED


def _finding(name: str, look: Callable[[], tuple[bool, str]]) -> Finding:
    # Whatever is broken here, the others are still looked at: that is what a doctor is for.
    try:
        return Finding(name, *look())
    except Exception as error:
        return Finding(name, False, str(error) or type(error).__name__)


def _bank(place: Workplace) -> tuple[bool, str]:
    bank = place.bank
    errors = [problem for problem in bank.problems if problem.severity == "error"]
    if errors:
        return False, str(errors[0])
    told = _("{n} questions in {topics} topics")
    return len(bank) > 0, told.format(n=len(bank), topics=len(bank.topics()))


def _index(place: Workplace) -> tuple[bool, str]:
    if place.search.open_index():
        return True, _("open")
    return False, _("not open; search answers from memory")


def _database(place: Workplace) -> tuple[bool, str]:
    sessions = len(place.store.list())
    return True, _("{n} sessions in {path}").format(n=sessions, path=place.paths.database)


def _preferences(place: Workplace) -> tuple[bool, str]:
    problems = place.preferences.problems
    if problems:
        return False, problems[0]
    return True, str(place.paths.preferences)


def _grader(place: Workplace) -> list[Finding]:
    """Look at the connection that grades, where it is another one."""
    name = place.preferences.grader
    if name in (BUILTIN, place.preferences.connection):
        return []
    return [_finding("grader", lambda: _model(place, name))]


def _model(place: Workplace, name: str) -> tuple[bool, str]:
    """Make real calls to a connection that was chosen."""
    if name == BUILTIN:
        return True, _("built-in: no account, no network")
    from interviewer.models.keys import find_key

    connection = place.connection(name)
    found, can = asyncio.run(_asked(connection, find_key(connection), place.habits))
    told = f"{name}: {connection.model}, {connection.base_url}. "
    told += probe_sentence(found, asked=True)
    return found.answered, told if can is None else f"{told} {abilities_sentence(can)}"


async def _asked(
    connection: "Connection", key: "SecretStr | None", known: "KnownHabits"
) -> tuple["Probe", "Abilities | None"]:
    from interviewer.models.abilities import abilities
    from interviewer.models.probe import probe

    found = await probe(connection, key)
    return found, await abilities(connection, key, known) if found.answered else None


def _terminal() -> tuple[bool, str]:
    columns, rows = shutil.get_terminal_size()
    encoding = (sys.stdout.encoding or "").lower()
    fits = columns >= SMALLEST[0] and rows >= SMALLEST[1]
    speaks = encoding.replace("-", "") == "utf8"
    dumb = os.environ.get("TERM", "") in ("", "dumb") and os.name != "nt"
    detail = f"{columns}x{rows}, {encoding}, TERM={os.environ.get('TERM', '')}, {current()}"
    if not (fits and speaks) or dumb:
        detail += " · " + _("use --plain here")
    return speaks, detail


def _sent(place: Workplace) -> list[dict[str, str]]:
    """Say where words go: nowhere, unless a connection was chosen."""
    sent = []
    for what in ("connection", "grader", "embedding"):
        name: str = getattr(place.preferences, what)
        if name != BUILTIN:
            values = place.preferences.connections.get(name, {})
            sent.append({"what": what, "to": str(values.get("base_url", "")), "name": name})
    return sent


def _document(finding: Finding) -> dict[str, Any]:
    return {"name": finding.name, "ok": finding.ok, "detail": finding.detail}


def _lines(findings: list[Finding], sent: list[dict[str, str]]) -> list[str]:
    lines = [f"{'✓' if f.ok else '✗'} {f.name}: {f.detail}" for f in findings]
    if not sent:
        return [*lines, _("Nothing leaves this machine.")]
    told = _("{what} goes to {to} ({name})")
    return [*lines, *(told.format(**item) for item in sent)]
