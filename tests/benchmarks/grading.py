"""What built-in grading takes: against the length of an answer and the number of points."""

import statistics
import sys
import time

from interviewer.bank.loading import load_bank
from interviewer.domain.language import Language
from interviewer.domain.question import Question
from interviewer.domain.transcript import Exchange, Utterance
from interviewer.grading.builtin.grader import BuiltinGrader
from interviewer.resources import bank_dir

RUNS = 9
WORDS = (100, 300, 1000, 3000)
LIMIT_WORDS = 300
MOST_MS = 50.0
MOST_GROWTH = 2.0
"""How much dearer a word may be in the longest answer than at 300 words: linear, with slack."""
CJK_PER_WORD = 1.6


def text(questions: list[Question], language: Language, words: int) -> str:
    """Put model answers together until there are as many words."""
    joined = " ".join(question.model_answer.in_(language) for question in questions)
    if language is Language.ZH:
        size = int(words * CJK_PER_WORD)
        return (joined * (size // len(joined) + 1))[:size]
    split = joined.split()
    return " ".join((split * (words // len(split) + 1))[:words])


def milliseconds(grader: BuiltinGrader, exchange: Exchange) -> float:
    """Return the processor time of grading an exchange, its rubric compiled, best of several runs.

    The best, because whatever else the machine does can only add to it; nothing here waits.
    """
    grader.grade(exchange)
    taken = []
    for _ in range(RUNS):
        began = time.process_time()
        grader.grade(exchange)
        taken.append((time.process_time() - began) * 1000)
    return min(taken)


def said(question: Question, language: Language, words: str) -> Exchange:
    """Return an exchange of one answer."""
    return Exchange(
        question=question, language=language, utterances=(Utterance(seq=1, text=words),)
    )


def by_length(grader: BuiltinGrader, questions: list[Question]) -> bool:
    """Print time against length, and tell whether the limits are kept."""
    kept = True
    tried = sorted(questions, key=lambda question: len(question.rubric))[:: len(questions) // 4]
    for language in Language:
        medians: dict[int, float] = {}
        for words in WORDS:
            answer = text(questions, language, words)
            medians[words] = statistics.median(
                milliseconds(grader, said(question, language, answer)) for question in tried
            )
            limit = f"  (limit {MOST_MS:.0f} ms)" if words == LIMIT_WORDS else ""
            print(f"  {language} {words:5d} words: {medians[words]:7.1f} ms{limit}")
        growth = (medians[WORDS[-1]] / WORDS[-1]) / (medians[LIMIT_WORDS] / LIMIT_WORDS)
        print(f"  {language} a word at {WORDS[-1]} against {LIMIT_WORDS}: {growth:.2f}x")
        kept = kept and medians[LIMIT_WORDS] <= MOST_MS and growth <= MOST_GROWTH
    return kept


def by_points(grader: BuiltinGrader, questions: list[Question]) -> None:
    """Print time against the number of rubric points."""
    answer = text(questions, Language.EN, LIMIT_WORDS)
    whole = max(questions, key=lambda question: len(question.rubric))
    for points in range(1, len(whole.rubric) + 1, 2):
        fields = whole.model_dump() | {"rubric": whole.rubric[:points], "misconceptions": ()}
        part = Question.model_validate(fields)
        taken = milliseconds(grader, said(part, Language.EN, answer))
        print(f"  {points} points, {LIMIT_WORDS} words: {taken:6.1f} ms")


def compiling(questions: list[Question]) -> None:
    """Print what compiling a rubric takes, once for each question and version."""
    taken = []
    for question in questions:
        exchange = said(question, Language.EN, "")
        began = time.process_time()
        BuiltinGrader().grade(exchange)
        taken.append((time.process_time() - began) * 1000)
    print(f"  compiling a rubric: {statistics.median(taken):.0f} ms, most {max(taken):.0f} ms")


def main() -> int:
    """Print the figures; 1 if a limit is missed."""
    questions = list(load_bank(bank_dir()).questions.values())
    grader = BuiltinGrader()
    kept = by_length(grader, questions)
    by_points(grader, questions)
    compiling(questions)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
