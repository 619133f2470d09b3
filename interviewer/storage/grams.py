"""How words are cut for the index of everything said, and how a query looks for them there.

Chinese is not written with spaces, and its words often have two characters: a run of such
characters is indexed by every two that stand side by side, and its last one alone. Other words are
indexed whole and found by how they begin. Width and case do not matter.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

_WIDE = "々〇\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\U00020000-\U0003ffff"
_RUNS = re.compile(f"([{_WIDE}]+)|[^\\W_{_WIDE}]+")


def plain(text: str) -> str:
    """Return `text` without differences of width and case."""
    return unicodedata.normalize("NFKC", text).casefold()


def grams(text: str) -> str:
    """Return what `text` is indexed by, in order, with spaces between: letters and digits only."""
    return " ".join(_grams(plain(text)))


def _grams(text: str) -> Iterator[str]:
    for run in _RUNS.finditer(text):
        if run[1] is None:
            yield run[0]
        else:
            yield from map("".join, pairwise(run[0]))
            yield run[0][-1]


def match(word: str) -> str | None:
    """Return the FTS5 expression that finds the texts that hold `word`, None if none can.

    Signs do not count: `kv-cache` finds `KV cache`. Nothing of the word is syntax: only letters
    and digits come through, in quotes.
    """
    runs = [(run[0], run[1] is not None) for run in _RUNS.finditer(plain(word))]
    if not runs:
        return None
    (last, is_wide), phrase = runs[-1], list(_grams(plain(word)))
    if is_wide and len(last) > 1:
        # The run may go on.
        return f'"{" ".join(phrase[:-1])}"'
    # A word finds what begins with it; of a single letter that would be too much.
    return f'"{" ".join(phrase)}"' + ("*" if is_wide or len(last) > 1 else "")
