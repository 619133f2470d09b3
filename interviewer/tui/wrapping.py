"""Breaks text into lines of a given width in cells, as Chinese and English readers expect.

Latin words stay whole, Chinese may break anywhere, and no line begins with closing punctuation or
ends with opening punctuation, as the simple rules of Chinese layout have it (W3C, Requirements for
Chinese Text Layout, section 3.1.3). Lines are spans of the text, so that marks can be put on them.
"""

from collections.abc import Iterator
from itertools import groupby

from rich.cells import cell_len

NEVER_FIRST = frozenset(")]}>»”’，。、；：？！）】》〉」』〕…—～·,.;:?!%％")
"""What must not begin a line."""
NEVER_LAST = frozenset("([{<«“‘（【《〈「『〔")
"""What must not end a line."""
_WITHIN = frozenset(",.;:?!%)]}>")
"""What may stand within a word, a number or an address: `131,072`, `https://`."""

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
        while cells > width:
            fitting = _prefix(piece, width - used)
            yield begin, first + fitting
            first += fitting
            begin, used = first, 0
            piece = text[first:last]
            cells = cell_len(piece)
        used += cells
        end = last
    yield begin, len(text) if begin >= len(text) else max(begin, len(text.rstrip()))


def _prefix(piece: str, width: int) -> int:
    """Return how many characters of a piece that is too wide go onto this line, at least one."""
    used = 0
    for index, character in enumerate(piece):
        used += cell_len(character)
        if used > width and index:
            return index
    return len(piece)


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
    position = 0
    for _, group in groupby(enumerate(text), key=lambda pair: _group(*pair)):
        length = sum(1 for _ in group)
        yield position, position + length
        position += length


def _group(index: int, character: str) -> tuple[str, int]:
    """Characters of equal groups in a row stay together; wide ones are a group each."""
    if character.isspace():
        return ("space", 0)
    if cell_len(character) == 2 or character in NEVER_FIRST:
        return ("alone", index)
    return ("word", 0)
