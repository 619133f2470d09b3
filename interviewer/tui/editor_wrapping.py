"""Lets editors break lines as the rest of the app does: importing this is all.

Textual breaks at spaces alone. A line of Chinese with an English term in it, which is how engineers
write, would break after the term and leave the rest of that line empty.
"""

from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from textual._wrap import compute_wrap_offsets
from textual.document import _wrapped_document

from interviewer.tui.wrapping import Line, pieces


def breaks(line: str, width: int) -> list[int]:
    """Return where the sections of a line after the first one begin; every character counts.

    Spaces belong to what stands before them, so that no section is wider than `width` cells.
    """
    width = max(2, width)
    found: list[int] = []
    used = 0
    for first, last in _with_spaces(pieces(line), line):
        cells = cell_len(line[first:last])
        if used and used + cells > width:
            found.append(first)
            used = 0
        if cells <= width:
            used += cells
            continue
        for position in range(first, last):
            cells = cell_len(line[position])
            if used + cells > width:
                found.append(position)
                used = 0
            used += cells
    return found


def _with_spaces(spans: Iterable[Line], text: str) -> Iterator[Line]:
    """Join the spaces after a span to it."""
    previous: Line | None = None
    for first, last in spans:
        if previous is not None and text[first].isspace():
            previous = (previous[0], last)
            continue
        if previous is not None:
            yield previous
        previous = (first, last)
    if previous is not None:
        yield previous


def wrap_offsets(
    text: str,
    width: int,
    tab_size: int,
    fold: bool = True,
    precomputed_tab_sections: list[tuple[str, int]] | None = None,
) -> list[int]:
    """Return where a line of an editor is broken; Textual's own way where it is as good."""
    if text.isascii() or "\t" in text or not fold:
        return compute_wrap_offsets(text, width, tab_size, fold, precomputed_tab_sections)
    return breaks(text, width)


# A document has no place for another rule: it calls this by the name it imported.
_wrapped_document.compute_wrap_offsets = wrap_offsets  # type: ignore[attr-defined]
