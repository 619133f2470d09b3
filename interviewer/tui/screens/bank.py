"""The bank: search as you type, filters, the question that is pointed at; Enter opens it."""

import asyncio
from collections.abc import Mapping
from typing import Self

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from interviewer.bank.browsing import Wish, filtered, found
from interviewer.bank.catalogue import Bank
from interviewer.bank.search import BankSearch
from interviewer.domain.language import Language
from interviewer.i18n import N_, _, current, ngettext
from interviewer.interview.workplace import Workplace
from interviewer.tui.background import in_thread
from interviewer.tui.beginnings import practice_of
from interviewer.tui.inert import content
from interviewer.tui.screens.finding import FindingScreen
from interviewer.tui.widgets.filters import Filters
from interviewer.tui.widgets.key_bar import KeyBar
from interviewer.tui.widgets.long_list import LongList
from interviewer.tui.widgets.query_input import QueryInput
from interviewer.tui.widgets.question_glance import QuestionGlance
from interviewer.wording import error_sentence, level_name

INDEX_AFTER = 3.0
"""Seconds on the screen after which the index is opened."""
_LEVEL_CELLS = 8


class BankScreen(FindingScreen):
    """A query and filters above, the questions that fit below, and one of them at a glance."""

    PART = "bank"
    CSS_PATH = "bank.tcss"
    HELP = N_(
        "Every question there is. Type to search in Chinese or English, narrow it down with the "
        "filters, and open a question to read it, to see how you did on it, or to practise it."
    )
    BINDINGS = [
        Binding("escape", "app.pop_screen", N_("Back"), id="bank.back"),
        Binding("f3", "search", N_("Search"), id="bank.search"),
        Binding("f4", "filter", N_("Filter"), id="bank.filter"),
        Binding("f5", "practise", N_("Practise this"), id="bank.practise"),
    ]

    def __init__(self, query: str = "") -> None:
        """Begin with a query, if there is one."""
        super().__init__()
        self._query = query
        self._bank: Bank | None = None
        self._search: BankSearch | None = None
        self._shown: list[str] = []
        self._scores: Mapping[str, float] = {}

    def again(self) -> Self:
        """Return the same screen, anew."""
        return type(self)(self.sought)

    def compose(self) -> ComposeResult:
        """Query, filters, list, and a place for the question that is pointed at."""
        with Vertical(id="bank"):
            yield QueryInput(
                self._query,
                placeholder=_("Search: words, a topic, an id …"),
                max_length=200,
                compact=True,
                select_on_focus=False,
                id="bank-query",
            )
            yield Filters(id="bank-filters")
            yield Static(_("One moment …"), id="bank-state", markup=False)
            with Horizontal(id="bank-found"):
                yield LongList(self._row, id="bank-list")
                yield QuestionGlance(id="bank-glance")
        yield KeyBar()

    def on_mount(self) -> None:
        """Load the bank, then prepare search."""
        self.query_one("#bank").border_title = _("Question bank")
        self.query_one("#bank-query").focus()
        self.work(self._open(), group="open")

    async def _open(self) -> None:
        place = await self.interviewer.workplace()
        try:
            bank = await in_thread(lambda: place.bank, "bank")
        except Exception as error:
            self.say(error_sentence(error))
            return
        self._scores = await asyncio.to_thread(_last_scores, place)
        self._bank = bank
        self.query_one(Filters).offer(bank)
        self.look()
        search = await in_thread(lambda: place.search, "search")
        await in_thread(search.prepare, "preparing search")
        self._search = search
        self.look()
        # Until it is open, search answers the same from memory; loading it would slow typing down.
        self.set_timer(INDEX_AFTER, lambda: self.work(self._open_index(place), group="index"))

    async def _open_index(self, place: Workplace) -> None:
        await in_thread(place.open_search, "opening the index")

    async def on_screen_resume(self) -> None:
        """A question may have been practised meanwhile."""
        if self._bank is not None:
            place = await self.interviewer.workplace()
            self._scores = await asyncio.to_thread(_last_scores, place)
            self.query_one(LongList).refresh()

    @property
    def _language(self) -> Language:
        return Language(self.interviewer.preferences.interview_language or current())

    # What is looked for

    async def find(self, *, opens: bool = False) -> None:
        """Choose among the questions, or search them once that is prepared."""
        if self._bank is None:
            return
        wish = self._wish
        if not wish.query:
            self._show(filtered(self._bank, wish), wish)
        elif self._search is None:
            self.say(_("Preparing search …"))
            return
        else:
            bank, search = self._bank, self._search
            self._show(await asyncio.to_thread(found, bank, search, wish), wish)
        if opens:
            self._open_question()

    @property
    def _wish(self) -> Wish:
        chosen = self.query_one(Filters)
        query = self.sought.strip()
        return Wish(query, chosen.topic, chosen.level, chosen.role)

    # What is shown

    def _show(self, ids: list[str], wish: Wish) -> None:
        if ids != self._shown:
            self._shown = ids
            self.query_one(LongList).show(len(ids))
        told = ngettext("{n} question", "{n} questions", len(ids)).format(n=len(ids))
        if not ids:
            told = _("Nothing is found: try other words, or take a filter away.")
            self.query_one(QuestionGlance).show(None, self._language)
        elif wish.query:
            told += " · " + _("best first")
        self.say(" · ".join((told, *self._problems())))

    def _problems(self) -> list[str]:
        broken = [p for p in self._bank.problems if p.severity == "error"] if self._bank else []
        if not broken:
            return []
        told = ngettext(
            "{n} problem in the files: interviewer bank check",
            "{n} problems in the files: interviewer bank check",
            len(broken),
        )
        return [told.format(n=len(broken))]

    def _row(self, index: int, width: int) -> Content:
        assert self._bank is not None
        question = self._bank.questions[self._shown[index]]
        score = self._scores.get(question.id)
        known = f"{'' if score is None else f'{score * 100:.0f}':>3}  " if self._scores else ""
        level = content(level_name(question.level))
        return Content.assemble(
            (known, "bold"),
            level.pad_right(max(1, _LEVEL_CELLS - level.cell_length)).stylize("dim"),
            content(" ".join(question.prompt.in_(self._language).split())),
        )

    @on(LongList.Highlighted)
    def _glance(self, event: LongList.Highlighted) -> None:
        if self._bank is not None and event.index < len(self._shown):
            question = self._bank.questions[self._shown[event.index]]
            self.query_one(QuestionGlance).show(question, self._language)

    # What can be done

    @property
    def _pointed_at(self) -> str | None:
        cursor = self.query_one(LongList).cursor
        return self._shown[cursor] if cursor < len(self._shown) else None

    @on(LongList.Chosen)
    def _open_question(self) -> None:
        if (question_id := self._pointed_at) is not None:
            self.interviewer.show_question(question_id)

    def action_practise(self) -> None:
        """Practise the question that is pointed at, now."""
        if (question_id := self._pointed_at) is not None:
            self.work(self._practise(question_id), group="open")

    async def _practise(self, question_id: str) -> None:
        place = await self.interviewer.workplace()
        self.interviewer.open_session(await asyncio.to_thread(practice_of, place, [question_id]))


def _last_scores(place: Workplace) -> dict[str, float]:
    """Return what each question was last answered with, 0..1."""
    return {card.question_id: card.score for card in place.kept.cards() if card.point_id is None}
