"""What a server refuses is asked for once: later calls, and later starts, go without it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import HumanMessage
from pydantic import BaseModel

from interviewer.domain.language import Language
from interviewer.domain.transcript import Move
from interviewer.interview.timekeeping import Timekeeper
from interviewer.interview.workplace import Workplace
from interviewer.models.abilities import abilities
from interviewer.models.chat import CompatibleChat, close
from interviewer.models.connection import Connection, connection_from
from interviewer.models.faults import FaultKind, ModelFault
from interviewer.models.habits import KEPT_FOR, TOOL, Habits, KnownHabits
from interviewer.models.retry import Patience
from interviewer.models.structured import ask_structured
from interviewer.settings import Preferences, paths
from tests.agent.scenes import move_of, scene, spoken
from tests.fakeserver.replies import Reply, calls, refuses, says
from tests.fakeserver.server import FakeServer

MINE = Connection(name="mine", base_url="http://localhost:1/v1", model="m")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
ASK = [HumanMessage(content="Judge.")]
HINT = "Think of one step of the loop. What does it touch?"


class Verdict(BaseModel):
    """What the tests ask for."""

    verdict: str


@pytest.fixture(scope="module")
def server() -> Iterator[FakeServer]:
    with FakeServer() as running:
        yield running


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "servers.json"


def started(server: FakeServer, time: Timekeeper | None = None, **changes: object) -> Workplace:
    """The parts of the app, as after a new start."""
    values = {"base_url": server.base_url, "model": "m", "attempts": 1, **changes}
    return Workplace(paths(), Preferences(connections={"mine": values}, connection="mine"), time)


async def judged(place: Workplace) -> str:
    model = place.chat_model("mine")
    try:
        return (await ask_structured(model, ASK, Verdict, patience=Patience(attempts=1))).verdict
    finally:
        await close(model)


async def streamed(place: Workplace) -> None:
    model = place.chat_model("mine")
    async for _ in model.astream(ASK):
        pass
    await close(model)


def only_words(then: Reply) -> Reply:
    """An old server: it streams, and has nothing else of what is optional."""
    fields = ("stream_options", "temperature", "tools", "response_format")
    for field in fields:
        then = refuses(field, then)
    return then


async def test_a_later_start_makes_no_refused_call(server: FakeServer) -> None:
    server.will(only_words(says('{"verdict": "met"}')))
    requests = []
    for _ in range(2):
        place = started(server, temperature=0.5)
        assert await judged(place) == "met"
        await streamed(place)
        requests.append(len(server.bodies))
        place.close()
    first, second = requests[0], requests[1] - requests[0]
    assert (first, second) == (7, 2), "five refusals are paid for once"


async def test_a_later_start_offers_no_tools_that_were_refused(server: FakeServer) -> None:
    server.will(refuses("tools", says(HINT), "m does not support tools"))
    for _ in range(2):
        place = started(server)
        speaker = place.speaker("mine")
        assert move_of(await spoken(speaker, scene(Move.HINT, Language.EN))).move is Move.HINT
        await speaker.aclose()
        place.close()
    assert ["tools" in body for body in server.bodies] == [True, False, False]


async def test_what_worked_and_works_no_more_is_tried_from_the_start(server: FakeServer) -> None:
    server.will(refuses("response_format", calls("reply", '{"verdict": "met"}')))
    place = started(server)
    assert await judged(place) == "met"
    server.will(says("no object"))
    with pytest.raises(ModelFault) as broken:
        await judged(place)
    assert broken.value.kind is FaultKind.BAD_REPLY
    server.will(says('{"verdict": "met"}'))
    assert await judged(place) == "met"
    assert server.bodies[-1]["response_format"]["type"] == "json_schema"


async def test_a_test_of_the_connection_learns_everything_anew(server: FakeServer) -> None:
    server.will(only_words(says('{"verdict": "met"}')))
    await judged(started(server))
    place = started(server)
    connection = place.connection("mine")
    assert place.habits.of(connection).form == "text"
    in_use = place.chat_model("mine")
    assert isinstance(in_use, CompatibleChat)

    server.will(refuses("response_format:json_schema", calls("note", '{"word": "ready"}')))
    assert (await abilities(connection, None, place.habits)).tools
    for habits in (in_use.habits, started(server).habits.of(connection)):
        assert (habits.refused, habits.form) == (frozenset(), TOOL)


class Later:
    """A clock that has gone on by so much."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def monotonic(self) -> float:
        return 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + self._by


async def test_after_some_days_the_server_is_asked_again(server: FakeServer) -> None:
    server.will(refuses("response_format:json_schema", calls("reply", '{"verdict": "met"}')))
    requests = []
    for days in (0, KEPT_FOR.days - 1, KEPT_FOR.days + 1):
        before = len(server.bodies)
        await judged(started(server, Later(timedelta(days=days))))
        requests.append(len(server.bodies) - before)
    assert requests == [2, 1, 2]


def learned(file: Path, connection: Connection = MINE) -> Habits:
    habits = KnownHabits(file).of(connection)
    habits.leave_out("stream_options")
    habits.settle_on(TOOL)
    habits.do_without_tools()
    return habits


def known(habits: Habits) -> tuple[frozenset[str], str | None, bool]:
    return habits.refused, habits.form, habits.takes_no_tools


NOTHING = known(Habits())


@pytest.mark.parametrize(
    "change",
    [
        {"model": "n"},
        {"base_url": "http://localhost:2/v1"},
        {"extra_body": {"think": False}},
        {"temperature": 0.2},
    ],
    ids=str,
)
def test_an_edited_connection_is_another(file: Path, change: dict[str, object]) -> None:
    learned(file)
    edited = connection_from("mine", {**MINE.model_dump(exclude={"name"}), **change})
    assert known(KnownHabits(file).of(edited)) == NOTHING
    same = connection_from("mine", MINE.model_dump(exclude={"name"}))
    assert known(KnownHabits(file).of(same)) == known(learned(file))


def test_a_connection_that_is_removed_leaves_nothing_behind(file: Path) -> None:
    learned(file)
    other = MINE.model_copy(update={"name": "other"})
    learned(file, other)
    habits = KnownHabits(file)
    habits.of(MINE)
    habits.forget("mine")
    assert known(habits.of(MINE)) == NOTHING
    assert json.loads(file.read_text()).keys() == {"other"}


def test_two_windows_learn_beside_each_other(file: Path) -> None:
    other = MINE.model_copy(update={"name": "other"})
    here, there = KnownHabits(file).of(MINE), KnownHabits(file).of(other)
    here.leave_out("a")
    there.leave_out("b")
    again = KnownHabits(file)
    assert again.of(MINE).refused == {"a"}
    assert again.of(other).refused == {"b"}


def test_no_secret_and_no_address_stands_in_the_file(file: Path) -> None:
    learned(file)
    assert "localhost" not in file.read_text()


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["mine", "of", "at", "refused", "form", "takes_no_tools"]), inner
        )
    ),
    max_leaves=8,
)


@given(st.binary(max_size=60) | _JSON.map(lambda value: json.dumps(value).encode()))
def test_a_damaged_file_is_no_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.mktemp("habits") / "servers.json"
    file.write_bytes(content)
    habits = KnownHabits(file).of(MINE)
    assert known(habits) == NOTHING
    habits.leave_out("temperature")
    assert KnownHabits(file).of(MINE).refused == {"temperature"}


def test_a_place_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "servers.json"
    file.mkdir()
    habits = KnownHabits(file).of(MINE)
    habits.leave_out("temperature")
    assert habits.refused == {"temperature"}
    assert list(tmp_path.iterdir()) == [file], "nothing half-written is left"
