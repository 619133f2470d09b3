"""A chat model on a fake server, as if nothing had been asked of any server before."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from interviewer.agent import loop
from interviewer.models import chat, structured
from interviewer.models.chat import CompatibleChat, chat_model, close
from interviewer.models.connection import Connection
from tests.fakeserver.server import FakeServer


def forget_habits() -> None:
    """Forget what servers were found to refuse or to take."""
    chat._refused.clear()
    structured._working.clear()
    loop._toolless.clear()


@asynccontextmanager
async def connected(server: FakeServer, read_seconds: float = 2) -> AsyncIterator[CompatibleChat]:
    """Connect to a running server; what it refused in other tests is forgotten."""
    forget_habits()
    made = chat_model(
        Connection(name="f", base_url=server.base_url, model="m", read_seconds=read_seconds)
    )
    try:
        yield made
    finally:
        await close(made)
