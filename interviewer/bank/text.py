"""How text is read, for search, lint and grading alike: folding, tokens, stems, sentences.

Everything that finds something in a text gives code-point offsets of the text as it was typed, so
that a quote can be cut from it exactly.
"""

import re
import threading
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import snowballstemmer  # type: ignore[import-untyped]

_PLAIN = {
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "⁃": "-",
    "‘": "'", "’": "'", "‛": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "「": '"', "」": '"',
    "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "→": "->", "⟶": "->", "⇒": "->",
    "·": "*", "∙": "*", "⋅": "*", "•": "*", "✕": "×", "✖": "×", "√": " sqrt ", "∞": " infinity ",
    "。": ".",
}  # fmt: skip
"""Spellings that compatibility normalisation leaves apart."""

_RAISED = re.compile(r"[0-9+\-−ni()]")
_ASCII_SPACE = frozenset(" \t\n\r\x0b\x0c")


@dataclass(frozen=True, slots=True)
class Span:
    """Code points `start` to `end` of the text as it was typed."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Cut the span from `text`."""
        return text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two spans share a code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in its plainest spelling, with the way back to the original."""

    original: str
    text: str
    starts: tuple[int, ...]
    """For each code point of `text`, where in the original the piece begins that it came from."""
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Return where the folded code points `start` to `end` stand in the original."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else len(self.original)
            return Span(at, at)
        return Span(self.starts[start], self.ends[end - 1])


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Cut `text` where normalisation cannot reach across: before every base character."""
    start = 0
    for at in range(1, len(text)):
        if text[at] < "\u0300" or not unicodedata.combining(text[at]):
            yield start, at
            start = at
    if text:
        yield start, len(text)


@lru_cache(maxsize=8192)
def _plain(piece: str) -> str:
    """Fold one piece of text: a base character and its marks."""
    if piece in _PLAIN:
        return _PLAIN[piece]
    folded = "".join(
        _PLAIN.get(character, character)
        for character in unicodedata.normalize("NFKC", piece).casefold()
    )
    folded = unicodedata.normalize("NFKC", folded)
    kept = "".join(
        " " if character.isspace() else character
        for character in folded
        if character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")
    )
    if _RAISED.fullmatch(kept) and unicodedata.decomposition(piece[0]).startswith("<super>"):
        return "^" + kept
    return kept


def fold(text: str) -> Folded:
    """Fold case, width, compatibility forms, dashes, quotes and spaces (runs become one).

    Raised digits become `^2`; characters that are not seen (controls, zero width) disappear.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return _fold_plain(text)
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    raised = False
    spaced = True
    for start, end in _pieces(text):
        character = text[start]
        if end == start + 1 and character < "\x80":
            if character in _ASCII_SPACE:
                piece = " "
            else:
                piece = character.lower() if " " <= character != "\x7f" else ""
            is_raised = False
        else:
            piece = _plain(text[start:end])
            is_raised = len(piece) > 1 and piece[0] == "^"
            if is_raised and raised:
                piece = piece[1:]
        for letter in piece:
            if letter == " ":
                if spaced:
                    continue
                spaced = True
            else:
                spaced = False
            out.append(letter)
            starts.append(start)
            ends.append(end)
        raised = is_raised
    if out and out[-1] == " ":
        out.pop()
        starts.pop()
        ends.pop()
    return Folded(text, "".join(out), tuple(starts), tuple(ends))


def _fold_plain(text: str) -> Folded:
    """Fold a text in which every character stays one character: most of them."""
    first = len(text) - len(text.lstrip(" "))
    folded = text.strip(" ").lower()
    return Folded(
        text,
        folded,
        tuple(range(first, first + len(folded))),
        tuple(range(first + 1, first + len(folded) + 1)),
    )


_CJK = (
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_CJK_CHARACTER = re.compile(f"[{_CJK}]")
_LETTER = rf"(?:(?![{_CJK}])[^\W\d_])"
_TOKEN = re.compile(
    rf"""
      (?P<power>(?:\^|\*\*)\s?[({{\[]?\s?(?P<exponent>-?\d+|{_LETTER})\s?[)}}\]]?)
    | (?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?(?:e[+-]?\d+(?![\w]))?|\.\d+)
    | (?P<word>{_LETTER}(?:{_LETTER}|\d|[\u0300-\u036f])*(?:(?<=\d)\.\d+)?
        (?:'(?:t|s|re|ve|ll|d|m)\b)?)
    | (?P<cjk>[{_CJK}])
    | (?P<symbol>->|<=|>=|!=|[+<>%&@])
    | (?P<hard>[.,;!?…、]+)
    """,
    re.VERBOSE,
)

SOFT = frozenset({"the", "a", "an", "的", "个", "×"})
"""Tokens that a match may pass over in the middle of a term."""


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return the stem of a folded Latin word; British spellings and odd plurals fold together."""
    if len(word) < 3 or not word.isascii():
        return word
    word = word.removesuffix("'s")
    if "'" in word:
        return word
    if len(word) >= 7:
        word = _BRITISH_Z.sub(r"iz\1", word)
    if len(word) >= 6:
        word = _BRITISH_OR.sub(r"or\1", word)
    with _STEMMING:
        stemmed = str(_STEMMER.stemWord(word))
    if stemmed == word and word[-1] == "s" and word[-2] not in "si" and _ABBREVIATED.match(word):
        return word[:-1]
    return stemmed


_STEMMER = snowballstemmer.stemmer("english")
_STEMMING = threading.Lock()
"""A stemmer keeps the word it works on in itself, and graders work in several threads."""
_BRITISH_Z = re.compile(r"is(e|es|ed|ing|er|ers|ation|ations)$")
_BRITISH_OR = re.compile(r"our(s|ed|ing|al|hood|able)?$")
_ABBREVIATED = re.compile(r"[^aeiou]+s$|.{1,2}us$")
"""Plurals of abbreviations that the stemmer leaves alone: llms, kvs, gpus."""


@dataclass(frozen=True, slots=True)
class Token:
    """One unit of a text: a Latin word, a CJK character, a number, a power or a symbol."""

    raw: str
    """Folded."""
    stem: str
    kind: str
    """`word`, `cjk`, `number`, `power` or `symbol`."""
    start: int
    """In the folded text, like `end`."""
    end: int
    breaks: bool
    """Punctuation that ends a phrase stands between the token before and this one."""
    ends_clause: bool = False
    """That punctuation ends a clause: it is more than the `、` of an enumeration."""

    @property
    def soft(self) -> bool:
        """Tell whether a match may pass over this token."""
        return self.raw in SOFT


def _as_it_stands(word: str) -> str:
    return word


def _tokens(folded: str, mend: Callable[[str], str]) -> Iterator[Token]:
    breaks = ends_clause = False
    for match in _TOKEN.finditer(folded):
        kind = match.lastgroup if match.lastgroup != "exponent" else "power"
        if kind is None or kind == "hard":
            breaks = True
            ends_clause = ends_clause or match.group().strip("、") != ""
            continue
        if kind == "power" or match["power"]:
            raw = "^" + match["exponent"]
            yield Token(raw, raw, "power", *match.span(), breaks, ends_clause)
        else:
            raw = mend(match.group()) if kind == "word" else match.group()
            if kind == "number":
                raw = raw.replace(",", "")
            stemmed = stem(raw) if kind == "word" else raw
            yield Token(raw, stemmed, kind, *match.span(), breaks, ends_clause)
        breaks = ends_clause = False


class Tokens:
    """A text taken apart once, for all that is looked for in it."""

    def __init__(self, text: str, mend: Callable[[str], str] = _as_it_stands) -> None:
        """`mend` may replace a folded Latin word by the one that was meant."""
        self.text = text
        self.folded = fold(text)
        self.tokens: tuple[Token, ...] = tuple(_tokens(self.folded.text, mend))

    def __len__(self) -> int:
        return len(self.tokens)

    def span(self, first: int, end: int) -> Span:
        """Return where the tokens `first` to `end` (exclusive) stand in the original."""
        return self.folded.span(self.tokens[first].start, self.tokens[end - 1].end)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each token begins in the original."""
        return tuple(self.folded.starts[token.start] for token in self.tokens)

    @cached_property
    def folded_starts(self) -> tuple[int, ...]:
        """Where each token begins in the folded text."""
        return tuple(token.start for token in self.tokens)

    def between(self, span: Span) -> range:
        """Return the indices of the tokens that begin inside a span of the original."""
        return range(bisect_left(self.starts, span.start), bisect_left(self.starts, span.end))

    def at_folded(self, start: int, end: int) -> range:
        """Return the indices of the tokens that begin inside folded code points."""
        return range(bisect_left(self.folded_starts, start), bisect_left(self.folded_starts, end))

    @cached_property
    def by_stem(self) -> dict[str, list[int]]:
        """Positions of each stem."""
        found: dict[str, list[int]] = {}
        for at, token in enumerate(self.tokens):
            found.setdefault(token.stem, []).append(at)
        return found

    @cached_property
    def by_raw(self) -> dict[str, list[int]]:
        """Positions of each folded token."""
        found: dict[str, list[int]] = {}
        for at, token in enumerate(self.tokens):
            found.setdefault(token.raw, []).append(at)
        return found

    @cached_property
    def sentences(self) -> tuple[range, ...]:
        """The sentences, as ranges of tokens; those without a token are left out."""
        ranges = (self.between(span) for span in sentences(self.text))
        return tuple(part for whole in ranges for part in _short(self, whole) if len(part))

    def cut(self, at: Iterable[int]) -> None:
        """Begin a new sentence at each of some tokens, for whatever is looked for from now on."""
        cuts = sorted(set(at))
        parts = []
        for whole in self.sentences:
            edges = [whole.start, *(cut for cut in cuts if cut in whole[1:]), whole.stop]
            parts += [range(low, high) for low, high in pairwise(edges)]
        self.__dict__["sentences"] = tuple(parts)
        self.__dict__.pop("_sentence_starts", None)

    def sentence_of(self, token: int) -> int:
        """Return the index of the sentence that holds a token."""
        return max(0, bisect_right(self._sentence_starts, token) - 1)

    @cached_property
    def _sentence_starts(self) -> tuple[int, ...]:
        return tuple(part.start for part in self.sentences)


LONGEST_SENTENCE = 90
"""Tokens after which a sentence without punctuation (dictated speech) is cut."""


def _short(tokens: Tokens, sentence: range) -> Iterator[range]:
    """Cut a sentence that is too long to be one, at a comma where there is one."""
    start = sentence.start
    while sentence.stop - start > LONGEST_SENTENCE:
        half = start + LONGEST_SENTENCE // 2
        cuts = [at for at in range(half, start + LONGEST_SENTENCE) if tokens.tokens[at].breaks] or [
            start + LONGEST_SENTENCE
        ]
        yield range(start, cuts[-1])
        start = cuts[-1]
    yield range(start, sentence.stop)


_ENDS = re.compile(
    r"[。！？!?；;｡﹔]+[\"'”’」』）)\]]*|\n+|\.+(?=[\s\"'”’)\]]|$)|(?<=[^\x00-\xff])\."
)
_NOT_AN_END = re.compile(
    r"(?:(?:^|[\s(（])(?:e\.g|i\.e|etc|vs|cf|fig|eq|no|approx|resp|al|dr|mr|st)|(?:^|\n)\s*\d{1,2})$",
    re.IGNORECASE,
)


def sentences(text: str) -> list[Span]:
    """Split a text, Chinese or English, into sentences; bullets and lines are sentences too.

    A semicolon ends one. The spans carry no white space at either end and none is empty.
    """
    found: list[Span] = []
    start = 0
    for match in _ENDS.finditer(text):
        if match.group()[0] == "." and _NOT_AN_END.search(text, max(start - 1, 0), match.start()):
            continue
        found.append(Span(start, match.end()))
        start = match.end()
    found.append(Span(start, len(text)))
    return [trimmed for span in found if (trimmed := trim(text, span))]


def trim(text: str, span: Span) -> Span | None:
    """Return the span without white space at its ends, or None if nothing else is in it."""
    inside = span.of(text)
    stripped = inside.strip()
    if not stripped:
        return None
    start = span.start + inside.index(stripped)
    return Span(start, start + len(stripped))


def is_cjk(character: str) -> bool:
    """Tell whether a character is written without spaces around words."""
    return bool(_CJK_CHARACTER.match(character))


def word_count(text: str | Tokens) -> float:
    """Count words: Latin words and numbers as one, CJK characters at 1.6 to a word.

    The 1.6 is the usual ratio of Chinese characters to English words in translation.
    """
    tokens = text if isinstance(text, Tokens) else Tokens(text)
    cjk = sum(token.kind == "cjk" for token in tokens.tokens)
    others = sum(token.kind in ("word", "number") for token in tokens.tokens)
    return others + cjk / 1.6


_STOP_EN = """
a about above after again all also am an and any are as at be because been before being below
between both but by can could did do does doing done down during each either else etc ever every few
for from further get gets got had has have having he her here hers him his how however i if in into
is it its itself just kind know let like lot made make makes making many may maybe me mean means
might more most much must my no nor not now of off ok okay on once one only or other our ours out
over own perhaps quite rather really same say she should since so some something sort still such
than that the their theirs them then there these they thing things think this those though through
thus to too under until up upon us use used uses using very want was way we well were what when
where whether which while who whom why will with within without would yes yet you your yours
""".split()
_STOP_ZH = """
的 了 和 与 是 在 有 也 都 就 而 及 或 被 把 对 从 到 向 于 以 为 之 其 这 那 此 该 它 他
她 们 我 你 您 吗 呢 吧 啊 嗯 呃 会 能 可 要 让 使 由 等 个 种 些 很 更 最 又 还 再 并 则
若 如 所 着 过 地 得 上 下 中 里 后 前 时
""".split()
STOP_WORDS = frozenset(stem(word) for word in _STOP_EN) | frozenset(_STOP_EN)
STOP_CHARACTERS = frozenset(_STOP_ZH)


@dataclass(frozen=True, slots=True)
class Feature:
    """A comparable unit of a text and the tokens `first` to `end` that it came from."""

    name: str
    first: int
    end: int


def features(tokens: Tokens, part: range | None = None) -> list[str]:
    """Return what a text (or a range of its tokens) says, as comparable units, in order.

    Stems of Latin words without stop words, numbers, powers, and bigrams of neighbouring CJK
    characters (a character that stands alone counts by itself). Repetitions stay.
    """
    return [feature.name for feature in located_features(tokens, part)]


def located_features(tokens: Tokens, part: range | None = None) -> list[Feature]:
    """Return the features of a text with the tokens that each stands for."""
    found: list[Feature] = []
    run: list[int] = []
    for at in range(len(tokens)) if part is None else part:
        token = tokens.tokens[at]
        if token.kind == "cjk":
            if token.breaks:
                found += _pairs(tokens, run)
                run = []
            run.append(at)
            continue
        if run:
            found += _pairs(tokens, run)
            run = []
        if token.kind == "word":
            if token.raw not in STOP_WORDS and token.stem not in STOP_WORDS:
                found.append(Feature(token.stem, at, at + 1))
        elif token.kind != "symbol" or token.raw == "%":
            found.append(Feature(token.raw, at, at + 1))
    return found + _pairs(tokens, run) if run else found


def _pairs(tokens: Tokens, run: list[int]) -> list[Feature]:
    """Return the bigrams of a run of CJK characters, without those of function words alone."""
    raw = [tokens.tokens[at].raw for at in run]
    if len(run) == 1:
        return [] if raw[0] in STOP_CHARACTERS else [Feature(raw[0], run[0], run[0] + 1)]
    return [
        Feature(one + other, at, at + 2)
        for at, one, other in zip(run, raw, raw[1:], strict=False)
        if not (one in STOP_CHARACTERS and other in STOP_CHARACTERS)
    ]
