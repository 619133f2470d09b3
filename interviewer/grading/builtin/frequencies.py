"""How common a word is in talk about language models: counted in the bank, kept in a small file.

Count again after the bank has grown: `python -m interviewer.grading.builtin.frequencies FOLDER`.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from math import log
from pathlib import Path

from interviewer.bank.text import Tokens, features
from interviewer.domain.question import Question

_FILE = "frequencies.json"
_RARE = 2
"""Words of fewer questions than this are not kept: they count as rare."""


@cache
def _counts() -> tuple[int, dict[str, int]]:
    stored = json.loads((resources.files(__package__) / _FILE).read_text(encoding="utf-8"))
    return stored["questions"], stored["counts"]


def rarity(name: str) -> float:
    """Return how rare a feature is among the questions of the bank: 1 never seen, near 0 common."""
    questions, counts = _counts()
    return log((questions + 1) / (counts.get(name, 0) + 0.5)) / log((questions + 1) / 0.5)


def is_known(name: str) -> bool:
    """Tell whether a feature is one that the bank's questions use."""
    return name in _counts()[1]


def _sentences(question: Question) -> Iterator[str]:
    yield from (question.model_answer.zh, question.model_answer.en)
    for point in question.rubric:
        yield from (point.note.zh, point.note.en, *point.paraphrases.all())


def count(questions: Iterable[Question]) -> dict[str, object]:
    """Count in how many questions each feature occurs."""
    counts: Counter[str] = Counter()
    total = 0
    for question in questions:
        total += 1
        counts.update({name for text in _sentences(question) for name in features(Tokens(text))})
    kept = {name: number for name, number in sorted(counts.items()) if number >= _RARE}
    return {"questions": total, "counts": kept}


def main(folder: str) -> None:
    """Count in the bank of a folder and write the file."""
    from interviewer.bank.loading import load_bank  # only this command reads a bank

    stored = count(load_bank(Path(folder)).questions.values())
    target = Path(__file__).with_name(_FILE)
    text = json.dumps(stored, ensure_ascii=False, indent=0, sort_keys=True)
    target.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
