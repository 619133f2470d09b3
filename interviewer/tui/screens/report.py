"""How a session went: score, questions, what earned marks and what was missed, what to study."""

import asyncio

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Footer

from interviewer.domain.transcript import Transcript
from interviewer.grading.scoring import band
from interviewer.i18n import N_, _
from interviewer.interview.report import Report, report
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.widgets.graded_question import GradedQuestion
from interviewer.tui.widgets.prose import Prose
from interviewer.wording import (
    band_description,
    band_name,
    clock_text,
    score_text,
    topic_name,
)


class ReportScreen(AppScreen):
    """One session's report."""

    BINDINGS = [
        Binding("escape", "app.pop_screen", N_("Back"), id="report.back"),
        Binding("t", "transcript", N_("Transcript"), id="report.transcript"),
    ]

    def __init__(self, session_id: str) -> None:
        """Show the session of this id."""
        super().__init__()
        self._session_id = session_id

    def compose(self) -> ComposeResult:
        """Reserve the page."""
        with VerticalScroll(id="page"):
            yield Prose(_("One moment …"), id="report-head")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the page."""
        self.query_one("#page").border_title = _("Report")
        self.work(self._fill(), group="fill")

    async def _fill(self) -> None:
        place = await self.interviewer.workplace()
        transcript = await asyncio.to_thread(place.store.transcript, self._session_id)
        summary = await asyncio.to_thread(report, transcript)
        self.query_one("#report-head", Prose).show("\n".join(_head(summary, transcript)))
        page = self.query_one("#page")
        for number, item in enumerate(summary.questions, 1):
            await page.mount(GradedQuestion(number, item, transcript))
        if summary.study:
            await page.mount(Prose(_("To study next"), classes="heading"))
            language = transcript.session.language
            for study in summary.study:
                source = study.point.source
                told = f"• {study.point.note.in_(language)}\n  {source.title}"
                await page.mount(Prose(told + (f" · {source.link}" if source.link else "")))

    def action_transcript(self) -> None:
        """Go to all that was said."""
        self.interviewer.show_transcript(self._session_id)


def _head(summary: Report, transcript: Transcript) -> list[str]:
    total = summary.total
    language = transcript.session.language
    lines = [_("Score: {score}").format(score=score_text(_known(summary)))]
    if total.score is not None:
        lines[0] += f" · {band_name(band(total.score))}"
        lines.append(band_description(band(total.score), language))
    elif total.partial_mean is not None:
        lines.append(_("Some questions are not graded; this is the mean of the others."))
    reached = _("{reached} of {planned} questions reached.")
    lines.append(reached.format(reached=total.reached, planned=total.planned))
    if summary.planned_minutes is not None:
        used = _("{used} used of {planned} planned")
        lines.append(
            used.format(
                used=clock_text(summary.used_seconds),
                planned=clock_text(summary.planned_minutes * 60),
            )
        )
    for topic, score in summary.topics:
        lines.append(f"  {_bar(score)} {score_text(score):>3}  {topic_name(topic)}")
    return lines


def _known(summary: Report) -> float | None:
    total = summary.total
    return total.score if total.score is not None else total.partial_mean


def _bar(score: float) -> str:
    full = round(score * 10)
    return "█" * full + "░" * (10 - full)
