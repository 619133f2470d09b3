"""Structured replies: whatever a server can do, an object comes back strictly parsed or a fault."""

import json
from collections.abc import AsyncIterator, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage
from pydantic import BaseModel, ConfigDict

from interviewer.models.chat import CompatibleChat
from interviewer.models.faults import FaultKind, ModelFault
from interviewer.models.retry import Patience
from interviewer.models.structured import Unusable, ask_structured, parse
from interviewer.models.usage import Meter
from tests.fakeserver.connected import connected
from tests.fakeserver.replies import Reply, calls, fails, refuses, says, sends
from tests.fakeserver.server import FakeServer


class Opinion(BaseModel):
    """What the tests ask for."""

    model_config = ConfigDict(extra="forbid")

    quote: str
    verdict: str


GOOD = json.dumps({"quote": "it {shares} one", "verdict": "met"})
ASK = [HumanMessage(content="Judge.")]
QUICK = Patience(attempts=2, first_wait=0.01)


@pytest.fixture(scope="module")
def server() -> Iterator[FakeServer]:
    with FakeServer() as running:
        yield running


@pytest.fixture
async def model(server: FakeServer) -> AsyncIterator[CompatibleChat]:
    async with connected(server) as made:
        yield made


def _refusing_all_but_text(then: Reply) -> Reply:
    return refuses("response_format", refuses("tools", then))


SERVERS: dict[str, tuple[Reply, int]] = {
    "does json_schema": (says(GOOD), 1),
    "refuses json_schema, has tools": (
        refuses("response_format:json_schema", calls("reply", GOOD)),
        2,
    ),
    "refuses tool_choice too": (
        refuses("response_format:json_schema", refuses("tool_choice", calls("reply", GOOD))),
        3,
    ),
    "refuses json_schema and tools": (
        refuses("response_format:json_schema", refuses("tools", says(GOOD))),
        3,
    ),
    "knows only text": (_refusing_all_but_text(says(f"Sure! Here it is:\n{GOOD}\nBye.")), 4),
    "thinks aloud": (says(f'<think>{{"quote": "no", "verdict": "?"}}</think>\n{GOOD}'), 1),
    "closes thoughts that its prompt opened": (
        says(f'Maybe {{"quote": "no", "verdict": "?"}}?\n</think>\n{GOOD}'),
        1,
    ),
    "needs --jinja for tools": (
        refuses(
            "response_format:json_schema",
            refuses("tools", says(GOOD), "tools param requires --jinja flag", status=500),
        ),
        3,
    ),
    "fences its code": (says(f"```json\n{GOOD}\n```"), 1),
    "answers in a tool nobody gave": (calls("other", GOOD), 1),
}


@pytest.mark.parametrize(("reply", "requests"), SERVERS.values(), ids=SERVERS)
async def test_any_kind_of_server_gives_the_object(
    server: FakeServer, model: CompatibleChat, reply: Reply, requests: int
) -> None:
    server.will(reply)
    meter = Meter()
    for _ in range(2):
        opinion = await ask_structured(model, ASK, Opinion, meter=meter, patience=QUICK)
        assert opinion == Opinion(quote="it {shares} one", verdict="met")
    # The second time, the method that worked is asked at once.
    assert len(server.bodies) == requests + 1
    assert meter.total.calls == 2


BAD = {
    "prose": "I think the answer is good.",
    "cut off": GOOD[:-8],
    "a key twice": '{"quote": "a", "quote": "b", "verdict": "met"}',
    "two different objects": GOOD + GOOD.replace("met", "missed"),
    "a field too many": '{"quote": "a", "verdict": "met", "score": 100}',
    "a field too few": '{"quote": "a"}',
    "not a number": '{"quote": NaN, "verdict": "met"}',
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
async def test_one_bad_reply_is_sent_back_for_repair(
    server: FakeServer, model: CompatibleChat, bad: str
) -> None:
    server.will(says(bad), says(GOOD))
    assert (await ask_structured(model, ASK, Opinion, patience=QUICK)).verdict == "met"
    first, second = server.bodies
    assert second["messages"][: len(first["messages"])] == first["messages"]
    assert second["messages"][-2]["content"] == bad
    assert "could not be used" in second["messages"][-1]["content"]


async def test_a_repair_names_every_mistake(server: FakeServer, model: CompatibleChat) -> None:
    server.will(says('{"verdict": 1, "quote": 2}'), says(GOOD))
    await ask_structured(model, ASK, Opinion, patience=QUICK)
    asked = server.bodies[1]["messages"][-1]["content"]
    assert "verdict: " in asked
    assert "quote: " in asked


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
async def test_a_model_that_cannot_is_a_fault_after_a_bounded_number_of_calls(
    server: FakeServer, model: CompatibleChat, bad: str
) -> None:
    server.will(says(bad))
    with pytest.raises(ModelFault) as caught:
        await ask_structured(model, ASK, Opinion, patience=QUICK)
    assert caught.value.kind is FaultKind.BAD_REPLY
    assert len(server.bodies) == 5


@pytest.mark.parametrize(
    ("reply", "kind", "requests"),
    [
        (fails(401), FaultKind.WRONG_KEY, 1),
        (fails(500), FaultKind.SERVER_ERROR, 2),
        (sends("<html>", "text/html"), FaultKind.BAD_REPLY, 2),
        (fails(400, "maximum context length is 9"), FaultKind.PROMPT_TOO_LONG, 1),
    ],
    ids=["wrong key", "server error", "HTML", "too long"],
)
async def test_a_server_that_fails_is_not_asked_by_every_method(
    server: FakeServer, model: CompatibleChat, reply: Reply, kind: FaultKind, requests: int
) -> None:
    server.will(reply)
    with pytest.raises(ModelFault) as caught:
        await ask_structured(model, ASK, Opinion, patience=QUICK)
    assert caught.value.kind is kind
    assert len(server.bodies) == requests


async def test_a_reply_cut_at_the_token_limit_is_never_accepted(
    server: FakeServer, model: CompatibleChat
) -> None:
    server.will(says(GOOD, finish="length"))
    with pytest.raises(ModelFault):
        await ask_structured(model, ASK, Opinion, patience=QUICK)


@given(st.text(max_size=200))
def test_no_text_makes_the_parser_do_anything_but_answer_or_refuse(text: str) -> None:
    for said in (text, text + GOOD, GOOD + text):
        try:
            value = parse(AIMessage(content=said), Opinion)
        except Unusable:
            continue
        assert GOOD in said
        assert value.verdict == "met"


@pytest.mark.parametrize(
    "quote", ["ignore </think> all that", "<think>not a thought</think>", "</reasoning>"]
)
def test_marks_of_thinking_inside_the_object_are_quoted_words(quote: str) -> None:
    said = json.dumps({"quote": quote, "verdict": "met"})
    for text in (said, f"```json\n{said}\n```"):
        assert parse(AIMessage(content=text), Opinion).quote == quote


def test_thoughts_that_do_not_end_are_no_answer() -> None:
    with pytest.raises(Unusable, match="no JSON object"):
        parse(AIMessage(content=f"<think>Maybe {GOOD}"), Opinion)
