"""Texts as vectors: our own embedding, which needs no download, and that of an endpoint."""

import hashlib
import math
import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from interviewer.bank.terms import latin_words, letter_runs, terms

Vectors = NDArray[np.float32]

DIMENSIONS = 1024
_HASHES = 2
"""Coordinates a term touches: two terms that share one still differ in the other."""
_SPELLING = 0.25
"""Weight of a run of letters beside that of a word."""


class Embedding(Protocol):
    """Turns texts into vectors of length one; texts that say the same point the same way."""

    @property
    def name(self) -> str:
        """Which embedding this is."""
        ...

    @property
    def version(self) -> str:
        """Changes whenever the same text may give another vector."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector; 0 while it is not known."""
        ...

    @property
    def trust(self) -> float:
        """How much its nearness counts in search, 0 to 1, the rest going to the words."""
        ...

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text."""
        ...

    def query(self, text: str) -> Vectors:
        """Return the vector of something that is looked for."""
        ...


class HashedEmbedding:
    """Hashed terms, weighted by how rare they are in the bank.

    Words, word pairs, CJK bigrams, concepts of the bilingual glossary and runs of letters (for
    typing errors), each spread over a few coordinates with signs: feature hashing (Weinberger et
    al., arXiv 0902.2206). Deterministic, the same on every machine.
    """

    name = "hashed"
    dimensions = DIMENSIONS
    trust = 0.2
    """It knows little that the words themselves do not: typing errors, above all."""

    def __init__(self, rarity: Mapping[str, float] | None = None) -> None:
        self.rarity = dict(rarity or {})
        self._highest = max(self.rarity.values(), default=1.0)

    @classmethod
    def fitted(cls, texts: Iterable[str]) -> "HashedEmbedding":
        """Return the embedding for a bank of these texts: it knows which terms are rare there."""
        counts: dict[str, int] = {}
        total = 0
        for text in texts:
            total += 1
            for name in _features(text):
                counts[name] = counts.get(name, 0) + 1
        return cls(
            {name: math.log(1 + (total - n + 0.5) / (n + 0.5)) for name, n in counts.items()}
        )

    @cached_property
    def version(self) -> str:
        """Return a fingerprint of the rarities and of the way terms are made."""
        fingerprint = hashlib.sha256(b"1")
        for name in sorted(self.rarity):
            fingerprint.update(f"{name}\0{self.rarity[name]:.6f}\n".encode())
        return fingerprint.hexdigest()[:12]

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.stack([self.query(text) for text in texts])

    def query(self, text: str) -> Vectors:
        """Return the vector of a text; all zero for one that says nothing."""
        found = _features(text)
        vector = np.zeros(self.dimensions, dtype=np.float64)
        if found:
            mentions = np.array(list(found.values()))
            rarity = np.array([self.rarity.get(name, self._highest) for name in found])
            weights = np.where(mentions >= 1, 1 + np.log(np.maximum(mentions, 1)), mentions)
            places = np.array([_places(name) for name in found])
            for hashed in range(_HASHES):
                signs = places[:, 2 * hashed + 1]
                np.add.at(vector, places[:, 2 * hashed], signs * weights * rarity)
        norm = float(np.sqrt(vector @ vector))
        return (vector / norm if norm else vector).astype(np.float32)


@lru_cache(maxsize=1024)
def _features(text: str) -> dict[str, float]:
    """Return the terms of a text and its runs of letters, with their weight."""
    found = dict(terms(text))
    for word in sorted(latin_words(text)):
        for run in letter_runs(word):
            found[run] = found.get(run, 0.0) + _SPELLING
    return found


@lru_cache(maxsize=1 << 16)
def _places(name: str) -> tuple[int, ...]:
    """Return the coordinates of a term, each followed by its sign."""
    data = name.encode()
    found: list[int] = []
    for seed in range(_HASHES):
        value = zlib.crc32(data, seed * 0x9E3779B1 & 0xFFFFFFFF)
        # crc32 is linear: mix, or terms that differ in one letter would differ in few bits
        value = (value ^ value >> 15) * 0x2C1B3C6D & 0xFFFFFFFF
        value = (value ^ value >> 12) * 0x297A2D39 & 0xFFFFFFFF
        value ^= value >> 15
        found += (value % DIMENSIONS, 1 if value >> 31 else -1)
    return tuple(found)
