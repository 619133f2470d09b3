"""A paragraph of data: wrapped for both languages, never read as markup."""

from collections.abc import Sequence

from textual.content import Content, Span
from textual.geometry import Offset, Size
from textual.selection import Selection
from textual.widget import Widget

from interviewer.tui.inert import inert
from interviewer.tui.wrapping import Line, wrap


class Prose(Widget):
    """Text that may grow. Marks are styles on spans of the text, in code points."""

    DEFAULT_CSS = """
    Prose { height: auto; width: 1fr; }
    """

    def __init__(
        self,
        text: str = "",
        marks: Sequence[tuple[int, int, str]] = (),
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Show `text`; each mark is (start, end, style)."""
        super().__init__(id=id, classes=classes)
        self._text = inert(text)
        self._marks = tuple(marks)
        self._wrapped: tuple[int, list[Line]] | None = None

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text

    def show(self, text: str, marks: Sequence[tuple[int, int, str]] = ()) -> None:
        """Replace the text and its marks."""
        self._text = inert(text)
        self._marks = tuple(marks)
        self._wrapped = None
        self.refresh(layout=True)

    def say_more(self, text: str) -> None:
        """Add to the end, as streaming does."""
        self.show(self._text + text, self._marks)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """As wide as the container."""
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the text takes at this width."""
        return len(self.lines_at(width))

    def render(self) -> Content:
        """Lay the wrapped lines out, each mark cut to the lines that it covers."""
        parts: list[str] = []
        spans: list[Span] = []
        position = 0
        for start, end in self.lines_at(self.content_size.width):
            for first, last, style in self._marks:
                begin, stop = max(first, start), min(last, end)
                if begin < stop:
                    spans.append(Span(position + begin - start, position + stop - start, style))
            parts.append(self._text[start:end])
            position += end - start + 1
        return Content("\n".join(parts), spans)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected part of the text as it is, not as it was broken into lines."""
        lines = self.lines_at(self.content_size.width)
        begin = 0 if selection.start is None else _place(lines, selection.start)
        end = len(self._text) if selection.end is None else _place(lines, selection.end)
        return self._text[begin:end], "\n"

    def lines_at(self, width: int) -> list[Line]:
        """Return the lines at a width in cells, as spans of the text."""
        if self._wrapped is None or self._wrapped[0] != width:
            self._wrapped = (width, wrap(self._text, width))
        return self._wrapped[1]


def _place(lines: Sequence[Line], at: Offset) -> int:
    """Return where in the text a character of a line stands."""
    start, end = lines[min(at.y, len(lines) - 1)]
    return min(start + at.x, end)
