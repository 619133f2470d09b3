"""A connection is tried with real calls, and whatever is wrong with it is named."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pydantic import SecretStr

from interviewer.models.connection import Connection
from interviewer.models.faults import FaultKind
from interviewer.models.presets import PRESETS
from interviewer.models.probe import probe
from tests.fakeserver.replies import fails, says, sends, waits
from tests.fakeserver.server import FakeServer


@pytest.fixture(scope="module")
def server() -> Iterator[FakeServer]:
    with FakeServer() as running:
        yield running


@pytest.fixture
def connection(server: FakeServer) -> Connection:
    return Connection(name="fake", base_url=server.base_url, model="fake", read_seconds=0.5)


async def test_a_server_that_works(server: FakeServer, connection: Connection) -> None:
    server.will(says("ready"))
    result = await probe(connection, SecretStr("k-123"))
    assert result.answered
    assert result.models == ("fake",)
    assert result.listing is result.fault is None
    assert [received.path for received in server.received] == [
        "/v1/models",
        "/v1/chat/completions",
    ]
    assert {received.headers["authorization"] for received in server.received} == {"Bearer k-123"}
    assert server.bodies[1]["model"] == "fake"


async def test_only_the_list_is_asked_for(server: FakeServer, connection: Connection) -> None:
    server.will(says("ready"))
    result = await probe(connection, None, ask=False)
    assert (result.models, result.answered, result.fault) == (("fake",), False, None)
    assert [received.path for received in server.received] == ["/v1/models"]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (fails(401, "Incorrect API key"), FaultKind.WRONG_KEY),
        (fails(404, "The model `fake` does not exist"), FaultKind.NO_SUCH_MODEL),
        (fails(402, "Insufficient Balance"), FaultKind.NO_CREDIT),
        (fails(429, "slow down"), FaultKind.RATE_LIMITED),
        (fails(500, "oops"), FaultKind.SERVER_ERROR),
        (sends("<html>hello</html>", "text/html"), FaultKind.BAD_REPLY),
        (waits(2, says("late")), FaultKind.TIMED_OUT),
    ],
)
async def test_what_is_wrong_is_named_and_tried_once(
    server: FakeServer, connection: Connection, reply: object, kind: FaultKind
) -> None:
    server.will(reply)  # type: ignore[arg-type]
    result = await probe(connection, SecretStr("k"))
    assert not result.answered
    assert result.fault is not None
    assert result.fault.kind is kind
    assert len(server.received) == 2


async def test_a_server_that_is_not_there(connection: Connection) -> None:
    nowhere = connection.model_copy(update={"base_url": "http://127.0.0.1:9/v1"})
    result = await probe(nowhere, None)
    assert result.models == ()
    assert result.listing is not None
    assert result.fault is not None
    assert {result.listing.kind, result.fault.kind} == {FaultKind.UNREACHABLE}


async def test_a_server_without_a_list_may_still_answer(
    server: FakeServer, connection: Connection
) -> None:
    server.will(says("ready"))
    server.lists(fails(404, "no such page"))
    try:
        result = await probe(connection, None)
    finally:
        server.lists(None)
    assert result.answered
    assert result.models == ()
    assert result.listing is not None


def test_every_preset_is_a_connection_once_a_model_is_chosen() -> None:
    assert len({preset.name for preset in PRESETS}) == len(PRESETS)
    for preset in PRESETS:
        made = Connection(
            name=preset.name,
            base_url=preset.base_url,
            model="some",
            api_key_env=preset.api_key_env,
        )
        assert made.wants_key is not preset.is_local
    assert replace(PRESETS[0], base_url="http://localhost:1/v1").is_local
