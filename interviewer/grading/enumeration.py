"""References that list things: what was named counts, each thing alike, in any order."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from interviewer.bank.text import STOP_CHARACTERS, Span, Tokens
from interviewer.grading.builtin.answer import Reading
from interviewer.grading.builtin.parameters import ReferenceParameters
from interviewer.grading.content import Content

_INTRODUCES = re.compile(
    r"[：:]|——|包括|包含|分为|是指|主要有|\b(?:include|includes|including|are)\b", re.IGNORECASE
)
_BETWEEN = re.compile(
    r"[；;。、\n]|(?<=\w)\.(?:\s|$)|[①-⑳]|[（(]\d{1,2}[)）]|(?<![\d.])\d[.、](?!\d)|[一二三四五六七八九]是"
)
_COMMA = re.compile(r"，|,\s")
_AND = re.compile(r"和|与|及|以及|\band\b")
_LATIN_WORD = 3
"""A Latin word is as long as so many CJK characters."""


class Enumeration:
    """The things that a reference lists."""

    def __init__(
        self, things: Sequence[frozenset[str]], given: frozenset[str], limits: ReferenceParameters
    ) -> None:
        """`given` are the question's own words, which prove little."""
        self._limits = limits
        self._things = [
            {
                word: (limits.given_in_list if word in given else 1.0)
                / sum(word in other for other in things)
                for word in thing
            }
            for thing in things
        ]

    def __len__(self) -> int:
        return len(self._things)

    def named(self, said: frozenset[str]) -> float:
        """Return the share of the things that were named, 0 to 1."""
        return sum(self._named(weights, said) for weights in self._things) / len(self._things)

    def _named(self, weights: dict[str, float], said: frozenset[str]) -> float:
        total = sum(weights[word] for word in sorted(weights))
        held = sum(weights[word] for word in sorted(weights) if word in said)
        low, high = self._limits.thing_named
        return min(1.0, max(0.0, (held / total - low) / (high - low)))


def enumeration(
    reference: Reading, given: frozenset[str], limits: ReferenceParameters
) -> Enumeration | None:
    """Return what a reference lists, or None if it does not list but tells.

    Things stand between marks such as `、`, `;` and numbers; three or more may stand between
    commas, and two or more around `and`, if they are short. What introduces the list is left out
    where it repeats the question.
    """
    body = Span(_introduction(reference, given), len(reference.text.text))
    things = [body]
    for between, least in ((_BETWEEN, 1), (_COMMA, 3), (_AND, 2)):
        finer = [part for thing in things for part in _split(reference, thing, between)]
        if len(finer) >= least and (between is _BETWEEN or _are_short(reference, finer, limits)):
            things = finer
    if len(things) < 2 or not _are_short(reference, things, limits):
        return None
    return Enumeration([_words(reference, thing) for thing in things], given, limits)


def _introduction(reference: Reading, given: frozenset[str]) -> int:
    """Return where the list begins, after words that repeat the question."""
    text = reference.text.text
    begins = 0
    for mark in _INTRODUCES.finditer(text):
        before = _words(reference, Span(0, mark.start()))
        if before and len(before & given) < 0.6 * len(before):
            break
        begins = mark.end()
    return begins


def _split(reference: Reading, part: Span, between: re.Pattern[str]) -> Iterator[Span]:
    """Cut a part; pieces that say nothing fall away."""
    cuts = list(between.finditer(reference.text.text, part.start, part.end))
    edges = [part.start, *(edge for cut in cuts for edge in cut.span()), part.end]
    for start, end in list(pairwise(edges))[::2]:
        if start < end and _words(reference, Span(start, end)):
            yield Span(start, end)


def _words(reference: Reading, part: Span) -> frozenset[str]:
    return Content(reference, reference.text.between(part)).words


def _are_short(reference: Reading, parts: Sequence[Span], limits: ReferenceParameters) -> bool:
    lengths = [_length(reference.text, reference.text.between(part)) for part in parts]
    mean, longest = limits.thing_length
    return sum(lengths) <= mean * len(lengths) and max(lengths) <= longest


def _length(text: Tokens, part: range) -> int:
    """Return a length in CJK characters that say something; every Latin word counts.

    A Latin verb is often a function word, and what has one tells rather than lists.
    """
    return sum(
        token.raw not in STOP_CHARACTERS if token.kind == "cjk" else _LATIN_WORD
        for token in text.tokens[part.start : part.stop]
    )
