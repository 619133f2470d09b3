"""The texts that simulated candidates speak: labelled answers, or made from the bank itself.

Labelled answers are people's words, with people's verdicts; which of them serve is decided here by
their kind (`split`). Where there are none, a strong text is the model answer, a vague one its
beginning, a wrong one the misconceptions said with conviction.
"""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from interviewer.bank.text import sentences
from interviewer.domain.language import Language
from interviewer.domain.question import Question
from interviewer.evaluation.rows import LabelledRow

STRONG = ("strong",)
MIDDLING = ("middling",)
WRONG = ("misconception", "negated")
BLANK = ("blank",)
INJECTION = ("injection",)

_BEGINNING = 0.5
"""The share of a strong text's sentences that a vague one has, where nobody wrote one."""


@dataclass(frozen=True, slots=True)
class Text:
    """Something to say."""

    words: str
    source: str | None = None
    """The id of the labelled answer that it is, word for word."""


class AnswerBook:
    """Looks texts up by question, kind and language."""

    def __init__(self, rows: Iterable[LabelledRow] = ()) -> None:
        """`rows` are labelled answers to questions of the bank."""
        self._rows: dict[tuple[str, Language], list[LabelledRow]] = {}
        self._by_id: dict[str, LabelledRow] = {}
        for row in rows:
            self._rows.setdefault((row.question_id, row.lang), []).append(row)
            self._by_id[row.id] = row

    @property
    def question_ids(self) -> frozenset[str]:
        """The questions that have labelled answers."""
        return frozenset(question_id for question_id, _ in self._rows)

    def labels(self, source: str) -> Mapping[str, str]:
        """Return the verdicts that people gave for a labelled answer, by rubric point."""
        return {point: verdict.value for point, verdict in self._by_id[source].verdicts.items()}

    def strong(self, question: Question, language: Language, chance: random.Random) -> Text:
        """Return a good answer."""
        found = self._labelled(question, language, STRONG)
        return chance.choice(found) if found else Text(question.model_answer.in_(language))

    def vague(self, question: Question, language: Language, chance: random.Random) -> Text:
        """Return an answer that says some of it: a middling one, or how a strong one begins."""
        if found := self._labelled(question, language, MIDDLING):
            return chance.choice(found)
        whole = self.strong(question, language, chance).words
        spans = sentences(whole)
        last = spans[max(1, int(len(spans) * _BEGINNING)) - 1]
        return Text(whole[: last.end].strip())

    def wrong(self, question: Question, language: Language, chance: random.Random) -> Text:
        """Return an answer that is wrong and sounds right."""
        if found := self._labelled(question, language, WRONG):
            return chance.choice(found)
        claims = [wrong.claim.in_(language) for wrong in question.misconceptions]
        if not claims:
            claims = [miss for p in question.rubric for miss in _near(p.near_misses, language)[:1]]
        return Text((" " if language is Language.EN else "").join(claims) or "?")

    def blank(self, question: Question, language: Language) -> str | None:
        """Return what somebody said who had nothing to say."""
        found = self._labelled(question, language, BLANK)
        return found[0].words if found else None

    def injection(self, question: Question, language: Language) -> Text | None:
        """Return an answer that tries to command the grader."""
        found = self._labelled(question, language, INJECTION)
        return found[0] if found else None

    def _labelled(
        self, question: Question, language: Language, splits: Iterable[str]
    ) -> list[Text]:
        rows = self._rows.get((question.id, language), ())
        return [Text(row.answer, row.id) for split in splits for row in rows if row.split == split]


def _near(phrases: object, language: Language) -> tuple[str, ...]:
    found: tuple[str, ...] = getattr(phrases, language.value)
    return found
