"""The HTTP client of a connection: bounded in time and size, and it goes nowhere else."""

import ssl
from collections.abc import AsyncIterator
from functools import cache
from typing import TYPE_CHECKING

from interviewer.models.connection import Connection
from interviewer.models.faults import FaultKind, ModelFault

if TYPE_CHECKING:
    import httpx2

LARGEST_REPLY = 8 * 1024 * 1024
"""Bytes of one HTTP reply; nothing that an interviewer or a grader says comes near."""


@cache
def _trusted() -> ssl.SSLContext:
    """Return the certificates that are trusted; reading them takes 60 ms, so it is done once."""
    import httpx2

    return httpx2.create_ssl_context()


def http_client(connection: Connection) -> "httpx2.AsyncClient":
    """Return a client for `connection`. It belongs to the event loop that first uses it."""
    import httpx2

    class Bounded(httpx2.AsyncByteStream):
        """A reply's body that ends in a fault when it is larger than any reply can be."""

        def __init__(self, body: httpx2.AsyncByteStream) -> None:
            self._body = body

        async def __aiter__(self) -> AsyncIterator[bytes]:
            size = 0
            async for piece in self._body:
                size += len(piece)
                if size > LARGEST_REPLY:
                    raise ModelFault(FaultKind.ENDLESS, "the reply was larger than any reply is")
                yield piece

        async def aclose(self) -> None:
            await self._body.aclose()

    async def bound(response: httpx2.Response) -> None:
        if isinstance(response.stream, httpx2.AsyncByteStream):
            response.stream = Bounded(response.stream)

    return httpx2.AsyncClient(
        verify=_trusted(),
        timeout=httpx2.Timeout(connection.read_seconds, connect=connection.connect_seconds),
        # A proxy is a way into the wide world; what goes to this machine never takes it.
        trust_env=not connection.is_local,
        # A redirect would carry the candidate's words to a server that nobody chose.
        follow_redirects=False,
        event_hooks={"response": [bound]},
    )
