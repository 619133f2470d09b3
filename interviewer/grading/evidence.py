"""Checks that words quoted as evidence are the candidate's, and that they bear on the point.

A quote is looked for exactly, after folding case, width and white space; failing that, a close
match is taken and replaced by what really stands there, but only if nothing that carries meaning
differs: negators, numbers with their units, and no word beyond a slip of spelling.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from interviewer.bank.negation import negations
from interviewer.bank.numbers import numbers
from interviewer.bank.text import (
    STOP_WORDS,
    Span,
    Tokens,
    fold,
    is_cjk,
    word_count,
)
from interviewer.domain.grade import Evidence
from interviewer.domain.transcript import Exchange, Utterance
from interviewer.grading.asked import Asked
from interviewer.grading.builtin.answer import Reading
from interviewer.grading.builtin.rubric import Claim, Rubric
from interviewer.grading.instructions import is_instruction
from interviewer.grading.share import LONG_ANSWER, MOST_OF_ANSWER

MOST_SPANS = 4
"""Spans that one point may rest on."""
CLOSE = 88.0
"""How alike (rapidfuzz, 0..100) a quote must be to what stands there."""
SLIP = 80.0
"""How alike each of its words must be."""
SHORTEST_FUZZY = 8
"""Folded characters below which only an exact quote counts."""
SHORT = 5
"""Tokens up to which repeating the interviewer's words may still be an answer (`memory bound`)."""
BEARING = 2
"""Telling words that evidence must share with its point, if no cue group stands in it."""
BEARING_CJK = 3
"""The same for pairs of CJK characters, of which a single word makes two."""

_EDGES = " \t\n\"'`“”‘’「」『』.…,;:，。；：、!?！？()（）[]"
_POLAR = "增减升降高低大小快慢多少前后左右上下正负加乘除强弱长短先难易深浅早晚开关有无"


@dataclass(frozen=True, slots=True)
class Checked:
    """What is left of the quotes given for one point."""

    evidence: tuple[Evidence, ...]
    """Real spans, at most four, in the order in which they were said."""
    failed: int
    """Quotes that are not the candidate's words."""
    supports: bool
    """Whether what is left bears on the point; without that there is no credit."""


def locate(
    quote: str, utterances: Sequence[Utterance], interviewer_texts: Iterable[str] = ()
) -> Evidence | None:
    """Return where the candidate said a quote, or None if it is not theirs.

    Nor is it where it only repeats `interviewer_texts`, or speaks to the grader.
    """
    asked = [Asked(text) for text in interviewer_texts]
    for find in (_exact, _close):
        for utterance in utterances:
            span = find(quote, utterance.text)
            if span is not None and not _is_worthless(utterance.text, span, asked):
                return _at(utterance, span)
    return None


def _at(utterance: Utterance, span: Span) -> Evidence:
    return Evidence(
        seq=utterance.seq, start=span.start, end=span.end, quote=span.of(utterance.text)
    )


def _exact(quote: str, text: str) -> Span | None:
    """Find a quote that begins and ends with words of the text, whatever their case or width.

    White space beside Chinese characters is a matter of taste, and models often drop it.
    """
    wanted = fold(quote).text.strip(_EDGES)
    needle = "".join(wanted[at] for at in _written(wanted))
    if not needle:
        return None
    folded = fold(text)
    places = _written(folded.text)
    hay = "".join(folded.text[at] for at in places)
    found = hay.find(needle)
    while found >= 0:
        start, end = places[found], places[found + len(needle) - 1] + 1
        if not _cuts_word(folded.text, start) and not _cuts_word(folded.text, end):
            return folded.span(start, end)
        found = hay.find(needle, found + 1)
    return None


def _written(text: str) -> list[int]:
    """Return the places of all characters but white space beside a CJK character."""
    return [
        at
        for at, character in enumerate(text)
        if not character.isspace()
        or not any(is_cjk(near) for near in (*text[max(0, at - 1) : at], *text[at + 1 : at + 2]))
    ]


def _cuts_word(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    return before.isalnum() and after.isalnum() and not is_cjk(before) and not is_cjk(after)


def _close(quote: str, text: str) -> Span | None:
    """Find what a quote was meant to be, where it differs in nothing that matters."""
    needle = fold(quote).text.strip(_EDGES)
    tokens = Tokens(text)
    folded = tokens.folded.text
    if len(needle) < SHORTEST_FUZZY or not tokens.tokens:
        return None
    if len(needle) > len(folded):
        if fuzz.ratio(needle, folded, score_cutoff=CLOSE) == 0:
            return None
        covered = range(len(tokens))
    else:
        found = fuzz.partial_ratio_alignment(needle, folded, score_cutoff=CLOSE)
        if found is None:
            return None
        covered = _whole_tokens(tokens, found.dest_start, found.dest_end)
        if not len(covered):
            return None
    span = tokens.span(covered.start, covered.stop)
    same = _agree(quote, span.of(text)) and _reaching(tokens, covered) == len(
        negations(Tokens(quote))
    )
    return span if same else None


def _reaching(tokens: Tokens, part: range) -> int:
    """Count the negators that stand in a passage or reach into it."""
    return sum(
        negation.first in part
        or (negation.scope.start < part.stop and part.start < negation.scope.stop)
        for negation in negations(tokens)
    )


def _whole_tokens(tokens: Tokens, start: int, end: int) -> range:
    """Return the tokens of which at least half lies between two folded offsets."""
    inside = [
        at
        for at, token in enumerate(tokens.tokens)
        if 2 * (min(token.end, end) - max(token.start, start)) >= token.end - token.start
    ]
    return range(inside[0], inside[-1] + 1) if inside else range(0)


def _agree(quote: str, said: str) -> bool:
    """Tell whether two passages differ in nothing that carries meaning."""
    ours, theirs = Tokens(said), Tokens(quote)
    mine, its = numbers(ours.folded), numbers(theirs.folded)
    if len(mine) != len(its) or not all(a.agrees(b) for a, b in zip(mine, its, strict=True)):
        return False
    if _polar(ours) != _polar(theirs):
        return False
    spoken = [token.raw for token in ours.tokens if token.kind == "word"]
    return all(
        any(fuzz.ratio(token.raw, word) >= SLIP for word in spoken)
        for token in theirs.tokens
        if token.kind == "word" and token.raw not in STOP_WORDS
    )


def _polar(tokens: Tokens) -> Counter[str]:
    return Counter(token.raw for token in tokens.tokens if token.raw in _POLAR)


def _is_worthless(text: str, span: Span, asked: Sequence[Asked]) -> bool:
    """Tell whether a passage speaks to the grader, or only repeats the interviewer."""
    tokens = Tokens(text)
    covered = tokens.between(span)
    sentences = [
        part for part in tokens.sentences if part.start < covered.stop and covered.start < part.stop
    ]
    if any(is_instruction(tokens.span(part.start, part.stop).of(text)) for part in sentences):
        return True
    passages = [part for part in (covered, *sentences) if len(part) > SHORT]
    return any(said.is_repeated_by(tokens, part) for said in asked for part in passages)


class EvidenceCheck:
    """Checks the quotes that a grader gives for the points of one exchange."""

    def __init__(self, exchange: Exchange, rubric: Rubric) -> None:
        prompt = exchange.question.prompt
        self._utterances = exchange.utterances
        self._asked = (prompt.zh, prompt.en, *exchange.interviewer_texts)
        self._readings = {each.seq: Reading(each.text) for each in exchange.utterances}
        self._given = rubric.given
        self._length = sum(_words_of_answer(each.text) for each in self._readings.values())

    def check(self, quotes: Iterable[str], claim: Claim) -> Checked:
        """Check the quotes given for one point (or misconception) of the rubric."""
        found: list[Evidence] = []
        failed = 0
        for quote in quotes:
            located = locate(quote, self._utterances, self._asked)
            if located is None:
                failed += 1
            elif not any(_overlap(located, other) for other in found):
                found.append(located)
        supporting = [each for each in found if self.supports(each, claim)]
        kept = self._within_share(supporting, claim)[:MOST_SPANS]
        if not kept:
            return Checked(tuple(self._shortened(found))[:MOST_SPANS], failed, supports=False)
        return Checked(tuple(sorted(kept, key=_place)), failed, supports=True)

    def supports(self, evidence: Evidence, claim: Claim) -> bool:
        """Tell whether a passage bears on a claim: it holds a cue group or shares telling words.

        The question's own words tell nothing, nor do words that it denies and the claim asserts.
        """
        reading = self._readings[evidence.seq]
        part = reading.text.between(Span(evidence.start, evidence.end))
        shared = {
            feature.name
            for feature in reading.features
            if feature.first in part
            and feature.name in claim.pool.weights
            and feature.name not in self._given
            and reading.is_denied(feature.first, feature.end) in claim.pool.denied[feature.name]
        }
        latin = sum(not is_cjk(name[0]) for name in shared)
        if latin / BEARING + (len(shared) - latin) / BEARING_CJK >= 1:
            return True
        return any(
            part.start <= hit.first and hit.end <= part.stop
            for group in claim.groups
            if group.proves
            for hit in group.cues.hits(reading.text)
        )

    def _within_share(self, evidence: Sequence[Evidence], claim: Claim) -> list[Evidence]:
        """Keep what covers at most the allowed share of a long answer, sentence by sentence."""
        if self._length <= LONG_ANSWER or self._words(evidence) <= self._limit:
            return list(evidence)
        pieces = [
            piece
            for each in evidence
            for piece in self._sentences(each)
            if self.supports(piece, claim)
        ]
        return self._fitting(pieces)

    def _shortened(self, evidence: Sequence[Evidence]) -> list[Evidence]:
        if self._length <= LONG_ANSWER or self._words(evidence) <= self._limit:
            return list(evidence)
        return self._fitting([piece for each in evidence for piece in self._sentences(each)])

    def _fitting(self, pieces: Iterable[Evidence]) -> list[Evidence]:
        kept: list[Evidence] = []
        for piece in pieces:
            if self._words([*kept, piece]) <= self._limit:
                kept.append(piece)
        return kept

    @property
    def _limit(self) -> float:
        return MOST_OF_ANSWER * self._length

    def _words(self, evidence: Iterable[Evidence]) -> float:
        return sum(word_count(each.quote) for each in evidence)

    def _sentences(self, evidence: Evidence) -> list[Evidence]:
        reading = self._readings[evidence.seq]
        part = reading.text.between(Span(evidence.start, evidence.end))
        cut = (
            range(max(part.start, whole.start), min(part.stop, whole.stop))
            for whole in reading.text.sentences
        )
        spans = (reading.text.span(each.start, each.stop) for each in cut if len(each))
        return [
            Evidence(
                seq=evidence.seq, start=span.start, end=span.end, quote=span.of(reading.text.text)
            )
            for span in spans
        ]


def _words_of_answer(text: Tokens) -> float:
    """Count the words but those of commands, which must not make room for more evidence."""
    sentences = (text.span(part.start, part.stop).of(text.text) for part in text.sentences)
    commands = sum(word_count(each) for each in sentences if is_instruction(each))
    return max(0.0, word_count(text) - commands)


def _place(evidence: Evidence) -> tuple[int, int]:
    return evidence.seq, evidence.start


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.seq == other.seq and one.start < other.end and other.start < one.end
