"""All that search needs of a bank, computed once and kept: words, passages, vectors."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interviewer.bank.arrays import Arrays, ArrayStore, packed, unpacked
from interviewer.bank.catalogue import Bank
from interviewer.bank.embedding import Embedding, HashedEmbedding, Vectors
from interviewer.bank.lexical import LexicalIndex
from interviewer.bank.passages import PARTS, fields, passages
from interviewer.models.faults import FaultKind, ModelFault

_BATCH = 64
"""Texts embedded at a time: other threads get their turn, and endpoints have limits."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A bank made ready for search.

    A question has as many passages as `PARTS`, one after the other: passage `n` belongs to
    question `n // len(PARTS)`. `vectors` has a row a passage; None while the embedding could not
    give them, and then `fault` says why.
    """

    ids: tuple[str, ...]
    words: LexicalIndex
    embedding: Embedding
    vectors: Vectors | None
    fingerprint: str
    """Changes with the bank, the embedding, and the way texts are read."""
    fault: str | None = None


def prepare(
    bank: Bank,
    embedding: Embedding | None = None,
    cache: Path | None = None,
    prepared: Path | None = None,
) -> Corpus:
    """Make a bank ready for search, from the caches where they hold the very same.

    `prepared` is a cache that came with the app.

    Without an embedding the bank's own `HashedEmbedding` is fitted. An embedding that fails costs
    its vectors and nothing else.
    """
    ids = tuple(bank.questions)
    content = _fingerprint(bank.version, *ids)
    store = ArrayStore(cache, "words", content, prepared)
    words = store.load(LexicalIndex.from_arrays)
    if words is None:
        words = LexicalIndex.of([fields(question) for question in bank.questions.values()])
        store.save(words.arrays())
    fault: str | None = None
    vectors: Vectors | None = None
    if embedding is None:
        embedding, vectors = _own_vectors(bank, ArrayStore(cache, "hashed", content, prepared))
    else:
        try:
            vectors = _foreign_vectors(bank, embedding, cache, content)
        except ModelFault as error:  # the words still answer
            fault = str(error)
    fingerprint = _fingerprint(content, embedding.name, embedding.version)
    return Corpus(ids, words, embedding, vectors, fingerprint, fault)


def _texts(bank: Bank) -> list[str]:
    return [text for question in bank.questions.values() for text in passages(question)]


def _own_vectors(bank: Bank, store: ArrayStore) -> tuple[Embedding, Vectors]:
    kept = store.load(_read_own)
    if kept is not None and len(kept[1]) == len(bank) * len(PARTS):
        return kept
    texts = _texts(bank)
    embedding = HashedEmbedding.fitted(texts)
    vectors = _embed(embedding, texts)
    names = sorted(embedding.rarity)
    rarity = np.array([embedding.rarity[name] for name in names], dtype=np.float64)
    store.save({"names": packed(names), "rarity": rarity, "vectors": vectors})
    return embedding, vectors


def _read_own(arrays: Arrays) -> tuple[Embedding, Vectors]:
    rarity = dict(zip(unpacked(arrays["names"]), arrays["rarity"].tolist(), strict=True))
    vectors = arrays["vectors"].astype(np.float32)
    if vectors.ndim != 2 or vectors.shape[1] != HashedEmbedding.dimensions:
        raise ValueError("vectors of another length")
    return HashedEmbedding(rarity), vectors


def _foreign_vectors(bank: Bank, embedding: Embedding, cache: Path | None, content: str) -> Vectors:
    """Embed by somebody else's model, asking only for the texts it has not seen before."""
    store = ArrayStore(cache, "embedded", _fingerprint(embedding.name, embedding.version))
    kept = store.load(_read_foreign)
    if kept is not None and kept[0] == content and len(kept[2]) == len(bank) * len(PARTS):
        return kept[2]
    rows: dict[str, NDArray[np.float32]] = {}
    if kept is not None:
        rows.update(zip(kept[1], kept[2], strict=True))
    texts = _texts(bank)
    keys = [_fingerprint(text) for text in texts]
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in rows}
    rows.update(zip(missing, _embed(embedding, list(missing.values())), strict=True))
    if len({row.shape for row in rows.values()}) > 1:
        # the model behind the name is another one now: what it said before is worth nothing
        rows = dict(zip(keys, _embed(embedding, texts), strict=True))
    vectors = _stacked([rows[key] for key in keys], embedding)
    store.save({"content": packed([content]), "keys": packed(keys), "rows": vectors})
    return vectors


def _read_foreign(arrays: Arrays) -> tuple[str, list[str], Vectors]:
    keys, rows = unpacked(arrays["keys"]), arrays["rows"].astype(np.float32)
    if rows.ndim != 2 or len(rows) != len(keys):
        raise ValueError("rows without their texts")
    return unpacked(arrays["content"])[0], keys, rows


def _embed(embedding: Embedding, texts: list[str]) -> Vectors:
    rows: list[NDArray[np.float32]] = []
    for start in range(0, len(texts), _BATCH):
        rows.extend(embedding.documents(texts[start : start + _BATCH]))
    return _stacked(rows, embedding)


def _stacked(rows: list[NDArray[np.float32]], embedding: Embedding) -> Vectors:
    if not rows:
        return np.zeros((0, embedding.dimensions), dtype=np.float32)
    if len({row.shape for row in rows}) > 1:
        raise ModelFault(FaultKind.BAD_REPLY, "vectors of different lengths")
    return np.stack(rows).astype(np.float32)


def _fingerprint(*parts: str) -> str:
    fingerprint = hashlib.sha256()
    for part in parts:
        fingerprint.update(part.encode("utf-8", "surrogatepass"))
        fingerprint.update(b"\xff")
    return fingerprint.hexdigest()[:32]
