"""The candidate's words with what they earned marked in them, ready to be laid out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from interviewer.domain.grade import Verdict
from interviewer.storage.export.view import Mark, Piece
from interviewer.wording import VERDICT_SIGNS

STYLES: Mapping[Verdict, str] = {
    Verdict.MET: "$text-success on $success-muted",
    Verdict.PARTIAL: "$text-warning on $warning-muted",
    Verdict.MISSED: "underline",
    Verdict.CONTRADICTED: "$text-error on $error-muted",
}
"""How marked words look; the label behind them says the same without colour."""
LABEL_STYLE = "dim"
CHOSEN_STYLE = "bold reverse"

Span = tuple[int, int]


@dataclass(frozen=True)
class MarkedText:
    """A text with labels after its marked spans. All offsets are in `text`, labels included."""

    text: str
    marks: tuple[tuple[int, int, str], ...] = ()
    places: Mapping[int | None, tuple[Span, ...]] = field(default_factory=dict)
    """Where the words of each point stand, by the point's number; None holds wrong claims."""

    def chosen(self, number: int | None) -> tuple[tuple[int, int, str], ...]:
        """Return the marks with those of one point standing out."""
        spans = self.places.get(number, ())
        return (*self.marks, *((start, end, CHOSEN_STYLE) for start, end in spans))

    def number_at(self, offset: int) -> int | None:
        """Return the point whose words stand at `offset`; None for no point."""
        for number, spans in self.places.items():
            if number is not None and any(start <= offset < end for start, end in spans):
                return number
        return None


def marked_text(pieces: Sequence[Piece]) -> MarkedText:
    """Join the pieces of a turn; behind the last piece of each mark comes its label.

    A label is the verdict's sign and the point's number, `[✓1]`, or the sign alone for a wrong
    claim that belongs to no point.
    """
    text = ""
    marks: list[tuple[int, int, str]] = []
    places: dict[int | None, list[Span]] = {}
    for index, piece in enumerate(pieces):
        start, text = len(text), text + piece.text
        for mark in piece.marks:
            marks.append((start, len(text), STYLES[mark.verdict]))
            places.setdefault(mark.number, []).append((start, len(text)))
        following = pieces[index + 1].marks if index + 1 < len(pieces) else ()
        ended = [mark for mark in dict.fromkeys(piece.marks) if mark not in following]
        if ended:
            labels = "".join(map(_label, ended))
            marks.append((len(text), len(text) + len(labels), LABEL_STYLE))
            text += labels
    return MarkedText(text, tuple(marks), {key: tuple(value) for key, value in places.items()})


def _label(mark: Mark) -> str:
    return f"[{VERDICT_SIGNS[mark.verdict]}{'' if mark.number is None else mark.number}]"
