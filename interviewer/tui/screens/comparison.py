"""The grades that a question was given, two of them side by side: what was gained and lost."""

import asyncio
from collections.abc import Sequence
from typing import Self

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll

from interviewer.domain.grade import PointVerdict
from interviewer.domain.language import Language
from interviewer.domain.question import Question
from interviewer.i18n import N_, _
from interviewer.interview.comparing import Change, PointChange, compare, totals
from interviewer.settings import BUILTIN
from interviewer.storage.history import Given
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.widgets.cycle import Cycle
from interviewer.tui.widgets.key_bar import KeyBar
from interviewer.tui.widgets.prose import Prose
from interviewer.wording import error_sentence, kind_name, point_line, score_text

_SIGNS = {Change.GAINED: "+", Change.LOST: "−", Change.SAME: "="}
_STYLES = {
    Change.GAINED: "bold $text-success",
    Change.LOST: "bold $text-error",
    Change.SAME: "$text-muted",
}
_LABEL_CELLS = 14
_NONE = "none"


class ComparisonScreen(AppScreen):
    """Two choices among all grades of a question, and the difference, point by point."""

    CSS_PATH = "comparison.tcss"
    HELP = N_(
        "Every grade this question was given, by any grader in any session. Choose two of them: "
        "what the second gives more (+), less (−), or the same (=) stands below."
    )
    BINDINGS = [
        Binding("escape", "app.pop_screen", N_("Back"), id="comparison.back"),
        Binding("s", "swap", N_("Swap"), id="comparison.swap"),
        Binding("t", "transcript", N_("Transcript"), id="comparison.transcript"),
        Binding("up", "app.focus_previous", show=False, id="comparison.up"),
        Binding("down", "app.focus_next", show=False, id="comparison.down"),
    ]

    def __init__(self, question: Question, language: Language) -> None:
        """Compare the grades of a question, as it was asked, in a session's language."""
        super().__init__()
        self._question = question
        self._language = language
        self._given: Sequence[Given] = ()

    def again(self) -> Self:
        """Return the same screen, anew."""
        return type(self)(self._question, self._language)

    def compose(self) -> ComposeResult:
        """The question, the two grades, what differs."""
        with Vertical(id="comparison"):
            yield Prose(self._question.prompt.in_(self._language), id="comparison-asked")
            nothing = [(_NONE, _("One moment …"))]
            for name, label in (("before", _("First grade")), ("after", _("Second grade"))):
                yield Cycle(
                    label, nothing, _NONE, label_cells=_LABEL_CELLS, id=f"comparison-{name}"
                )
            yield Prose(id="comparison-sum")
            with VerticalScroll(id="comparison-points"):
                yield Prose(id="comparison-text")
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the grades."""
        self.query_one("#comparison").border_title = _("Compare grades")
        self._cycle("before").focus()
        self.work(self._fill(), group="fill")

    async def _fill(self) -> None:
        try:
            place = await self.interviewer.workplace()
            self._given = await asyncio.to_thread(place.history.grades, self._question.id)
        except Exception as error:
            self.query_one("#comparison-sum", Prose).show(error_sentence(error))
            return
        offered = [(str(index), _told(given)) for index, given in enumerate(self._given)]
        if offered:
            self._cycle("before").offer(offered, str(max(0, len(offered) - 2)))
            self._cycle("after").offer(offered, str(len(offered) - 1))
        self._show()

    def _cycle(self, name: str) -> Cycle:
        return self.query_one(f"#comparison-{name}", Cycle)

    def _chosen(self, name: str) -> Given | None:
        value = self._cycle(name).value
        return None if value == _NONE else self._given[int(value)]

    @on(Cycle.Changed)
    def _show(self) -> None:
        before, after = self._chosen("before"), self._chosen("after")
        told = self.query_one("#comparison-sum", Prose)
        if before is None or after is None:
            told.show(_("This question has no grade yet."))
            return
        changes = compare(before.grade, after.grade)
        count = totals(changes)
        scores = f"{score_text(before.grade.score)} → {score_text(after.grade.score)}"
        words = _("{gained} gained, {lost} lost, {same} the same").format(
            gained=count[Change.GAINED], lost=count[Change.LOST], same=count[Change.SAME]
        )
        if len(self._given) == 1:
            words = _("This question has one grade so far; another comes with “Grade again”.")
        told.show(f"{scores} · {words}", [(0, len(scores), "bold")])
        self.query_one("#comparison-text", Prose).show(*self._points(changes))

    def _points(self, changes: Sequence[PointChange]) -> tuple[str, list[tuple[int, int, str]]]:
        notes = {point.id: point.note.in_(self._language) for point in self._question.rubric}
        text = ""
        marks = []
        for change in changes:
            head = f"{_SIGNS[change.change]} {_change(change)}"
            marks.append((len(text), len(text) + len(head), _STYLES[change.change]))
            text += f"{head}\n{notes.get(change.id, change.id)}\n\n"
        return text.rstrip("\n"), marks

    def action_swap(self) -> None:
        """Look at it the other way round."""
        before, after = self._cycle("before"), self._cycle("after")
        first, second = before.value, after.value
        before.choose(second)
        after.choose(first)
        self._show()

    def action_transcript(self) -> None:
        """Go to the words of the second grade."""
        if (given := self._chosen("after")) is not None:
            self.interviewer.show_transcript(given.session_id, (self._question.id, ""))


def _told(given: Given) -> str:
    grader = _("Built-in") if given.grade.grader == BUILTIN else given.grade.grader
    asked = f"{given.asked_at.astimezone():%Y-%m-%d %H:%M}"
    return f"{asked} · {kind_name(given.kind)} · {grader} · {score_text(given.grade.score)}"


def _change(change: PointChange) -> str:
    if change.change is Change.SAME and change.before is not None and change.after is not None:
        return point_line(change.after)
    return f"{_line(change.before)} → {_line(change.after)}"


def _line(point: PointVerdict | None) -> str:
    return _("not in the rubric") if point is None else point_line(point)
