"""How common a word is in talk about language models, counted in the bank's own questions."""

import json
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib import resources
from math import log

from interviewer.bank.text import Tokens, features

FILE = "frequencies.json"
_RARE = 2
"""Words of fewer questions than this are not kept: they count as rare."""


@cache
def _counts() -> tuple[int, dict[str, int]]:
    stored = json.loads((resources.files(__package__) / FILE).read_text(encoding="utf-8"))
    return stored["questions"], stored["counts"]


def rarity(name: str) -> float:
    """Return how rare a feature is among the questions of the bank: 1 never seen, near 0 common."""
    questions, counts = _counts()
    return log((questions + 1) / (counts.get(name, 0) + 0.5)) / log((questions + 1) / 0.5)


def is_known(name: str) -> bool:
    """Tell whether a feature is one that the bank's questions use."""
    return name in _counts()[1]


def learn(questions: Iterable[Iterable[str]]) -> dict[str, object]:
    """Count in how many questions, given as their texts, each feature occurs."""
    counts: Counter[str] = Counter()
    total = 0
    for texts in questions:
        total += 1
        counts.update({name for text in texts for name in features(Tokens(text))})
    kept = {name: number for name, number in sorted(counts.items()) if number >= _RARE}
    return {"questions": total, "counts": kept}
