"""Looks for claims in what was said: cue groups, wordings alike, and what speaks against them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from interviewer.bank.cues import Hit
from interviewer.bank.text import Span
from interviewer.grading.builtin.answer import Answer, Standing
from interviewer.grading.builtin.parameters import Parameters
from interviewer.grading.builtin.rubric import Claim, Group, Rubric, Statement


@dataclass(frozen=True, slots=True)
class Support:
    """How far one window of an answer makes one claim, and what convinced us."""

    strength: float
    """0 to 1."""
    window: range
    """Sentences of the answer."""
    reason: str
    """For `explain`: the cue group or the wording that it matched."""
    spans: tuple[Span, ...]
    """The sentences that say it, as typed."""
    tight: tuple[Span, ...]
    """The least that says it, for long answers."""
    doubtful: bool = False
    """Something speaks against it, though not enough."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What one window of an answer says."""

    names: Mapping[str, float]
    """Feature to what it counts: less where it was misspelt."""
    denied: Mapping[str, frozenset[bool]]
    window: range
    tokens: range


class Matcher:
    """Matches the claims of one rubric against one utterance."""

    def __init__(self, answer: Answer, rubric: Rubric, parameters: Parameters) -> None:
        self._answer = answer
        self._given = rubric.given
        self._parameters = parameters
        self._spelt = _spellings(answer, rubric, parameters)
        self._windows = [self._read(window) for window in answer.windows()]

    def _read(self, window: range) -> _Said:
        tokens = self._answer.tokens_of(window)
        names: dict[str, float] = {}
        denied: dict[str, set[bool]] = {}
        for feature in self._answer.features:
            if feature.first not in tokens:
                continue
            name, worth = self._spelt.get(feature.name, (feature.name, 1.0))
            names[name] = max(worth, names.get(name, 0.0))
            denied.setdefault(name, set()).add(self._answer.is_denied(feature.first, feature.end))
        return _Said(
            names, {name: frozenset(states) for name, states in denied.items()}, window, tokens
        )

    def supports(self, claim: Claim) -> list[Support]:
        """Return every window that makes the claim to some degree, the strongest first."""
        hits = [(group, hit) for group in claim.groups if group.proves for hit in self._hits(group)]
        found = []
        for said in self._windows:
            support = self._support(claim, said, hits)
            if support is not None:
                found.append(support)
        return sorted(found, key=lambda each: (-each.strength, len(each.window), each.window.start))

    def likeness(self, statements: Sequence[Statement], window: range) -> float:
        """Return how far a window says one of some statements, 0 to 1."""
        said = next(each for each in self._windows if each.window == window)
        return max((self._similarity(each, said) for each in statements), default=0.0)

    def _support(
        self, claim: Claim, said: _Said, hits: Sequence[tuple[Group, Hit]]
    ) -> Support | None:
        limits = self._parameters
        likest, similarity = self._likest(claim.statements, said)
        near = max((self._similarity(each, said) for each in claim.near_misses), default=0.0)
        is_near_miss = near >= limits.near_miss and near > similarity + limits.near_miss_lead
        here = [(group, hit) for group, hit in hits if hit.sentences == said.window]
        if here and not is_near_miss:
            group, hit = here[0]
            return self._made(
                said, max(1.0, similarity), f"cue: {group.cues}", hit, doubtful=near > similarity
            )
        if similarity == 0.0 or likest is None or is_near_miss or near >= similarity:
            return None
        if not self._says_enough(likest, said):
            return None
        share, best = self._best_part(claim, said)
        strength = similarity + limits.group_bonus * share
        reason = f"like: {likest.text}" + (f" + part of cue: {best}" if best else "")
        return self._made(said, min(1.0, strength), reason, None)

    def _made(
        self, said: _Said, strength: float, reason: str, hit: Hit | None, *, doubtful: bool = False
    ) -> Support:
        sentences = [self._answer.span_of(self._answer.sentences[at].tokens) for at in said.window]
        tight = [self._answer.span_of(range(hit.first, hit.end))] if hit is not None else sentences
        return Support(strength, said.window, reason, tuple(sentences), tuple(tight), doubtful)

    def _hits(self, group: Group) -> list[Hit]:
        return [hit for hit in group.cues.hits(self._answer.text) if self._stands(group, hit)]

    def _stands(self, group: Group, hit: Hit) -> bool:
        """Tell whether a hit is a claim: in sentences that count, not denied, not a list."""
        sentences = [self._answer.sentences[at] for at in hit.sentences]
        if not all(sentence.counts for sentence in sentences):
            return False
        joined = len(sentences) > 1
        if joined and any(sentence.standing is not Standing.CLAIM for sentence in sentences):
            return False
        if sentences[0].standing is Standing.LIST and not any(
            hit.first >= segment.start and hit.end <= segment.stop
            for segment in sentences[0].segments
        ):
            return False
        inside = [(found.first, found.end) for found in hit.terms]
        return all(
            self._answer.is_denied(found.first, found.end, inside) in allowed
            for found, allowed in zip(hit.terms, group.denied, strict=True)
        )

    def _best_part(self, claim: Claim, said: _Said) -> tuple[float, str]:
        """Return the largest share of a cue group that a window holds, and the group."""
        best, name = 0.0, ""
        for group in claim.groups:
            if not group.proves or len(group.cues.required) < 2:
                continue
            held = [
                any(
                    found.first in said.tokens and found.end <= said.tokens.stop
                    for found in term.find(self._answer.text)
                )
                for term in group.cues.required
            ]
            tells = any(
                is_held and not given for is_held, given in zip(held, group.given, strict=True)
            )
            share = sum(held) / len(held)
            if tells and self._parameters.group_share <= share < 1.0 and share > best:
                best, name = share, str(group.cues)
        return best, name

    def _likest(
        self, statements: Sequence[Statement], said: _Said
    ) -> tuple[Statement | None, float]:
        best: Statement | None = None
        similarity = 0.0
        for statement in statements:
            alike = self._similarity(statement, said)
            if alike > similarity:
                best, similarity = statement, alike
        return best, similarity

    def _similarity(self, statement: Statement, said: _Said) -> float:
        """Return the share of a statement's weight that a window says, 0 if it says the opposite.

        A list says nothing, and a number of the same kind but another value is the opposite.
        """
        total = statement.total
        if not total or self._answer.sentences[said.window.start].standing is Standing.LIST:
            return 0.0
        matched = opposed = 0.0
        for name, weight in statement.weights.items():
            worth = said.names.get(name)
            if worth is None:
                continue
            matched += weight * worth
            if not statement.denied[name] & said.denied[name]:
                opposed += weight * worth
        if matched and opposed / matched > self._parameters.opposed_share:
            return 0.0
        agreed, conflicts = self._numbers(statement, said)
        if conflicts:
            return 0.0
        return (matched - opposed + agreed * statement.number_weight) / total

    def _numbers(self, statement: Statement, said: _Said) -> tuple[int, bool]:
        """Return how many quantities of a statement are said, and whether another is instead."""
        if not statement.numbers:
            return 0, False
        here = [number for number, at in self._answer.numbers if at in said.tokens]
        agreed = sum(any(each.agrees(number) for number in here) for each in statement.numbers)
        strays = [
            number
            for number in here
            if not any(each.agrees(number) for each in statement.numbers)
            and any(each.dimension == number.dimension for each in statement.numbers)
        ]
        return agreed, bool(strays) and agreed < len(statement.numbers)

    def _says_enough(self, statement: Statement, said: _Said) -> bool:
        telling = [
            name for name in statement.weights if name in said.names and name not in self._given
        ]
        return len(telling) >= self._parameters.least_features


def _spellings(
    answer: Answer, rubric: Rubric, parameters: Parameters
) -> dict[str, tuple[str, float]]:
    """Return, for words that are the rubric's but for a slip, the word meant and its worth."""
    known = sorted(word for word in rubric.vocabulary if len(word) >= parameters.typo_length)
    meant: dict[str, tuple[str, float]] = {}
    for name in {feature.name for feature in answer.features}:
        if name in rubric.vocabulary or len(name) < parameters.typo_length or not name.isalpha():
            continue
        best = process.extractOne(
            name, known, scorer=fuzz.ratio, score_cutoff=parameters.typo_similarity
        )
        if best is not None and best[0][0] == name[0]:
            meant[name] = (best[0], parameters.typo_weight)
    return meant
