"""A speaker whose model is the fake server."""

from collections.abc import AsyncIterator, Iterator

import pytest
from pydantic import SecretStr

from interviewer.agent.speaker import InterviewSpeaker
from interviewer.models import chat
from interviewer.models.connection import Connection
from interviewer.models.retry import Patience
from interviewer.models.usage import Price
from tests.fakeserver.server import FakeServer


@pytest.fixture(scope="session")
def _running() -> Iterator[FakeServer]:
    with FakeServer() as running:
        yield running


@pytest.fixture
def server(_running: FakeServer) -> FakeServer:
    """The fake server, which has learned nothing yet and of which nothing is known."""
    _running.will()
    return _running


@pytest.fixture
def connection(server: FakeServer) -> Connection:
    """The connection to it."""
    return Connection(
        name="fake",
        base_url=server.base_url,
        model="fake-1",
        read_seconds=0.6,
        price=Price(read=1.0, written=2.0),
    )


@pytest.fixture
async def speaker(connection: Connection) -> AsyncIterator[InterviewSpeaker]:
    """A speaker on that connection, in a hurry."""
    made = InterviewSpeaker(
        chat.chat_model(connection, SecretStr("key")),
        "fake",
        Patience(attempts=3, first_wait=0.01, longest_wait=1.0),
    )
    yield made
    await made.aclose()
