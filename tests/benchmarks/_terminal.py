"""A process on a pseudo-terminal, with the moments at which things appear on it."""

import contextlib
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from fcntl import ioctl
from pathlib import Path
from types import TracebackType
from typing import Self

_SEQUENCE = re.compile(rb"\x1b\[[0-9;?<>=]*[A-Za-z]|\x1b[\]P][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.")


class Terminal:
    """Starts a command on a terminal of `columns` x `rows` and reads what it shows."""

    def __init__(
        self, command: list[str], env: dict[str, str], columns: int = 80, rows: int = 24
    ) -> None:
        """Start at once; times are seconds since the start."""
        self._master, slave = pty.openpty()
        ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.begun = time.perf_counter()
        self._process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **env},
            start_new_session=True,
        )
        os.close(slave)
        self._seen = b""

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    @property
    def shown(self) -> str:
        """Everything written so far, without control sequences."""
        return _SEQUENCE.sub(b"", self._seen).decode(errors="replace")

    def wait_for(self, words: str, seconds: float = 30.0) -> float:
        """Read until `words` appear; return the moment. TimeoutError with what was shown."""
        while words not in self.shown:
            late = time.perf_counter() - self.begun > seconds
            if late or (not self._read(0.05) and self._process.poll() is not None):
                raise TimeoutError(f"{words!r} never appeared:\n{self.shown[-2000:]}")
        return time.perf_counter() - self.begun

    def forget(self) -> None:
        """Let what was shown so far not count for the next wait."""
        self._read(0.05)
        self._seen = b""

    def send(self, keys: str) -> float:
        """Type; return the moment."""
        os.write(self._master, keys.encode())
        return time.perf_counter() - self.begun

    def memory(self) -> float:
        """Return the resident memory of the process, in MB (Linux)."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:
            return False
        self._answer(data)
        self._seen += data
        return bool(data)

    def _answer(self, data: bytes) -> None:
        # A program that asks the terminal who it is would otherwise wait for a time-out.
        if b"\x1b[c" in data:
            os.write(self._master, b"\x1b[?62;c")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._master)
