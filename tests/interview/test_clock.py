"""The clock runs only while the editor accepts input, warns twice, and leaves time to finish."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.interview.clock import (
    GRACE,
    PAUSE_GAP,
    InterviewClock,
    Phase,
    Reading,
    warnings_crossed,
)

gaps = st.lists(st.floats(0, 4.9) | st.floats(5.1, 20), max_size=50)
"""Steps that are clearly within a pause gap or clearly beyond it, whatever floats add up to."""


def test_time_before_the_editor_opens_and_after_it_closes_does_not_count() -> None:
    clock = InterviewClock(600)
    clock.tick(100)
    clock.open(100)
    clock.tick(103)
    assert clock.close(104).active == pytest.approx(4)
    assert clock.tick(500).active == pytest.approx(4)


def test_a_gap_of_more_than_five_seconds_is_a_pause() -> None:
    clock = InterviewClock(600)
    clock.open(0)
    clock.tick(4)
    assert clock.tick(3600).active == pytest.approx(4)
    assert clock.tick(3602).active == pytest.approx(6)


def test_a_clock_that_jumps_back_takes_no_time_away() -> None:
    clock = InterviewClock(600)
    clock.open(100)
    assert clock.tick(50).active == 0
    assert clock.tick(51).active == 1


@given(gaps)
def test_active_time_is_the_sum_of_the_short_gaps(steps: list[float]) -> None:
    clock = InterviewClock(600)
    clock.open(0)
    moment = 0.0
    for step in steps:
        moment += step
        clock.tick(moment)
    assert clock.read().active == pytest.approx(
        sum(step for step in steps if step <= PAUSE_GAP), abs=1e-6
    )


@given(gaps)
def test_each_warning_comes_exactly_once(steps: list[float]) -> None:
    clock = InterviewClock(60)
    clock.open(0)
    moment = 0.0
    warned = []
    for step in [min(step, PAUSE_GAP) for step in steps] + [PAUSE_GAP] * 15:
        before = clock.read()
        moment += step
        warned += warnings_crossed(before, clock.tick(moment))
    assert warned == [0.25, 0.10]


def test_a_resumed_clock_does_not_repeat_its_warnings() -> None:
    clock = InterviewClock(600, active=500)
    clock.open(0)
    assert warnings_crossed(clock.read(), clock.tick(1)) == []


def test_time_up_gives_two_minutes_and_then_is_over() -> None:
    assert Reading(599, 600).phase is Phase.RUNNING
    assert Reading(600, 600).phase is Phase.GRACE
    assert Reading(600, 600).grace_left == GRACE
    assert Reading(719.9, 600).phase is Phase.GRACE
    assert Reading(720, 600).phase is Phase.OVER


def test_practice_has_no_clock() -> None:
    reading = Reading(1e6, None)
    assert reading.left is None
    assert reading.phase is Phase.RUNNING
    assert reading.warning is None
    assert warnings_crossed(Reading(0, None), reading) == []
