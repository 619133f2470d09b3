"""The far side of a trial: runs a candidate's code and the question's tests, and reports once.

This file is started by its path, in a process of its own (`interviewer.practice.trial`), and
imports nothing of the app. What it is to do comes as JSON on the standard input; what happened goes
as JSON to where the standard error led; what the code prints, on either stream, goes to standard
output.

It is a guard against accidents: against a loop without an end, a list without one, a script that
was pasted with its downloads and its clean-up. It is no sandbox: code that wants to get out of a
Python process gets out of it, with the rights of whoever started the app.
"""

import json
import os
import signal
import sys
import sysconfig
import tempfile
import types
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

CODE, TESTS = "<your code>", "<tests>"
"""The names under which both are compiled: a traceback is told apart by them."""
MODULE = "candidate"
"""`__name__` in the code: what stands under `if __name__ == "__main__"` is no part of a trial."""

LONGEST = 1_000
"""Characters of a message, or of what was refused."""
MOST_LINES = 6
"""Lines of the candidate's code that a failure is traced through, the innermost ones."""
OPEN_FILES = 64
GRACE = 5
"""Seconds after the parent's limit, after which the process ends even if the parent is gone."""

_BALLAST = 4 << 20
"""Bytes let go of when memory is out, to report it with."""

_REFUSED = {
    "network": ("socket.", "urllib.", "http.client.", "ftplib.", "imaplib.", "poplib.", "smtplib."),
    "process": (
        "subprocess.",
        "os.exec",
        "os.fork",
        "os.kill",
        "os.posix_spawn",
        "os.spawn",
        "os.startfile",
        "os.system",
        "pty.spawn",
        "signal.pthread_kill",
        "webbrowser.",
        "_winapi.CreateProcess",
    ),
    "write": (
        "os.chflags",
        "os.chmod",
        "os.chown",
        "os.link",
        "os.mkdir",
        "os.remove",
        "os.rename",
        "os.rmdir",
        "os.setxattr",
        "os.symlink",
        "os.truncate",
        "os.utime",
        "shutil.",
        "sqlite3.connect",
        "tempfile.",
    ),
    "library": ("ctypes.", "sqlite3.enable_load_extension", "winreg."),
}
"""Beginnings of the audit events that are refused: https://docs.python.org/3/library/audit_events.html"""

_LOOKS = ("open", "os.listdir", "os.scandir")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Refused(PermissionError):
    """The code tried what it may not do; code that can live with that goes on."""

    def __init__(self, attempt: str, what: str) -> None:
        super().__init__(f"not in a trial: {what}")
        self.attempt = attempt
        self.what = what


def limit(seconds: int, memory: int) -> None:
    """Take on what the system itself enforces; Windows and macOS do not have all of it."""
    if sys.platform == "win32":
        return
    import resource

    signal.alarm(seconds + GRACE)
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, seconds + GRACE),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_AS, memory),
    ):
        _lower(what, most)


def limit_further() -> None:
    """Allow few open files and no further process or thread (which root may have nevertheless)."""
    if sys.platform == "win32":
        return
    import resource

    _lower(resource.RLIMIT_NOFILE, OPEN_FILES)
    _lower(resource.RLIMIT_NPROC, 0)


def _lower(what: int, most: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    with suppress(OSError, ValueError):
        _soft, hard = resource.getrlimit(what)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (least, least))


def guard(*readable: str) -> None:
    """From now on refuse the network, processes, writing, and reading but the given folders."""
    roots = tuple(os.path.realpath(folder) + os.sep for folder in readable)

    def look(event: str, args: tuple[Any, ...]) -> None:
        if event == "socket.__new__" and len(args) > 1 and _stays_here(args[1]):
            return
        for attempt, beginnings in _REFUSED.items():
            if event.startswith(beginnings):
                raise Refused(attempt, _told(event, args))
        if event in _LOOKS:
            _check_path(event, args, roots)

    sys.addaudithook(look)


def _stays_here(family: object) -> bool:
    """Whether a socket is of the kind that an event loop wakes itself by; it may not connect."""
    import socket

    return hasattr(socket, "AF_UNIX") and family == socket.AF_UNIX


def _check_path(event: str, args: tuple[Any, ...], roots: tuple[str, ...]) -> None:
    path = "." if args[0] is None else args[0]
    if isinstance(path, int):
        return
    name = os.fsdecode(path)
    if name == os.devnull:
        return
    mode, flags = args[1:3] if event == "open" else (None, 0)
    if isinstance(mode, str) and set(mode) & set("wax+"):
        raise Refused("write", name)
    if isinstance(flags, int) and flags & _WRITING:
        raise Refused("write", name)
    if not (os.path.realpath(name) + os.sep).startswith(roots):
        raise Refused("read", name)


def _told(event: str, args: tuple[Any, ...]) -> str:
    """Say what an event was about, by its name and those values that are short and plain."""
    values = [value for value in args if isinstance(value, (str, tuple)) and value]
    return " ".join([event, *(str(value) for value in values[:2])])


def run(code: str, tests: str, prelude: str, needed: list[str]) -> dict[str, Any]:
    """Run both in one namespace and return what is to be reported."""
    try:
        compiled = compile(code, CODE, "exec")
    except SyntaxError as error:
        return {"outcome": "not_runnable", "detail": _cut(error.msg or ""), "line": error.lineno}
    except (ValueError, RecursionError, MemoryError) as error:
        return {"outcome": "not_runnable", "detail": _cut(str(error))}
    module = types.ModuleType(MODULE)
    # dataclasses and pickle look a module up by its name.
    sys.modules[MODULE] = module
    space = module.__dict__
    ballast: bytearray | None = bytearray(_BALLAST)
    try:
        exec(compiled, space)
        if missing := [name for name in needed if name not in space]:
            return {"outcome": "missing", "detail": ", ".join(missing)}
        _import_for_tests(prelude, space)
        exec(compile(tests, TESTS, "exec"), space)
    except MemoryError as error:
        ballast = None
        error.__traceback__ = None
        space.clear()
        return {"outcome": "out_of_memory"}
    except BaseException as error:
        return _failure(error, code)
    finally:
        del ballast
    return {"outcome": "passed"}


def _import_for_tests(prelude: str, space: dict[str, Any]) -> None:
    """Give the tests what the reference solution imports, where the candidate did without."""
    imported: dict[str, Any] = {}
    exec(prelude, imported)
    for name, value in imported.items():
        space.setdefault(name, value)


def _failure(error: BaseException, code: str) -> dict[str, Any]:
    lines = code.split("\n")
    report: dict[str, Any] = {"outcome": "failed", "detail": _message(error), "trace": []}
    for file, number in _frames(error):
        if file == TESTS:
            report["test_line"] = number
        elif file == CODE and 0 < number <= len(lines):
            report["trace"].append({"number": number, "text": _cut(lines[number - 1].rstrip())})
    report["trace"] = report["trace"][-MOST_LINES:]
    if (refused := _refusal(error)) is not None:
        report |= {
            "outcome": "refused",
            "attempt": refused.attempt,
            "detail": _cut(refused.what),
        }
    return report


def _frames(error: BaseException) -> Iterator[tuple[str, int]]:
    at = error.__traceback__
    while at is not None:
        yield at.tb_frame.f_code.co_filename, at.tb_lineno
        at = at.tb_next


def _refusal(error: BaseException | None) -> Refused | None:
    """Return the refusal that led to an error, if one did."""
    for _ in range(LONGEST):
        if error is None or isinstance(error, Refused):
            return error
        error = error.__cause__ or error.__context__
    return None


def _message(error: BaseException) -> str:
    try:
        said = str(error)
    except Exception:
        said = ""
    if isinstance(error, AssertionError):
        return _cut(said)
    return _cut(f"{type(error).__name__}: {said}" if said else type(error).__name__)


def _cut(text: str) -> str:
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return whole if len(whole) <= LONGEST else whole[:LONGEST] + " …"


def _reporter() -> Callable[[dict[str, Any]], None]:
    """Keep the way to the parent; both streams and the input are the code's from now on."""
    channel = os.dup(2)
    os.dup2(1, 2)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")  # type: ignore[union-attr]

    def report(what: dict[str, Any]) -> None:
        with suppress(Exception):
            sys.stdout.flush()
        left = json.dumps(what).encode()
        while left:
            left = left[os.write(channel, left) :]
        os.close(channel)

    return report


def main() -> None:
    """Do what the parent asked for, say how it went, and be gone with all threads."""
    asked = json.loads(sys.stdin.buffer.read())
    report = _reporter()
    limit(asked["seconds"], asked["memory"])
    here = str(Path.cwd())
    libraries = map(sysconfig.get_path, ("stdlib", "platstdlib", "purelib", "platlib"))
    readable = [here, *libraries]
    with suppress(ImportError):
        import numpy

        readable.append(str(Path(numpy.__file__).parent))
    # Otherwise it would look for a folder that it may write to, and find none.
    tempfile.tempdir = here
    limit_further()
    guard(*readable)
    report(run(asked["code"], asked["tests"], asked["prelude"], asked["needed"]))
    os._exit(0)


if __name__ == "__main__":
    main()
