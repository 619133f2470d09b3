"""Every answer of every session: search, filters, bookmarks, notes; open, practise again."""

import asyncio
from collections.abc import Sequence
from typing import Self

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from interviewer.i18n import N_, _, ngettext
from interviewer.storage.answers import AnswerLine, WantedAnswers
from interviewer.tui.answer_rows import answer_row, answer_text, words_of
from interviewer.tui.beginnings import practice_of
from interviewer.tui.remarking import Remarking, bookmark, write_note
from interviewer.tui.screens.finding import FindingScreen
from interviewer.tui.widgets.answer_filters import AnswerFilters
from interviewer.tui.widgets.key_bar import KeyBar
from interviewer.tui.widgets.long_list import LongList
from interviewer.tui.widgets.prose import Prose
from interviewer.tui.widgets.query_input import QueryInput
from interviewer.wording import error_sentence

PAGE = 100
"""Lines that are read at a time."""
MOST_PAGES = 20
"""Pages that are kept."""


class AnswersScreen(FindingScreen):
    """A query and filters above, the answers below, the one pointed at beside them."""

    PART = "answers"
    CSS_PATH = "long_list.tcss"
    HELP = N_(
        "Every answer you gave, newest first. Search finds words that anyone said on the question, "
        "and your notes; Chinese is found character by character, other words by how they begin. "
        "Enter opens the transcript at that question."
    )
    BINDINGS = [
        Binding("escape", "app.pop_screen", N_("Back"), id="answers.back"),
        Binding("b", "bookmark", N_("Bookmark"), id="answers.bookmark"),
        Binding("w", "note", N_("Note"), id="answers.note"),
        Binding("p", "practise", N_("Practise again"), id="answers.practise"),
        Binding("f3,slash", "search", N_("Search"), id="answers.search", key_display="f3"),
        Binding("f4", "filter", N_("Filter"), id="answers.filter"),
    ]

    def __init__(self, query: str = "") -> None:
        """Nothing is loaded yet; `query` is looked for first."""
        super().__init__()
        self._query = query
        self._answer_ids: Sequence[int] = ()
        self._pages: dict[int, dict[int, AnswerLine]] = {}
        self._words: list[str] = []

    def again(self) -> Self:
        """Return the same screen, anew."""
        return type(self)(self.sought)

    def compose(self) -> ComposeResult:
        """Query, filters, list, and a place for the answer that is pointed at."""
        with Vertical(id="answers"):
            yield QueryInput(
                self._query,
                placeholder=_("Search: words that were said …"),
                max_length=200,
                compact=True,
                select_on_focus=False,
                id="answers-query",
            )
            yield AnswerFilters(id="answers-filters")
            yield Static(_("One moment …"), id="answers-state", markup=False)
            with Horizontal(id="answers-found"):
                yield LongList(self._row, id="answers-list")
                with VerticalScroll(id="answers-glance", can_focus=False):
                    yield Prose(id="answers-glance-text")
        yield KeyBar()

    def on_mount(self) -> None:
        """Stand on the list."""
        self.query_one("#answers").border_title = _("Answers")
        self.query_one(LongList).focus()

    def on_screen_resume(self) -> None:
        """Look anew, each time the screen is come back to: a grade may have changed."""
        self.look()

    # What is looked for

    async def find(self, *, opens: bool = False) -> None:
        """Ask the database, and read the first page."""
        query = self.sought
        filters = self.query_one(AnswerFilters)
        try:
            place = await self.interviewer.workplace()
            filters.offer(await asyncio.to_thread(place.answers.topics))
            wanted = filters.wanted(query, place.time.now())
            ids = await asyncio.to_thread(place.answers.find, wanted)
            first = await asyncio.to_thread(place.answers.lines, ids[:PAGE])
        except Exception as error:
            self.say(error_sentence(error))
            return
        self._words = words_of(query)
        self._show(ids, first)
        self._tell_count(wanted != WantedAnswers(order=wanted.order))
        if opens:
            await self._open_when_read()

    def _show(self, ids: Sequence[int], first: dict[int, AnswerLine]) -> None:
        at = self._answer_id
        self._answer_ids, self._pages = ids, {0: first}
        rows = self.query_one(LongList)
        where = ids.index(at) if at in ids else min(rows.cursor, len(ids) - 1)
        rows.show(len(ids), where)
        self._glance()

    async def _open_when_read(self) -> None:
        if self._answer_id is not None and self._pointed_at is None:
            await self._read(self.query_one(LongList).cursor // PAGE, self._answer_ids)
        self._open()

    def _tell_count(self, is_narrowed: bool) -> None:
        n = len(self._answer_ids)
        if n:
            self.say(ngettext("{n} answer", "{n} answers", n).format(n=f"{n:,}"))
        elif is_narrowed:
            self.say(_("Nothing is found: try other words, or take a filter away."))
        else:
            self.say(_("There are no answers yet: begin a mock interview or practice from Home."))
        self.refresh_bindings()

    # Lines are read page by page, as they come into sight

    def _row(self, index: int, width: int) -> Content:
        return answer_row(self._line(index), self._words, width)

    def _line(self, index: int) -> AnswerLine | None:
        page = self._pages.get(index // PAGE)
        if page is None:
            self._pages[index // PAGE] = {}
            self.work(self._read(index // PAGE, self._answer_ids), group="pages")
            return None
        return page.get(self._answer_ids[index])

    async def _read(self, page: int, ids: Sequence[int]) -> None:
        place = await self.interviewer.workplace()
        part = ids[page * PAGE : (page + 1) * PAGE]
        try:
            lines = await asyncio.to_thread(place.answers.lines, part)
        except Exception:
            if ids is self._answer_ids:
                self._pages.pop(page, None)
            raise
        if ids is self._answer_ids:
            for old in list(self._pages)[: max(0, len(self._pages) - MOST_PAGES)]:
                del self._pages[old]
            self._pages[page] = lines
            self.query_one(LongList).refresh()
            self._glance()

    # The answer that is pointed at

    @property
    def _answer_id(self) -> int | None:
        cursor = self.query_one(LongList).cursor
        return self._answer_ids[cursor] if 0 <= cursor < len(self._answer_ids) else None

    @property
    def _pointed_at(self) -> AnswerLine | None:
        return None if self._answer_id is None else self._line(self.query_one(LongList).cursor)

    @on(LongList.Highlighted)
    def _glance(self) -> None:
        self.refresh_bindings()
        line = self._pointed_at
        text, marks = ("", []) if line is None else answer_text(line, self._words)
        self.query_one("#answers-glance-text", Prose).show(text, marks)
        self.query_one("#answers-glance").scroll_home(animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done with an answer where there is one."""
        if not self.is_attached or action not in ("bookmark", "note", "practise"):
            return True
        return self._answer_id is not None

    @on(LongList.Chosen)
    def _open(self) -> None:
        if (line := self._pointed_at) is not None:
            self.interviewer.show_transcript(line.session_id, (line.question_id, ""))

    def action_practise(self) -> None:
        """Answer the question once more."""
        if (line := self._pointed_at) is not None:
            self.work(self._practise(line.question_id), group="open")

    async def _practise(self, question_id: str) -> None:
        place = await self.interviewer.workplace()
        self.interviewer.open_session(await asyncio.to_thread(practice_of, place, [question_id]))

    def action_bookmark(self) -> None:
        """Set the bookmark, or take it away."""
        if (line := self._pointed_at) is not None:
            self.work(self._remark(bookmark, line), group="dialog")

    def action_note(self) -> None:
        """Write a note, or change the one that is there."""
        if (line := self._pointed_at) is not None:
            self.work(self._remark(write_note, line), group="dialog")

    async def _remark(self, how: Remarking, line: AnswerLine) -> None:
        await how(self, line.session_id, line.question_id, line.remark)
        self.look()
