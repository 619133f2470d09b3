"""What a candidate said, taken apart: which sentences can claim something, and what they deny."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from interviewer.bank.cues import CueText
from interviewer.bank.negation import Negation, negations, reversals
from interviewer.bank.numbers import Number, numbers
from interviewer.bank.text import (
    STOP_WORDS,
    Feature,
    Span,
    Tokens,
    is_cjk,
    located_features,
)
from interviewer.domain.transcript import Utterance
from interviewer.grading.asked import Asked
from interviewer.grading.builtin.parameters import Parameters
from interviewer.grading.instructions import command_in, speaks_of_the_exam


class Standing(StrEnum):
    """Whether a sentence can earn anything, and if not, why."""

    CLAIM = "claim"
    FRAGMENT = "fragment"
    """A few words without a verb: it may stand alone, but does not join its neighbours."""
    LIST = "list"
    """An enumeration of terms: only within one segment can it claim anything."""
    COPY = "copy"
    """The interviewer's words."""
    INSTRUCTION = "instruction"
    """It speaks to the grader."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an utterance."""

    tokens: range
    standing: Standing
    segments: tuple[range, ...]
    """Where a list is cut; the whole sentence otherwise."""

    @property
    def counts(self) -> bool:
        """Tell whether the sentence can earn or lose anything at all."""
        return self.standing not in (Standing.COPY, Standing.INSTRUCTION)


class Reading:
    """A text with all that matching needs to know of it, computed once."""

    def __init__(self, text: str, mend: Callable[[str], str] | None = None) -> None:
        """`mend` replaces misspelt words; the text itself stays as typed."""
        self.text = CueText(text, mend) if mend else CueText(text)
        self.negations: list[Negation] = negations(self.text)

    @cached_property
    def features(self) -> tuple[Feature, ...]:
        """The features of the whole text, in order, numbers apart."""
        return tuple(
            feature
            for feature in located_features(self.text)
            if self.text.tokens[feature.first].kind != "number"
        )

    @cached_property
    def numbers(self) -> tuple[tuple[Number, int], ...]:
        """The quantities of the text with the token each begins at."""
        found = []
        for number in numbers(self.text.folded):
            covered = self.text.at_folded(number.start, number.end)
            if len(covered) and is_quantity(number):
                found.append((number, covered.start))
        return tuple(found)

    def quantities(self, tokens: range) -> tuple[tuple[Number, bool], ...]:
        """Return the quantities that begin inside a range of tokens, and whether each is denied."""
        low, high = (
            bisect_left(self.numbers, at, key=lambda found: found[1])
            for at in (tokens.start, tokens.stop)
        )
        return tuple((number, self.is_denied(at, at + 1)) for number, at in self.numbers[low:high])

    @cached_property
    def _reversals(self) -> list[int]:
        return reversals(self.text)

    def reversals_in(self, tokens: range) -> int:
        """Return how often a range of tokens turns against what others say (`on the contrary`)."""
        low, high = (bisect_left(self._reversals, at) for at in (tokens.start, tokens.stop))
        return high - low

    def clause_around(self, first: int, end: int) -> range:
        """Return the tokens of the clauses that hold the tokens `first` to `end`."""
        tokens = self.text.tokens
        while first > 0 and not tokens[first].ends_clause:
            first -= 1
        while end < len(tokens) and not tokens[end].ends_clause:
            end += 1
        return range(first, end)

    @cached_property
    def _reaching(self) -> dict[int, list[Negation]]:
        """For each token that is denied, by which negators."""
        found: dict[int, list[Negation]] = {}
        for negation in self.negations:
            for at in negation.scope:
                found.setdefault(at, []).append(negation)
        return found

    def is_denied(self, first: int, end: int, inside: Sequence[tuple[int, int]] = ()) -> bool:
        """Tell whether tokens are denied by a negator that is not part of what was matched."""
        reaching = {
            negation.first: negation
            for at in range(first, end)
            for negation in self._reaching.get(at, ())
        }
        plain = 0
        refuted = False
        for at, negation in reaching.items():
            if first <= at < end or any(low <= at < high for low, high in inside):
                continue
            refuted = refuted or negation.refutes
            plain += not negation.refutes
        return (plain + refuted) % 2 == 1

    @cached_property
    def _feature_starts(self) -> list[int]:
        return [feature.first for feature in self.features]

    def features_in(self, tokens: range) -> tuple[Feature, ...]:
        """Return the features that begin inside a range of tokens."""
        low, high = (bisect_left(self._feature_starts, at) for at in (tokens.start, tokens.stop))
        return self.features[low:high]


def is_quantity(number: Number) -> bool:
    """Tell whether a number says something by itself: `one` and `two` rarely do."""
    return number.dimension is not None or max(number.values) > 2


class Answer(Reading):
    """One utterance of the candidate, taken apart."""

    def __init__(
        self,
        utterance: Utterance,
        asked: Sequence[Asked],
        parameters: Parameters,
        mend: Callable[[str], str] | None = None,
    ) -> None:
        super().__init__(utterance.text, mend)
        self.utterance = utterance
        self.text.cut(list(_commands(self.text)))
        sentences = [_sentence(self.text, each, asked, parameters) for each in self.text.sentences]
        heard = _of_the_exam(self.text, _dictated(self.text, sentences))
        self.sentences = _unlisted(self.text, heard, parameters)

    def span_of(self, tokens: range) -> Span:
        """Return where a range of tokens stands in the words as typed."""
        return self.text.span(tokens.start, tokens.stop)

    def windows(self) -> Iterable[range]:
        """Yield the runs of sentences in which one claim may stand: each, and each two together."""
        for at, sentence in enumerate(self.sentences):
            if not sentence.counts:
                continue
            yield range(at, at + 1)
            following = self.sentences[at + 1] if at + 1 < len(self.sentences) else None
            if (
                following is not None
                and sentence.standing is Standing.CLAIM
                and following.standing is Standing.CLAIM
            ):
                yield range(at, at + 2)

    def tokens_of(self, window: range) -> range:
        """Return the tokens of a window of sentences."""
        return range(
            self.sentences[window.start].tokens.start, self.sentences[window.stop - 1].tokens.stop
        )


_ZH_FUNCTION = frozenset(
    "的了是会把被在让使由能可要都就而因所以如果从对到将用有没不也只这那它每为与并跟比越需应"
)


def _commands(text: CueText) -> Iterator[int]:
    """Yield the tokens at which a sentence goes over into a command to the grader."""
    for tokens in text.sentences:
        command = _command(text, tokens)
        if command is not None and command > tokens.start:
            yield command


def _command(text: CueText, tokens: range) -> int | None:
    """Return the token at which a command to the grader begins in a sentence, or None."""
    first, last = text.tokens[tokens.start], text.tokens[tokens.stop - 1]
    # one character more at the beginning and two at the end: the quotes and colon of a JSON key
    start = max(0, first.start - 1)
    found = command_in(text.folded.text[start : last.end + 2])
    if found is None:
        return None
    begins = text.at_folded(first.start, max(first.start, start + found)).stop
    return min(max(begins, tokens.start), tokens.stop - 1)


def _sentence(
    text: CueText, tokens: range, asked: Sequence[Asked], parameters: Parameters
) -> Sentence:
    if _command(text, tokens) is not None:
        return Sentence(tokens, Standing.INSTRUCTION, (tokens,))
    if any(said.is_repeated_by(text, tokens) for said in asked):
        return Sentence(tokens, Standing.COPY, (tokens,))
    standing, segments = standing_of(text, tokens, parameters)
    return Sentence(tokens, standing, segments)


def _dictated(text: CueText, sentences: Sequence[Sentence]) -> Sequence[Sentence]:
    """Count what goes on behind the semicolon of a command as part of the command."""
    found: list[Sentence] = []
    for sentence in sentences:
        if found and found[-1].standing is Standing.INSTRUCTION:
            between = slice(
                text.tokens[sentence.tokens.start - 1].end, text.tokens[sentence.tokens.start].start
            )
            if ";" in text.folded.text[between]:
                sentence = replace(sentence, standing=Standing.INSTRUCTION)
        found.append(sentence)
    return found


def _of_the_exam(text: CueText, sentences: Sequence[Sentence]) -> Sequence[Sentence]:
    """Count as part of a command what is said of the examination beside it.

    So is what stands between two of them: who gives orders before and after dictates there.
    """
    if not any(sentence.standing is Standing.INSTRUCTION for sentence in sentences):
        return sentences
    orders = [
        sentence.standing is Standing.INSTRUCTION
        or speaks_of_the_exam(_folded(text, sentence.tokens))
        for sentence in sentences
    ]
    before, after = [False, *orders], [*orders[1:], False]
    return [
        replace(sentence, standing=Standing.INSTRUCTION)
        if sentence.counts and (order or (was_order and will_be))
        else sentence
        for sentence, order, was_order, will_be in zip(
            sentences, orders, before, after, strict=False
        )
    ]


def _folded(text: CueText, tokens: range) -> str:
    return text.folded.text[text.tokens[tokens.start].start : text.tokens[tokens.stop - 1].end]


def _unlisted(
    text: CueText, sentences: Sequence[Sentence], parameters: Parameters
) -> tuple[Sentence, ...]:
    """Take the terms out of an answer that is mostly a list of them, one a line."""
    bare = [_is_bare(text, each, parameters) for each in sentences]
    if len(bare) < parameters.bullets or sum(bare) < parameters.bullets_share * len(bare):
        return tuple(sentences)
    return tuple(
        replace(each, standing=Standing.LIST, segments=()) if is_bare else each
        for each, is_bare in zip(sentences, bare, strict=True)
    )


def _is_bare(text: CueText, sentence: Sentence, parameters: Parameters) -> bool:
    """Tell whether a sentence only names something; a formula or a line of code does more."""
    written = text.span(sentence.tokens.start, sentence.tokens.stop).of(text.text)
    return (
        sentence.standing in (Standing.CLAIM, Standing.FRAGMENT, Standing.LIST)
        and _function_share(text, sentence.tokens) == 0
        and _length(text, sentence.tokens) <= parameters.claiming * len(sentence.segments or (1,))
        and not any(mark in written for mark in "=()[]{}<>")
    )


def standing_of(
    text: Tokens, tokens: range, parameters: Parameters
) -> tuple[Standing, tuple[range, ...]]:
    """Tell a claim from a list and from a fragment by the form of a sentence alone.

    A list comes with its segments; mere rows of words have none that could claim anything.
    """
    length = _length(text, tokens)
    share = _function_share(text, tokens)
    segments = _segments(text, tokens)
    mean = length / len(segments)
    is_enumeration = (
        len(segments) >= 4 and mean <= parameters.list_segment and share < parameters.list_function
    )
    is_row = len(segments) >= parameters.row and mean <= parameters.row_segment
    is_bare = share == 0 and (
        (len(segments) >= 3 and mean <= parameters.bare_segment)
        or (len(segments) == 2 and all(_length(text, segment) <= 1 for segment in segments))
    )
    if is_enumeration or is_row or is_bare:
        return Standing.LIST, tuple(
            segment
            for segment in segments
            if _function_share(text, segment) > 0 or _length(text, segment) >= parameters.claiming
        )
    words = sum(text.tokens[at].kind == "word" for at in tokens)
    if words >= parameters.salad_words and share < parameters.salad_function:
        return Standing.LIST, ()
    if length <= parameters.fragment and share == 0:
        return Standing.FRAGMENT, (tokens,)
    return Standing.CLAIM, (tokens,)


def _length(text: Tokens, tokens: range) -> float:
    """Length in words; three CJK characters make two."""
    return sum(2 / 3 if text.tokens[at].kind == "cjk" else 1.0 for at in tokens)


def _function_share(text: Tokens, tokens: range) -> float:
    """Share of the tokens that only hold others together."""
    total = function = 0
    for at in tokens:
        token = text.tokens[at]
        if token.kind == "cjk":
            function += token.raw in _ZH_FUNCTION
        elif token.kind == "word":
            function += token.raw in STOP_WORDS
        elif token.kind != "symbol":
            continue
        total += 1
    return function / total if total else 0.0


def segments(text: Tokens, tokens: range) -> tuple[int, float]:
    """Return how many parts a sentence has between commas and the like, and their mean length."""
    parts = len(_segments(text, tokens))
    return parts, _length(text, tokens) / parts


_CUT = re.compile(r"[,，、;；|•·\t\n]|\s[/&+-]\s|\band\b|\bor\b|和|以及|(?<=\S)\s(?=\S)")


def _segments(text: Tokens, tokens: range) -> tuple[range, ...]:
    """Cut a sentence at commas and the like, and between CJK characters also at spaces."""
    span = text.span(tokens.start, tokens.stop)
    inside = span.of(text.text)
    cuts = []
    for match in _CUT.finditer(inside):
        before = inside[match.start() - 1 : match.start()]
        if match.group().isspace() and match.group() not in "\t\n":
            after = inside[match.end() : match.end() + 1]
            if not (is_cjk(before) if before else False) or not is_cjk(after):
                continue
        cuts.append(span.start + match.end())
    edges = [span.start, *cuts, span.end]
    parts = (text.between(Span(start, end)) for start, end in pairwise(edges))
    return tuple(part for part in parts if len(part)) or (tokens,)
