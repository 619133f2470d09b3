"""The index on disk: built to the side, swapped in whole, and never trusted after a crash.

The folder holds generations, each a Chroma folder, and a pointer file that names the current one.
Nothing in it is precious: it is made again from the bank whenever it is missing, broken, or of
another bank or embedding. Chroma is imported when an index is opened, not before.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from filelock import BaseFileLock, FileLock, Timeout
from pydantic import BaseModel, ConfigDict, ValidationError

from interviewer.bank.cache import write_atomically
from interviewer.bank.embedding import Vectors

if TYPE_CHECKING:
    from interviewer.bank.chroma import Collection

POINTER = "current.json"
PROBE_SECONDS = 60.0
BUILD_SECONDS = 600.0


class IndexUnavailable(Exception):
    """There is no index to ask just now; search answers from memory."""


class _Pointer(BaseModel):
    """Which generation is current, and what it was made of."""

    model_config = ConfigDict(frozen=True)

    generation: str
    fingerprint: str
    count: int


class BankIndex:
    """Nearest passages, by Chroma. Not thread-safe: its owner takes turns.

    `open` and `build` take their time (Chroma is imported, a process started): call them in a
    worker thread. Several processes may share the folder; one builds at a time.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._collection: Collection | None = None
        self._mark: BaseFileLock | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether `nearest` can be asked."""
        return self._collection is not None

    def open(self, fingerprint: str) -> bool:
        """Open the current generation if it is of this fingerprint and sound; else return False.

        After an unclean stop it is first probed in a process of its own.
        """
        self.close()
        pointer = self._pointer()
        if pointer is None or pointer.fingerprint != fingerprint:
            return False
        generation = self._folder / pointer.generation
        unclean = _take_over_marks(_marks(generation))
        if unclean and not self._run("probe", generation, PROBE_SECONDS):
            self._forget(pointer)
            return False
        try:
            mark = _lock(_marks(generation) / f"{uuid.uuid4().hex}.lock")
            mark.acquire()
        except OSError:
            return False
        try:
            from interviewer.bank.chroma import Collection

            collection = Collection(generation)
            if collection.count() != pointer.count:
                raise ValueError("rows are missing")
        except Exception:  # whatever Chroma cannot open is made again
            _release(mark)
            self._forget(pointer)
            return False
        self._collection, self._mark = collection, mark
        return True

    def build(
        self, fingerprint: str, vectors: Vectors, metadata: Sequence[Mapping[str, str]]
    ) -> bool:
        """Build a generation to the side, swap it in and open it.

        False if another process is building, or if it could not be built; the current generation
        stays as it was then. Row `n` of `vectors` is found under the number `n`.
        """
        with self._alone() as alone:
            if not alone:
                return False
            pointer = self._pointer()
            if pointer is None or pointer.fingerprint != fingerprint:
                if not self._swap_in(fingerprint, vectors, metadata):
                    return False
                self._sweep()
        return self.open(fingerprint)

    def nearest(
        self, vector: Vectors, n: int, where: Mapping[str, str] | None = None
    ) -> list[tuple[int, float]]:
        """Return up to `n` row numbers with their cosines, best first; raises IndexUnavailable.

        `where` holds metadata that must be equal. An index that fails is closed and forgotten.
        """
        if self._collection is None:
            raise IndexUnavailable
        try:
            return self._collection.nearest(vector, n, where)
        except Exception as error:  # a broken index must cost nobody the search
            pointer = self._pointer()
            self.close()
            if pointer is not None:
                self._forget(pointer)
            raise IndexUnavailable from error

    def close(self) -> None:
        """Close the index cleanly; nothing happens if it is closed."""
        collection, self._collection = self._collection, None
        mark, self._mark = self._mark, None
        if collection is not None:
            with contextlib.suppress(Exception):
                collection.close()
        if mark is not None:
            _release(mark)

    def delete(self) -> None:
        """Remove the folder: nothing is lost that the bank does not hold."""
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def status(self) -> dict[str, str | int | bool]:
        """Say what is on disk, for `bank index` and the doctor."""
        pointer = self._pointer()
        if pointer is None:
            return {"present": False, "open": self.is_open}
        return {
            "present": True,
            "open": self.is_open,
            "fingerprint": pointer.fingerprint,
            "passages": pointer.count,
            "folder": str(self._folder / pointer.generation),
        }

    def _pointer(self) -> _Pointer | None:
        try:
            pointer = _Pointer.model_validate_json((self._folder / POINTER).read_bytes())
        except (OSError, ValidationError):
            return None
        name = pointer.generation
        sound = name.startswith("generation-") and name.replace("-", "").isalnum()
        return pointer if sound and (self._folder / name).is_dir() else None

    def _forget(self, pointer: _Pointer) -> None:
        """Stop pointing at a generation that does not answer, unless the pointer has moved on."""
        with self._alone() as alone:
            if alone and self._pointer() == pointer:
                with contextlib.suppress(OSError):
                    (self._folder / POINTER).unlink()

    @contextlib.contextmanager
    def _alone(self) -> Iterator[bool]:
        """Hold the building lock, if nobody else does; the system lets go of it at a crash."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = _lock(self._folder / "build.lock")
            lock.acquire()
        except (OSError, Timeout):
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    def _swap_in(
        self, fingerprint: str, vectors: Vectors, metadata: Sequence[Mapping[str, str]]
    ) -> bool:
        name = f"generation-{uuid.uuid4().hex[:12]}"
        generation = self._folder / name
        try:
            generation.mkdir()
            np.save(generation / "vectors.npy", vectors, allow_pickle=False)
            rows = json.dumps([dict(row) for row in metadata], ensure_ascii=False)
            (generation / "rows.json").write_text(rows, "utf-8")
        except OSError:
            shutil.rmtree(generation, ignore_errors=True)
            return False
        if not self._run("build", generation, BUILD_SECONDS):
            shutil.rmtree(generation, ignore_errors=True)
            return False
        pointer = _Pointer(generation=name, fingerprint=fingerprint, count=len(vectors))
        self.close()
        return write_atomically(self._folder / POINTER, pointer.model_dump_json().encode())

    def _sweep(self) -> None:
        """Remove generations that are not current and that nobody has open."""
        current = self._pointer()
        for path in self._folder.glob("generation-*"):
            name = path.name.removesuffix(".open")
            if current is not None and name == current.generation:
                continue
            marks = self._folder / f"{name}.open"
            _take_over_marks(marks)
            if not any(marks.glob("*.lock")):
                shutil.rmtree(self._folder / name, ignore_errors=True)
                shutil.rmtree(marks, ignore_errors=True)

    @staticmethod
    def _run(command: str, generation: Path, seconds: float) -> bool:
        """Run Chroma on a folder in a process of its own; True if that ends well."""
        root = Path(__file__).resolve().parents[2]
        path = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH", "")]))
        try:
            done = subprocess.run(
                [sys.executable, "-m", "interviewer.bank.chroma", command, generation.resolve()],
                cwd=generation,
                env={**os.environ, "PYTHONPATH": path},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=seconds,
                check=False,
            )
        except (OSError, subprocess.SubprocessError):
            return False
        return done.returncode == 0


def _marks(generation: Path) -> Path:
    """Return the folder where each process that has a generation open holds a locked file."""
    return generation.with_name(generation.name + ".open")


def _take_over_marks(folder: Path) -> bool:
    """Remove the marks of processes that died; True if there were any."""
    unclean = False
    for path in folder.glob("*.lock"):
        lock = _lock(path)
        try:
            lock.acquire()
        except (OSError, Timeout):
            continue
        unclean = True
        _release(lock)
    return unclean


def _lock(path: Path) -> BaseFileLock:
    """Return a lock that is tried once; one thread may take it and another let go of it."""
    return FileLock(path, timeout=0, thread_local=False)


def _release(lock: BaseFileLock) -> None:
    """Let go of a mark and remove it."""
    lock.release()
    with contextlib.suppress(OSError):
        Path(lock.lock_file).unlink()
