"""A model behind a connection, over real HTTP: every fault is named, every call is counted."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage
from langchain_core.runnables import Runnable
from pydantic import SecretStr

from interviewer.models.chat import CompatibleChat, chat_model, close
from interviewer.models.connection import Connection
from interviewer.models.faults import FaultKind, ModelFault, fault_from
from interviewer.models.replies import check_whole, count
from interviewer.models.retry import Patience, with_retries
from interviewer.models.usage import Meter, Price
from tests.fakeserver.faults import FAULTS, STREAM_FAULTS, Fault
from tests.fakeserver.replies import calls, fails, floods, refuses, says, waits
from tests.fakeserver.server import FakeServer

ASK = [HumanMessage(content="Hello?")]
QUICK = Patience(attempts=3, first_wait=0.01, longest_wait=1.0)


@pytest.fixture(scope="module")
def server() -> Iterator[FakeServer]:
    with FakeServer() as running:
        yield running


def connection(server: FakeServer, **changes: object) -> Connection:
    values = {
        "name": "fake",
        "base_url": server.base_url,
        "model": "fake-1",
        "read_seconds": 0.6,
        "total_seconds": 5,
        **changes,
    }
    return Connection.model_validate(values)


@pytest.fixture
async def model(server: FakeServer) -> AsyncIterator[CompatibleChat]:
    made = chat_model(connection(server), SecretStr("secret-key"))
    yield made
    await close(made)


async def _streamed(model: Runnable[Any, AIMessage]) -> AIMessage:
    whole: AIMessageChunk | None = None
    async for chunk in model.astream(ASK):
        assert isinstance(chunk, AIMessageChunk)
        whole = chunk if whole is None else whole + chunk
    assert whole is not None
    return whole


async def _fault(model: CompatibleChat, stream: bool) -> ModelFault:
    try:
        reply = await (_streamed(model) if stream else model.ainvoke(ASK))
        check_whole(reply)
    except Exception as error:
        return fault_from(error)
    raise AssertionError(f"no fault, but {reply}")


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_every_fault_is_recognised(
    server: FakeServer, model: CompatibleChat, fault: Fault, stream: bool
) -> None:
    server.will(fault.reply())
    seen = await _fault(model, stream)
    assert seen.kind is fault.kind, seen
    assert seen.retry_after == fault.retry_after
    assert "sk-abc" not in str(seen)
    assert "\n" not in seen.detail


@pytest.mark.parametrize("fault", STREAM_FAULTS.values(), ids=STREAM_FAULTS)
async def test_every_fault_of_a_stream_is_recognised(
    server: FakeServer, model: CompatibleChat, fault: Fault
) -> None:
    server.will(fault.reply())
    assert (await _fault(model, stream=True)).kind is fault.kind


async def test_a_refused_connection_is_unreachable() -> None:
    model = chat_model(
        Connection(name="gone", base_url="http://127.0.0.1:9/v1", model="m", connect_seconds=1)
    )
    assert (await _fault(model, stream=False)).kind is FaultKind.UNREACHABLE
    await close(model)


async def test_a_flood_is_stopped_long_before_it_is_read(
    server: FakeServer, model: CompatibleChat
) -> None:
    server.will(floods(100 * 1024 * 1024))
    started = time.monotonic()
    assert (await _fault(model, stream=False)).kind is FaultKind.ENDLESS
    assert time.monotonic() - started < 3


async def test_a_stream_without_done_counts_when_it_says_it_is_finished(
    server: FakeServer, model: CompatibleChat
) -> None:
    server.will(says("All is said.", ending="no_done", line_end="\r\n"))
    assert (await _streamed(model)).text == "All is said."


@pytest.mark.parametrize(
    "field", ["stream_options", "parallel_tool_calls", "tool_choice", "temperature"]
)
async def test_a_field_that_the_server_refuses_is_left_out_from_then_on(
    server: FakeServer, field: str
) -> None:
    model = chat_model(connection(server, temperature=0.5), SecretStr("k"))
    server.will(refuses(field, calls("f", {"x": "1"})))
    tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
    bound = model.bind_tools([tool], tool_choice="required", parallel_tool_calls=False)
    for _ in range(2):
        assert (await _streamed(bound)).tool_calls[0]["args"] == {"x": "1"}
    assert [field in body for body in server.bodies] == [True, False, False]
    await close(model)


async def test_a_server_that_cannot_stream_is_asked_for_the_whole(
    server: FakeServer, model: CompatibleChat
) -> None:
    server.will(refuses("stream", calls("f", {"x": "1"}), "Streaming is not supported here."))
    for _ in range(2):
        reply = await _streamed(model)
        assert reply.tool_calls[0]["args"] == {"x": "1"}
    assert [bool(body.get("stream")) for body in server.bodies] == [True, False, False]


async def test_retry_after_is_honoured_and_told(server: FakeServer, model: CompatibleChat) -> None:
    server.will(fails(429, "slow", headers={"retry-after": "0.3"}), says("Now."))
    told: list[tuple[FaultKind, int, float]] = []
    started = time.monotonic()
    reply = await with_retries(
        lambda: model.ainvoke(ASK), QUICK, lambda f, n, s: told.append((f.kind, n, s))
    )
    assert reply.text == "Now."
    assert time.monotonic() - started >= 0.3
    assert told == [(FaultKind.RATE_LIMITED, 2, 0.3)]


@pytest.mark.parametrize(
    ("reply", "requests"),
    [
        (fails(500), 3),
        (fails(401), 1),
        (fails(429, "slow", headers={"retry-after": "600"}), 1),
    ],
    ids=["passing fault", "lasting fault", "too long a wait"],
)
async def test_retries_are_bounded(
    server: FakeServer, model: CompatibleChat, reply: object, requests: int
) -> None:
    server.will(reply)  # type: ignore[arg-type]
    with pytest.raises(ModelFault):
        await with_retries(lambda: model.ainvoke(ASK), QUICK)
    assert len(server.bodies) == requests


async def test_cancelling_is_immediate(server: FakeServer, model: CompatibleChat) -> None:
    server.will(waits(5, says("Too late.")))
    task = asyncio.create_task(_streamed(model))
    await asyncio.sleep(0.1)
    started = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - started < 0.1


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
async def test_tokens_and_money_are_counted(
    server: FakeServer, model: CompatibleChat, stream: bool
) -> None:
    server.will(says("Hello."))
    meter = Meter(Price(read=2.0, written=10.0, cached=0.5))
    count(meter, await (_streamed(model) if stream else model.ainvoke(ASK)), 0.25)
    usage = meter.total
    assert (usage.calls, usage.tokens_in, usage.tokens_cached, usage.tokens_out) == (
        1,
        1000,
        800,
        50,
    )
    assert usage.cost == pytest.approx((200 * 2 + 800 * 0.5 + 50 * 10) / 1e6)


async def test_the_environment_redirects_nothing(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGSMITH_GATEWAY"):
        monkeypatch.setenv(name, "true")
    for name in ("LANGCHAIN_TRACING", "OPENAI_CUSTOM_HEADERS"):
        monkeypatch.setenv(name, "x-leak: 1")
    for name in ("OPENAI_BASE_URL", "OPENAI_API_BASE", "LANGSMITH_ENDPOINT"):
        monkeypatch.setenv(name, "http://192.0.2.1/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "from-the-environment")
    monkeypatch.setenv("OPENAI_ORG_ID", "org")
    monkeypatch.setenv("LANGSMITH_API_KEY", "ls")
    model = chat_model(connection(server))
    server.will(says("Here."))
    assert (await model.ainvoke(ASK)).text == "Here."
    headers = server.received[0].headers
    assert headers["authorization"] == "Bearer none"
    assert not [name for name in headers if "leak" in name or "org" in name or "smith" in name]
    assert not [name for name in os.environ if name.startswith("LANGSMITH_T")]
    await close(model)
