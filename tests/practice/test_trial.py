"""A trial says what came of the code, ends in time, and keeps the code from all else."""

import os
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.domain.question import Code, Question
from interviewer.practice.trial import (
    LONGEST_OUTPUT,
    Attempt,
    Outcome,
    Trial,
    called_by_tests,
    can_try,
    code_in,
    try_out,
)
from tests.shipped import shipped_bank

DOUBLE = Code(
    solution='def double(x):\n    """Twice x."""\n    return 2 * x\n',
    tests="assert double(2) == 4\nassert double(0) == 0, 'zero'\nassert double('a') == 'aa'\n",
)

BANK = shipped_bank()
WITH_CODE = [question for question in BANK.questions.values() if question.code is not None]


def tried(answer: str, code: Code = DOUBLE, seconds: int = 10) -> Trial:
    trial = try_out(answer, code, seconds=seconds)
    assert trial is not None
    return trial


def body(line: str) -> str:
    """Code that does `line` when its function is called."""
    return f"def double(x):\n    {line}\n    return 2 * x\n"


class TestOutcomes:
    @pytest.mark.parametrize("question", WITH_CODE, ids=lambda question: question.id)
    def test_every_shipped_solution_passes_its_tests(self, question: Question) -> None:
        assert question.code is not None
        trial = tried(question.code.solution, question.code)
        assert (trial.outcome, trial.detail) == (Outcome.PASSED, "")
        assert trial.tests > 0

    def test_code_that_is_right_passes(self) -> None:
        trial = tried("def double(x):\n    return x + x\n")
        assert (trial.outcome, trial.tests, trial.check) == (Outcome.PASSED, 3, None)

    def test_a_test_that_does_not_hold_is_named(self) -> None:
        trial = tried("def double(x):\n    return x * 2 or 1\n")
        assert trial.outcome is Outcome.FAILED
        assert trial.check is not None
        assert (trial.check.number, trial.check.total) == (2, 3)
        assert trial.check.source == "assert double(0) == 0, 'zero'"
        assert trial.detail == "zero"
        assert trial.trace == ()

    def test_what_is_raised_is_traced_through_the_candidates_lines(self) -> None:
        trial = tried("Like so:\n```python\ndef double(x):\n    # 翻倍\n    return x.two\n```\n")
        assert trial.outcome is Outcome.FAILED
        assert trial.detail == "AttributeError: 'int' object has no attribute 'two'"
        assert [(line.number, line.text) for line in trial.trace] == [(5, "    return x.two")]
        assert trial.check is not None
        assert trial.check.number == 1

    def test_what_is_raised_before_the_tests_names_none_of_them(self) -> None:
        trial = tried("x = 1\nraise ValueError('no')\n")
        assert (trial.outcome, trial.detail, trial.check) == (
            Outcome.FAILED,
            "ValueError: no",
            None,
        )
        assert [line.number for line in trial.trace] == [2]

    def test_endless_recursion_is_an_error_like_any_other(self) -> None:
        trial = tried("def double(x):\n    return double(x)\n")
        assert trial.outcome is Outcome.FAILED
        assert trial.detail.startswith("RecursionError")
        assert len(trial.trace) <= 6

    def test_leaving_the_interpreter_is_no_success(self) -> None:
        assert tried("import sys\nsys.exit(0)\n").outcome is Outcome.FAILED

    @pytest.mark.parametrize(
        ("answer", "line"),
        [("def double(x:\n    pass", 1), ("```\nx = 1\n  y = 2\n```", 3), ("我会用两倍。", 1)],
    )
    def test_what_is_no_python_says_where(self, answer: str, line: int) -> None:
        trial = tried(answer)
        assert (trial.outcome, trial.line) == (Outcome.NOT_RUNNABLE, line)
        assert trial.detail

    @pytest.mark.parametrize("answer", ["x = '\0'", "x = '\ud800'", "(" * 5000 + ")" * 5000])
    def test_odd_text_is_not_runnable_either(self, answer: str) -> None:
        assert tried(answer).outcome is Outcome.NOT_RUNNABLE

    @pytest.mark.parametrize("answer", ["", "triple = 3"])
    def test_code_without_what_the_tests_call_says_so(self, answer: str) -> None:
        trial = tried(answer)
        assert (trial.outcome, trial.detail) == (Outcome.MISSING, "double")

    def test_a_loop_without_an_end_is_ended(self) -> None:
        began = time.monotonic()
        assert tried(body("while True: pass"), seconds=1).outcome is Outcome.OUT_OF_TIME
        assert time.monotonic() - began < 4

    def test_waiting_for_ever_is_ended(self) -> None:
        sleeping = "import time\ntime.sleep(60)"
        assert tried(sleeping, seconds=1).outcome is Outcome.OUT_OF_TIME

    @pytest.mark.parametrize(
        "line", ["z = [bytearray(1 << 28) for _ in range(99)]", "z = [0] * 10**11"]
    )
    def test_too_much_memory_is_refused_by_the_system(self, line: str) -> None:
        assert tried(body(line)).outcome is Outcome.OUT_OF_MEMORY

    @pytest.mark.parametrize(
        ("line", "ending"), [("os._exit(3)", "exit 3"), ("os.abort()", "SIGABRT")]
    )
    def test_a_process_that_just_ends_has_crashed(self, line: str, ending: str) -> None:
        trial = tried("import os\nprint('so far', flush=True)\n" + line)
        assert (trial.outcome, trial.detail) == (Outcome.CRASHED, ending)
        assert "so far" in trial.output

    def test_a_report_that_is_none_is_a_crash(self) -> None:
        trial = tried(
            "import os\nfor n in range(3, 9):\n  try: os.write(n, b'{}')\n"
            "  except OSError: pass\nos._exit(0)"
        )
        assert trial.outcome is Outcome.CRASHED

    def test_a_trial_can_be_stopped(self) -> None:
        stopped = threading.Event()
        threading.Timer(0.5, stopped.set).start()
        began = time.monotonic()
        assert try_out(body("while True: pass"), DOUBLE, stopped) is None
        assert time.monotonic() - began < 5


class TestGuard:
    @pytest.mark.parametrize(
        ("line", "attempt"),
        [
            ("import socket; socket.create_connection(('127.0.0.1', 9))", Attempt.NETWORK),
            ("import urllib.request as r; r.urlopen('http://127.0.0.1:9')", Attempt.NETWORK),
            ("import subprocess; subprocess.run(['true'])", Attempt.PROCESS),
            ("import os; os.system('true')", Attempt.PROCESS),
            ("import os\n    while True: os.fork()", Attempt.PROCESS),
            ("import os; os.execv('/bin/true', ['true'])", Attempt.PROCESS),
            ("import os; os.posix_spawn('/bin/true', ['true'], {})", Attempt.PROCESS),
            ("import os; os.kill(os.getppid(), 9)", Attempt.PROCESS),
            ("import multiprocessing as m; m.Process(target=print).start()", Attempt.PROCESS),
            ("open('mine.txt', 'w')", Attempt.WRITE),
            ("import os; os.open('mine.txt', os.O_CREAT)", Attempt.WRITE),
            ("import pathlib; pathlib.Path('x').mkdir()", Attempt.WRITE),
            ("import shutil; shutil.rmtree('.')", Attempt.WRITE),
            ("import tempfile; tempfile.TemporaryFile()", Attempt.WRITE),
            ("open('/etc/passwd')", Attempt.READ),
            ("open('../../etc/passwd')", Attempt.READ),
            ("import os; os.listdir('/')", Attempt.READ),
            ("import ctypes; ctypes.CDLL(None)", Attempt.LIBRARY),
        ],
    )
    def test_what_a_trial_does_not_let_code_do(self, line: str, attempt: Attempt) -> None:
        trial = tried(body(line))
        assert (trial.outcome, trial.attempt) == (Outcome.REFUSED, attempt), trial
        assert trial.detail
        assert trial.trace[-1].number >= 2

    def test_code_that_can_do_without_what_is_refused_passes(self) -> None:
        line = "try: open('/etc/passwd')\n    except OSError: pass"
        assert tried(body(line)).outcome is Outcome.PASSED

    def test_the_library_and_event_loops_can_be_used(self) -> None:
        answer = (
            "import asyncio, dataclasses, heapq, json, random, statistics, decimal, numpy.fft\n"
            "@dataclasses.dataclass\nclass Two:\n    n: 'int' = 2\n"
            "async def twice(x):\n    await asyncio.sleep(0)\n    return Two().n * x\n"
            "def double(x):\n    return asyncio.run(twice(x))\n"
        )
        trial = tried(answer)
        assert (trial.outcome, trial.detail) == (Outcome.PASSED, "")

    def test_the_folder_is_empty_and_goes_and_the_environment_tells_nothing(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
        line = "import os; print(os.getcwd(), os.listdir(), sorted(os.environ))"
        trial = tried(body(line))
        assert trial.outcome is Outcome.PASSED
        folder, rest = trial.output.split(" ", 1)
        assert not Path(folder).exists()
        assert rest.startswith("[] ")
        assert "OPENAI" not in rest
        assert "PATH'" not in rest.replace("LD_LIBRARY_PATH", "")

    def test_nothing_can_be_read_from_the_terminal(self) -> None:
        assert tried(body("input()")).detail.startswith("EOFError")

    def test_what_stands_under_main_is_not_run(self) -> None:
        answer = body("pass") + "if __name__ == '__main__':\n    raise SystemExit\n"
        assert tried(answer).outcome is Outcome.PASSED

    def test_what_the_tests_import_need_not_be_imported_again(self) -> None:
        code = Code(solution="import math\nf = 1\n" + DOUBLE.solution, tests="assert math.pi\n")
        assert tried("def double(x): pass", code).outcome is Outcome.PASSED

    @pytest.mark.skipif(not hasattr(os, "getpgid"), reason="process groups")
    def test_no_process_is_left(self) -> None:
        trial = tried("import os\nprint(os.getpid(), flush=True)\nwhile True: pass", seconds=1)
        with pytest.raises(ProcessLookupError):
            os.kill(int(trial.output), 0)


class TestOutput:
    def test_it_is_kept_in_any_script(self) -> None:
        trial = tried("import sys\nprint('翻倍 ✓')\nprint('err', file=sys.stderr)\n" + body("pass"))
        assert (trial.outcome, trial.output) == (Outcome.PASSED, "翻倍 ✓\nerr\n")
        assert not trial.output_is_cut

    def test_too_much_of_it_is_cut(self) -> None:
        trial = tried("for _ in range(3000): print('x' * 999)\n" + body("pass"))
        assert trial.outcome is Outcome.PASSED
        assert trial.output_is_cut
        assert len(trial.output) == LONGEST_OUTPUT

    def test_bytes_that_are_no_text_are_replaced(self) -> None:
        trial = tried("import os\nos.write(1, b'\\xff\\x1b[2J')\n" + body("pass"))
        assert trial.output == "\N{REPLACEMENT CHARACTER}\x1b[2J"

    def test_long_messages_are_cut(self) -> None:
        trial = tried("raise ValueError('长' * 99999 + '\\ud800')")
        assert len(trial.detail) < 1100


class TestCode:
    @pytest.mark.parametrize(
        ("answer", "code"),
        [
            ("x = 1", "x = 1"),
            ("Well:\n```python\nx = 1\n```\nand\n```\ny = 2\n```", "\n\nx = 1\n\n\n\ny = 2\n"),
            ("```py\nx = 1", "\nx = 1"),
            ("```bash\nls\n```\n```python\nx = 1\n```", "\n\n\n\nx = 1\n"),
            ("```js\nlet x\n```", "\nlet x\n"),
            ("````\nx = '''\n```\n'''\n````", "\nx = '''\n```\n'''\n"),
            ("1. so\n   ```\n   x = 1\n   y = 2\n   ```", "\n\nx = 1\ny = 2\n"),
        ],
    )
    def test_it_is_found_in_an_answer(self, answer: str, code: str) -> None:
        assert code_in(answer) == code

    @given(st.text(alphabet="`\n xy=1#", max_size=80))
    def test_every_line_keeps_its_number(self, answer: str) -> None:
        found, lines = code_in(answer).split("\n"), answer.split("\n")
        assert len(found) == len(lines)
        assert all(
            code.strip() in ("", line.strip()) for code, line in zip(found, lines, strict=True)
        )

    def test_what_the_tests_call_can_be_told_beforehand(self) -> None:
        assert called_by_tests(DOUBLE) == {"double": "def double(x)\n    Twice x."}

    def test_a_class_is_told_with_what_it_is_made_from(self) -> None:
        solution = "class A:\n    def __init__(self, n): ...\n    def go(self, m=1): ...\n"
        code = Code(solution=solution, tests="assert A(1).go()")
        told = "class A:\n    def __init__(self, n)\n    def go(self, m=1)"
        assert called_by_tests(code) == {"A": told}

    def test_only_python_can_be_tried(self) -> None:
        assert can_try(DOUBLE)
        assert not can_try(None)
        assert not can_try(DOUBLE.model_copy(update={"language": "rust"}))
        assert not can_try(DOUBLE.model_copy(update={"tests": "assert ("}))
