"""One claim a point: what can be told from how a note is built. Warnings, for people to judge."""

import re
from collections.abc import Iterator

from interviewer.bank.rules.finding import Finding, warning
from interviewer.bank.text import sentences, word_count
from interviewer.domain.question import Question

_LONGEST = 55.0
"""Words of a note (a Chinese character counts 1/1.6)."""
_JOINS_ZH = re.compile("同时|此外|并且|而且|另外|以及|还能|还要|其次")
_JOINS_EN = re.compile(
    r"\b(?:and also|as well as|in addition|moreover|furthermore|besides|additionally"
    r"|not only)\b",
    re.IGNORECASE,
)
_LIST = re.compile(r"(?:^|[\s(（])(?:[1-4]|[①②③④])[).）]\s?\S")


def check(question: Question) -> Iterator[Finding]:
    """Yield notes that look as if they claimed several things."""
    for at, point in enumerate(question.rubric):
        for language, note in (("zh", point.note.zh), ("en", point.note.en)):
            where = ("rubric", at, "note", language)
            joins = _JOINS_ZH if language == "zh" else _JOINS_EN
            words = word_count(note)
            if words > _LONGEST:
                yield warning(where, f"a note of {words:.0f} words: is it one claim?")
            elif len(sentences(note)) > 2:
                yield warning(where, "a note of more than two sentences: is it one claim?")
            elif len(joins.findall(note)) > 1:
                yield warning(where, "a note that joins several claims: is it one?")
            elif len(_LIST.findall(note)) > 1:
                yield warning(where, "a note that is a list: is it one claim?")
