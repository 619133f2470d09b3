"""Arrays kept in the cache folder."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from interviewer.bank.cache import write_atomically
from interviewer.bank.terms import GLOSSARY

Arrays = dict[str, NDArray[Any]]
T = TypeVar("T")


class ArrayStore:
    """One file of arrays: the last of its kind, with what it was made of.

    One that is absent, damaged, or made of something else or by other code is as good as none;
    a folder that cannot be written is worked without. `prepared` is a folder that is only read.
    """

    def __init__(
        self, folder: Path | None, kind: str, made_of: str, prepared: Path | None = None
    ) -> None:
        self._path = _path(folder, kind)
        self._prepared = _path(prepared, kind)
        self._made_of = np.frombuffer((_form() + made_of).encode(), dtype=np.uint8)

    def load(self, read: Callable[[Arrays], T]) -> T | None:
        """Return what `read` makes of the arrays; it raises ValueError for what it cannot use."""
        for path in (self._prepared, self._path):
            if path is not None and (made := self._load(path, read)) is not None:
                return made
        return None

    def save(self, arrays: Arrays) -> None:
        """Write the file, if the folder lets us."""
        if self._path is None:
            return
        buffer = io.BytesIO()
        np.savez(buffer, allow_pickle=False, made_of=self._made_of, **arrays)
        write_atomically(self._path, buffer.getvalue())

    def _load(self, path: Path, read: Callable[[Arrays], T]) -> T | None:
        try:
            with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
                if not np.array_equal(file["made_of"], self._made_of):
                    return None
                return read({name: file[name] for name in file.files})
        except (OSError, ValueError, KeyError, IndexError, EOFError, zipfile.BadZipFile):
            return None


def _path(folder: Path | None, kind: str) -> Path | None:
    return folder / "search" / f"{kind}.npz" if folder is not None else None


def packed(names: list[str]) -> NDArray[np.uint8]:
    """Return names as an array of bytes."""
    return np.frombuffer(json.dumps(names, ensure_ascii=False).encode(), dtype=np.uint8)


def unpacked(array: NDArray[Any]) -> list[str]:
    """Return the names that `packed` packed; ValueError if there are none."""
    names = json.loads(array.tobytes())
    if not isinstance(names, list):
        raise ValueError("not a list of names")
    return names


@cache
def _form() -> str:
    """Return a fingerprint of the code that decides what a text becomes."""
    fingerprint = hashlib.sha256()
    for name in ("embedding", "lexical", "passages", "terms", "text"):
        source = Path(__file__).parent / f"{name}.py"
        fingerprint.update(source.read_bytes() if source.is_file() else b"?")
    fingerprint.update(GLOSSARY.read_bytes())
    return fingerprint.hexdigest()
