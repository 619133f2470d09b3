"""Every model answer of the bank, graded as an answer to every question of it, in both languages.

An answer must earn what it is worth on its own question and next to nothing on the others: what it
says of its own subject is no answer to another. The work grows with the square of the questions.
"""

import os
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import chain
from multiprocessing import Pool

from interviewer.domain.language import Language
from interviewer.domain.question import Question
from interviewer.domain.transcript import Exchange, Utterance
from interviewer.grading.builtin.answer import Reading
from interviewer.grading.builtin.grader import BuiltinGrader
from interviewer.grading.builtin.parameters import DEFAULT
from interviewer.grading.builtin.rubric import compile_rubric
from interviewer.grading.builtin.topic import relatedness
from tests.shipped import shipped_bank

OWN, ELSEWHERE, SAME_TOPIC = 0.9, 0.05, 0.35
"""Least mark on the own question; most on one of another topic, and of the same."""
_KINDS = {
    "own question": OWN,
    "another topic": ELSEWHERE,
    "same topic": SAME_TOPIC,
    "declared related": 1.0,
}


@dataclass(frozen=True)
class Cell:
    """What the model answer of one question earned on another."""

    kind: str
    language: Language
    answer: str
    question: str
    score: float

    @property
    def is_kept(self) -> bool:
        """Tell whether the mark is within its limit."""
        limit = _KINDS[self.kind]
        return self.score >= limit if self.kind == "own question" else self.score <= limit


@cache
def grader() -> BuiltinGrader:
    """The grader, one in a process."""
    return BuiltinGrader()


def row(question_id: str) -> list[Cell]:
    """Grade all model answers as answers to one question."""
    bank = shipped_bank()
    question = bank.questions[question_id]
    rubric = compile_rubric(question, DEFAULT)
    cells = []
    for language in Language:
        for other in bank.questions.values():
            text = other.model_answer.in_(language)
            related = relatedness([Reading(text, rubric.spelling.mend)], rubric, DEFAULT)
            # what is said of something else is worth nothing, whatever it says: no need to read it
            score = marks(question, language, text) if related else 0.0
            cells.append(Cell(kind(question, other), language, other.id, question.id, score))
    return cells


def marks(question: Question, language: Language, text: str) -> float:
    """Return the mark of one answer."""
    exchange = Exchange(
        question=question,
        language=language,
        utterances=(Utterance(seq=1, text=text),),
        interviewer_texts=(question.prompt.in_(language),),
    )
    return grader().grade(exchange).score or 0.0


def kind(question: Question, other: Question) -> str:
    """Name how two questions stand to each other."""
    if other.id == question.id:
        return "own question"
    if other.id in question.related or question.id in other.related:
        return "declared related"
    return "same topic" if other.topic == question.topic else "another topic"


def tell(cells: Iterable[Cell]) -> int:
    """Print the figures of each kind of pair and what broke a limit; 1 if something did."""
    broken = 0
    cells = list(cells)
    for name, limit in _KINDS.items():
        for language in Language:
            these = [each for each in cells if each.kind == name and each.language is language]
            scores = sorted(each.score for each in these)
            if not scores:
                continue
            mean = sum(scores) / len(scores)
            wrong = [each for each in these if not each.is_kept]
            sense = "at least" if name == "own question" else "at most"
            print(
                f"{name}, {language}: {len(scores)} pairs, lowest {scores[0]:.2f}, mean"
                f" {mean:.3f}, highest {scores[-1]:.2f} ({sense} {limit}: {len(wrong)} are not)"
            )
            for each in sorted(wrong, key=lambda each: -each.score):
                print(f"  {each.answer} on {each.question}: {each.score:.2f}")
            broken += len(wrong)
    return int(broken > 0)


def main(*ids: str) -> int:
    """Print the matrix, or the rows of the named questions."""
    began = time.monotonic()
    wanted = ids or tuple(shipped_bank().questions)
    with Pool(os.cpu_count()) as pool:
        cells = list(chain.from_iterable(pool.imap_unordered(row, wanted, chunksize=4)))
    missed = tell(cells)
    print(f"gradings: {len(cells)} in {time.monotonic() - began:.0f} s")
    return missed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
