"""Counts in the bank what the built-in grader knows of language, and writes it beside this file.

Run it again after the bank has grown: `python -m interviewer.grading.builtin.learn FOLDER`.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from interviewer.bank.loading import load_bank
from interviewer.domain.language import Text
from interviewer.domain.question import Question
from interviewer.grading.builtin import frequencies, order


def right_texts(question: Question) -> Iterator[str]:
    """Yield what is right about a question: the model answer, the notes, their paraphrases."""
    yield from _both(question.model_answer)
    for point in question.rubric:
        yield from (*_both(point.note), *point.paraphrases.all())


def all_texts(question: Question) -> Iterator[str]:
    """Yield every natural sentence of a question, right or wrong."""
    yield from right_texts(question)
    yield from _both(question.prompt)
    for hint in question.hints:
        yield from _both(hint)
    for point in question.rubric:
        yield from (*_both(point.follow_up), *point.near_misses.all())
    for wrong in question.misconceptions:
        yield from (*_both(wrong.claim), *_both(wrong.correction), *wrong.paraphrases.all())


def _both(text: Text) -> tuple[str, str]:
    return text.zh, text.en


def main(folder: Path) -> None:
    """Count in the bank of a folder and write both files."""
    questions = list(load_bank(folder).questions.values())
    _write(frequencies.FILE, frequencies.learn(map(right_texts, questions)))
    _write(order.FILE, order.learn([text for each in questions for text in all_texts(each)]))


def _write(name: str, counted: dict[str, object]) -> None:
    text = json.dumps(counted, ensure_ascii=False, indent=0, sort_keys=True)
    Path(__file__).with_name(name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
