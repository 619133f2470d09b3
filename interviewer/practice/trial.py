"""Runs a candidate's code against the tests of its question: once, apart from the app, and bounded.

The code runs in a process of its own (`trial_child.py`), in an empty folder that is removed
afterwards, with no more of the environment than Python needs, and for no longer than `SECONDS`.
There it is kept from the network, from files and from other processes. That is a guard against
accidents and no sandbox against somebody who means harm: a trial is for the candidate's own code,
on the candidate's own machine, when the candidate asks for it. Nothing else ever calls for one.
"""

import ast
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from contextlib import suppress
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import IO, Annotated

from pydantic import Field, ValidationError

from interviewer.domain.language import Frozen
from interviewer.domain.question import Code

SECONDS = 10
"""For all of it: starting Python takes a part of the first."""
MEMORY = 2 << 30
"""Bytes of address space. numpy 2 with one thread maps about 130 MiB."""
LONGEST_OUTPUT = 64 << 10
"""Bytes of what the code prints that are kept."""

_CHILD = Path(__file__).with_name("trial_child.py")
_LOOK_SECONDS = 0.05
_REPORT_BYTES = 64 << 10

_FENCE = re.compile(r" {0,3}(`{3,})([^`]*)$")
_PYTHON = frozenset({"", "py", "python", "python3"})

_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""numpy maps address space for each thread, and a trial has no need of a second one."""
_NEEDED_HERE = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""What some systems cannot start Python without."""


class Outcome(StrEnum):
    """How a trial ended."""

    PASSED = "passed"
    FAILED = "failed"
    """A test does not hold, or something was raised."""
    NOT_RUNNABLE = "not_runnable"
    """It is not Python."""
    MISSING = "missing"
    """It does not define what the tests call."""
    REFUSED = "refused"
    OUT_OF_TIME = "out_of_time"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    """The process ended without a word."""


class Attempt(StrEnum):
    """What a trial does not let code do."""

    NETWORK = "network"
    PROCESS = "process"
    WRITE = "write"
    READ = "read"
    LIBRARY = "library"


class CodeLine(Frozen):
    """A line of the candidate's text, by its number in it."""

    number: Annotated[int, Field(gt=0)]
    text: str


class Check(Frozen):
    """One statement of the tests."""

    number: int
    """From 1, among those that assert."""
    total: int
    source: str


class Trial(Frozen):
    """What came of a trial. All text in it is data."""

    outcome: Outcome
    detail: str = ""
    """What was raised, or what was refused, or which names are missing."""
    line: int | None = None
    """Where the text is not Python."""
    attempt: Attempt | None = None
    test_line: int | None = None
    trace: tuple[CodeLine, ...] = ()
    """The candidate's lines on the way to what was raised, the innermost last."""
    check: Check | None = None
    """The test that did not hold; None where the code did not get as far."""
    tests: int = 0
    output: str = ""
    output_is_cut: bool = False


@lru_cache(maxsize=64)
def can_try(code: Code | None) -> bool:
    """Whether there is something to run, in a language that can be run here."""
    if code is None or code.language != "python" or not sys.executable:
        return False
    try:
        ast.parse(code.solution)
        ast.parse(code.tests)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False  # a bank of one's own may hold anything; `bank check` says what is wrong
    return True


def code_in(answer: str) -> str:
    """Return the code of an answer: what stands in fences, or all of it.

    What is no code becomes empty lines, so that every line keeps its number.
    """
    lines = answer.split("\n")
    blocks = _fenced(lines)
    if not blocks:
        return answer
    wanted = [block for block in blocks if block[0] in _PYTHON] or blocks
    kept = [""] * len(lines)
    for _tag, start, end in wanted:
        kept[start:end] = textwrap.dedent("\n".join(lines[start:end])).split("\n")[: end - start]
    return "\n".join(kept)


def _fenced(lines: list[str]) -> list[tuple[str, int, int]]:
    """Return the tag, first line and end of every block; one that is left open goes to the end."""
    blocks: list[tuple[str, int, int]] = []
    opened: tuple[str, str, int] | None = None
    for at, line in enumerate(lines):
        if (fence := _FENCE.match(line)) is None:
            continue
        marks, tag = fence[1], fence[2].strip().lower()
        if opened is None:
            opened = (marks, tag.split(" ")[0], at + 1)
        elif not tag and len(marks) >= len(opened[0]):
            blocks.append((opened[1], opened[2], at))
            opened = None
    if opened is not None:
        blocks.append((opened[1], opened[2], len(lines)))
    return [block for block in blocks if block[1] < block[2]]


def called_by_tests(code: Code) -> dict[str, str]:
    """Return what the tests call: by name, the heads of the reference solution's definitions."""
    used = {node.id for node in ast.walk(ast.parse(code.tests)) if isinstance(node, ast.Name)}
    return {
        node.name: _head(node)
        for node in ast.parse(code.solution).body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        and node.name in used
    }


def _head(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> str:
    """Return how a definition is called, and what it says about itself."""
    if isinstance(node, ast.ClassDef):
        methods = [part for part in node.body if isinstance(part, ast.FunctionDef)]
        called = [part for part in methods if not part.name.startswith("_")]
        made = [part for part in methods if part.name == "__init__"]
        head = "\n    ".join([f"class {node.name}:", *(_head(part) for part in made + called)])
    else:
        head = f"def {node.name}({ast.unparse(node.args)})"
        head = f"async {head}" if isinstance(node, ast.AsyncFunctionDef) else head
    said = ast.get_docstring(node)
    return f"{head}\n    {said.splitlines()[0]}" if said else head


def try_out(
    answer: str, code: Code, stopped: threading.Event | None = None, *, seconds: int = SECONDS
) -> Trial | None:
    """Run the code of `answer` and the tests of `code`; None if it was stopped meanwhile.

    It blocks until then: for a thread. Raises OSError where no process can be started.
    """
    request = {
        "code": code_in(answer),
        "tests": code.tests,
        "prelude": _imports(code.solution),
        "needed": list(called_by_tests(code)),
        "seconds": seconds,
        "memory": MEMORY,
    }
    with (
        tempfile.TemporaryDirectory(prefix="interviewer-", ignore_cleanup_errors=True) as folder,
        _start(folder) as process,
    ):
        assert process.stdin and process.stdout and process.stderr
        threading.Thread(
            target=_feed, args=(process.stdin, json.dumps(request).encode()), daemon=True
        ).start()
        output = _Kept(process.stdout, LONGEST_OUTPUT)
        report = _Kept(process.stderr, _REPORT_BYTES)
        try:
            in_time = _wait(report, time.monotonic() + seconds, stopped)
        finally:
            _kill(process)
            process.wait()
        if in_time is None:
            return None
        output.join(1)
        report.join(1)
    trial = _outcome(report.text, process.returncode) if in_time else _late()
    return _with_tests(trial, code).model_copy(
        update={"output": output.text, "output_is_cut": output.is_cut}
    )


def _imports(solution: str) -> str:
    imports = (ast.Import, ast.ImportFrom)
    return "\n".join(
        ast.unparse(node) for node in ast.parse(solution).body if isinstance(node, imports)
    )


def _start(folder: str) -> "subprocess.Popen[bytes]":
    environment = {"HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8"}
    environment |= dict.fromkeys(_ONE_THREAD, "1")
    environment |= {name: os.environ[name] for name in _NEEDED_HERE if name in os.environ}
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    return subprocess.Popen(
        [sys.executable, "-I", "-B", "-X", "utf8", str(_CHILD)],
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=environment,
        start_new_session=True,
        creationflags=flags,
    )


def _feed(stream: IO[bytes], request: bytes) -> None:
    """Say what is to be done; whoever ends before hearing it is seen to elsewhere."""
    with suppress(OSError, ValueError):
        left = memoryview(request)
        while left:
            left = left[stream.write(left) :]
    with suppress(OSError):
        stream.close()


class _Kept(threading.Thread):
    """Reads a stream to its end and keeps the beginning, so that nobody waits for a full pipe."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        super().__init__(daemon=True)
        self._stream = stream
        self._most = most
        self._kept = bytearray()
        self.is_cut = False
        self.start()

    def run(self) -> None:
        """Read until there is no more."""
        with suppress(OSError, ValueError):
            while part := self._stream.read(1 << 16):
                room = self._most - len(self._kept)
                self._kept += part[:room]
                self.is_cut = self.is_cut or len(part) > room

    @property
    def text(self) -> str:
        """What was kept; bytes that are no text are replaced."""
        return bytes(self._kept).decode("utf-8", "replace")


def _wait(report: _Kept, deadline: float, stopped: threading.Event | None) -> bool | None:
    """Wait for the report, or the process's end; False when time is up, None when stopped."""
    while report.is_alive():
        if stopped is not None and stopped.is_set():
            return None
        if time.monotonic() > deadline:
            return False
        report.join(_LOOK_SECONDS)
    return True


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """End the process and all that came of it; it was not waited for, so its id is its own."""
    if sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    with suppress(OSError):
        process.kill()


def _late() -> Trial:
    return Trial(outcome=Outcome.OUT_OF_TIME)


def _outcome(report: str, returned: int) -> Trial:
    """Read the report. It comes from a process that ran foreign code: anything may stand in it."""
    with suppress(ValidationError):
        return Trial.model_validate_json(report)
    if sys.platform != "win32" and -returned in (signal.SIGXCPU, signal.SIGALRM):
        return _late()
    return Trial(outcome=Outcome.CRASHED, detail=_ending(returned))


def _ending(returned: int) -> str:
    if returned >= 0:
        return f"exit {returned}"
    with suppress(ValueError):
        return signal.Signals(-returned).name
    return str(returned)


def _with_tests(trial: Trial, code: Code) -> Trial:
    """Name the test at which the code failed, by its place among those that assert."""
    statements = sorted(
        (node for node in ast.walk(ast.parse(code.tests)) if isinstance(node, ast.stmt)),
        key=lambda node: node.lineno,
    )
    asserting = [node for node in statements if isinstance(node, ast.Assert)]
    update: dict[str, object] = {"tests": len(asserting)}
    if trial.test_line is not None:
        at = trial.test_line
        within = [
            node for node in statements if node.lineno <= at <= (node.end_lineno or node.lineno)
        ]
        # Of statements within each other, the innermost one begins last.
        source = ast.get_source_segment(code.tests, within[-1]) if within else None
        before = sum((node.end_lineno or node.lineno) < at for node in asserting)
        update["check"] = Check(
            number=min(before + 1, len(asserting)),
            total=len(asserting),
            source=textwrap.dedent(source or ""),
        )
    return trial.model_copy(update=update)
