"""Names of sessions can be typed, sorted and are not repeated."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from interviewer.storage.ids import new_session_id

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 33 * 365 * 86400).map(lambda s: BEGINNING + timedelta(seconds=s))


@given(MOMENTS)
def test_a_name_is_ten_characters_that_nobody_mistakes(at: datetime) -> None:
    name = new_session_id(at)
    assert len(name) == 10
    assert set(name) <= set("0123456789abcdefghjkmnpqrstvwxyz")


@given(MOMENTS, st.integers(1, 86400))
def test_names_sort_as_their_sessions_began(at: datetime, seconds: int) -> None:
    assert new_session_id(at) < new_session_id(at + timedelta(seconds=seconds))


def test_sessions_of_the_same_second_have_different_names() -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    # Chance repeats one of 20 names in a million less than twice in ten thousand times.
    assert len({new_session_id(at) for _ in range(20)}) >= 19


def test_a_clock_that_is_wrong_still_gives_a_name() -> None:
    assert len(new_session_id(datetime(1970, 1, 1, tzinfo=UTC))) == 10
