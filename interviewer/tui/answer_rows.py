"""The list of answers: how each looks in one line, and which of its words were looked for."""

from rich.cells import cell_len, chop_cells
from textual.content import Content

from interviewer.i18n import _
from interviewer.storage.answers import AnswerLine, Remark
from interviewer.storage.grams import plain
from interviewer.tui.bars import bar
from interviewer.tui.inert import content
from interviewer.tui.remarking import BOOKMARK, NOTED
from interviewer.wording import score_text, topic_name

BEFORE = 16
"""Cells that a line shows at most before the word that was looked for."""
_WIDE = 100
"""Cells from which a row shows a bar of ten."""
_LEAST_TOPIC = 10
"""Cells that a topic's name has at least."""

Mark = tuple[int, int, str]
FOUND_STYLE = "bold reverse"


def signs(remark: Remark) -> str:
    """Return the signs of a remark, two cells wide."""
    return (BOOKMARK if remark.bookmarked else " ") + (NOTED if remark.note else " ")


def answer_row(line: AnswerLine | None, words: list[str], width: int) -> Content:
    """Lay out one answer: when, how it went, on what, and the words around what was looked for.

    A line that is not read yet says so.
    """
    if line is None:
        return content(_("One moment …")).stylize("dim")
    at = f"{line.at.astimezone():%Y-%m-%d}"
    score = f"{line.score * 100:.0f}" if line.score is not None else "–"
    head = Content.assemble(
        (f"{at} ", "dim"),
        (f"{signs(line.remark)} ", "$text-warning"),
        bar(line.score, 10 if width >= _WIDE else 5),
        (f" {score:>3}  ", "bold"),
    )
    left = width - head.cell_length
    # What was looked for is to be seen; without it, what was asked.
    topic = content(topic_name(line.topic)).truncate(
        max(_LEAST_TOPIC, left // (3 if words else 2)), ellipsis=True
    )
    head += topic.rstrip() + content(" · ")
    shown, marks = excerpt(line, words, width - head.cell_length)
    text = content(shown)
    for start, end, style in marks:
        text = text.stylize(style, start, end)
    return head + text


def excerpt(line: AnswerLine, words: list[str], room: int) -> tuple[str, list[Mark]]:
    """Return one line of an answer: around the first word found, else what was asked.

    `room` is how many cells are going to be seen of it.
    """
    for text in (*line.answered, line.remark.note, line.asked):
        flat = " ".join(text.split())
        places = found(flat, words)
        if places:
            first, end, _style = places[0]
            before = _last_cells(flat[:first], (room - cell_len(flat[first:end])) // 2 - 1)
            cut = "…" if len(before) < first else ""
            shown = cut + before + flat[first:]
            return shown, found(shown, words)
    # The question stands behind what the interviewer says to lead over to it.
    return line.asked.strip().rpartition("\n")[2].strip(), []


def _last_cells(text: str, cells: int) -> str:
    """Return the end of a text, as much as fits into so many cells and is of use."""
    cells = min(cells, BEFORE)
    return chop_cells(text[::-1], cells)[0][::-1] if text and cells > 1 else ""


def found(text: str, words: list[str]) -> list[Mark]:
    """Return where in `text` the words stand that were looked for, in order."""
    folded = plain(text)
    if len(folded) != len(text):
        # Some sign has another length in its plain form: only what is typed the same is marked.
        folded = text
    places = []
    for word in words:
        at = folded.find(word)
        while at >= 0:
            places.append((at, at + len(word), FOUND_STYLE))
            at = folded.find(word, at + len(word))
    return sorted(places)


def words_of(query: str) -> list[str]:
    """Return the words of a query as they are marked."""
    return list(dict.fromkeys(plain(query).split()))


def answer_text(line: AnswerLine, words: list[str]) -> tuple[str, list[Mark]]:
    """Return an answer as it is read beside the list, with the words that were looked for."""
    head = f"{topic_name(line.topic)} · {score_text(line.score)}"
    parts = [head, line.asked, *line.answered]
    if line.remark.note:
        parts += [f"{NOTED} {line.remark.note}"]
    text = "\n\n".join(parts)
    marks: list[Mark] = [(0, len(head), "bold")]
    asked = len(head) + 2
    marks.append((asked, asked + len(line.asked), "$text-muted"))
    return text, [*marks, *found(text, words)]
