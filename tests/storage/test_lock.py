"""One interview at a time, and no dead process in the way."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from interviewer.storage.errors import DatabaseUnavailable, Reason
from interviewer.storage.lock import InterviewLock, InterviewRunning

HOLDS = """
import sys
from pathlib import Path
from interviewer.storage.lock import InterviewLock

lock = InterviewLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.readline()
lock.release()
print("released", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "interview.lock"


@contextmanager
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a process that holds the lock."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_process_is_told_who_runs_the_interview(path: Path) -> None:
    with holder(path) as process:
        lock = InterviewLock(path)
        with pytest.raises(InterviewRunning) as caught:
            lock.acquire()
        assert caught.value.pid == process.pid
        assert f"process {process.pid}" in str(caught.value)
        assert not lock.held


def test_the_lock_is_free_after_a_release(path: Path) -> None:
    with holder(path) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline() == "released\n"
        with InterviewLock(path) as lock:
            assert lock.held


def test_a_killed_process_keeps_no_lock(path: Path) -> None:
    for _ in range(3):
        with holder(path) as process:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            with InterviewLock(path):
                with pytest.raises(InterviewRunning) as caught:
                    InterviewLock(path).acquire()
                # Not the process that was killed, whose note is still there.
                assert caught.value.pid == os.getpid()


def test_without_a_note_the_holder_is_not_known(path: Path) -> None:
    with InterviewLock(path):
        path.with_name(path.name + ".pid").write_text("not a number")
        with pytest.raises(InterviewRunning) as caught:
            InterviewLock(path).acquire()
    assert caught.value.pid is None
    assert "None" not in str(caught.value)


def test_acquiring_twice_and_releasing_twice_is_harmless(path: Path) -> None:
    lock = InterviewLock(path)
    lock.release()
    lock.acquire()
    lock.acquire()
    lock.release()
    assert not lock.held
    with InterviewLock(path):
        pass
    lock.release()


def test_a_lock_taken_in_one_thread_is_released_in_another(path: Path) -> None:
    lock = InterviewLock(path)
    for step in (lock.acquire, lock.release):
        thread = threading.Thread(target=step)
        thread.start()
        thread.join()
    with InterviewLock(path):
        pass


def test_a_lock_is_not_inherited_by_a_program_that_is_started(path: Path) -> None:
    lock = InterviewLock(path)
    lock.acquire()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        lock.release()
        with InterviewLock(path):
            pass
        child.kill()


def test_a_folder_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseUnavailable) as caught:
        InterviewLock(tmp_path / "file" / "interview.lock").acquire()
    assert caught.value.reason is Reason.UNWRITABLE
    assert "\n" not in str(caught.value)
