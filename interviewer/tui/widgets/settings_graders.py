"""Settings: how far each grader agreed with labelled answers, with which, and when."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from interviewer.i18n import N_, _, ngettext
from interviewer.settings import BUILTIN
from interviewer.tui.inert import content, inert
from interviewer.tui.widgets.prose import Prose

if TYPE_CHECKING:
    from interviewer.evaluation.kept import Kept, KeptInterval, KeptReliability, KeptReport

SHIPPED_SET = N_("own answers, set aside")
"""What `make figures` calls the labelled answers of the project."""
_LABELS = {
    "qwk": N_("Scores, weighted kappa (QWK)"),
    "pooled": N_("Scores, correlation (r)"),
    "credit_f1": N_("Credit for points (F1)"),
    "false_credit": N_("Points credited wrongly"),
}
_MOST_NAME_CELLS = 24
_MOST_PROBLEMS = 3
_COMMAND = "interviewer evaluate DATA.jsonl --grader model"


class GraderSettings(Vertical):
    """The reports above; the figures of the one pointed at, and what they mean, below."""

    HELP = N_(
        "How far each grader agrees with answers that are labelled with what they deserve. The "
        "report on the built-in grader comes with the app; evaluate on the command line adds "
        "others."
    )

    def __init__(self) -> None:
        """The reports come later."""
        super().__init__()
        self._kept: Kept | None = None

    def compose(self) -> ComposeResult:
        """Reserve the list and the page."""
        yield OptionList(id="graders-list", markup=False)
        with VerticalScroll(id="graders-page"):
            yield Prose(_("One moment …"), id="graders-about", classes="heading")
            yield Prose(id="graders-figures")
            yield Prose(id="graders-meaning", classes="dim")
            yield Prose(id="graders-more")

    def show(self, kept: "Kept") -> None:
        """Show the reports that there are, and which could not be read."""
        listed = self.query_one(OptionList)
        pointed_at = listed.highlighted
        self._kept = kept
        listed.clear_options()
        widths = self._widths(kept.reports)
        listed.add_options(Option(self._row(report, widths)) for report in kept.reports)
        more = [_("To measure another: {command}").format(command=_COMMAND)]
        more += [_("Not readable: {reason}").format(reason=each) for each in kept.problems]
        self.query_one("#graders-more", Prose).show("\n".join(more[: _MOST_PROBLEMS + 1]))
        if kept.reports:
            listed.highlighted = min(pointed_at or 0, len(kept.reports) - 1)
            self._tell(kept.reports[listed.highlighted])
        else:
            none = _("No grader has been measured yet.")
            listed.add_option(Option(content(none), disabled=True))
            self.query_one("#graders-about", Prose).show("")

    @on(OptionList.OptionHighlighted)
    def _point(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if self._kept is not None and event.option_index < len(self._kept.reports):
            self._tell(self._kept.reports[event.option_index])

    def _widths(self, reports: "Sequence[KeptReport]") -> tuple[int, int]:
        names = [(_short(_grader(report)), _short(self._set(report))) for report in reports]
        return (
            max((content(grader).cell_length for grader, _set in names), default=0),
            max((content(labelled).cell_length for _grader, labelled in names), default=0),
        )

    def _row(self, report: "KeptReport", widths: tuple[int, int]) -> Content:
        grader, labelled = content(_short(_grader(report))), content(_short(self._set(report)))
        return Content.assemble(
            content(f"{report.at.astimezone():%Y-%m-%d}  ").stylize("dim"),
            grader.stylize("bold"),
            " " * (widths[0] - grader.cell_length + 2),
            labelled,
            " " * (widths[1] - labelled.cell_length + 2),
            content(f"QWK {_figure(_of(report, 'qwk').value)}").stylize("dim"),
        )

    def _set(self, report: "KeptReport") -> str:
        return _(report.labelled_set) if self._is_shipped(report) else report.labelled_set

    def _is_shipped(self, report: "KeptReport") -> bool:
        return self._kept is not None and report is self._kept.shipped

    def _tell(self, report: "KeptReport") -> None:
        answers = ngettext("{n} answer", "{n} answers", report.rows).format(n=report.rows)
        questions = ngettext("{n} question", "{n} questions", report.questions)
        about = _("{grader}, measured on “{set}”: {answers}, {questions}, {date}").format(
            grader=_grader(report),
            set=self._set(report),
            answers=answers,
            questions=questions.format(n=report.questions),
            date=f"{report.at.astimezone():%Y-%m-%d}",
        )
        self.query_one("#graders-about", Prose).show(about)
        self.query_one("#graders-figures", Prose).show("\n".join(_figures(report)))
        self.query_one("#graders-meaning", Prose).show(
            "\n".join(_meaning(report, shipped=self._is_shipped(report)))
        )
        self.query_one("#graders-page").scroll_home(animate=False)


def _grader(report: "KeptReport") -> str:
    return _("built-in") if report.grader == BUILTIN else report.grader


def _of(report: "KeptReport", name: str) -> "KeptInterval":
    """Return a figure, be it of scores or of points."""
    from interviewer.evaluation.kept import KeptInterval

    if name in ("credit_f1", "false_credit"):
        return report.points.interval(name) if report.points else KeptInterval(value=None)
    return report.agreement.get(name) or KeptInterval(value=None)


def _figures(report: "KeptReport") -> Iterator[str]:
    """Yield a line for each figure that is known, and what the grader's doubt is worth."""
    names = [name for name in _LABELS if _of(report, name).value is not None]
    width = max((content(_(_LABELS[name])).cell_length for name in names), default=0)
    for name in names:
        label, found = _(_LABELS[name]), _of(report, name)
        gap = " " * (width - content(label).cell_length)
        line = f"{label}{gap}   {_figure(found.value)}"
        if found.low is not None and found.high is not None:
            between = _("{low} to {high}").format(low=_figure(found.low), high=_figure(found.high))
            line += f"   ({between})"
        yield line
    if report.points is not None and report.points.reliability is not None:
        yield from _doubt(report.points.reliability)


def _doubt(found: "KeptReliability") -> Iterator[str]:
    uncertain, certain = found.uncertain.agreed, found.certain.agreed
    if uncertain is not None and certain is not None:
        told = _(
            "Verdicts marked uncertain agreed with the labels in {n} of 100, the others in {m} of "
            "100."
        )
        yield told.format(n=round(100 * uncertain), m=round(100 * certain))


def _meaning(report: "KeptReport", *, shipped: bool) -> Iterator[str]:
    yield _(
        "QWK and r say whether the scores are those of the labels: 1 is perfect agreement, 0 is "
        "chance."
    )
    if report.points is not None:
        yield _(
            "F1 says whether points earn credit where the labels give it: 1 is everywhere there "
            "and nowhere else. Credited wrongly is the share of the points that the labels deny: "
            "0 is best."
        )
    yield _(
        "In brackets: where the figure lies in 95 of 100 samples of the questions. Other questions "
        "and other labels can give other figures."
    )
    if shipped:
        yield _("The answers of this set and their labels were made for this app.")


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _short(name: str) -> str:
    """Return a name on one line, cut where it would push the rest off the screen."""
    line = content(" ".join(inert(name).split()))
    if line.cell_length <= _MOST_NAME_CELLS:
        return line.plain
    return line.truncate(_MOST_NAME_CELLS, ellipsis=True).plain
