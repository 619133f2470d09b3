"""Start the app: the screens when nothing is asked for, a command when there are arguments.

What is imported here is imported before the first frame, so it is the standard library and the
leaf modules; the screens and the commands are loaded when it is known which of them is wanted.
"""

import gc
import os
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from pathlib import Path

from interviewer import __version__
from interviewer.i18n import _, install, system_language
from interviewer.resources import ResourceMissing
from interviewer.settings import FolderUnavailable, load_preferences, paths

DEBUG_VARIABLE = "INTERVIEWER_DEBUG"
"""Set to 1, it shows the traceback of an unexpected error instead of one line."""

FAILED = 1
INTERRUPTED = 130

ALLOCATIONS_UNCOLLECTED = 50_000
"""Objects allocated between two looks of the garbage collector. At Python's own figure it spends an
eighth of the start on walking through modules that are there to stay."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the app and return its exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == ["--version"]:
        print(f"interviewer {__version__}")  # noqa: T201
        return 0
    return guarded(lambda: _start(given))


def _start(given: list[str]) -> int:
    gc.set_threshold(ALLOCATIONS_UNCOLLECTED)
    install(load_preferences().language or system_language())
    if given:
        _tolerate_odd_bytes()
        from interviewer.cli.main import run as run_command

        return run_command(given)
    from interviewer.tui.app import run as run_screens

    return run_screens()


def _tolerate_odd_bytes() -> None:
    """Let no byte that the terminal's encoding lacks end a command: it is replaced or escaped."""
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, "backslashreplace")):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=errors)


def guarded(start: Callable[[], int]) -> int:
    """Call `start` and turn whatever escapes it into one line on stderr and an exit code."""
    try:
        code = start()
        # What is still buffered is written here, where a reader that left does no harm.
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has left (`| head`); the interpreter's last flush must not fail once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except (FolderUnavailable, ResourceMissing) as error:
        return _failed(str(error))
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE, "") not in ("", "0"):
            raise
        if isinstance(error, ModuleNotFoundError) and _is_foreign(error.name or ""):
            told = _("The package “{name}” is missing: run “make run” in the project’s folder.")
            return _failed(told.format(name=error.name))
        return _failed(_unexpected(error))


def _is_foreign(module: str) -> bool:
    return module.split(".")[0] not in ("", "interviewer")


def _failed(message: str) -> int:
    print(f"interviewer: {message}", file=sys.stderr)  # noqa: T201
    return FAILED


def _unexpected(error: Exception) -> str:
    said = " ".join(f"{type(error).__name__}: {error}".split())
    try:
        log = _log(error)
    except (OSError, FolderUnavailable):
        return _("Something went wrong ({error}).").format(error=said)
    return _("Something went wrong ({error}). The details are in {log}.").format(
        error=said, log=log
    )


def _log(error: Exception) -> Path:
    """Write the traceback to the log file, which is kept under 1 MB, and return its path."""
    import logging
    from logging.handlers import RotatingFileHandler

    path = paths().logs / "errors.log"
    handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s interviewer %(message)s"))
    trace = (type(error), error, error.__traceback__)
    handler.handle(
        logging.LogRecord(
            "interviewer", logging.ERROR, __file__, 0, __version__, None, exc_info=trace
        )
    )
    handler.close()
    return path


if __name__ == "__main__":
    sys.exit(main())
