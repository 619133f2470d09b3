"""A chat model on a fake server, of which nothing is known yet."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from interviewer.models.chat import CompatibleChat, chat_model, close
from interviewer.models.connection import Connection
from tests.fakeserver.server import FakeServer


@asynccontextmanager
async def connected(server: FakeServer, read_seconds: float = 2) -> AsyncIterator[CompatibleChat]:
    """Connect to a running server."""
    made = chat_model(
        Connection(name="f", base_url=server.base_url, model="m", read_seconds=read_seconds)
    )
    try:
        yield made
    finally:
        await close(made)
