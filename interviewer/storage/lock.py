"""One interview at a time: a lock of the operating system, which no dead process keeps."""

import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from interviewer.i18n import _
from interviewer.storage.errors import StorageError, from_os


class InterviewRunning(StorageError):
    """Another process runs an interview on the same data; `pid` is None where it is not known."""

    def __init__(self, pid: int | None) -> None:
        if pid is None:
            sentence = _("An interview is already running in another window.")
        else:
            sentence = _("An interview is already running in another window (process {pid}).")
        super().__init__(sentence.format(pid=pid))
        self.pid = pid


class InterviewLock:
    """Held while an interview runs. Lets go by itself when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        # Workers may acquire in one thread and release in another.
        self._lock = FileLock(path, timeout=0, thread_local=False)
        # Windows lets nobody read a locked file, so the process id stands in one beside it.
        self._note = path.with_name(path.name + ".pid")
        self._path = path

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._lock.is_locked

    def acquire(self) -> None:
        """Take the lock, or raise InterviewRunning at once; DatabaseUnavailable if unwritable.

        Acquiring what this object holds already changes nothing.
        """
        if self.held:
            return
        try:
            self._lock.acquire()
        except Timeout:
            raise InterviewRunning(self._holder()) from None
        except OSError as error:
            raise from_os(error, self._path) from error
        # The lock is what counts: without the note others only miss the process id.
        with suppress(OSError):
            self._note.write_text(str(os.getpid()), encoding="ascii")

    def release(self) -> None:
        """Let go of the lock, if held."""
        if self.held:
            with suppress(OSError):
                self._note.unlink(missing_ok=True)
            self._lock.release(force=True)

    def __enter__(self) -> Self:
        """Acquire, as `acquire` does."""
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Release."""
        self.release()

    def _holder(self) -> int | None:
        try:
            return int(self._note.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None
