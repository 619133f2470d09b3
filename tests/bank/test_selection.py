from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.bank.catalogue import Bank
from interviewer.bank.search import BankSearch
from interviewer.bank.selection import Shift, candidates, nearest_levels, select
from interviewer.bank.shelf import Shelf
from interviewer.domain.blueprint import Slot
from interviewer.domain.question import Level, Role
from tests.bank.samples import bank_of, question


def slot(topic: str = "attention", level: Level = Level.MID) -> Slot:
    return Slot(topic=topic, level=level, minutes=4)


BANK = bank_of(
    *(question(f"mid-{n}", tags=["kv-cache" if n < 3 else "kernel"]) for n in range(6)),
    question("senior-one", level="senior"),
    question("junior-one", level="junior"),
    question("serving", topic="inference-serving", tags=["kv-cache"]),
    question("tuning", topic="peft", tags=["lora"]),
    question("for-apps", topic="peft", level="junior", roles=["application"], tags=["lora"]),
)


def chosen(wanted: Slot, **options: object) -> list[str]:
    settings: dict[str, object] = {"role": None, "asked": ()} | options
    return [q.id for q in candidates(BANK, wanted, **settings)]  # type: ignore[arg-type]


def test_a_slot_gets_questions_of_its_topic_level_and_role() -> None:
    found = select(BANK, slot(), role=Role.ALGORITHM, asked=())
    assert len(found.questions) == 5
    assert found.shift is Shift.NONE
    assert all(q.topic == "attention" and q.level is Level.MID for q in found.questions)
    assert all(Role.ALGORITHM in q.roles for q in found.questions)


def test_the_same_seed_gives_the_same_and_another_another_order() -> None:
    orders = {tuple(chosen(slot(), seed=seed)) for seed in range(12)}
    assert len(orders) > 6
    assert chosen(slot(), seed=3) == chosen(slot(), seed=3)


def test_every_question_gets_its_turn() -> None:
    first = Counter(chosen(slot(), seed=seed)[0] for seed in range(200))
    assert set(first) == {f"mid-{n}" for n in range(6)}
    assert max(first.values()) < 80


@given(st.sets(st.sampled_from(list(BANK.questions))), st.integers(0, 50))
def test_nothing_is_asked_twice_in_a_session(asked: set[str], seed: int) -> None:
    found = select(BANK, slot(), role=None, asked=asked, seed=seed)
    assert not {q.id for q in found.questions} & asked
    if found.questions:
        assert {(q.topic, q.level) for q in found.questions} == {(found.topic, found.level)}
    else:
        assert asked == set(BANK.questions)
        assert found.shift is Shift.EMPTY


def test_what_is_due_comes_first_and_what_was_heard_lately_last() -> None:
    order = chosen(slot(), due=["mid-4", "mid-1"], recent=["mid-0", "mid-2"], n=6)
    assert order[:2] == ["mid-4", "mid-1"]
    assert order[-2:] == ["mid-2", "mid-0"]  # the longer ago the sooner
    assert sorted(order) == sorted(f"mid-{n}" for n in range(6))
    assert chosen(slot(), due={"mid-4"}, recent={"mid-4"})[0] == "mid-4"


def test_recent_questions_come_again_where_there_is_no_choice() -> None:
    everything = [f"mid-{n}" for n in range(6)]
    assert chosen(slot(), recent=everything)[0] == "mid-5"


@pytest.mark.parametrize("seed", range(8))
def test_tags_that_were_heard_make_way_for_others(seed: int) -> None:
    first = chosen(slot(), asked=["serving"], seed=seed)[0]  # heard: kv-cache
    assert first in {"mid-3", "mid-4", "mid-5"}
    order = chosen(slot(), seed=seed, n=4)
    kinds = [int(id_[-1]) < 3 for id_ in order]
    assert sum(kinds) == 2  # both tags in turn


def test_an_empty_level_takes_the_neighbouring_one_and_says_so() -> None:
    taken = [f"mid-{n}" for n in range(6)]
    found = select(BANK, slot(), role=None, asked=taken)
    assert [q.id for q in found.questions] == ["junior-one"]
    assert (found.level, found.shift) == (Level.JUNIOR, Shift.LEVEL)
    found = select(BANK, slot(), role=None, asked=[*taken, "junior-one"])
    assert (found.level, found.shift) == (Level.SENIOR, Shift.LEVEL)


def test_an_empty_topic_takes_a_related_one_and_says_so() -> None:
    attention = [q.id for q in BANK.find("attention")]
    found = select(BANK, slot(), role=None, asked=attention)
    assert (found.topic, found.shift) == ("inference-serving", Shift.TOPIC)
    with_search = select(BANK, slot(), role=None, asked=attention, search=BankSearch(BANK))
    assert with_search.shift is Shift.TOPIC
    unknown = select(BANK, slot("no-such-topic"), role=None, asked=())
    assert unknown.shift is Shift.TOPIC
    assert unknown.questions


def test_other_roles_come_last_of_all() -> None:
    found = select(BANK, slot("peft", Level.JUNIOR), role=Role.ALGORITHM, asked=())
    assert [q.id for q in found.questions] == ["tuning"]
    assert found.shift is Shift.LEVEL
    for_app = select(BANK, slot("attention"), role=Role.APPLICATION, asked=())
    assert [q.id for q in for_app.questions] == ["for-apps"]
    assert for_app.shift is Shift.TOPIC
    rest = select(BANK, slot("attention"), role=Role.APPLICATION, asked=["for-apps"])
    assert rest.shift is Shift.ROLE
    assert rest.topic == "attention"


def test_a_replaced_question_counts_as_asked_under_either_id() -> None:
    bank = Bank(Shelf([question("mine/better"), question("else")]), replaced={"old": "mine/better"})
    for id_ in ("old", "mine/better"):
        assert [q.id for q in candidates(bank, slot(), role=None, asked=[id_])] == ["else"]


def test_levels_near_each_other() -> None:
    assert nearest_levels(Level.MID) == [Level.MID, Level.JUNIOR, Level.SENIOR]
    assert nearest_levels(Level.SENIOR) == [Level.SENIOR, Level.MID, Level.JUNIOR]
