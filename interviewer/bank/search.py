"""Finding questions by what they are about."""

import re
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from interviewer.bank.catalogue import Bank
from interviewer.bank.corpus import Corpus, prepare
from interviewer.bank.embedding import Embedding
from interviewer.bank.index import BankIndex, IndexUnavailable
from interviewer.bank.passages import PARTS
from interviewer.bank.terms import concepts, units
from interviewer.domain.language import Language
from interviewer.domain.question import Level, Question
from interviewer.models.faults import ModelFault

LONGEST_QUERY = 1000
"""Code points of a query that are read: more than anybody looks for."""
_NEAREST = 60
"""Passages that the vectors may bring forward."""
_LEAST = 0.05
"""Below this a question shares nothing with the query but a common word."""
_SAID = {
    "hand-coding": frozenset({"write code", "code"}),
    "system-design": frozenset({"system design", "platform"}),
}
"""Topics that are a way of answering, and the concepts of the glossary that ask for it."""
_UNSAID = 0.85
_ID = re.compile(r"[a-z0-9_]+(?:[-/][a-z0-9_]+)+")
_CLOSE_ID = 0.8
"""How alike an id must be to be taken for one that was mistyped."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A question that was found; the score is 0 to 1."""

    question: Question
    score: float


class BankSearch:
    """Search over one bank: its words, and its vectors from the index or from memory.

    The first search prepares the bank (from the cache, if there is one); `prepare` does it
    beforehand, and `open_index` opens or builds the index: both are for worker threads. While
    there is no index, search answers the same from memory. Safe to use from several threads.
    """

    def __init__(
        self,
        bank: Bank,
        embedding: Embedding | None = None,
        index: BankIndex | None = None,
        cache: Path | None = None,
        prepared: Path | None = None,
    ) -> None:
        self._bank = bank
        self._embedding = embedding
        self._index = index
        self._cache = cache
        self._prepared = prepared
        self._corpus: Corpus | None = None
        self._base = 0.0
        self._topics: NDArray[np.str_] = np.array([], dtype=np.str_)
        self._levels: NDArray[np.str_] = np.array([], dtype=np.str_)
        self._preparing = threading.Lock()
        self._opening = threading.Lock()
        self._asking = threading.Lock()

    @property
    def ready(self) -> bool:
        """Tell whether a search will answer at once."""
        return self._corpus is not None

    @property
    def index_open(self) -> bool:
        """Tell whether vectors are looked up in the index rather than in memory."""
        return self._index is not None and self._index.is_open

    @property
    def fault(self) -> str | None:
        """Why the chosen embedding plays no part, if it does not."""
        return self._corpus.fault if self._corpus is not None else None

    def prepare(self) -> Corpus:
        """Make the bank ready for search; a second call costs nothing."""
        with self._preparing:
            if self._corpus is None:
                corpus = prepare(self._bank, self._embedding, self._cache, self._prepared)
                heads = self._bank.heads()
                self._topics = np.array([head.topic for head in heads], dtype=np.str_)
                self._levels = np.array([head.level.value for head in heads], dtype=np.str_)
                if corpus.vectors is not None and len(corpus.vectors):
                    mean = corpus.vectors.mean(axis=0)
                    self._base = float(min(mean @ mean, 0.95))
                self._corpus = corpus
            return self._corpus

    def open_index(self) -> bool:
        """Open the index, building it if it is missing, broken or stale; True if it is open."""
        if self._index is None:
            return False
        with self._opening:
            corpus = self.prepare()
            if self._index.is_open:
                return True
            if corpus.vectors is None or not len(corpus.vectors):
                return False
            if self._index.open(corpus.fingerprint):
                return True
            metadata = [
                {"topic": head.topic, "level": head.level.value}
                for head in self._bank.heads()
                for _ in PARTS
            ]
            return self._index.build(corpus.fingerprint, corpus.vectors, metadata)

    def close(self) -> None:
        """Close the index cleanly; search goes on from memory."""
        if self._index is not None:
            with self._asking:
                self._index.close()

    def search(
        self,
        query: str,
        *,
        topic: str | None = None,
        level: Level | None = None,
        language: Language | None = None,
        k: int = 5,
    ) -> list[Hit]:
        """Return up to `k` questions, best first; none for a query that says nothing we know.

        Ids are found too, also mistyped. Every question is written in both languages and words of
        either find it, so `language` leaves none out; callers may pass on what they were asked.
        """
        query = query[:LONGEST_QUERY].strip()
        if not query or k < 1:
            return []
        corpus = self.prepare()
        spelled = corpus.words.spelled(query)
        scores = self._scores(corpus, spelled, topic, level) * self._wanted(spelled)
        for place, score in enumerate(_id_scores(query, corpus.ids)):
            scores[place] = max(scores[place], score)
        scores[~self._allowed(topic, level)] = 0.0
        best = np.argsort(-scores, kind="stable")[:k]
        return [
            Hit(self._bank.questions[corpus.ids[place]], min(1.0, round(float(scores[place]), 4)))
            for place in best
            if scores[place] >= _LEAST
        ]

    def nearest_topics(self, topic: str) -> list[str]:
        """Return the other topics, those that speak of the most similar things first."""
        corpus = self.prepare()
        others = [name for name in self._bank.topics() if name != topic]
        if corpus.vectors is None or topic not in self._bank.topics():
            return others
        whole = corpus.vectors[len(PARTS) - 1 :: len(PARTS)]
        centres = {name: whole[self._topics == name].mean(axis=0) for name in [topic, *others]}
        here = centres[topic]

        def nearness(name: str) -> float:
            there = centres[name]
            return float(here @ there) / float(np.linalg.norm(there) or 1.0)

        return sorted(others, key=lambda name: (-round(nearness(name), 6), name))

    def _wanted(self, query: str) -> NDArray[np.float64]:
        """Return a factor for each question: who wants to write code or to design says so."""
        said = set(concepts(units(query)))
        factors = np.ones(len(self._topics))
        for topic, asking in _SAID.items():
            if not said & asking:
                factors[self._topics == topic] = _UNSAID
        return factors

    def _allowed(self, topic: str | None, level: Level | None) -> NDArray[np.bool_]:
        allowed = np.ones(len(self._topics), dtype=np.bool_)
        if topic is not None:
            allowed &= self._topics == topic
        if level is not None:
            allowed &= self._levels == level.value
        return allowed

    def _scores(
        self, corpus: Corpus, query: str, topic: str | None, level: Level | None
    ) -> NDArray[np.float64]:
        """Weigh the words and the vectors; rounded, so that no path differs in the last digit."""
        words = corpus.words.scores(query).astype(np.float64)
        if corpus.vectors is None or not len(corpus.vectors):
            return words.round(4)
        try:
            vector = corpus.embedding.query(query)
        except ModelFault:  # the words still answer
            return words.round(4)
        if vector.shape != corpus.vectors.shape[1:]:
            return words.round(4)
        near = np.zeros(len(corpus.ids))
        for row, cosine in self._nearest(corpus, vector, topic, level):
            place = row // len(PARTS)
            near[place] = max(near[place], (cosine - self._base) / (1 - self._base))
        trust = corpus.embedding.trust
        return (trust * near + (1 - trust) * words).round(4)

    def _nearest(
        self, corpus: Corpus, vector: NDArray[np.float32], topic: str | None, level: Level | None
    ) -> list[tuple[int, float]]:
        where = {"topic": topic, "level": level.value if level else None}
        with self._asking:
            if self._index is not None and self._index.is_open:
                try:
                    return self._index.nearest(
                        vector, _NEAREST, {key: value for key, value in where.items() if value}
                    )
                except IndexUnavailable:
                    pass
        return _by_brute_force(corpus, vector, self._allowed(topic, level))


def _by_brute_force(
    corpus: Corpus, vector: NDArray[np.float32], allowed: NDArray[np.bool_]
) -> list[tuple[int, float]]:
    """Return what the index would: the nearest passages of the allowed questions."""
    if corpus.vectors is None:
        return []
    # not by BLAS: its threads cost more than they save here, and the sum must not vary with them
    cosines = np.einsum("ij,j->i", corpus.vectors, vector)
    rows = np.flatnonzero(np.repeat(allowed, len(PARTS)))
    best = rows[np.argsort(-cosines[rows], kind="stable")[:_NEAREST]]
    return [(int(row), float(cosines[row])) for row in best]


def _id_scores(query: str, ids: tuple[str, ...]) -> list[float]:
    """Score ids against a query that looks like one: 1 for the id itself, less for a near one."""
    asked = query.lower()
    if not _ID.fullmatch(asked):
        return [1.0 if id_ == asked else 0.0 for id_ in ids]
    likeness = (
        max(OSA.normalized_similarity(asked, name) for name in (id_, id_.rpartition("/")[2]))
        for id_ in ids
    )
    return [share if share >= _CLOSE_ID else 0.0 for share in likeness]
