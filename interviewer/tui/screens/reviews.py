"""Every session: search, filters, order; open, export, delete."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Self

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from interviewer.i18n import N_, _, ngettext
from interviewer.storage.errors import UnknownSession
from interviewer.storage.records import SessionSummary
from interviewer.tui.screens.finding import DEBOUNCE, FindingScreen
from interviewer.tui.session_rows import arranged, session_row
from interviewer.tui.widgets.choice import confirmation
from interviewer.tui.widgets.export_dialog import export_dialog
from interviewer.tui.widgets.key_bar import KeyBar
from interviewer.tui.widgets.long_list import LongList
from interviewer.tui.widgets.query_input import QueryInput
from interviewer.tui.widgets.session_filters import SessionFilters
from interviewer.tui.widgets.session_glance import SessionGlance
from interviewer.wording import error_sentence, kind_name


class ReviewsScreen(FindingScreen):
    """A query and filters above, the sessions below, one of them at a glance where it is wide."""

    PART = "reviews"
    CSS_PATH = "long_list.tcss"
    HELP = N_(
        "Every mock interview and practice, newest first. Search looks for words that were said; "
        "open a session to read it with its marks, export it, or delete it for good. All that are "
        "listed can be graded again at once."
    )
    BINDINGS = [
        Binding("escape", "app.pop_screen", N_("Back"), id="reviews.back"),
        Binding("r", "report", N_("Report"), id="reviews.report"),
        Binding("g", "go_on", N_("Go on"), id="reviews.go_on"),
        Binding("e", "export", N_("Export"), id="reviews.export"),
        Binding("a", "answers", N_("Answers"), id="reviews.answers"),
        Binding("delete,d", "delete", N_("Delete"), id="reviews.delete", key_display="d"),
        Binding("f3,slash", "search", N_("Search"), id="reviews.search", key_display="f3"),
        Binding("f4", "filter", N_("Filter"), id="reviews.filter"),
        Binding("m", "regrade", N_("Grade sessions again"), id="reviews.regrade"),
    ]

    def __init__(self) -> None:
        """Nothing is loaded yet."""
        super().__init__()
        self._is_loaded = False
        self._opens = False
        """Whether a session is to be opened as soon as it is found."""
        self._all: Sequence[SessionSummary] = ()
        self._shown: Sequence[SessionSummary] = ()
        self._glancing: Timer | None = None

    def again(self) -> Self:
        """Return the same screen, anew."""
        return type(self)()

    def compose(self) -> ComposeResult:
        """Query, filters, list, and a place for the session that is pointed at."""
        with Vertical(id="reviews"):
            yield QueryInput(
                placeholder=_("Search: words that were said …"),
                max_length=200,
                compact=True,
                select_on_focus=False,
                id="reviews-query",
            )
            yield SessionFilters(id="reviews-filters")
            yield Static(_("One moment …"), id="reviews-state", markup=False)
            with Horizontal(id="reviews-found"):
                yield LongList(self._row, id="reviews-list")
                yield SessionGlance(id="reviews-glance")
        yield KeyBar()

    def on_mount(self) -> None:
        """Stand on the list."""
        self.query_one("#reviews").border_title = _("Review")
        self.query_one(LongList).focus()

    def on_screen_resume(self) -> None:
        """Load the list, each time the screen is come back to."""
        self.work_latest(self._fill, group="fill")

    async def _fill(self) -> None:
        try:
            place = await self.interviewer.workplace()
            self._all = await asyncio.to_thread(place.store.list)
        except Exception as error:
            self.say(error_sentence(error))
            return
        self._is_loaded = True
        self.look()

    # What is looked for

    @on(Input.Changed, "QueryInput")
    def _type_on(self) -> None:
        self._opens = False

    async def find(self, *, opens: bool = False) -> None:
        """Choose among the sessions; the database knows what was said in them."""
        self._opens = self._opens or opens
        if not self._is_loaded:
            return
        query = self.sought.strip()
        wanted = self.query_one(SessionFilters).wanted
        if query:
            place = await self.interviewer.workplace()
            found = await asyncio.to_thread(place.store.containing, query)
            wanted = replace(wanted, found=found)
        at = self._pointed_at
        self._shown = arranged(self._all, wanted)
        places = (index for index, summary in enumerate(self._shown) if at and summary.id == at.id)
        rows = self.query_one(LongList)
        rows.show(len(self._shown), next(places, min(rows.cursor, len(self._shown) - 1)))
        self._tell_count()
        if self._opens:
            self._opens = False
            self._open()

    def _tell_count(self) -> None:
        shown, every = len(self._shown), len(self._all)
        if not every:
            self.say(_("There are no sessions yet: begin a mock interview or practice from Home."))
        elif not shown:
            self.say(_("Nothing is found: try other words, or take a filter away."))
        elif shown < every:
            self.say(_("{shown} of {n} sessions").format(shown=shown, n=every))
        else:
            self.say(ngettext("{n} session", "{n} sessions", every).format(n=every))
        if not shown:
            self.query_one(SessionGlance).show(None)
        self.refresh_bindings()

    def _row(self, index: int, width: int) -> Content:
        return session_row(self._shown[index], width)

    # The session that is pointed at

    @property
    def _pointed_at(self) -> SessionSummary | None:
        cursor = self.query_one(LongList).cursor
        return self._shown[cursor] if 0 <= cursor < len(self._shown) else None

    def on_resize(self) -> None:
        """There may be room for a glance now."""
        self._glance_soon()

    @on(LongList.Highlighted)
    def _glance_soon(self) -> None:
        self.refresh_bindings()
        if self._glancing is not None:
            self._glancing.stop()
        if self.query_one(SessionGlance).display:
            self._glancing = self.set_timer(DEBOUNCE, self._glance)

    def _glance(self) -> None:
        self.work_latest(self._show_glance, group="glance")

    async def _show_glance(self) -> None:
        if (summary := self._pointed_at) is None:
            return
        place = await self.interviewer.workplace()
        try:
            transcript = await asyncio.to_thread(place.store.transcript, summary.id)
        except UnknownSession:
            return
        self.query_one(SessionGlance).show(transcript)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the session that is pointed at allows."""
        if not self.is_attached or action not in ("report", "go_on", "export", "delete"):
            return True
        summary = self._pointed_at
        if summary is None:
            return False
        is_over = summary.status.is_over
        return is_over if action == "report" else not is_over if action == "go_on" else True

    @on(LongList.Chosen)
    def _choose(self) -> None:
        if self._is_loaded:
            self._open()
        else:
            self._opens = True

    def _open(self) -> None:
        # By the time it is found, another screen may have been gone to.
        if (summary := self._pointed_at) is not None and self.app.screen is self:
            self.interviewer.show_transcript(summary.id)

    def action_answers(self) -> None:
        """Show answers one by one, with the same words looked for."""
        self.interviewer.show_answers(self.sought)

    def action_regrade(self) -> None:
        """Let the sessions that are listed be graded again, or others."""
        self.interviewer.show_regrading([summary.id for summary in self._shown])

    def action_report(self) -> None:
        """Show how the session went."""
        if (summary := self._pointed_at) is not None:
            self.interviewer.show_report(summary.id)

    def action_go_on(self) -> None:
        """Resume the session."""
        if (summary := self._pointed_at) is not None:
            self.work(self.interviewer.resume_session(summary.id), group="open")

    def action_export(self) -> None:
        """Write the session to a file."""
        if (summary := self._pointed_at) is not None:
            self.work(self._export(summary), group="dialog")

    async def _export(self, summary: SessionSummary) -> None:
        place = await self.interviewer.workplace()
        if (
            path := await self.app.push_screen_wait(export_dialog(place.store, summary))
        ) is not None:
            self.notify(_("Written: {path}").format(path=path))

    def action_delete(self) -> None:
        """Delete the session; asked back, since it cannot be undone."""
        if (summary := self._pointed_at) is not None:
            self.work(self._delete(summary), group="dialog")

    async def _delete(self, summary: SessionSummary) -> None:
        questions = ngettext("{n} question", "{n} questions", summary.questions)
        asked = _("Delete this session for good?\n{session}").format(
            session=f"{kind_name(summary.kind)}, {summary.started_at.astimezone():%Y-%m-%d %H:%M}, "
            + questions.format(n=summary.questions)
        )
        dialog = confirmation(asked, _("Delete"))
        if await self.app.push_screen_wait(dialog) == "yes":
            place = await self.interviewer.workplace()
            try:
                await asyncio.to_thread(place.store.remove, summary.id)
            finally:
                self.on_screen_resume()
            await asyncio.to_thread(place.store.wipe)
