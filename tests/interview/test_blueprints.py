"""A blueprint fills the minutes with questions that the bank really has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.bank.catalogue import Bank
from interviewer.domain.blueprint import Slot
from interviewer.domain.question import Level, Role
from interviewer.interview.blueprints import (
    LONGEST,
    TALK_SHARE,
    NothingToAsk,
    changed_slot,
    further_slot,
    mock_blueprint,
    practice_blueprint,
    with_slots,
)
from tests.interview.samples import question

BANK = Bank(
    questions={
        q.id: q
        for q in (
            *(question(f"a-{n}", topic="attention", minutes=4) for n in range(3)),
            *(question(f"r-{n}", topic="rag-retrieval", minutes=5) for n in range(2)),
            question("s-1", topic="system-design", minutes=12, level=Level.SENIOR),
        )
    }
)


@given(minutes=st.floats(1, 120), seed=st.integers(0, 1000))
def test_slots_fit_into_the_minutes_and_the_bank_can_fill_them(minutes: float, seed: int) -> None:
    blueprint = mock_blueprint(BANK, minutes=minutes, seed=seed)
    assert blueprint.slots
    total = sum(slot.minutes for slot in blueprint.slots)
    assert total <= max(minutes * TALK_SHARE, blueprint.slots[0].minutes)
    assert total <= minutes
    for topic in BANK.topics():
        wanted = sum(slot.topic == topic for slot in blueprint.slots)
        assert wanted <= len(BANK.heads(topic))


def test_the_same_seed_plans_the_same_interview() -> None:
    assert mock_blueprint(BANK, seed=7) == mock_blueprint(BANK, seed=7)


def test_topics_are_spread_before_they_repeat() -> None:
    blueprint = mock_blueprint(BANK, minutes=30, seed=1)
    assert len({slot.topic for slot in blueprint.slots[:3]}) == 3


def test_a_level_that_a_topic_lacks_takes_its_neighbour_and_says_so() -> None:
    blueprint = mock_blueprint(BANK, level=Level.SENIOR, topics=["attention"])
    assert {slot.level for slot in blueprint.slots} == {Level.MID}
    assert {slot.wanted for slot in blueprint.slots} == {Level.SENIOR}


def test_chosen_topics_are_the_only_ones() -> None:
    blueprint = mock_blueprint(BANK, topics=["rag-retrieval"])
    assert {slot.topic for slot in blueprint.slots} == {"rag-retrieval"}


def test_a_choice_that_nothing_fits_is_refused() -> None:
    with pytest.raises(NothingToAsk):
        mock_blueprint(BANK, role=Role.APPLICATION)
    with pytest.raises(NothingToAsk):
        practice_blueprint(BANK, topics=["no-such-topic"])


def test_practice_plans_every_question_without_a_clock() -> None:
    blueprint = practice_blueprint(BANK)
    assert blueprint.minutes is None
    assert len(blueprint.slots) == len(BANK)


@given(st.lists(st.integers(min_value=1, max_value=60), min_size=1, max_size=30))
def test_a_plan_with_other_slots_has_time_for_them(minutes: list[int]) -> None:
    plan = mock_blueprint(BANK, minutes=30)
    slots = [plan.slots[0].model_copy(update={"minutes": float(each)}) for each in minutes]
    changed = with_slots(plan, slots)
    assert changed.slots == tuple(slots)
    assert changed.minutes is not None
    assert 30 <= changed.minutes <= LONGEST
    assert changed.minutes >= min(LONGEST, sum(minutes) / TALK_SHARE)
    assert with_slots(changed.model_copy(update={"minutes": 30}), slots) == changed


def test_a_slot_for_a_certain_question_keeps_it_while_only_its_minutes_change() -> None:
    slot = Slot(topic="attention", level=Level.MID, minutes=4, question_id="q")
    longer = changed_slot(BANK, slot, topic="attention", level=Level.MID, minutes=9, role=None)
    assert longer == slot.model_copy(update={"minutes": 9})
    other = changed_slot(BANK, slot, topic="attention", level=Level.SENIOR, minutes=4, role=None)
    assert other.question_id is None


def test_an_added_slot_is_of_a_topic_without_one_then_like_the_one_before() -> None:
    plan = mock_blueprint(BANK, minutes=30)
    slots = [plan.slots[0]]
    for _ in range(12):
        slots.append(further_slot(BANK, plan, slots, len(slots) - 1))
    known = len(BANK.topics())
    assert len({slot.topic for slot in slots[:known]}) == known
    assert slots[-1] == slots[-2]
