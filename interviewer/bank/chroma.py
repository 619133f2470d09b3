"""The one place that touches Chroma: a collection of vectors in a folder of its own.

Run as a module it is the process that builds or probes such a folder, so that a crash in native
code, or a kill, costs that process only: `python -m interviewer.bank.chroma build|probe FOLDER`.
Importing this module imports Chroma.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import (
    CreateCollectionConfiguration,
    CreateHNSWConfiguration,
)
from chromadb.api.types import Where
from chromadb.config import Settings

from interviewer.bank.embedding import Vectors

COLLECTION = "passages"
ROWS, VECTORS = "rows.json", "vectors.npy"
"""What the building process is given, in the folder it builds."""
_BATCH = 128
_EXACT = 2000
"""Breadth of the graph search: beyond a few thousand rows it finds what brute force would."""


class _OwnSettings(Settings):
    """Settings that no environment variable and no `.env` of the current folder can change."""

    @classmethod
    def settings_customise_sources(cls, *_: Any, **sources: Any) -> tuple[Any, ...]:
        """Take only what is passed in."""
        return (sources["init_settings"],)


def _client(folder: Path) -> Client:
    settings = _OwnSettings(anonymized_telemetry=False)
    return cast(Client, chromadb.PersistentClient(path=folder, settings=settings))


class Collection:
    """The vectors of one folder, opened for search."""

    def __init__(self, folder: Path) -> None:
        self._client = _client(folder)
        # no embedding function: the default one would fetch a model from the network
        self._collection = self._client.get_collection(COLLECTION, embedding_function=None)

    def nearest(
        self, vector: Vectors, n: int, where: Mapping[str, str] | None = None
    ) -> list[tuple[int, float]]:
        """Return the row numbers nearest to a vector and their cosines, best first."""
        found = self._collection.query(
            query_embeddings=vector[np.newaxis, :],
            n_results=n,
            where=_clause(where or {}),
            include=["distances"],
        )
        distances = (found["distances"] or [[]])[0]
        return [
            (int(row), 1.0 - distance)
            for row, distance in zip(found["ids"][0], distances, strict=True)
        ]

    def count(self) -> int:
        """Return the number of rows."""
        return self._collection.count()

    def close(self) -> None:
        """Let go of the folder's files."""
        self._client.close()


def _clause(where: Mapping[str, str]) -> Where | None:
    """Return the conditions in Chroma's form, which has one for none, one, and more."""
    conditions: list[Where] = [{key: value} for key, value in where.items()]
    if len(conditions) > 1:
        return {"$and": conditions}
    return conditions[0] if conditions else None


def create(folder: Path, vectors: Vectors, metadata: Sequence[Mapping[str, str]]) -> None:
    """Create the collection of a fresh folder: row `n` under the id `n`."""
    client = _client(folder)
    hnsw = CreateHNSWConfiguration(
        space="cosine",
        ef_construction=400,
        ef_search=_EXACT,
        max_neighbors=32,
        # the graph is made in memory from the log when it is opened; writing it out is what a
        # kill leaves broken
        sync_threshold=10_000_000,
    )
    collection = client.create_collection(
        COLLECTION,
        configuration=CreateCollectionConfiguration(hnsw=hnsw),
        embedding_function=None,
    )
    for start in range(0, len(vectors), _BATCH):
        rows = range(start, min(start + _BATCH, len(vectors)))
        collection.add(
            ids=[str(row) for row in rows],
            embeddings=vectors[rows.start : rows.stop],
            metadatas=[dict(metadata[row]) for row in rows],
        )
    client.close()


def probe(folder: Path, count: int) -> None:
    """Raise unless the folder holds `count` rows and finds one of them."""
    collection = Collection(folder)
    if collection.count() != count:
        raise ValueError(f"{collection.count()} rows instead of {count}")
    vectors = np.load(folder / VECTORS, allow_pickle=False)
    for row in {0, count // 2, count - 1} if count else ():
        near = collection.nearest(vectors[row], min(10, count))
        if not any(abs(similarity - 1) < 1e-3 for _, similarity in near):
            raise ValueError(f"row {row} is not found by its own vector")
    collection.close()


def _main(command: str, folder: Path) -> None:
    metadata = json.loads((folder / ROWS).read_text("utf-8"))
    if command == "build":
        create(folder, np.load(folder / VECTORS, allow_pickle=False), metadata)
    probe(folder, len(metadata))


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]))
