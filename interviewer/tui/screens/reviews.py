"""Every session, newest first."""

import asyncio

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from interviewer.domain.transcript import Kind, Status
from interviewer.i18n import N_, _
from interviewer.storage.records import SessionSummary
from interviewer.tui.inert import content
from interviewer.tui.screens.base import AppScreen
from interviewer.wording import score_text, status_name


class ReviewsScreen(AppScreen):
    """The list of sessions."""

    BINDINGS = [Binding("escape", "app.pop_screen", N_("Back"), id="reviews.back")]

    def compose(self) -> ComposeResult:
        """Reserve the list."""
        with Vertical(id="page"):
            yield Static(_("One moment …"), id="reviews-state", markup=False)
            yield OptionList(id="reviews", markup=False)
        yield Footer()

    def on_screen_resume(self) -> None:
        """Fill the list, each time the screen is come back to."""
        self.query_one("#page").border_title = _("Review")
        self.work(self._fill(), group="fill")

    async def _fill(self) -> None:
        place = await self.interviewer.workplace()
        summaries = await asyncio.to_thread(place.store.list)
        reviews = self.query_one("#reviews", OptionList)
        reviews.clear_options()
        reviews.add_options(Option(_line(summary), id=summary.id) for summary in summaries)
        empty = _("There are no sessions yet: begin a mock interview or practice from Home.")
        state = self.query_one("#reviews-state", Static)
        state.update(empty)
        state.display = not summaries
        reviews.display = bool(summaries)
        if summaries:
            reviews.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the session's transcript."""
        self.interviewer.show_transcript(event.option.id or "")


def _line(summary: SessionSummary) -> Content:
    kind = _("Mock interview") if summary.kind is Kind.MOCK else _("Practice")
    state = "" if summary.status is Status.FINISHED else f" · {status_name(summary.status)}"
    begun = f"{summary.started_at.astimezone():%Y-%m-%d %H:%M}"
    return (
        content(f"{begun}  ").stylize("dim")
        + content(f"{kind} · {score_text(summary.score)}{state}  ")
        + content(_("{n} questions").format(n=summary.questions)).stylize("dim")
    )
