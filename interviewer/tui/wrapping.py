"""Breaks text into lines of a given width in cells, as Chinese and English readers expect.

Latin words stay whole, Chinese may break anywhere, and no line begins with closing punctuation or
ends with opening punctuation, as the simple rules of Chinese layout have it (W3C, Requirements for
Chinese Text Layout, section 3.1.3). Lines are spans of the text, so that marks can be put on them.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from rich.cells import cell_len, get_character_cell_size, split_graphemes

NEVER_FIRST = frozenset(")]}>»”’，。、；：？！）】》〉」』〕…—～·,.;:?!%％")
"""What must not begin a line."""
NEVER_LAST = frozenset("([{<«“‘（【《〈「『〔")
"""What must not end a line."""
_WITHIN = frozenset(",.;:?!%)]}>")
"""What may stand within a word, a number or an address: `131,072`, `https://`."""

_PLAIN = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u3001-\u3029\u30a0-\u30ff\u3041-\u3096"
    "\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff60]*"
)
"""Text of which every character is a grapheme of its own; it is the most, and the quickest."""
_FLAG_LETTERS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))

Line = tuple[int, int]


def wrap(text: str, width: int) -> list[Line]:
    """Return the lines of `text` as (start, end) in code points, each at most `width` cells wide.

    A single word wider than the line is broken where it must be. Spaces at a break belong to no
    line. At least one line is returned.
    """
    width = max(2, width)
    lines: list[Line] = []
    start = 0
    for paragraph in text.split("\n"):
        lines += [(start + begin, start + end) for begin, end in _wrap_paragraph(paragraph, width)]
        start += len(paragraph) + 1
    return lines


def _wrap_paragraph(text: str, width: int) -> Iterator[Line]:
    begin = end = 0
    used = 0
    for first, last in pieces(text):
        piece = text[first:last]
        cells = cell_len(piece)
        if used + cells > width and used and piece.strip():
            yield begin, len(text[:end].rstrip()) if text[begin:end].strip() else end
            begin, used = first, 0
        if cells > width:
            for start, _stop, cells in _graphemes(piece):
                if used and used + cells > width:
                    yield begin, first + start
                    begin, used = first + start, 0
                used += cells
        else:
            used += cells
        end = last
    yield begin, len(text) if begin >= len(text) else max(begin, len(text.rstrip()))


def pieces(text: str) -> Iterator[Line]:
    """Split into what must stay together: a word, a Chinese character, and their punctuation."""
    previous: Line | None = None
    for first, last in _atoms(text):
        if previous is not None:
            before = text[previous[1] - 1]
            joined = (
                text[first] in NEVER_FIRST
                or before in NEVER_LAST
                or (before in _WITHIN and cell_len(text[first]) == 1)
            )
            if joined and not text[previous[0]].isspace() and not text[first].isspace():
                previous = (previous[0], last)
                continue
            yield previous
        previous = (first, last)
    if previous is not None:
        yield previous


def _atoms(text: str) -> Iterator[Line]:
    """Split into words and wide characters; what is drawn as one character is never split."""
    for _, group in groupby(_graphemes(text), key=lambda span: _group(text, *span)):
        spans = list(group)
        yield spans[0][0], spans[-1][1]


def _graphemes(text: str) -> list[tuple[int, int, int]]:
    """Return (start, end, cells) of each; the two letters of a flag are one."""
    if _PLAIN.fullmatch(text):
        return [(i, i + 1, get_character_cell_size(sign)) for i, sign in enumerate(text)]
    spans: list[tuple[int, int, int]] = []
    for first, last, cells in split_graphemes(text)[0]:
        if spans and text[first] in _FLAG_LETTERS and text[spans[-1][0] : first] in _FLAG_LETTERS:
            spans[-1] = (spans[-1][0], last, 2)
        else:
            spans.append((first, last, cells))
    return spans


def _group(text: str, first: int, last: int, cells: int) -> tuple[str, int]:
    """Graphemes of equal groups in a row stay together; wide ones are a group each."""
    if text[first].isspace():
        return ("space", 0)
    if cells == 2 or text[first:last] in NEVER_FIRST:
        return ("alone", first)
    return ("word", 0)
