"""One rubric point with its verdict: what a good answer says, and how the answer stood to it."""

from textual import events
from textual.binding import Binding
from textual.message import Message

from interviewer.domain.grade import Verdict
from interviewer.i18n import N_
from interviewer.storage.export.view import PointLine
from interviewer.tui.widgets.prose import Prose
from interviewer.wording import point_line

_STYLES = {
    Verdict.MET: "bold $text-success",
    Verdict.PARTIAL: "bold $text-warning",
    Verdict.MISSED: "bold $text-muted",
    Verdict.CONTRADICTED: "bold $text-error",
    None: "bold $text-muted",
}


class PointCard(Prose, can_focus=True):
    """A verdict that the reader can stand on."""

    BINDINGS = [
        Binding("enter", "words", N_("Words"), id="point.words"),
        Binding("c", "check", N_("Check"), id="point.check"),
    ]

    class Followed(Message):
        """The reader wants the words that this verdict rests on."""

        def __init__(self, card: "PointCard") -> None:
            super().__init__()
            self.card = card

    class Doubted(Message):
        """The reader wants this verdict checked."""

        def __init__(self, card: "PointCard") -> None:
            super().__init__()
            self.card = card

    class Reached(Message):
        """The reader stands on this verdict."""

        def __init__(self, card: "PointCard") -> None:
            super().__init__()
            self.card = card

    def __init__(self, line: PointLine, question_id: str, *, quotes: bool, checks: bool) -> None:
        """Show a verdict on a question's answer.

        `quotes` shows its words, too, where no answer stands beside it; `checks` offers to check
        it.
        """
        head = f"{line.number}. {point_line(line.verdict)}"
        text = f"{head}\n{line.note or line.verdict.id}"
        marks = [(0, len(head), _STYLES[line.verdict.verdict])]
        for evidence in line.verdict.evidence if quotes else ():
            text += "\n"
            quoted = f"“{evidence.quote}”"
            marks.append((len(text), len(text) + len(quoted), "italic $text-muted"))
            text += quoted
        super().__init__(text, marks, classes="point")
        self.line = line
        self.question_id = question_id
        self._checks = checks

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the way to the words where there are any, and a check where it can be made."""
        if action == "words":
            return bool(self.line.verdict.evidence)
        return self._checks if action == "check" else True

    @property
    def number(self) -> int:
        """The point's number in its question, from 1."""
        return self.line.number

    def on_focus(self) -> None:
        """Tell where the reader stands."""
        self.post_message(self.Reached(self))

    def on_click(self, event: events.Click) -> None:
        """A second click goes to the words, as Enter does."""
        if event.chain > 1 and self.line.verdict.evidence:
            self.action_words()

    def action_words(self) -> None:
        """Go to the words."""
        self.post_message(self.Followed(self))

    def action_check(self) -> None:
        """Have the verdict checked."""
        self.post_message(self.Doubted(self))
