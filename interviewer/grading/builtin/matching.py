"""Looks for claims in what was said: cue groups, wordings alike, and what speaks against them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf, log

from interviewer.bank.cues import Hit
from interviewer.bank.numbers import Number
from interviewer.bank.text import Span
from interviewer.grading.builtin.answer import Answer, Standing
from interviewer.grading.builtin.order import naturalness
from interviewer.grading.builtin.parameters import Parameters
from interviewer.grading.builtin.rubric import Claim, Group, Pool, Rubric, Statement


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
    by_cue: bool = False
    """A whole cue group stands there."""
    doubtful: bool = False
    """Something speaks against it, though not enough."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What one window of an answer says."""

    denied: Mapping[str, frozenset[bool]]
    """For each feature, whether it is denied there, asserted, or both."""
    numbers: tuple[tuple[Number, bool], ...]
    reversals: int
    """How often it turns against what others say."""
    window: range


class Matcher:
    """Matches the claims of one rubric against one utterance."""

    def __init__(
        self, answer: Answer, rubric: Rubric, parameters: Parameters, on_topic: float = 1.0
    ) -> None:
        """`on_topic`: 0 if the candidate speaks of something else, 1 if of the question."""
        self._answer = answer
        self._on_topic = on_topic
        self._given = rubric.given
        self._points = rubric.points
        self._parameters = parameters
        self._natural = naturalness(answer.text, parameters)
        self._windows = {window: self._read(window) for window in answer.windows()}
        self._cued: dict[int, list[Hit]] = {}
        tokens = answer.text.tokens
        self._cjk = sum(token.kind == "cjk" for token in tokens) / max(1, len(tokens))

    def _read(self, window: range) -> _Said:
        tokens = self._answer.tokens_of(window)
        denied: dict[str, set[bool]] = {}
        for feature in self._answer.features_in(tokens):
            denied.setdefault(feature.name, set()).add(
                self._answer.is_denied(feature.first, feature.end)
            )
        return _Said(
            {name: frozenset(states) for name, states in denied.items()},
            self._answer.quantities(tokens),
            self._answer.reversals_in(tokens),
            window,
        )

    def supports(self, claim: Claim) -> list[Support]:
        """Return every window that makes the claim to some degree, the strongest first."""
        hits: dict[range, tuple[Group, Hit]] = {}
        for group in claim.groups:
            for hit in self._hits(group):
                hits.setdefault(hit.sentences, (group, hit))
        found = []
        for window, said in self._windows.items():
            support = self._support(claim, said, hits.get(window))
            if support is not None:
                found.append(support)
        return sorted(found, key=lambda each: (-each.strength, len(each.window), each.window.start))

    def likeness(self, claim: Claim, window: range) -> tuple[float, float]:
        """Return the strength and the similarity with which a window makes a claim.

        By its wording alone, whatever its cues say.
        """
        said = self._windows[window]
        _, similarity = self._likest(claim.statements, said)
        return self._strength(similarity, claim, said), similarity

    def has_cue(self, claim: Claim, window: range) -> bool:
        """Tell whether a cue group of a claim stands in a window."""
        return any(
            set(hit.sentences) <= set(window) for group in claim.groups for hit in self._hits(group)
        )

    def _support(self, claim: Claim, said: _Said, cued: tuple[Group, Hit] | None) -> Support | None:
        limits = self._parameters
        likest, similarity = self._likest(claim.statements, said)
        if cued is None and similarity == 0.0:
            return None
        # a near miss of a word or two is in every longer sentence on the matter
        near_misses = [
            each
            for each in claim.near_misses
            if cued is None or len(each.weights) >= limits.least_features
        ]
        near = max((self._similarity(each, said) for each in near_misses), default=0.0)
        is_near_miss = near >= limits.near_miss and near > similarity + limits.near_miss_lead
        if cued is not None and not is_near_miss and self._holds_together(claim, said):
            group, hit = cued
            natural = min(self._natural[at] for at in said.window)
            doubtful = near > similarity or self._on_topic < 1 or natural < 1
            return self._made(said, natural, f"cue: {group.cues}", hit, doubtful=doubtful)
        if similarity == 0.0 or likest is None or is_near_miss or near >= similarity:
            return None
        # who turns it round says the opposite in the same words
        if said.reversals > likest.reversals or not self._says_enough(likest, said):
            return None
        strength = self._apart(self._strength(similarity, claim, said), claim, said)
        natural = min(self._natural[at] for at in said.window)
        strength *= self._on_topic * natural
        return self._made(said, strength, f"like: {likest.text}", None)

    def _strength(self, wording: float, claim: Claim, said: _Said) -> float:
        """Return how likely a window makes a claim that it says in like words."""
        limits = self._parameters
        vocabulary = self._pooled(claim.pool, said)
        logit = limits.wording * wording + limits.vocabulary * vocabulary + limits.bias
        if len(said.window) > 1:
            logit -= limits.joined_cjk * self._cjk
        return _probability(logit)

    def _holds_together(self, claim: Claim, said: _Said) -> bool:
        """Tell whether a cue group that stands in a window is about its claim at all."""
        if self._on_topic == 0:
            return False
        return (
            len(said.window) == 1 or self._pooled(claim.pool, said) >= self._parameters.joined_cue
        )

    def _apart(self, strength: float, claim: Claim, said: _Said) -> float:
        """Return the strength without the words that a stronger point of the rubric explains."""
        limits = self._parameters
        if strength < limits.partial or claim not in self._points:
            return strength
        pool = claim.pool
        mine = list(_spoken(pool, said))
        total = sum(pool.weights[name] for name in mine)
        shared = 0.0
        for other in self._points:
            if other is not claim and (
                self.has_cue(other, said.window) or self.likeness(other, said.window)[0] > strength
            ):
                both = sum(pool.weights[name] for name in mine if name in other.pool.weights)
                shared = max(shared, both / total if total else 0.0)
        return _probability(_logit(strength) - limits.rival * shared)

    def _pooled(self, pool: Pool, said: _Said) -> float:
        """Return how much of a claim's pooled vocabulary a window says, 1 for all of it."""
        if not pool.enough:
            return 0.0
        matched = sum(pool.weights[name] for name in _spoken(pool, said))
        return min(1.0, matched / pool.enough)

    def _made(
        self, said: _Said, strength: float, reason: str, hit: Hit | None, *, doubtful: bool = False
    ) -> Support:
        sentences = [self._answer.span_of(self._answer.sentences[at].tokens) for at in said.window]
        tight = [self._answer.span_of(range(hit.first, hit.end))] if hit is not None else sentences
        return Support(
            strength, said.window, reason, tuple(sentences), tuple(tight), hit is not None, doubtful
        )

    def _hits(self, group: Group) -> list[Hit]:
        """Return where a group stands as a claim; nowhere, if the question says it all."""
        if id(group) not in self._cued:
            hits = group.cues.hits(self._answer.text) if group.proves else []
            self._cued[id(group)] = [hit for hit in hits if self._stands(group, hit)]
        return self._cued[id(group)]

    def _stands(self, group: Group, hit: Hit) -> bool:
        """Tell whether a hit is a claim: in sentences that count, not turned round, not a list."""
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
        if not group.reversed and self._answer.reversals_in(
            self._answer.clause_around(hit.first, hit.end)
        ):
            return False
        inside = [(found.first, found.end) for found in hit.terms]
        return all(
            self._answer.is_denied(found.first, found.end, inside) in allowed
            for found, allowed in zip(hit.terms, group.denied, strict=True)
        )

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

        A list says only what is a list itself, and a number of the same kind but another value is
        the opposite.
        """
        total = statement.total
        is_list = self._answer.sentences[said.window.start].standing is Standing.LIST
        if not total or (is_list and not statement.is_list):
            return 0.0
        shared = statement.weights.keys() & said.denied.keys()
        if not shared:
            return 0.0
        matched = opposed = 0.0
        for name in sorted(shared):
            weight = statement.weights[name]
            matched += weight
            if statement.denied[name].isdisjoint(said.denied[name]):
                opposed += weight
        limits = self._parameters
        is_opposed = opposed > limits.opposed_share * matched
        # the same sentence with one word denied says the opposite, however little that weighs
        if is_opposed or (opposed > 0 and matched >= limits.verbatim * total):
            return 0.0
        agreed, conflicts = self._numbers(statement, said)
        if conflicts:
            return 0.0
        return (matched - opposed + agreed * statement.number_weight) / total

    def _numbers(self, statement: Statement, said: _Said) -> tuple[int, bool]:
        """Return how many quantities of a statement are said, and whether another is instead."""
        agreed = 0
        for number, denied in statement.numbers:
            same = [is_denied for each, is_denied in said.numbers if number.agrees(each)]
            if same and denied not in same:
                return 0, True
            agreed += bool(same)
        strays = (
            each
            for each, _ in said.numbers
            if not any(number.agrees(each) for number, _ in statement.numbers)
            and any(number.dimension == each.dimension for number, _ in statement.numbers)
        )
        return agreed, agreed < len(statement.numbers) and next(strays, None) is not None

    def _says_enough(self, statement: Statement, said: _Said) -> bool:
        telling = [
            name for name in statement.weights if name in said.denied and name not in self._given
        ]
        return len(telling) >= self._parameters.least_features


def _spoken(pool: Pool, said: _Said) -> Iterator[str]:
    """Yield the features of a pool that a window says."""
    return (
        name
        for name, states in said.denied.items()
        if name in pool.weights and not pool.denied[name].isdisjoint(states)
    )


def _logit(probability: float) -> float:
    return log(probability / (1.0 - probability)) if probability < 1.0 else inf


def _probability(logit: float) -> float:
    return 1.0 / (1.0 + exp(-logit))
