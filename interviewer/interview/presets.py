"""Ready-made kinds of mocks, and what becomes of one when its parts are changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from interviewer.bank.catalogue import Bank
from interviewer.domain.question import Level, Role


@dataclass(frozen=True)
class Preset:
    """A kind of mock."""

    name: str
    minutes: int
    topics: int | None
    """How many topics to touch; None for as many as fit."""


PRESETS = (
    Preset("phone", 30, None),
    Preset("onsite", 60, None),
    Preset("deep-dive", 30, 1),
)


def preset_of(minutes: float | None, topics: Sequence[str]) -> Preset | None:
    """Return the preset that these choices amount to, or None for choices of one's own."""
    for preset in PRESETS:
        if preset.minutes == minutes and len(topics) == (preset.topics or 0):
            return preset
    return None


def deepest_topics(bank: Bank, n: int, role: Role | None, level: Level | None) -> list[str]:
    """Return the topics with most to ask, by minutes; those of the level before others."""

    def depth(topic: str) -> tuple[float, float]:
        fitting = sum(head.minutes for head in bank.heads(topic, level, role))
        return -fitting, -sum(head.minutes for head in bank.heads(topic, role=role))

    offered = [topic for topic in bank.topics() if bank.heads(topic, role=role)]
    return sorted(offered, key=lambda topic: (*depth(topic), topic))[:n]


def topic_counts(bank: Bank, role: Role | None, level: Level | None) -> dict[str, int]:
    """Count the questions of each topic that has any for the role: 0 means a neighbouring level."""
    return {
        topic: len(bank.heads(topic, level, role))
        for topic in bank.topics()
        if bank.heads(topic, role=role)
    }
