"""A list of any length: only the rows in sight are drawn, so ten thousand cost what ten do."""

from collections.abc import Callable

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from interviewer.i18n import N_


class LongList(ScrollView, can_focus=True):
    """Rows of one line, each drawn on demand from its index and the width there is."""

    BINDINGS = [
        Binding("up", "move(-1)", N_("Up"), id="list.up", show=False),
        Binding("down", "move(1)", N_("Down"), id="list.down", show=False),
        Binding("pageup", "page(-1)", N_("Page up"), id="list.page_up", show=False),
        Binding("pagedown", "page(1)", N_("Page down"), id="list.page_down", show=False),
        Binding("home", "move_to_end(-1)", N_("First"), id="list.first", show=False),
        Binding("end", "move_to_end(1)", N_("Last"), id="list.last", show=False),
        Binding("enter", "choose", N_("Open"), id="list.open"),
    ]
    COMPONENT_CLASSES = {"long-list--row", "long-list--cursor"}
    DEFAULT_CSS = """
    LongList { overflow-x: hidden; overflow-y: auto; }
    LongList > .long-list--cursor {
        background: $block-cursor-background;
        color: $block-cursor-foreground;
        text-style: $block-cursor-text-style;
    }
    LongList:blur > .long-list--cursor {
        background: $block-cursor-blurred-background;
        color: $block-cursor-blurred-foreground;
        text-style: none;
    }
    """

    class Highlighted(Message):
        """The cursor is on a row."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    class Chosen(Message):
        """A row was opened; or the key for it was pressed where no row is, or none is yet."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, draw: Callable[[int, int], Content], *, id: str | None = None) -> None:
        """`draw(index, width)` returns a row as content of at most `width` cells."""
        super().__init__(id=id)
        self._draw = draw
        self._count = 0
        self.cursor = 0
        """Index of the row that the keys act on."""

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._count

    def show(self, count: int, cursor: int = 0) -> None:
        """Show `count` rows, the cursor on one of them."""
        self._count = count
        self.cursor = max(0, min(cursor, count - 1))
        self.virtual_size = Size(1, count)
        self.refresh()
        self.call_after_refresh(self._follow)
        self._tell()

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        index = self.scroll_offset.y + y
        width = self.scrollable_content_region.width
        if index >= self._count:
            return Strip.blank(width, self.rich_style)
        name = "cursor" if index == self.cursor else "row"
        style = self.get_visual_style(f"long-list--{name}", partial=False)
        drawn = self._draw(index, width).truncate(width, ellipsis=True, pad=True)
        strip = Visual.to_strips(self, drawn, width, 1, style)[0]
        if name == "cursor" and self.has_focus:
            # A colour of the row's own may be that of the cursor, and would not be seen on it.
            plain = Style(color=style.rich_style.color)
            strip = Strip(Segment.apply_style(strip, post_style=plain), strip.cell_length)
        return strip

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self._move_to(self.cursor + by)

    def action_page(self, by: int) -> None:
        """Move by a window's height."""
        self._move_to(self.cursor + by * max(1, self.scrollable_content_region.height - 1))

    def action_move_to_end(self, which: int) -> None:
        """Move to the first or last row."""
        self._move_to(0 if which < 0 else self._count - 1)

    def action_choose(self) -> None:
        """Open the row."""
        self.post_message(self.Chosen(self.cursor))

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; one on the cursor opens the row."""
        position = event.get_content_offset(self)
        if position is None:
            return
        index = self.scroll_offset.y + position.y
        if index >= self._count:
            return
        if index == self.cursor and event.chain > 1:
            self.action_choose()
        else:
            self._move_to(index)

    def _move_to(self, index: int) -> None:
        index = max(0, min(index, self._count - 1))
        if self._count and index != self.cursor:
            self.cursor = index
            self._follow()
            self.refresh()
            self._tell()

    def _follow(self) -> None:
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)

    def _tell(self) -> None:
        if self._count:
            self.post_message(self.Highlighted(self.cursor))
