"""A session as it went: question by question, turn by turn, and then its marks."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Self

from textual.app import ComposeResult
from textual.binding import Binding

from interviewer.domain.language import Language
from interviewer.i18n import N_, _
from interviewer.interview.clock import clock_text
from interviewer.storage.export.view import Piece, Said, Section, marks_hidden, sections
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.widgets.key_bar import KeyBar
from interviewer.tui.widgets.marked_page import MarkedPage
from interviewer.tui.widgets.marked_section import MarkedSection
from interviewer.tui.widgets.prose import Prose
from interviewer.wording import error_sentence


class ReplayScreen(AppScreen):
    """One question at a time; its marks come after its last turn."""

    CSS_PATH = ["marks.tcss", "session.tcss"]
    HELP = N_(
        "The session once more, as it went. Space shows what was said next and at the end of a "
        "question its marks: say to yourself what you would answer today before you look."
    )
    BINDINGS = [
        Binding("escape", "app.pop_screen", N_("Back"), id="replay.back"),
        Binding("space", "go(1)", N_("Next"), id="replay.next"),
        Binding("b", "go(-1)", N_("Back one step"), id="replay.previous"),
        Binding("j", "question(1)", N_("Next question"), id="replay.next_question"),
        Binding("k", "question(-1)", N_("Previous question"), id="replay.previous_question"),
    ]

    def __init__(self, session_id: str) -> None:
        """Replay the session of this id."""
        super().__init__()
        self._session_id = session_id
        self._language = Language.EN
        self._parts: Sequence[Section] = ()
        self._part = 0
        self._step = 1
        """How many turns of the part are shown; one more shows the marks."""

    def again(self) -> Self:
        """Return the same screen, anew."""
        return type(self)(self._session_id)

    def compose(self) -> ComposeResult:
        """Reserve the page."""
        with MarkedPage(id="session-page"):
            yield Prose(_("One moment …"), id="session-head", classes="dim")
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the session."""
        page = self.query_one(MarkedPage)
        page.border_title = _("Replay")
        page.focus()
        self.work(self._load(), group="load")

    async def _load(self) -> None:
        head = self.query_one("#session-head", Prose)
        try:
            place = await self.interviewer.workplace()
            transcript = await asyncio.to_thread(place.store.transcript, self._session_id)
        except Exception as error:
            head.show(error_sentence(error))
            return
        if marks_hidden(transcript):
            head.show(_("The marks are shown when the interview is over."))
            return
        self._language = transcript.session.language
        asked = sections(transcript, self._language)
        self._parts = [part for part in asked if part.number is not None]
        if not self._parts:
            head.show(_("No question was asked in this session."))
            return
        await self._show()

    async def _show(self) -> None:
        part = self._parts[self._part]
        is_whole = self._step > len(part.said)
        shown = part if is_whole else _so_far(part, self._step)
        last = part.said[min(self._step, len(part.said)) - 1].turn
        spent = max(0.0, last.active_seconds - part.said[0].turn.active_seconds)
        told = _("Question {number} of {n} · turn {turn} of {turns} · {time} on the clock").format(
            number=self._part + 1,
            n=len(self._parts),
            turn=min(self._step, len(part.said)),
            turns=len(part.said),
            time=clock_text(spent),
        )
        self.query_one("#session-head", Prose).show(told)
        page = self.query_one(MarkedPage)
        for old in page.query(MarkedSection):
            await old.remove()
        await page.mount(MarkedSection(shown, self._language, checks=False))
        if is_whole:
            page.scroll_home(animate=False)
        else:
            page.scroll_end(animate=False)
        page.focus()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the steps that there are."""
        if action not in ("go", "question"):
            return True
        if not self._parts:
            return False
        forward = parameters == (1,)
        is_last = self._part == len(self._parts) - 1
        if action == "question":
            return not is_last if forward else self._part > 0
        at_end = is_last and self._step > len(self._parts[self._part].said)
        return not at_end if forward else self._part > 0 or self._step > 1

    async def action_go(self, by: int) -> None:
        """Go a step on, to the next question at the end of one; or a step back."""
        step = self._step + by
        if step > len(self._parts[self._part].said) + 1:
            self._part, step = self._part + 1, 1
        elif step < 1:
            self._part -= 1
            step = len(self._parts[self._part].said) + 1
        self._step = step
        await self._show()

    async def action_question(self, by: int) -> None:
        """Go to the beginning of the next or the previous question."""
        self._part, self._step = self._part + by, 1
        await self._show()


def _so_far(part: Section, turns: int) -> Section:
    """Return the first turns of a question as they stood before anything was marked."""
    said = tuple(Said(each.turn, (Piece(each.turn.text),)) for each in part.said[:turns])
    return replace(part, said=said, marked=None, model_answer=None)
