"""Answers that come with a reference text and no rubric: how much of the reference they say.

Used to evaluate the grader on public sets. The same reading of an answer as in rubric grading
decides what counts (copied, commanding, listed, jumbled or denied words do not), and no length is
rewarded: only what the reference says is looked for.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from interviewer.bank.text import STOP_CHARACTERS, STOP_WORDS, Span, Tokens
from interviewer.domain.transcript import Utterance
from interviewer.grading.asked import Asked
from interviewer.grading.builtin.answer import Answer, Reading, Standing, segments
from interviewer.grading.builtin.frequencies import rarity
from interviewer.grading.builtin.parameters import (
    DEFAULT,
    REFERENCE,
    Parameters,
    ReferenceParameters,
)
from interviewer.grading.builtin.spelling import Spelling


@dataclass(frozen=True, slots=True)
class Marked:
    """What an answer is worth beside its reference."""

    score: float
    """0 to 1."""
    likeness: float
    """0 to 1, before chance is taken off."""
    reference: int
    """The reference that it is likest to."""
    evidence: tuple[Span, ...]
    """The sentences that say something of it."""


class _Content:
    """What a text says, in the three units that are compared."""

    def __init__(self, reading: Reading, part: Sequence[int] | None = None) -> None:
        tokens = reading.text
        inside = frozenset(range(len(tokens)) if part is None else part)
        self.words = frozenset(_word(tokens, at) for at in inside if _tells(tokens, at))
        self.denied: dict[str, set[bool]] = {}
        for feature in reading.features:
            if feature.first in inside:
                self.denied.setdefault(feature.name, set()).add(
                    reading.is_denied(feature.first, feature.end)
                )
        for number, at in reading.numbers:
            if at in inside:
                name = f"#{max(number.values):g}"
                self.denied.setdefault(name, set()).add(reading.is_denied(at, at + 1))
        self.letters = _letters(tokens, sorted(inside))
        self.row = [_word(tokens, at) for at in sorted(inside) if _tells(tokens, at)]


def _tells(tokens: Tokens, at: int) -> bool:
    token = tokens.tokens[at]
    if token.kind == "cjk":
        return token.raw not in STOP_CHARACTERS
    return token.kind != "symbol" and not {token.raw, token.stem} & STOP_WORDS


def _word(tokens: Tokens, at: int) -> str:
    return tokens.tokens[at].stem


def _letters(tokens: Tokens, part: Sequence[int]) -> Counter[str]:
    """Count runs of letters: three within a Latin word, two neighbouring CJK characters."""
    found: Counter[str] = Counter()
    before = ""
    for at in part:
        token = tokens.tokens[at]
        if token.kind == "cjk":
            if before and not token.breaks:
                found[before + token.raw] += 1
            before = token.raw
            continue
        before = ""
        if _tells(tokens, at):
            padded = f" {token.stem} "
            found.update(padded[i : i + 3] for i in range(len(padded) - 2))
    return found


class ReferenceGrader:
    """Compares answers to one question with its references."""

    def __init__(
        self,
        question: str,
        references: Sequence[str],
        limits: ReferenceParameters = REFERENCE,
        reading: Parameters = DEFAULT,
    ) -> None:
        """ValueError if no reference says anything."""
        self._limits = limits
        self._reading = reading
        self._asked = [Asked(question)]
        asked = Reading(question)
        self._given = frozenset(_Content(asked).words) | frozenset(_Content(asked).denied)
        readings = [Reading(text) for text in references if text.strip()]
        self._references = [_Content(each) for each in readings]
        self._sentences = [
            [_Content(each, sentence) for sentence in each.text.sentences] for each in readings
        ]
        if not any(each.words for each in self._references):
            raise ValueError("a reference must say something")
        self._is_list = any(
            self._enumerates(each.text, sentence)
            for each in readings
            for sentence in each.text.sentences
        )
        self._spelling = Spelling(
            token.raw for each in (*readings, asked) for token in each.text.tokens
        )

    def _enumerates(self, text: Tokens, sentence: range) -> bool:
        parts, length = segments(text, sentence)
        return parts >= self._limits.list_segments and length <= self._limits.list_length

    def mark(self, text: str) -> Marked:
        """Mark one answer."""
        answer = Answer(
            Utterance(seq=0, text=text), self._asked, self._reading, self._spelling.mend
        )
        counted = [
            at
            for at, sentence in enumerate(answer.sentences)
            if sentence.counts and (sentence.standing is not Standing.LIST or self._is_list)
        ]
        best = max(
            (self._compared(answer, counted, at) for at in range(len(self._references))),
            key=lambda compared: compared[0],
        )
        likeness, reference, bearing = best
        limits = self._limits
        score = (likeness - limits.floor) / (limits.full - limits.floor)
        return Marked(
            min(1.0, max(0.0, score)),
            likeness,
            reference,
            tuple(answer.span_of(answer.sentences[at].tokens) for at in bearing),
        )

    def _compared(
        self, answer: Answer, counted: Sequence[int], number: int
    ) -> tuple[float, int, list[int]]:
        """Return how like an answer is to one reference, and the sentences that bear on it."""
        reference = self._references[number]
        contents = {at: _Content(answer, answer.sentences[at].tokens) for at in counted}
        kept = self._likest(
            reference,
            {
                at: content
                for at, content in contents.items()
                if not self._reverses(content, self._sentences[number])
            },
        )
        tokens = [token for at in kept for token in answer.sentences[at].tokens]
        if not tokens:
            return 0.0, number, []
        said = _Content(answer, tokens)
        likeness = self._likeness(reference, said)
        if likeness > 0:
            likeness *= self._spoken(reference, said)
        bearing = [at for at in kept if reference.words & contents[at].words]
        return likeness, number, bearing

    def _likest(self, reference: _Content, contents: Mapping[int, _Content]) -> list[int]:
        """Choose the sentences that say most of a reference, as far as there is room for them."""
        least, multiple = self._limits.room
        room = max(least, multiple * len(reference.row))
        kept: list[int] = []
        for at in sorted(
            contents, key=lambda at: (-self._share(reference.words, contents[at].words), at)
        ):
            if kept and len(contents[at].row) > room:
                break
            kept.append(at)
            room -= len(contents[at].row)
        return sorted(kept)

    def _spoken(self, reference: _Content, said: _Content) -> float:
        """Return 1 for speech, 0 for the reference's words thrown together."""
        limits = self._limits
        if self._share(reference.words, said.words) < limits.much:
            return 1.0
        in_order = _in_order(reference.row, said.row, limits)
        if in_order is None:
            return 1.0
        low, high = limits.in_order
        return min(1.0, max(0.0, (in_order - low) / (high - low)))

    def _likeness(self, reference: _Content, said: _Content) -> float:
        limits = self._limits
        weights = self._weights(reference)
        total = sum(weights.values())
        matched = sum(weights[name] for name in reference.denied if name in said.denied)
        words = self._share(reference.words, said.words)
        telling = matched / total if total else words
        parts = (
            (limits.words, words),
            (limits.telling, telling),
            (limits.letters, _cosine(reference.letters, said.letters)),
        )
        return sum(weight * sqrt(max(0.0, value)) for weight, value in parts) / sum(
            weight for weight, _ in parts
        )

    def _weights(self, content: _Content) -> dict[str, float]:
        return {
            name: 0.0 if name in self._given else rarity(name) for name in sorted(content.denied)
        }

    def _reverses(self, said: _Content, sentences: Sequence[_Content]) -> bool:
        """Tell whether a sentence says one of a reference's, but for what is denied in it.

        It does not if it says another of them as it stands.
        """
        reversed_ = False
        own = sum(self._weights(said).values())
        for sentence in sentences:
            weights = self._weights(sentence)
            matched = {name: weights[name] for name in weights if name in said.denied}
            held = sum(matched.values())
            limits = self._limits
            needed = max(limits.verbatim * sum(weights.values()), limits.alike * own)
            if held == 0 or held < needed:
                continue
            against = sum(
                weight
                for name, weight in matched.items()
                if sentence.denied[name].isdisjoint(said.denied[name])
            )
            if against <= limits.opposed * held:
                return False
            reversed_ = True
        return reversed_

    def _share(self, wanted: frozenset[str], said: frozenset[str]) -> float:
        def weigh(words: frozenset[str]) -> float:
            return sum(self._limits.given_weight if word in self._given else 1.0 for word in words)

        return weigh(wanted & said) / weigh(wanted) if wanted else 0.0


def _in_order(
    reference: Sequence[str], said: Sequence[str], limits: ReferenceParameters
) -> float | None:
    """Return how many neighbours of an answer follow each other in the reference too.

    Only words that both use are compared; None where they are too few to show anything.
    """
    places: dict[str, list[int]] = {}
    for at, word in enumerate(reference):
        places.setdefault(word, []).append(at)
    shared = [word for word in said if word in places]
    if len(set(shared)) < limits.neighbours:
        return None
    following = sum(
        any(0 < after - before <= limits.apart for before in places[a] for after in places[b])
        for a, b in pairwise(shared)
    )
    return following / (len(shared) - 1)


def _cosine(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    product = sum(count * other[name] for name, count in one.items() if name in other)
    lengths = sum(c * c for c in one.values()) * sum(c * c for c in other.values())
    return product / sqrt(lengths) if lengths else 0.0
