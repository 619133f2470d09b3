"""One turn of a transcript, the words that a grade speaks of marked in it."""

from rich.cells import cell_len
from textual import events
from textual.binding import Binding
from textual.message import Message

from interviewer.i18n import N_
from interviewer.storage.export.view import Said
from interviewer.tui.marks import MarkedText, marked_text
from interviewer.tui.widgets.conversation import words
from interviewer.tui.widgets.prose import Prose


class MarkedTurn(Prose):
    """What was said in a turn. It takes the focus only where words of it are marked."""

    BINDINGS = [Binding("enter", "verdict", N_("Verdict"), id="words.verdict")]

    class Followed(Message):
        """The reader wants the verdict on these words."""

        def __init__(self, turn: "MarkedTurn", number: int) -> None:
            super().__init__()
            self.turn = turn
            self.number = number

    def __init__(self, said: Said) -> None:
        """Show a turn that is cut into pieces."""
        self._marked = marked_text(said.pieces) if said.turn.text else MarkedText(words(said.turn))
        super().__init__(self._marked.text, self._marked.marks, classes=said.turn.role.value)
        self.can_focus = any(number is not None for number in self._marked.places)
        self.chosen: int | None = None

    def holds(self, number: int) -> bool:
        """Whether words of this point stand here."""
        return number in self._marked.places

    def choose(self, number: int | None) -> None:
        """Let the words of one point stand out, or none."""
        if number != self.chosen:
            self.chosen = number
            marks = self._marked.marks if number is None else self._marked.chosen(number)
            self.show(self._marked.text, marks)

    def line_of(self, number: int) -> int:
        """Return the line, from 0, where the words of a point begin; 0 if none stand here."""
        spans = self._marked.places.get(number)
        if not spans:
            return 0
        lines = self.lines_at(max(2, self.content_size.width))
        return sum(start <= spans[0][0] for start, _ in lines) - 1

    def action_verdict(self) -> None:
        """Go to the verdict on the words that stand out, else on the first marked ones."""
        numbers = [number for number in self._marked.places if number is not None]
        number = self.chosen if self.chosen in numbers else min(numbers, default=None)
        if number is not None:
            self.post_message(self.Followed(self, number))

    def on_click(self, event: events.Click) -> None:
        """Go from clicked words to their verdict."""
        position = event.get_content_offset(self)
        lines = self.lines_at(max(2, self.content_size.width))
        if position is None or not 0 <= position.y < len(lines):
            return
        start, end = lines[position.y]
        offset, used = start, 0
        while offset < end and (used := used + cell_len(self.text[offset])) <= position.x:
            offset += 1
        number = self._marked.number_at(offset)
        if number is not None:
            self.post_message(self.Followed(self, number))
