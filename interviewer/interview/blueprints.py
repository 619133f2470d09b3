"""Blueprints made from what the bank holds."""

import math
import random
from collections.abc import Mapping, Sequence
from statistics import fmean

from interviewer.bank.catalogue import Bank
from interviewer.bank.shelf import Head
from interviewer.domain.blueprint import Blueprint, Slot
from interviewer.domain.question import Level, Role

TALK_SHARE = 0.9
"""Share of the planned time that slots may fill; the rest is greeting, hints and closing."""
LONGEST = 480
"""Minutes that a mock may take."""
LONGEST_SHARE = 0.5
"""No single question takes more than this share of a mock, where there is a shorter one."""


class NothingToAsk(Exception):
    """The bank holds no question for what was asked for."""


def mock_blueprint(
    bank: Bank,
    *,
    role: Role | None = None,
    level: Level | None = None,
    topics: Sequence[str] = (),
    minutes: float = 30,
    seed: int = 0,
) -> Blueprint:
    """Plan a mock: slots over as many topics as fit into `minutes`.

    A topic without a question of `level` takes the neighbouring level, which its slot says in
    `wanted`. NothingToAsk if no question fits the role and topics at all.
    """
    pool = _pool(bank, role, topics)
    shuffled = sorted(pool)
    random.Random(seed).shuffle(shuffled)
    if topics:
        shuffled = [topic for topic in topics if topic in pool]
    slots = _fill(pool, shuffled, level, minutes)
    return Blueprint(
        role=role,
        level=level,
        topics=tuple(topics),
        minutes=minutes,
        slots=tuple(slots),
        seed=seed,
    )


def practice_blueprint(
    bank: Bank,
    *,
    role: Role | None = None,
    level: Level | None = None,
    topics: Sequence[str] = (),
    seed: int = 0,
    variants: bool = True,
) -> Blueprint:
    """Plan practice: no clock, one slot for every question that fits, topics taking turns."""
    pool = _pool(bank, role, topics)
    order = sorted(pool)
    random.Random(seed).shuffle(order)
    left = {topic: _of_level(pool[topic], level) for topic in order}
    slots: list[Slot] = []
    while any(left.values()):
        slots += [_slot(topic, left[topic].pop(), level) for topic in order if left[topic]]
    return Blueprint(
        role=role,
        level=level,
        topics=tuple(topics),
        slots=tuple(slots),
        seed=seed,
        variants=variants,
    )


def chosen_blueprint(
    bank: Bank, question_ids: Sequence[str], *, variants: bool = True
) -> Blueprint:
    """Plan practice of certain questions, in this order; those that the bank lost are left out.

    NothingToAsk if none is left.
    """
    questions = [bank.get(id_) for id_ in question_ids if bank.holds(id_)]
    if not questions:
        raise NothingToAsk("none of these questions is in the bank")
    return Blueprint(
        slots=tuple(
            Slot(topic=q.topic, level=q.level, minutes=q.minutes, question_id=q.id)
            for q in questions
        ),
        variants=variants,
    )


def with_slots(plan: Blueprint, slots: Sequence[Slot]) -> Blueprint:
    """Return a mock's plan with other slots; its clock is set longer where they need it."""
    needed = math.ceil(sum(slot.minutes for slot in slots) / TALK_SHARE)
    minutes = min(LONGEST, max(plan.minutes or 0, needed))
    return plan.model_copy(update={"slots": tuple(slots), "minutes": minutes})


def changed_slot(
    bank: Bank, slot: Slot, *, topic: str, level: Level, minutes: float, role: Role | None
) -> Slot:
    """Return a slot with other contents; a level that the bank lacks is stood in for, told so.

    A slot for a certain question is for any that fits once its topic or level changes.
    """
    if (topic, level) == (slot.topic, slot.wanted or slot.level):
        return slot.model_copy(update={"minutes": minutes})
    pool = bank.heads(topic, role=role) or bank.heads(topic)
    found = _of_level(pool, level)[0].level if pool else level
    return Slot(
        topic=topic, level=found, minutes=minutes, wanted=level if found is not level else None
    )


def further_slot(bank: Bank, plan: Blueprint, slots: Sequence[Slot], at: int) -> Slot:
    """Return a slot to add behind `slots[at]`: of a topic without one, else another like that."""
    taken = {slot.topic for slot in slots}
    heads = [head for head in bank.heads(role=plan.role) if head.topic not in taken]
    before = slots[at]
    if not heads:
        return before.model_copy(update={"question_id": None})
    wanted = plan.level or before.wanted or before.level
    pool = _of_level([head for head in heads if head.topic == heads[0].topic], wanted)
    return _slot(heads[0].topic, _typical(pool), wanted)


def sample_question(bank: Bank) -> str:
    """Return the shortest of the easiest questions, to see what practice is like.

    NothingToAsk if the bank is empty.
    """
    heads = sorted(bank.heads(), key=lambda head: (head.level.rank, head.minutes, head.id))
    if not heads:
        raise NothingToAsk("the bank is empty")
    return heads[0].id


def _pool(bank: Bank, role: Role | None, topics: Sequence[str]) -> dict[str, list[Head]]:
    pool: dict[str, list[Head]] = {}
    for question in bank.heads(role=role):
        if not topics or question.topic in topics:
            pool.setdefault(question.topic, []).append(question)
    if not pool:
        raise NothingToAsk("the bank holds no question for this choice of role and topics")
    return pool


def _of_level(questions: Sequence[Head], level: Level | None) -> list[Head]:
    """Those of `level` where there are any, else of the neighbouring one."""
    if level is None:
        return list(questions)
    nearest = min(abs(question.level.rank - level.rank) for question in questions)
    return [q for q in questions if abs(q.level.rank - level.rank) == nearest]


def _fill(
    pool: Mapping[str, Sequence[Head]],
    order: Sequence[str],
    level: Level | None,
    minutes: float,
) -> list[Slot]:
    """Go round the topics until no further slot fits, never beyond what a topic holds."""
    budget = minutes * TALK_SHARE
    left = {topic: _of_level(pool[topic], level) for topic in order}
    slots: list[Slot] = []
    progress = True
    while progress:
        progress = False
        for topic in order:
            fitting = [
                question
                for question in left[topic]
                if question.minutes <= budget
                and (not slots or question.minutes <= minutes * LONGEST_SHARE)
            ]
            if not fitting:
                continue
            typical = _typical(fitting)
            slot = _slot(topic, typical, level)
            left[topic].remove(typical)
            budget -= slot.minutes
            slots.append(slot)
            progress = True
    return slots or [_shortest(pool, level, minutes)]


def _typical(questions: Sequence[Head]) -> Head:
    """The question whose length is closest to the mean; ties by id."""
    mean = fmean(question.minutes for question in questions)
    return min(questions, key=lambda question: (abs(question.minutes - mean), question.id))


def _shortest(pool: Mapping[str, Sequence[Head]], level: Level | None, minutes: float) -> Slot:
    """A mock too short for any question still asks the shortest one, within its minutes."""
    questions = [q for topic in pool.values() for q in _of_level(topic, level)]
    shortest = min(questions, key=lambda question: (question.minutes, question.id))
    slot = _slot(shortest.topic, shortest, level)
    return slot.model_copy(update={"minutes": min(slot.minutes, minutes)})


def _slot(topic: str, question: Head, level: Level | None) -> Slot:
    moved = level is not None and question.level is not level
    return Slot(
        topic=topic,
        level=question.level,
        minutes=question.minutes,
        wanted=level if moved else None,
    )
