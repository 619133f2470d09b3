"""What search compares: the terms of a text, Chinese, English or mixed.

Lighter than `text.Tokens`, which keeps the way back to every code point: search needs none of
that, and has the whole bank to read. A term is a stem, a number, two neighbouring words written as
one (`flash attention` meets `flashattention`), two neighbouring Chinese characters, or a concept
of the glossary, which begins with `§`.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from interviewer.bank.text import STOP_WORDS, stem

GLOSSARY = Path(__file__).with_name("glossary.txt")

_CJK = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_CAMEL = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z]{3})")
_PIECE = re.compile(
    rf"[^\W\d_{_CJK}]+|\d+(?:\.\d+)*|[{_CJK}]|[^\S\n/_-]+|[/_-]+|\n+|[^\w\s/-]", re.UNICODE
)
_WORD = re.compile(rf"[^\W\d_{_CJK}]+")

_QUESTION_WORDS = frozenset(
    """
    怎么 什么 为什 如何 哪些 有哪 是什 么是 请问 一下 讲讲 讲一 介绍 解释 说说 说一
    谈谈 有啥 干嘛 是啥 怎样 样的 的是 了什 有什 么用 么做 么办 怎办 咋样 到底 起来
    可以 能够 这个 那个 它的 我们 你们 一个 的时 时候 个什 哪个 分别 为啥 啥意 意思
    没有 不能 是不 不是 还是 以及 或者 因为 所以 如果 就是 进行 通过
    """.split()
)
"""Chinese bigrams that only say that something is asked."""
_STOPS = STOP_WORDS | frozenset(
    "explain describe tell walk please give talk question interview vs work works".split()
)

_WORD_WEIGHT = 1.0
_SLIGHT = 0.3
"""A single letter or a bare number."""
_PAIR = 0.6
_GLUED = 1.0
"""Two pieces that nothing separates, as in `fp16`."""
_CONCEPT = 1.0


class Unit(NamedTuple):
    """A Latin word, a number or a CJK character."""

    text: str
    stem: str
    is_cjk: bool
    after_break: bool
    """Punctuation stands before it: it makes no pair with the unit before."""
    glued: bool
    """Nothing stands between it and the unit before: `kv4` is `kv` and `4`."""


def _folded(text: str) -> str:
    """Fold a text and part words in camel case: `FlashAttention` is two words."""
    return unicodedata.normalize("NFKC", _CAMEL.sub("\x1f", text)).casefold()


def units(text: str) -> list[Unit]:
    """Cut a text into words, numbers and CJK characters."""
    found: list[Unit] = []
    broken, glued = True, False
    for piece in _PIECE.findall(_folded(text)):
        kind, stemmed = _read(piece)
        if kind == _BREAK:
            broken, glued = True, False
        elif kind == _GAP:
            glued = glued and piece == "\x1f"
        else:
            found.append(Unit(piece, stemmed, kind == _CHARACTER, broken, glued))
            broken, glued = False, True
    return found


_BREAK, _GAP, _CHARACTER, _LATIN = range(4)


@lru_cache(maxsize=1 << 16)
def _read(piece: str) -> tuple[int, str]:
    """Return what kind of piece this is, and its stem."""
    first = piece[0]
    if first == "\n":
        return _BREAK, ""
    if first.isspace() or first in "/_-":
        return _GAP, ""
    if not first.isalnum():
        return _BREAK, ""
    if first >= "\u3005" and len(piece) == 1 and not _WORD.match(piece):
        return _CHARACTER, piece
    return _LATIN, stem(piece)


def terms(text: str) -> dict[str, float]:
    """Return the terms of a text, each with the weight of its mentions added up."""
    found = units(text)
    counts: dict[str, float] = {}
    get = counts.get
    for unit in found:
        name = unit.text
        if not unit.is_cjk and name not in _STOPS:
            slight = len(name) == 1 or name.isdigit()
            counts[unit.stem] = get(unit.stem, 0.0) + (_SLIGHT if slight else _WORD_WEIGHT)
    for before, unit in pairwise(found):
        if unit.after_break or before.is_cjk != unit.is_cjk:
            continue
        if unit.is_cjk:
            pair = before.text + unit.text
            if pair not in _QUESTION_WORDS:
                counts[pair] = get(pair, 0.0) + _PAIR
        elif before.text not in _STOPS or unit.text not in _STOPS:
            pair = before.text + unit.stem
            counts[pair] = get(pair, 0.0) + (_GLUED if unit.glued else _PAIR)
    for concept in concepts(found):
        name = "§" + concept
        counts[name] = get(name, 0.0) + _CONCEPT
    return counts


def may_be_mistyped(word: str) -> bool:
    """Tell whether a word is long enough to know it in spite of a wrong letter."""
    return len(word) >= 4 and word.isascii() and word.isalpha()


def latin_words(text: str) -> set[str]:
    """Return the words of a text that may be mistyped, as they are written."""
    return {word for word in _WORD.findall(_folded(text)) if may_be_mistyped(word)}


@lru_cache(maxsize=1 << 14)
def letter_runs(word: str) -> tuple[str, ...]:
    """Return the runs of three letters of a word, its ends marked."""
    marked = f"<{word}>"
    return tuple("~" + marked[start : start + 3] for start in range(len(marked) - 2))


@dataclass(slots=True)
class _Step:
    """A node of the glossary: what may follow, and what is named by the units so far."""

    following: "dict[str, _Step]"
    names: list[str]


@cache
def _glossary() -> _Step:
    """Return the glossary as a tree of units."""
    root = _Step({}, [])
    for line in GLOSSARY.read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        ways = [way.strip() for way in line.split("|")]
        for way in ways:
            for spelled in _spellings(units(way)):
                step = root
                for unit in spelled:
                    step = step.following.setdefault(unit, _Step({}, []))
                if ways[0] not in step.names:
                    step.names.append(ways[0])
    return root


def _spellings(path: list[Unit]) -> set[tuple[str, ...]]:
    """Return the units of a way as they may stand in a text, Latin words also written as one."""
    found = {tuple(unit.stem for unit in path)}
    if not any(unit.is_cjk for unit in path):
        found.add((stem("".join(unit.text for unit in path)),))
    return found


def concepts(found: Sequence[Unit]) -> Iterator[str]:
    """Yield the concepts of the glossary that are named, the longest name at each place."""
    first_steps = _glossary().following
    covered = 0
    for start, unit in enumerate(found):
        step = first_steps.get(unit.stem)
        if step is None:
            continue
        longest = (start + 1, step.names) if step.names else None
        for at in range(start + 1, len(found)):
            if found[at].after_break:
                break
            step = step.following.get(found[at].stem)
            if step is None:
                break
            if step.names:
                longest = (at + 1, step.names)
        # a name inside a longer one that was taken says nothing of its own
        if longest is not None and longest[0] > covered:
            covered = longest[0]
            yield from longest[1]
