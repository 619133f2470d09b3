"""The list of sessions: which are shown, in what order, and how each looks in one line."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content

from interviewer.domain.language import Language
from interviewer.domain.transcript import Kind, Status
from interviewer.i18n import ngettext
from interviewer.storage.records import Order, SessionSummary
from interviewer.tui.bars import bar
from interviewer.tui.inert import content
from interviewer.wording import kind_name, score_text, status_name


@dataclass(frozen=True)
class Wanted:
    """Which sessions are shown; None leaves all of them."""

    kind: Kind | None = None
    status: Status | None = None
    language: Language | None = None
    found: Collection[str] | None = None
    """The ids that a search found."""
    order: Order = Order.NEWEST


def arranged(summaries: Iterable[SessionSummary], wanted: Wanted) -> list[SessionSummary]:
    """Return those that are wanted, in the wanted order; equal scores newest first."""
    shown = [summary for summary in summaries if _is_wanted(summary, wanted)]
    shown.sort(key=lambda summary: (summary.started_at, summary.id))
    if wanted.order is Order.OLDEST:
        return shown
    shown.reverse()
    if wanted.order is not Order.NEWEST:
        sign = -1 if wanted.order is Order.BEST else 1
        shown.sort(key=lambda s: (s.score is None, sign * (s.score or 0.0)))
    return shown


def session_row(summary: SessionSummary, width: int) -> Content:
    """Lay out one session: when, what, how it went, where it stands, how much there is."""
    is_wide = width >= _WIDE
    begun = f"{summary.started_at.astimezone():%Y-%m-%d %H:%M}"
    questions = ngettext("{n} question", "{n} questions", summary.questions)
    state = "" if summary.status is Status.FINISHED else status_name(summary.status)
    score = score_text(summary.score) if summary.score is not None else "–"
    return Content.assemble(
        (f"{begun}  ", "dim"),
        content(_padded(kind_name(summary.kind), _KIND_CELLS)),
        bar(summary.score, 10 if is_wide else 5),
        (f" {score:>3}  ", "bold"),
        (f"{summary.language.value}  ", "dim"),
        (_padded(questions.format(n=summary.questions), _COUNT_CELLS) if is_wide else "", "dim"),
        content(state),
    )


_WIDE = 74
"""Cells from which a row shows everything."""
_KIND_CELLS = 16
_COUNT_CELLS = 14


def _padded(text: str, cells: int) -> str:
    return text + " " * max(1, cells - cell_len(text))


def _is_wanted(summary: SessionSummary, wanted: Wanted) -> bool:
    return (
        (wanted.kind is None or summary.kind is wanted.kind)
        and (wanted.status is None or summary.status is wanted.status)
        and (wanted.language is None or summary.language is wanted.language)
        and (wanted.found is None or summary.id in wanted.found)
    )
