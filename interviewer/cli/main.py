"""The command line: its commands, its exit codes, and how errors are told."""

import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from interviewer.cli import (
    bank,
    data,
    doctor,
    evaluating,
    grading,
    interviews,
    search,
    sessions,
    simulating,
)
from interviewer.cli.output import CommandFailed
from interviewer.i18n import _
from interviewer.interview.blueprints import NothingToAsk
from interviewer.interview.workplace import NotOver, NotResumable, UnknownConnection
from interviewer.models.faults import ModelFault
from interviewer.storage.errors import StorageError
from interviewer.storage.export.visible import visible
from interviewer.wording import fault_sentence

FAILED = 1
WRONG_USAGE = 2
INTERRUPTED = 130


def application() -> typer.Typer:
    """Return the whole command line."""
    app = typer.Typer(
        name="interviewer",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        help=_("Mock interviews for large-language-model engineers, in the terminal."),
    )
    interviews.register(app)
    sessions.register(app)
    data.register(app)
    search.register(app)
    grading.register(app)
    evaluating.register(app)
    simulating.register(app)
    bank.register(app)
    doctor.register(app)
    return app


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code: 0 done, 1 failed, 2 wrong usage, 130 ctrl+c."""
    command = typer.main.get_command(application())
    try:
        result = command.main(list(arguments), prog_name="interviewer", standalone_mode=False)
    except TyperException as error:
        return _tell(" ".join(error.format_message().split()), WRONG_USAGE)
    except typer.Abort as stopped:
        by_key = isinstance(stopped.__cause__, KeyboardInterrupt)
        return _tell(_("Stopped."), INTERRUPTED if by_key else FAILED)
    except typer.Exit as leaving:
        return leaving.exit_code
    except ModelFault as fault:
        return _tell(fault_sentence(fault))
    except UnknownConnection as error:
        return _tell(_("There is no connection named {name}.").format(name=str(error)))
    except NotOver as error:
        return _tell(_("Session {id} is not over: go on with it first.").format(id=str(error)))
    except NotResumable as error:
        return _tell(_("Session {id} is over: it cannot be resumed.").format(id=str(error)))
    except NothingToAsk:
        return _tell(_("The bank has no question for this role, level and these topics."))
    except (CommandFailed, StorageError) as error:
        return _tell(str(error))
    return result if isinstance(result, int) else 0


def _tell(sentence: str, code: int = FAILED) -> int:
    sys.stderr.write(f"interviewer: {visible(sentence)}\n")
    return code
