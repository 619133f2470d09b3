"""What an interview may cost: told when most of it is used, asked about when all of it is."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.interview.events import Failed, LimitNear, Spent
from interviewer.interview.interview import Interview
from interviewer.models.faults import FaultKind
from interviewer.models.usage import Limit, Usage
from tests.interview.desk import DueSpeaker, Room
from tests.interview.samples import question, session

A_CALL = Usage(calls=1, tokens_in=400, tokens_cached=100, tokens_out=50, seconds=1, cost=0.02)


@pytest.fixture
def room(tmp_path: Path) -> Room:
    made = Room(tmp_path, [question(f"q-{n}") for n in "abcd"])
    made.speaker.name = "fake"
    made.speaker.usage = A_CALL
    made.builtin = DueSpeaker()
    return made


def opened(room: Room) -> Interview:
    base = session(slots=4)
    base = base.model_copy(update={"model": "fake"})
    room.store.create(base)
    return room.interview(room.store.transcript("s1"))


@pytest.mark.parametrize("limit", [Limit(tokens=1000), Limit(cost=0.045)], ids=["tokens", "money"])
async def test_it_is_told_then_asked_and_no_call_is_made(room: Room, limit: Limit) -> None:
    room.limit = limit
    interview = opened(room)
    await interview.begin()
    assert room.told(LimitNear) == []
    await interview.skip()
    assert len(room.told(LimitNear)) == 1
    assert interview.usage == A_CALL + A_CALL
    await interview.skip()
    made = len(room.speaker.contexts)
    await interview.skip()
    assert [event.fault.kind for event in room.told(Failed)] == [FaultKind.LIMIT]
    assert len(room.speaker.contexts) == made
    await interview.retry()
    assert len(room.speaker.contexts) == made + 1
    assert interview.state.candidates_turn
    assert len(room.told(Failed)) == 1


async def test_the_built_in_model_goes_on_beyond_it(room: Room) -> None:
    room.limit = Limit(tokens=100)
    interview = opened(room)
    await interview.begin()
    await interview.skip()
    assert room.told(Failed)
    await interview.use_builtin()
    await interview.skip()
    assert len(room.told(Failed)) == 1
    assert interview.usage == A_CALL


async def test_what_was_used_before_a_resume_counts(room: Room) -> None:
    interview = opened(room)
    await interview.begin()
    await interview.pause()
    room.limit = Limit(tokens=500)
    again = room.interview(room.store.transcript("s1"))
    await again.begin()
    assert again.usage == A_CALL
    await again.skip()
    assert room.told(Spent)[-1].usage == A_CALL + A_CALL
    assert [call.usage for call in room.store.calls("s1")] == [A_CALL, A_CALL]


@given(
    used=st.integers(0, 10**9),
    tokens=st.integers(1, 10**8),
    cost=st.floats(0, 1e4),
    most=st.floats(0.01, 1e3),
)
def test_allowing_more_allows_as_much_again(
    used: int, tokens: int, cost: float, most: float
) -> None:
    usage = Usage(calls=1, tokens_in=used, cost=cost)
    beyond = Limit(most, tokens).beyond(usage)
    assert beyond.share(usage) < 1
    spent = usage + Usage(calls=1, tokens_out=tokens, cost=most)
    assert beyond.share(spent) >= 1 - 1e-9


def test_without_a_limit_and_without_a_price_nothing_is_ever_used_up() -> None:
    much = Usage(calls=9, tokens_in=10**12, cost=1e9)
    assert Limit().share(much) == 0
    assert Limit().beyond(much) == Limit()
    assert Limit(cost=1).share(Usage(calls=9, tokens_in=10**12)) == 0
