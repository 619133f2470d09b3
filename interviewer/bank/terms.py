"""What search compares: the terms of a text, Chinese, English or mixed.

Lighter than `text.Tokens`, which keeps the way back to every code point: search needs none of
that, and has the whole bank to read.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from interviewer.bank.text import STOP_WORDS, stem

GLOSSARY = Path(__file__).with_name("glossary.txt")

_CJK = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_CAMEL = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z]{3})")
_UNIT = re.compile(
    rf"(?P<word>[^\W\d_{_CJK}]+|\d+(?:\.\d+)*)|(?P<cjk>[{_CJK}])|(?P<stop>[^\w\s/-])"
)

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


@dataclass(frozen=True, slots=True)
class Unit:
    """A Latin word, a number or a CJK character."""

    text: str
    is_cjk: bool
    after_break: bool
    """Punctuation stands before it: it makes no pair with the unit before."""
    glued: bool
    """Nothing stands between it and the unit before: `kv4` is `kv` and `4`."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a text says, and how much weight one mention carries."""

    name: str
    weight: float
    word: str = ""
    """As it is written, if it is one Latin word of some length, which may be mistyped."""


def units(text: str) -> list[Unit]:
    """Cut a text into words, numbers and CJK characters; `FlashAttention` is two words."""
    spaced = _CAMEL.sub("\x1f", text)
    folded = unicodedata.normalize("NFKC", spaced).casefold()
    found: list[Unit] = []
    broken = True
    end = -1
    for match in _UNIT.finditer(folded):
        if match["stop"] and match.group() != "\x1f":
            broken = True
            continue
        between = folded[end : match.start()] if end >= 0 else " "
        if match["stop"]:
            continue
        glued = not between or between == "\x1f"
        found.append(Unit(match.group(), match["cjk"] is not None, broken, glued))
        broken = False
        end = match.end()
    return found


def terms(text: str) -> Iterator[Term]:
    """Yield the terms of a text, with repetitions: words, pairs, bigrams and concepts."""
    found = units(text)
    stems = [unit.text if unit.is_cjk else stem(unit.text) for unit in found]
    yield from _words(found, stems)
    for name in concepts(found, stems):
        yield Term("§" + name, 1.0)


def _words(found: list[Unit], stems: list[str]) -> Iterator[Term]:
    previous: Unit | None = None
    for at, unit in enumerate(found):
        pairs = previous is not None and not unit.after_break and previous.is_cjk == unit.is_cjk
        if previous is not None and pairs:
            if not unit.is_cjk:
                # two words written as one: `flash attention` meets `flashattention`
                if not (previous.text in _STOPS and unit.text in _STOPS):
                    yield Term(previous.text + stems[at], 1.0 if unit.glued else 0.6)
            elif (pair := previous.text + unit.text) not in _QUESTION_WORDS:
                yield Term(pair, 0.6)
        if not unit.is_cjk and unit.text not in _STOPS:
            slight = len(unit.text) == 1 or unit.text.isdigit()
            word = unit.text if may_be_mistyped(unit.text) else ""
            yield Term(stems[at], 0.3 if slight else 1.0, word)
        previous = unit


def may_be_mistyped(word: str) -> bool:
    """Tell whether a word is long enough to know it in spite of a wrong letter."""
    return len(word) >= 4 and word.isascii() and word.isalpha()


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
    found = {tuple(unit.text if unit.is_cjk else stem(unit.text) for unit in path)}
    if not any(unit.is_cjk for unit in path):
        found.add((stem("".join(unit.text for unit in path)),))
    return found


def concepts(found: list[Unit], stems: list[str]) -> Iterator[str]:
    """Yield the concepts of the glossary that are named, the longest name at each place."""
    root = _glossary()
    covered = 0
    for start in range(len(found)):
        step = root
        longest: tuple[int, list[str]] | None = None
        for at in range(start, len(found)):
            if at > start and found[at].after_break:
                break
            following = step.following.get(stems[at])
            if following is None:
                break
            step = following
            if step.names:
                longest = (at + 1, step.names)
        # a name inside a longer one that was taken says nothing of its own
        if longest is not None and longest[0] > covered:
            covered = longest[0]
            yield from longest[1]


def spelling(text: str) -> Iterator[str]:
    """Yield the runs of three letters of every longer Latin word, its ends marked."""
    for unit in units(text):
        if not unit.is_cjk and len(unit.text) > 3 and unit.text not in _STOPS:
            marked = f"<{unit.text}>"
            for start in range(len(marked) - 2):
                yield "~" + marked[start : start + 3]
