"""Answers that come with a reference text and no rubric: how much of the reference they say.

Used to evaluate the grader on public sets. The same reading of an answer as in rubric grading
decides what counts (copied, commanding, listed, jumbled or denied words do not), and no length is
rewarded: only what the reference says is looked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from interviewer.bank.text import Span, is_cjk
from interviewer.domain.transcript import Utterance
from interviewer.grading.asked import Asked
from interviewer.grading.builtin.answer import Answer, Reading, Standing
from interviewer.grading.builtin.frequencies import rarity
from interviewer.grading.builtin.order import is_broken
from interviewer.grading.builtin.parameters import (
    DEFAULT,
    REFERENCE,
    Parameters,
    ReferenceParameters,
)
from interviewer.grading.builtin.spelling import Spelling
from interviewer.grading.content import Content
from interviewer.grading.enumeration import enumeration


@dataclass(frozen=True, slots=True)
class Marked:
    """What an answer is worth beside its reference."""

    score: float
    """0 to 1."""
    reference: int
    """The reference that it is likest to."""
    evidence: tuple[Span, ...]
    """The sentences that say something of it."""


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
        self._given = frozenset(Content(asked).words) | frozenset(Content(asked).denied)
        readings = [Reading(text) for text in references if text.strip()]
        self._references = [Content(each) for each in readings]
        self._lists = [enumeration(each, self._given, limits) for each in readings]
        self._sentences = [
            [Content(each, sentence) for sentence in each.text.sentences] for each in readings
        ]
        if not any(each.words for each in self._references):
            raise ValueError("a reference must say something")
        self._is_list = any(
            each is not None and len(each) >= limits.list_things for each in self._lists
        )
        self._spelling = Spelling(
            token.raw for each in (*readings, asked) for token in each.text.tokens
        )

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
        if is_broken(answer.text, self._reading):
            counted = []
        worth, reference, bearing = max(
            (self._compared(answer, counted, at) for at in range(len(self._references))),
            key=lambda compared: compared[0],
        )
        return Marked(
            worth,
            reference,
            tuple(answer.span_of(answer.sentences[at].tokens) for at in bearing),
        )

    def _compared(
        self, answer: Answer, counted: Sequence[int], number: int
    ) -> tuple[float, int, list[int]]:
        """Return what an answer is worth beside one reference, and which sentences bear on it."""
        reference = self._references[number]
        contents = {at: Content(answer, answer.sentences[at].tokens) for at in counted}
        kept = [
            at
            for at, content in contents.items()
            if not self._reverses(content, self._sentences[number])
        ]
        tokens = [token for at in kept for token in answer.sentences[at].tokens]
        if not tokens:
            return 0.0, number, []
        said = Content(answer, tokens)
        worth = self._worth(number, said) * self._about(reference, said)
        bearing = [at for at in kept if reference.words & contents[at].words]
        return worth, number, bearing

    def _worth(self, number: int, said: Content) -> float:
        reference, listed = self._references[number], self._lists[number]
        if listed is not None:
            return listed.named(said.words)
        likeness = self._likeness(reference, said) * self._spoken(reference, said)
        limits = self._limits
        above = (likeness - limits.chance) / (limits.full - limits.chance)
        return float(min(1.0, max(0.0, above)) ** limits.bend)

    def _about(self, reference: Content, said: Content) -> float:
        """Return 1 for an answer about the question, 0 for one that only hits by chance."""
        if not said.words:
            return 0.0
        share = len(said.words & (reference.words | self._given)) / len(said.words)
        cjk = sum(is_cjk(word[:1]) for word in said.words) / len(said.words)
        low, high = (
            cjk * for_cjk + (1 - cjk) * for_latin
            for for_cjk, for_latin in zip(
                self._limits.about_cjk, self._limits.about_latin, strict=True
            )
        )
        return min(1.0, max(0.0, (share - low) / (high - low)))

    def _spoken(self, reference: Content, said: Content) -> float:
        """Return 1 for speech, 0 for the reference's words thrown together."""
        limits = self._limits
        if len(reference.words & said.words) < limits.much * len(reference.words):
            return 1.0
        in_order = _in_order(reference.row, said.row, limits)
        if in_order is None:
            return 1.0
        low, high = limits.in_order
        return min(1.0, max(0.0, (in_order - low) / (high - low)))

    def _likeness(self, reference: Content, said: Content) -> float:
        """Return how much of a reference was said, 0 to 1, by words, rare words and letters."""
        new = (reference.words - self._given) or reference.words
        enough = self._limits.enough
        words = _share(len(new & said.words), len(new), enough)
        weights = self._weights(reference)
        total = sum(weights.values())
        rare = sum(weights[name] for name in weights if name in said.denied)
        telling = _share(rare / total * len(new), len(new), enough) if total else words
        runs = reference.letters.keys()
        letters = _share(
            len(runs & said.letters.keys()), len(runs), enough * self._limits.runs_per_word
        )
        return (words + telling + letters) / 3

    def _weights(self, content: Content) -> dict[str, float]:
        return {
            name: 0.0 if name in self._given else rarity(name) for name in sorted(content.denied)
        }

    def _reverses(self, said: Content, sentences: Sequence[Content]) -> bool:
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


def _share(said: float, wanted: int, enough: float) -> float:
    """Return the share of what is wanted that was said, 0 to 1.

    Nobody says all of a long reference: beyond `enough`, more is wanted only by its root.
    """
    if not wanted:
        return 0.0
    return min(1.0, said / (wanted if wanted <= enough else sqrt(wanted * enough)))
