"""Whether words stand in an order that people speak in, or were thrown together.

A small model of which kinds of words follow each other, counted in the bank's own text: function
words stand for their category, other words for their ending, and of the Chinese characters those
that hold sentences together for themselves. Text in any order uses the same words, so only what an
order adds over chance is measured.
"""

import json
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib import resources
from itertools import pairwise
from math import log

from interviewer.bank.text import STOP_WORDS, Token, Tokens
from interviewer.grading.builtin.parameters import Parameters

FILE = "order.json"
_BINDING = frozenset(
    "的了是在有和与或就都也还又再不没只把被让使给对向从到由为以于用按照按因所如果但而却且则若虽然后前时"
    "会能可要应该需得地着过去来出上下里中间内外个种类次些每各这那其它他们你我自己什么怎样多少几一二两三"
    "四五六七八九十百千万第很更最太非常比较越大小高低长短快慢等及并将已正即做说叫看想问"
)
"""Characters that stand for themselves; all others count as one kind."""
_SMOOTHING = 2.5
_MOST = 2.5
"""What a single pair can count at most, for or against."""
_CATEGORIES = {
    "determiner": "the a an this these those each every some any no its their our your my both",
    "preposition": "of in on at by for with from to into over under between through during after "
    "before about as until within without upon per against below above",
    "pronoun": "it they we you i he she them us me him itself themselves one",
    "verb": "is are was were be been being am 's 're",
    "auxiliary": "has have had do does did can could will would may might must should let "
    "don't doesn't didn't can't cannot won't isn't aren't",
    "conjunction": "and or but so because while if when than although though whereas since unless",
    "relative": "which that who what where why how whose whether",
    "adverb": "not also only then still just already more most less very too quite rather never "
    "now even here there again however therefore up down out off",
}
_CATEGORY = {
    word: f"*{category}" for category, words in _CATEGORIES.items() for word in words.split()
}
_ENDINGS = ("ing", "ed", "ly", "tion", "s")
_CONTENT = frozenset(
    {f"*{kind}" for kind in ("word", "number", "power", "symbol", "cjk", *_ENDINGS)}
)


class Order:
    """The kinds of words and how often one followed another."""

    def __init__(self, kinds: dict[str, int], pairs: dict[str, dict[str, int]]) -> None:
        """`kinds` and `pairs` as `learn` counts them."""
        self._pairs = pairs
        self._kinds = kinds
        self._after = {first: sum(following.values()) for first, following in pairs.items()}
        self._total = sum(kinds.values()) + 0.5 * len(kinds)

    def gains(self, tokens: Tokens, sentence: range) -> list[float]:
        """Return for each pair of neighbours how much likelier it is than by chance (log).

        A pair in which nothing binds (two nouns, the parts of a formula) shows nothing.
        """
        return [
            self._gain(one, other)
            for one, other in pairwise(_row(tokens, sentence))
            if not (one in _CONTENT and other in _CONTENT)
        ]

    def _gain(self, one: str, other: str) -> float:
        chance = (self._kinds.get(other, 0) + 0.5) / self._total
        together = self._pairs.get(one, {}).get(other, 0)
        gain = log(
            (together + _SMOOTHING * chance) / (self._after.get(one, 0) + _SMOOTHING) / chance
        )
        return max(-_MOST, min(_MOST, gain))


def _kind(token: Token) -> str:
    if token.kind == "word":
        if token.raw in _CATEGORY:
            return _CATEGORY[token.raw]
        if token.raw in STOP_WORDS:
            return "*other"
        for ending in _ENDINGS:
            if token.raw.endswith(ending) and len(token.raw) > len(ending) + 2:
                return f"*{ending}"
    if token.raw in _BINDING:
        return token.raw
    return f"*{token.kind}"


def _row(tokens: Tokens, sentence: range) -> list[str]:
    row = ["<"]
    for at in sentence:
        if tokens.tokens[at].breaks and len(row) > 1:
            row.append(",")
        row.append(_kind(tokens.tokens[at]))
    return [*row, ">"]


def learn(texts: Sequence[str]) -> dict[str, object]:
    """Count kinds of words and pairs of them in natural text."""
    kinds: Counter[str] = Counter()
    pairs: dict[str, Counter[str]] = {}
    for tokens in map(Tokens, texts):
        for sentence in tokens.sentences:
            row = _row(tokens, sentence)
            kinds.update(row)
            for one, other in pairwise(row):
                pairs.setdefault(one, Counter())[other] += 1
    return {
        "kinds": dict(sorted(kinds.items())),
        "pairs": {one: dict(sorted(following.items())) for one, following in sorted(pairs.items())},
    }


@cache
def order() -> Order:
    """Return the model that was counted in the bank."""
    stored = json.loads((resources.files(__package__) / FILE).read_text(encoding="utf-8"))
    return Order(stored["kinds"], stored["pairs"])


_ARTICLES = frozenset("the an its their my your every".split())
_PROMISES = {
    **dict.fromkeys(
        _ARTICLES,
        frozenset(
            "the a an its their my your every is are was were be been of in to and or can by for "
            "with at from on as will would that which if it they he she we you but so because "
            "when where who has have do does".split()
        ),
    ),
    "a": frozenset("the an its of their".split()),
    **dict.fromkeys(("to", "of"), frozenset("of to is are and or".split())),
    **dict.fromkeys("in at by with for from on into".split(), frozenset({"of"})),
    "and": frozenset({"and", "of"}),
}
"""Words that promise another word, with those that it cannot be."""
_OPEN = frozenset("the an its their and or".split())
"""Words that no sentence ends with."""


def is_broken(tokens: Tokens, limits: Parameters) -> bool:
    """Tell whether sentences break off or go on where no English sentence can, too often.

    Unlike the order of kinds of words, this shows in a few words.
    """
    words = breaks = 0
    for sentence in tokens.sentences:
        row = [tokens.tokens[at].raw for at in sentence if tokens.tokens[at].kind != "symbol"]
        words += len(row)
        breaks += sum(
            other in _PROMISES.get(one, ()) and not tokens.tokens[at].breaks
            for (one, other), at in zip(pairwise(row), sentence[1:], strict=False)
        )
        breaks += bool(row) and row[-1] in _OPEN
    return breaks > limits.broken * words


def naturalness(tokens: Tokens, limits: Parameters) -> list[float]:
    """Return for each sentence 1 where it is put as people put it, 0 where it is thrown together.

    A short sentence shows little by itself: it is judged together with the whole answer, and a
    short answer is believed.
    """
    model = order()
    gains = [model.gains(tokens, sentence) for sentence in tokens.sentences]
    known = [gain for each in gains for gain in each]
    if len(known) < limits.order_shortest:
        return [1.0] * len(gains)
    trust, believed = limits.order_prior
    whole = (sum(known) + trust * believed) / (len(known) + trust)
    # Chinese with English terms in it is Chinese: the terms alone show no order
    cjk = min(1.0, 3 * sum(token.kind == "cjk" for token in tokens.tokens) / max(1, len(tokens)))
    latin_rise, cjk_rise, length = limits.order_surety
    surety = (cjk * cjk_rise + (1 - cjk) * latin_rise) * min(1.0, len(known) / length)
    low, high = (
        cjk * for_cjk + (1 - cjk) * for_latin + surety
        for for_cjk, for_latin in zip(limits.order_cjk, limits.order_latin, strict=True)
    )
    weight = limits.order_weight
    means = [(sum(each) + weight * whole) / (len(each) + weight) for each in gains]
    return [min(1.0, max(0.0, (mean - low) / (high - low))) for mean in means]
