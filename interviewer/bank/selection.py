"""Which questions fit a slot: pure, and the same for the same seed."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from interviewer.bank.catalogue import Bank
from interviewer.domain.blueprint import Slot
from interviewer.domain.question import Level, Question, Role

if TYPE_CHECKING:
    from interviewer.bank.search import BankSearch


class Shift(StrEnum):
    """How far from its slot a selection had to go."""

    NONE = "none"
    LEVEL = "level"
    """The topic has nothing left at this level: a neighbouring one."""
    TOPIC = "topic"
    """The topic has nothing left at all: a related one."""
    ROLE = "role"
    """Nothing for this role is left anywhere: questions for other roles."""
    EMPTY = "empty"
    """The bank has nothing left that was not asked in this session."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The questions that fit a slot, the best first, all of one topic and level."""

    questions: tuple[Question, ...]
    topic: str
    level: Level
    shift: Shift = Shift.NONE


def candidates(
    bank: Bank,
    slot: Slot,
    *,
    role: Role | None,
    asked: Collection[str],
    recent: Collection[str] = (),
    seed: int = 0,
    search: "BankSearch | None" = None,
    due: Collection[str] = (),
    n: int = 5,
) -> list[Question]:
    """Return the questions of `select`, where it does not matter how far it had to go."""
    found = select(
        bank, slot, role=role, asked=asked, recent=recent, seed=seed, search=search, due=due, n=n
    )
    return list(found.questions)


def select(
    bank: Bank,
    slot: Slot,
    *,
    role: Role | None,
    asked: Collection[str],
    recent: Collection[str] = (),
    seed: int = 0,
    search: "BankSearch | None" = None,
    due: Collection[str] = (),
    n: int = 5,
) -> Selection:
    """Return up to `n` questions for a slot.

    None of `asked` comes again. Those of `due` come first; those of `recent` (newest first, if it
    has an order) last; between them the ones whose tags were heard least, then by the seed. Where
    the slot is empty: the neighbouring level, then a related topic (by `search`, else by shared
    tags), then other roles; the selection says which.
    """
    taken = {bank.replaced.get(id_, id_) for id_ in asked}
    for topic, level, for_role, shift in _places(bank, slot, role, search):
        pool = [
            bank.questions[head.id]
            for head in bank.heads(topic, level, for_role)
            if head.id not in taken
        ]
        if pool:
            heard = [bank.questions[id_] for id_ in taken if id_ in bank.questions]
            order = _Order(bank, _ordered(due), _ordered(recent), heard, seed)
            return Selection(tuple(order.best(pool, n)), topic, level, shift)
    return Selection((), slot.topic, slot.level, Shift.EMPTY)


def _places(
    bank: Bank, slot: Slot, role: Role | None, search: "BankSearch | None"
) -> Iterator[tuple[str, Level, Role | None, Shift]]:
    """Yield where to look, nearest to the slot first."""
    levels = nearest_levels(slot.level)
    for level in levels:
        yield slot.topic, level, role, Shift.NONE if level is slot.level else Shift.LEVEL
    for level in levels:
        for topic in related_topics(bank, slot.topic, search):
            yield topic, level, role, Shift.TOPIC
    if role is not None:
        for topic in (slot.topic, *related_topics(bank, slot.topic, search)):
            for level in levels:
                yield topic, level, None, Shift.ROLE


def nearest_levels(level: Level) -> list[Level]:
    """Return all levels, the nearest first, the easier one of two."""
    return sorted(Level, key=lambda other: (abs(other.rank - level.rank), other.rank))


def related_topics(bank: Bank, topic: str, search: "BankSearch | None" = None) -> list[str]:
    """Return the bank's other topics, the most closely related first."""
    if search is not None and topic in bank.topics():
        return search.nearest_topics(topic)
    tags = {tag for question in bank.find(topic) for tag in question.tags}

    def shared(other: str) -> int:
        return sum(tag in tags for question in bank.find(other) for tag in question.tags)

    others = [other for other in bank.topics() if other != topic]
    return sorted(others, key=lambda other: (-shared(other), other))


def _ordered(ids: Collection[str]) -> list[str]:
    """Return ids in their order, or in alphabetical order if they have none."""
    return list(ids) if isinstance(ids, Sequence) else sorted(ids)


class _Order:
    """Puts questions in the order in which they should be asked."""

    def __init__(
        self,
        bank: Bank,
        due: Sequence[str],
        recent: Sequence[str],
        heard: Sequence[Question],
        seed: int,
    ) -> None:
        self._due = {bank.replaced.get(id_, id_): place for place, id_ in enumerate(due)}
        self._recent: dict[str, int] = {}
        for age, id_ in enumerate(recent):
            self._recent.setdefault(bank.replaced.get(id_, id_), age)
        self._tags: dict[str, int] = {}
        for question in heard:
            self._hear(question)
        self._seed = seed

    def best(self, pool: Sequence[Question], n: int) -> Iterator[Question]:
        """Yield the `n` best, each chosen with what was chosen before it in mind."""
        left = list(pool)
        while left and n > 0:
            question = min(left, key=self._rank)
            left.remove(question)
            self._hear(question)
            n -= 1
            yield question

    def _hear(self, question: Question) -> None:
        for tag in question.tags:
            self._tags[tag] = self._tags.get(tag, 0) + 1

    def _rank(self, question: Question) -> tuple[int, int, float, bytes]:
        due = self._due.get(question.id, len(self._due))
        age = self._recent.get(question.id)
        recency = 0 if age is None else len(self._recent) - age
        heard = sum(self._tags.get(tag, 0) for tag in question.tags) / max(1, len(question.tags))
        chance = hashlib.sha256(f"{self._seed}\0{question.id}".encode()).digest()
        return due, recency, heard, chance
