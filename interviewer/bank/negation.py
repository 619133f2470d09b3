"""What is denied in a text: negators of both languages and the words that they reach.

A negator reaches forward to the end of its clause. Words that only look like negators (`不同`,
`不仅`, `not only`, `no matter`) deny nothing; two negators that reach the same word cancel out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from interviewer.bank.text import Tokens

REACH = 12
"""How many tokens an English or Chinese negator reaches at most; clauses are rarely longer."""
_PREFIXES = frozenset("无非未")
_PREFIX_REACH = 4
"""The same for negators that are written as a part of the word that they deny (`无方向性`)."""
_BACK = 30
"""How far back a denial at the end of its clause reaches (`that is a myth`, `是错的`)."""


def _list(text: str) -> set[str]:
    return {phrase.strip() for phrase in text.split(",")}


_PHRASES_EN = _list("""
    not, no, never, without, neither, nor, cannot, hardly, instead of, rather than, unable to,
    fail to, fails to, failed to, lack, lacks, lacking, avoid, avoids, avoiding, no longer,
    nothing, none of, free of, as opposed to, unlike, contrary to, skip, skips, don't, doesn't,
    didn't, isn't, aren't, wasn't, weren't, won't, wouldn't, can't, couldn't, shouldn't, hasn't,
    haven't, hadn't, needn't, mustn't, ain't, dont, doesnt, didnt, isnt, arent, wont, cant,
    wasnt, werent, unchanged
""")
_PHRASES_ZH = _list("""
    不, 没, 没有, 无, 无需, 无须, 无法, 未, 非, 并非, 而非, 不是, 而不是, 避免, 缺乏, 缺少, 省去,
    免去, 免于, 禁止, 勿, 杜绝, 摆脱, 不再
""")
_HARMLESS = _list("""
    not necessarily, no matter, no doubt,
    not to mention, if not, why not, whether or not, no wonder, not sure, no worse, not bad,
    nothing but, cannot but, no later, no more than, not to say, or not, 不同, 不过,
    不断, 不管, 不论, 不得不, 不少, 不一定, 不妨, 不禁, 不愧, 不免, 不外,
    不外乎, 不错, 不如, 差不多, 能不能, 是不是, 会不会, 要不要, 有没有, 无论, 无非, 无关紧要,
    无数, 非常, 除非, 未来, 未必, 尚未, 是非, 没错, 没问题, 不好意思, 不知道, 要不
""")
"""Terms and idioms in which the negator denies nothing of what follows."""
_ANTONYMS = _list("""
    not only, not just, not merely, not simply, 不仅, 不止, 不只, 不光, 不单, 不但,
    不变, 不等, 不确定性, 不稳定, 不均, 不均衡, 不平衡, 不连续, 不可见, 不对称, 无监督, 无偏,
    无损, 无限, 无穷, 无状态, 无服务, 无标签, 无标注, 非线性, 非对称, 非自回归, 非结构化, 非空,
    非零, 非负, 非连续, 非参数, 未知, 不齐, 不佳, 不足, 不当, 不良, 不好, 不够
""")
"""Words that deny themselves and nothing else: what stands after the negator within them."""

_CONTRAST = _list("""
    but, however, yet, although, though, whereas, while, because, since,
    但, 却, 而是, 因为, 所以, 只是, 而且, 并且, 从而, 因此, 就
""")
_EXPLANATIONS = _list("""
    which, that is, i.e, namely, meaning, or, for instance, for example, such as, e.g,
    也就是, 即, 或者说, 等于说, 例如, 比如
""")
"""How a clause goes on to say the same thing: it is denied together with what went before."""
_TURNING = _list("""
    but, however, actually, in fact, in reality, instead, the truth, rather,
    但, 而是, 其实, 实际上, 事实上, 正确, 应该是
""")
_DENIALS_BEHIND = _list("""
    is wrong, is false, is a myth, is not true, isn't true, is incorrect, not the case, 是错的,
    是错误的, 是误解, 是误区, 不对, 不成立, 不正确, 是不对的, 并不成立, 说法有误
""")
_UNRELATED = _list("""
    没有关系, 没关系, 没有任何关系, 没什么关系, 毫无关系, 没有影响, 没影响, 没有任何影响,
    并没有关系, 并没有影响, has nothing to do with, have nothing to do with, makes no difference
""")
"""Denials at the end of a clause that deny the whole of it, and no clause before."""
_EMPHATIC = _list("""
    并不, 并没有, 并非, 并不能, 并不会, 并不是, 并不需要, 并未, 并无
""")
"""Negators that deny what their clause is about as well as what they precede."""
_CLAIMS_AHEAD = _list("""
    myth that, misconception that, mistake to think, wrong to say, wrong to think, not true that,
    is not true that, isn't true that, is false that, is wrong that,
    not the case that, is not the case that,
    false that, people think, people say, some say, many think, people often think,
    people often say, a common misconception, it is a myth, common mistake, one might think,
    you might think, it would be wrong, it's a myth, many people believe, people believe,
    incorrect to, mistakenly, wrongly, 误以为, 误认为, 误解, 误区, 有人说, 有人认为, 有人以为,
    很多人以为, 很多人认为, 很多人说, 不少人以为, 常见错误, 别以为, 错误地认为, 并不是说, 不是说,
    不要以为, 不能说, 谣言, 错误说法
""")
_REVERSALS = _list("""
    contrary, conversely, the opposite, the reverse, other way round, other way around,
    反而, 反倒, 反过来, 恰恰相反, 正好相反
""")
"""Words that turn against what others say or expect; whom they contradict, they do not tell."""


@dataclass(frozen=True, slots=True)
class Negation:
    """A negator, the tokens `first` to `end`, and the tokens that it denies."""

    first: int
    end: int
    scope: range
    refutes: bool = False
    """It denies a whole claim (`it is a myth that …`), not a word of one."""


class _Phrases:
    """Phrases of one or more tokens, looked up at a position of a text."""

    def __init__(self, phrases: set[str]) -> None:
        self._keys: set[tuple[str, ...]] = {
            tuple(token.raw for token in Tokens(phrase).tokens) for phrase in phrases
        }
        self._heads: dict[str, int] = {}
        for key in self._keys:
            self._heads[key[0]] = max(self._heads.get(key[0], 0), len(key))

    @property
    def heads(self) -> frozenset[str]:
        """The first tokens of the phrases."""
        return frozenset(self._heads)

    def length_at(self, text: Tokens, at: int) -> int:
        """Return how many tokens the longest phrase that begins here has, or 0."""
        for length in range(self._heads.get(text.tokens[at].raw, 0), 0, -1):
            words = tuple(token.raw for token in text.tokens[at : at + length])
            if len(words) == length and words in self._keys:
                return length
        return 0


_NEGATORS = _Phrases(_PHRASES_EN | _PHRASES_ZH)
_IDIOMS = _Phrases(_HARMLESS)
_OPPOSITES = _Phrases(_ANTONYMS)
_BEHIND = _Phrases(_DENIALS_BEHIND)
_AHEAD = _Phrases(_CLAIMS_AHEAD)
_WHOLE = _Phrases(_UNRELATED)
_STRESSED = _Phrases(_EMPHATIC)
_STOPS = _Phrases(_CONTRAST)
_EXPLAINS = _Phrases(_EXPLANATIONS)
_TURNS = _Phrases(_TURNING)
_REVERSES = _Phrases(_REVERSALS)
_HEADS = frozenset().union(
    *(
        phrases.heads
        for phrases in (_NEGATORS, _IDIOMS, _OPPOSITES, _BEHIND, _AHEAD, _WHOLE, _STRESSED)
    )
)
"""The first tokens of every phrase that a negation can begin with."""


def negations(text: Tokens) -> list[Negation]:
    """Find every negator of a text with what it reaches, in order."""
    found: list[Negation] = []
    for sentence in text.sentences:
        found.extend(_in_sentence(text, sentence))
    return found


def reversals(text: Tokens) -> list[int]:
    """Return the tokens at which a text turns against what others say, in order."""
    return [at for at in range(len(text.tokens)) if _REVERSES.length_at(text, at)]


def _in_sentence(text: Tokens, sentence: range) -> Iterator[Negation]:
    at = sentence.start
    while at < sentence.stop:
        if text.tokens[at].raw not in _HEADS:
            at += 1
            continue
        if length := _AHEAD.length_at(text, at):
            scope = range(at + length, _claim_end(text, at + length, sentence.stop))
            yield Negation(at, at + length, scope, refutes=True)
        elif length := _WHOLE.length_at(text, at):
            yield Negation(at, at + length, range(_clause_start(text, at, sentence.start), at))
        elif length := _STRESSED.length_at(text, at):
            start = _clause_start(text, at, sentence.start)
            end = _clause_end(text, at + length, sentence.stop, REACH)
            yield Negation(at, at + length, range(start, end))
        elif length := _IDIOMS.length_at(text, at):
            if back := _BEHIND.length_at(text, at):
                yield Negation(at, at + back, _behind(at, sentence.start), refutes=True)
        elif length := _OPPOSITES.length_at(text, at):
            yield Negation(at, at + 1, range(at + 1, at + length))
        elif length := _BEHIND.length_at(text, at):
            yield Negation(at, at + length, _behind(at, sentence.start), refutes=True)
        elif (length := _NEGATORS.length_at(text, at)) and not _is_exclaimed(text, at, length):
            reach = _PREFIX_REACH if text.tokens[at].raw in _PREFIXES and length == 1 else REACH
            scope = range(at + length, _clause_end(text, at + length, sentence.stop, reach))
            yield Negation(at, at + length, scope)
        else:
            length = max(1, length)
        at += length


def _is_exclaimed(text: Tokens, at: int, length: int) -> bool:
    """Tell whether a negator stands by itself (`no: …`, `不，…`) and denies what went before."""
    end = text.tokens[at + length - 1].end
    return text.folded.text[end : end + 2].strip()[:1] in (":", ",", "-", "!") and length == 1


def _clause_end(text: Tokens, start: int, stop: int, reach: int) -> int:
    for at in range(start, min(stop, start + reach)):
        if at == start:
            continue
        if _STOPS.length_at(text, at):
            return at
        if reach == _PREFIX_REACH and text.tokens[at].breaks:
            return at
        if text.tokens[at].ends_clause and not _EXPLAINS.length_at(text, at):
            return at
    return min(stop, start + reach)


def _claim_end(text: Tokens, start: int, stop: int) -> int:
    """Return where a claim that was announced as wrong ends: at what is right, or the sentence."""
    for at in range(start + 1, stop):
        if _TURNS.length_at(text, at):
            return at
    return stop


def _clause_start(text: Tokens, at: int, start: int) -> int:
    """Return where the clause begins in which a token stands."""
    for before in range(at - 1, start, -1):
        if text.tokens[before].breaks or _STOPS.length_at(text, before):
            return before
    return start


def _behind(at: int, start: int) -> range:
    return range(max(start, at - _BACK), at)


def denied(negations_: list[Negation], first: int, end: int) -> bool:
    """Tell whether the tokens `first` to `end` are denied: reached by an odd number of negators.

    A negator that is itself among the tokens is part of the claim and denies nothing of it.
    """
    reaching = [
        negation
        for negation in negations_
        if negation.scope.start < end
        and first < negation.scope.stop
        and not (first <= negation.first < end)
    ]
    plain = sum(not negation.refutes for negation in reaching)
    return (plain + any(negation.refutes for negation in reaching)) % 2 == 1
