"""Ranking by the words themselves, where they stand, and words that are nearly the same.

BM25F (Robertson, Zaragoza, Taylor 2004): the mentions of a term in the fields of a question are
weighted and added before they saturate.
"""

import math
import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from interviewer.bank.arrays import Arrays, packed, unpacked
from interviewer.bank.terms import latin_words, may_be_mistyped, terms, units

K1 = 4.0
FIELDS: Mapping[str, tuple[float, float]] = {
    "name": (3.0, 0.3),
    "prompt": (2.5, 0.4),
    "asked": (3.0, 0.3),
    "notes": (0.3, 0.75),
    "answer": (0.3, 0.75),
}
"""Weight of a field, and how much its length is held against it (BM25's b)."""

_MOST_TYPOS = 8
"""Words of a query that are compared with all known ones."""


class LexicalIndex:
    """Which questions hold which terms, as arrays."""

    def __init__(
        self,
        vocabulary: Sequence[str],
        starts: NDArray[np.int64],
        places: NDArray[np.int32],
        impacts: NDArray[np.float32],
        rarity: NDArray[np.float32],
        words: Sequence[str],
        size: int,
    ) -> None:
        self.vocabulary = vocabulary
        self.starts = starts
        self.places = places
        self.impacts = impacts
        self.rarity = rarity
        self.words = words
        self.size = size
        self._ids = {name: at for at, name in enumerate(vocabulary)}

    @classmethod
    def of(cls, documents: Sequence[Mapping[str, str]]) -> "LexicalIndex":
        """Read documents, each a text by field name; fields are those of `FIELDS`."""
        counted = [
            {field: terms(document.get(field, "")) for field in FIELDS} for document in documents
        ]
        words = {
            word for document in documents for word in latin_words("\n".join(document.values()))
        }
        total = max(1, len(counted))
        means = {
            field: sum(sum(document[field].values()) for document in counted) / total or 1.0
            for field in FIELDS
        }
        postings: dict[str, list[tuple[int, float]]] = {}
        for at, document in enumerate(counted):
            for name, mentions in _weighed(document, means).items():
                postings.setdefault(name, []).append((at, mentions / (K1 + mentions)))
        vocabulary = sorted(postings)
        sizes = [len(postings[name]) for name in vocabulary]
        pairs = [pair for name in vocabulary for pair in postings[name]]
        return cls(
            vocabulary,
            np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            np.array([at for at, _ in pairs], dtype=np.int32),
            np.array([impact for _, impact in pairs], dtype=np.float32),
            np.array([_rarity(total, size) for size in sizes], dtype=np.float32),
            sorted(words),
            len(documents),
        )

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "LexicalIndex":
        """Return the index that `arrays` gave; ValueError or KeyError if they do not fit."""
        vocabulary = unpacked(arrays["vocabulary"])
        starts, places, impacts = arrays["starts"], arrays["places"], arrays["impacts"]
        size = int(arrays["size"])
        if (
            len(starts) != len(vocabulary) + 1
            or len(places) != len(impacts)
            or len(arrays["rarity"]) != len(vocabulary)
        ):
            raise ValueError("arrays that do not fit each other")
        words = unpacked(arrays["words"])
        return cls(vocabulary, starts, places, impacts, arrays["rarity"], words, size)

    def arrays(self) -> Arrays:
        """Return the index as arrays, to keep."""
        return {
            "vocabulary": packed(list(self.vocabulary)),
            "starts": self.starts,
            "places": self.places,
            "impacts": self.impacts,
            "rarity": self.rarity,
            "words": packed(list(self.words)),
            "size": np.array(self.size),
        }

    def scores(self, query: str) -> NDArray[np.float32]:
        """Return how much of what the query says each document says, 0 to 1."""
        scores = np.zeros(self.size, dtype=np.float32)
        unseen = _rarity(max(1, self.size), 0)
        asked = 0.0
        for name, weight in terms(query).items():
            # said twice is not asked twice
            weight = min(weight, 1.0)
            known = self._ids.get(name)
            if known is None:
                asked += weight * unseen
                continue
            gain = weight * float(self.rarity[known])
            asked += gain
            begin, end = self.starts[known], self.starts[known + 1]
            scores[self.places[begin:end]] += gain * self.impacts[begin:end]
        return scores / asked if asked else scores

    def spelled(self, query: str) -> str:
        """Return the query with words nobody uses here put as the nearest that somebody does."""
        guesses = _MOST_TYPOS
        for unit in units(query):
            if unit.is_cjk or not may_be_mistyped(unit.text) or unit.stem in self._ids:
                continue
            if not guesses:
                break
            guesses -= 1
            allowed = 1 if len(unit.text) < 8 else 2
            near = process.extractOne(
                unit.text, self.words, scorer=OSA.distance, score_cutoff=allowed
            )
            if near is not None:
                query = re.sub(re.escape(unit.text), near[0], query, flags=re.IGNORECASE)
        return query


def _weighed(
    document: Mapping[str, Mapping[str, float]], means: Mapping[str, float]
) -> dict[str, float]:
    """Add up the mentions of each term over the fields of one document."""
    mentions: dict[str, float] = {}
    for field, (weight, b) in FIELDS.items():
        counts = document[field]
        length = 1 - b + b * sum(counts.values()) / means[field]
        for name, count in counts.items():
            mentions[name] = mentions.get(name, 0.0) + weight * count / length
    return mentions


def _rarity(total: int, holding: int) -> float:
    return math.log(1 + (total - holding + 0.5) / (holding + 0.5))
