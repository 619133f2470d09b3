"""The embedding of an OpenAI-compatible endpoint."""

import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from interviewer.bank.embedding import Vectors
from interviewer.models.connection import Connection
from interviewer.models.faults import FaultKind, ModelFault, fault_from

if TYPE_CHECKING:
    from openai import OpenAI

QUERY_SECONDS = 3.0
"""The longest that a search waits for the endpoint; then the words answer alone."""
PAUSE_SECONDS = 60.0
"""How long queries leave an endpoint alone that failed."""


class EndpointEmbedding:
    """Vectors from a connection's `/embeddings`, made length one. Safe to use from threads.

    Every call may raise ModelFault. The client library is imported with the first call.
    """

    trust = 0.5

    def __init__(self, connection: Connection, key: str | None = None) -> None:
        self._connection = connection
        self._key = key
        self._client: OpenAI | None = None
        self._making = threading.Lock()
        self._resting_until = 0.0
        self.dimensions = 0

    @property
    def name(self) -> str:
        """Return where the vectors come from."""
        return f"{self._connection.base_url.rstrip('/')} {self._connection.model}"

    @property
    def version(self) -> str:
        """Return the version of what is sent: texts as they are."""
        return "1"

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text; raises ModelFault."""
        return self._embed(texts, self._connection.read_seconds, retries=2)

    def query(self, text: str) -> Vectors:
        """Return the vector of a query, soon or not at all; raises ModelFault."""
        if time.monotonic() < self._resting_until:
            raise ModelFault(FaultKind.UNREACHABLE, "the embedding endpoint failed a moment ago")
        try:
            row: Vectors = self._embed([text], QUERY_SECONDS, retries=0)[0]
        except ModelFault:
            self._resting_until = time.monotonic() + PAUSE_SECONDS
            raise
        return row

    def close(self) -> None:
        """Close the connections that are held open."""
        with self._making:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _embed(self, texts: Sequence[str], seconds: float, retries: int) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        try:
            client = self._open().with_options(timeout=seconds, max_retries=retries)
            reply = client.embeddings.create(
                model=self._connection.model,
                input=list(texts),
                encoding_format="float",
                extra_body=self._connection.extra_body or None,
            )
            rows = [one.embedding for one in sorted(reply.data, key=lambda one: one.index)]
            vectors = np.array(rows, dtype=np.float32)
        except Exception as error:  # servers fail in every way there is
            raise fault_from(error) from error
        if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
            raise ModelFault(FaultKind.BAD_REPLY, "the embedding endpoint sent no vectors")
        self.dimensions = vectors.shape[1]
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return (vectors / np.where(norms == 0, 1, norms)).astype(np.float32)

    def _open(self) -> "OpenAI":
        with self._making:
            if self._client is None:
                from openai import OpenAI

                from interviewer.models.privacy import silence_tracing

                silence_tracing()
                # the library wants some key, and would look for one in the environment
                self._client = OpenAI(
                    base_url=self._connection.base_url, api_key=self._key or "none"
                )
            return self._client
