"""A question's rubric made ready for matching: statements with weighted features, cue groups."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from interviewer.bank.cues import CodeCueGroup, CueGroup, CueText
from interviewer.bank.numbers import Number
from interviewer.bank.text import Tokens, features
from interviewer.domain.language import Phrases, Text
from interviewer.domain.question import Misconception, Question, RubricPoint
from interviewer.grading.builtin.answer import Reading, Standing, standing_of
from interviewer.grading.builtin.frequencies import rarity
from interviewer.grading.builtin.parameters import Parameters
from interviewer.grading.builtin.spelling import Spelling


@dataclass(frozen=True, slots=True)
class Statement:
    """One wording of a claim: what it says, how much each part weighs, what it denies."""

    text: str
    weights: Mapping[str, float]
    denied: Mapping[str, frozenset[bool]]
    """For each feature, whether it occurs denied, asserted, or both."""
    numbers: tuple[tuple[Number, bool], ...]
    """Its quantities, and whether each is denied."""
    number_weight: float
    total: float
    """The weight of the whole statement."""
    is_list: bool
    """It enumerates terms: an enumeration can say the same."""
    reversals: int
    """How often it turns against what others say."""


@dataclass(frozen=True)
class Group:
    """A cue group with what its author's own sentences show about it."""

    cues: CueGroup
    given: tuple[bool, ...]
    """For each term that must occur, whether the question itself already says it."""
    denied: tuple[frozenset[bool], ...]
    """For each term, whether it may stand denied, asserted, or either."""
    reversed: bool
    """It stands in a wording that turns against what others say."""

    @property
    def proves(self) -> bool:
        """Tell whether the group says more than the question does."""
        return not all(self.given)


@dataclass(frozen=True)
class Claim:
    """Something an answer may claim: a rubric point, or a misconception."""

    id: str
    groups: tuple[Group, ...]
    code: tuple[CodeCueGroup, ...]
    statements: tuple[Statement, ...]
    near_misses: tuple[Statement, ...]
    pool: "Pool"


@dataclass(frozen=True, slots=True)
class Pool:
    """All wordings of a claim together: what most of them say weighs most."""

    weights: Mapping[str, float]
    denied: Mapping[str, frozenset[bool]]
    enough: float
    """The weight at which a text says as much as a whole claim."""


@dataclass(frozen=True)
class Rubric:
    """Everything about a question that a grade depends on."""

    points: tuple[Claim, ...]
    misconceptions: tuple[Claim, ...]
    corrections: Mapping[str, Claim]
    """For each misconception, what is right instead: its correction and the points it denies."""
    given: frozenset[str]
    """The features of the question itself."""
    vocabulary: frozenset[str]
    """Every feature of the question, its rubric and its cues."""
    spelling: Spelling


class _Weights:
    """How telling each feature is: rare among the points of this question, not in its prompt."""

    def __init__(
        self, claims: Iterable[Iterable[Reading]], given: frozenset[str], parameters: Parameters
    ) -> None:
        texts = [
            {feature.name for reading in readings for feature in reading.features}
            for readings in claims
        ]
        self._frequency = Counter(name for text in texts for name in text)
        self._texts = len(texts)
        self._given = given
        self._discount = parameters.given_weight

    def of(self, name: str) -> float:
        rarity = log((1 + self._texts) / (0.5 + self._frequency[name])) / log(1 + self._texts)
        weight = max(0.15, rarity)
        return weight * self._discount if name in self._given else weight


def _statement(reading: Reading, weights: _Weights, parameters: Parameters) -> Statement:
    denied: dict[str, set[bool]] = {}
    for feature in reading.features:
        denied.setdefault(feature.name, set()).add(reading.is_denied(feature.first, feature.end))
    weighed = {name: weights.of(name) for name in denied}
    return Statement(
        text=reading.text.text,
        weights=weighed,
        denied={name: frozenset(states) for name, states in denied.items()},
        numbers=reading.quantities(range(len(reading.text))),
        number_weight=parameters.number_weight,
        is_list=any(
            standing_of(reading.text, sentence, parameters)[0] is Standing.LIST
            for sentence in reading.text.sentences
        ),
        reversals=reading.reversals_in(range(len(reading.text))),
        total=sum(weighed.values()) + parameters.number_weight * len(reading.numbers),
    )


def pool(statements: Sequence[Statement], parameters: Parameters) -> Pool:
    """Put the wordings of a claim together."""
    said = Counter(name for statement in statements for name in statement.weights)
    weights = {
        name: said[name] ** parameters.agreement * weight * rarity(name)
        for statement in statements
        for name, weight in statement.weights.items()
    }
    denied: dict[str, set[bool]] = {}
    for statement in statements:
        for name, states in statement.denied.items():
            denied.setdefault(name, set()).update(states)
    heaviest = sorted(weights.values(), reverse=True)[: parameters.claim_size]
    return Pool(
        weights, {name: frozenset(states) for name, states in denied.items()}, sum(heaviest)
    )


def _group(terms: Sequence[str], prompt: CueText, statements: Sequence[Reading]) -> Group:
    cues = CueGroup(terms)
    given = tuple(bool(term.find(prompt)) for term in cues.required)
    seen = _standings(cues, [each for each in statements if each.negations])
    if any(True in states for states in seen):
        plain = _standings(cues, [each for each in statements if not each.negations])
        seen = [one | other for one, other in zip(seen, plain, strict=True)]
    else:
        seen = [{False} for _ in cues.required]
    turning = [each for each in statements if each.reversals_in(range(len(each.text)))]
    return Group(
        cues,
        given,
        denied=tuple(frozenset(states) for states in seen),
        reversed=any(cues.hits(each.text) for each in turning),
    )


def _standings(cues: CueGroup, statements: Sequence[Reading]) -> list[set[bool]]:
    """Return for each term whether it stands denied or not where its author used it."""
    seen: list[set[bool]] = [set() for _ in cues.required]
    for reading in statements:
        for hit in cues.hits(reading.text):
            inside = [(found.first, found.end) for found in hit.terms]
            for states, found in zip(seen, hit.terms, strict=True):
                states.add(reading.is_denied(found.first, found.end, inside))
    return seen


def _texts(text: Text, phrases: Phrases) -> list[Reading]:
    return [Reading(each) for each in (text.zh, text.en, *phrases.all())]


def compile_rubric(question: Question, parameters: Parameters) -> Rubric:
    """Compile the rubric of a question; costs some milliseconds, so keep the result.

    ValueError if a cue of it cannot be read.
    """
    prompt = CueText(f"{question.prompt.zh}\n{question.prompt.en}")
    given = frozenset(feature.name for feature in Reading(prompt.text).features)
    points = [(point, _texts(point.note, point.paraphrases)) for point in question.rubric]
    wrong = [(each, _texts(each.claim, each.paraphrases)) for each in question.misconceptions]
    weights = _Weights(
        [*(texts for _, texts in points), *(texts for _, texts in wrong)], given, parameters
    )

    def claim(source: RubricPoint | Misconception, texts: list[Reading]) -> Claim:
        code = source.code_cues if isinstance(source, RubricPoint) else ()
        near = source.near_misses.all() if isinstance(source, RubricPoint) else ()
        statements = tuple(_statement(text, weights, parameters) for text in texts)
        return Claim(
            id=source.id,
            groups=tuple(_group(terms, prompt, texts) for terms in source.cues),
            code=tuple(CodeCueGroup(terms) for terms in code),
            statements=statements,
            pool=pool(statements, parameters),
            near_misses=tuple(_statement(Reading(text), weights, parameters) for text in near),
        )

    compiled = tuple(claim(point, texts) for point, texts in points)
    readings = [reading for _, texts in (*points, *wrong) for reading in texts]
    literals = _literals(question)
    return Rubric(
        points=compiled,
        misconceptions=tuple(claim(each, texts) for each, texts in wrong),
        corrections={
            each.id: _right(each, compiled, weights, parameters) for each in question.misconceptions
        },
        given=given,
        vocabulary=given
        | {feature.name for reading in readings for feature in reading.features}
        | {name for tokens, _ in literals for name in features(tokens)},
        spelling=Spelling(
            token.raw
            for tokens in (
                *(tokens for tokens, is_whole in literals if is_whole),
                prompt,
                *(reading.text for reading in readings),
            )
            for token in tokens.tokens
        ),
    )


def _literals(question: Question) -> list[tuple[Tokens, bool]]:
    """Return what stands in the cues, and whether it is spelt out: `quanti*` is not."""
    sources: list[RubricPoint | Misconception] = [*question.rubric, *question.misconceptions]
    return [
        (Tokens(literal.strip(" !*")), not literal.rstrip().endswith("*"))
        for source in sources
        for group in source.cues
        for term in group
        for literal in term.split("|")
    ]


def _right(
    wrong: Misconception, points: Sequence[Claim], weights: _Weights, parameters: Parameters
) -> Claim:
    denied = [point for point in points if point.id in wrong.contradicts]
    corrections = tuple(
        _statement(Reading(text), weights, parameters)
        for text in (wrong.correction.zh, wrong.correction.en)
    )
    statements = corrections + tuple(each for point in denied for each in point.statements)
    return Claim(
        id=wrong.id,
        groups=tuple(group for point in denied for group in point.groups),
        code=(),
        statements=statements,
        near_misses=(),
        pool=pool(statements, parameters),
    )
