"""What a server does of streaming, tools and JSON schemas is found out by asking it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.responses import Response

from interviewer.models.abilities import Abilities, abilities
from interviewer.models.connection import Connection
from interviewer.models.habits import KnownHabits
from interviewer.wording import abilities_sentence
from tests.fakeserver.replies import Body, Reply, calls, fails, refuses, says
from tests.fakeserver.server import FakeServer

ALL = Abilities(streams=True, tools=True, json_schema=True)


@pytest.fixture(scope="module")
def server() -> Iterator[FakeServer]:
    with FakeServer() as running:
        yield running


def does_everything() -> Reply:
    async def answer(body: Body) -> Response:
        if body.get("tools"):
            return await calls("note", {"word": "ready"})(body)
        if body.get("response_format"):
            return await says(json.dumps({"word": "ready"}))(body)
        return await says("one two three")(body)

    return answer


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (does_everything(), ALL),
        (
            refuses("stream", does_everything(), "stream is not supported"),
            Abilities(streams=False, tools=True, json_schema=True),
        ),
        (
            refuses("tools", does_everything()),
            Abilities(streams=True, tools=False, json_schema=True),
        ),
        (
            refuses("response_format:json_schema", does_everything()),
            Abilities(streams=True, tools=True, json_schema=False),
        ),
        (says("ready"), Abilities(streams=True, tools=False, json_schema=False)),
        (says('{"word": 1} or so'), Abilities(streams=True, tools=False, json_schema=False)),
        (fails(500), Abilities(streams=False, tools=False, json_schema=False)),
    ],
    ids=["all", "no stream", "no tools", "no schema", "only words", "nearly JSON", "nothing"],
)
async def test_what_works_is_told(
    server: FakeServer, tmp_path: Path, reply: Reply, expected: Abilities
) -> None:
    server.will(reply)
    connection = Connection(name="f", base_url=server.base_url, model="m", read_seconds=2)
    assert await abilities(connection, None, KnownHabits(tmp_path / "servers.json")) == expected


def test_what_does_not_work_is_done_without() -> None:
    assert abilities_sentence(ALL) == "✓ streams · ✓ tools · ✓ JSON schemas"
    told = abilities_sentence(Abilities(streams=True, tools=False, json_schema=True))
    assert told == "✓ streams · ✗ tools · ✓ JSON schemas. It works without them."
