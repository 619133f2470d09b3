"""All that was said in a session, with the words that verdicts rest on, and the verdicts."""

import asyncio
from collections.abc import Mapping
from typing import Self

from textual.app import ComposeResult
from textual.binding import Binding

from interviewer.domain.transcript import Transcript
from interviewer.i18n import N_, _
from interviewer.storage.answers import Remark
from interviewer.storage.export.view import Section, marks_hidden, sections
from interviewer.tui.remarking import Remarking, bookmark, remark_text, write_note
from interviewer.tui.screens.session import SessionScreen
from interviewer.tui.widgets.key_bar import KeyBar
from interviewer.tui.widgets.marked_page import MarkedPage
from interviewer.tui.widgets.marked_section import MarkedSection
from interviewer.tui.widgets.prose import Prose
from interviewer.wording import kind_name, score_text, status_name


class TranscriptScreen(SessionScreen):
    """One session, word for word."""

    CSS_PATH = ["marks.tcss", "session.tcss"]
    HELP = N_(
        "Everything that was said. Step from point to point; Enter goes to your words behind a "
        "verdict, and Enter there goes back. A verdict that looks wrong can be checked."
    )

    BINDINGS = [
        Binding("b", "bookmark", N_("Bookmark"), id="transcript.bookmark"),
        Binding("w", "note", N_("Note"), id="transcript.note"),
    ]

    def __init__(self, session_id: str, at: tuple[str, str] | None = None) -> None:
        """Show a session, first of all the words behind a point: (question id, point id).

        Without a point (its id is empty), what was said on the question.
        """
        super().__init__(session_id)
        self._at = at
        self._remarks: Mapping[str, Remark] = {}

    def again(self) -> Self:
        """Return the same screen, anew."""
        return type(self)(self.session_id)

    def compose(self) -> ComposeResult:
        """Reserve the page."""
        with MarkedPage(id="session-page"):
            yield Prose(_("One moment …"), id="session-head", classes="dim")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the page."""
        self.query_one(MarkedPage).border_title = _("Transcript")

    async def show_trouble(self, sentence: str) -> None:
        """Say why there is nothing to show."""
        self.query_one("#session-head", Prose).show(sentence)

    async def show(self, transcript: Transcript) -> None:
        """Show every part; of those that are shown already, only what has changed."""
        self.query_one("#session-head", Prose).show(self._head(transcript))
        page = self.query_one(MarkedPage)
        language = transcript.session.language
        place = await self.interviewer.workplace()
        self._remarks = await asyncio.to_thread(place.answers.remarks, self.session_id)
        old = list(page.query(MarkedSection))
        for index, section in enumerate(sections(transcript, language)):
            new = MarkedSection(
                section, language, checks=self.is_over, remark=self._remark_on(section)
            )
            if index >= len(old):
                await page.mount(new)
            elif (old[index].section, old[index].remark) != (section, new.remark):
                await self._replace(old[index], new)
            if self._at is not None:
                self._jump(new, section, self._at)

    async def _replace(self, old: MarkedSection, new: MarkedSection) -> None:
        """Put a part in another's place, the reader at the same point of it."""
        focused = self.focused
        card = next((card for card in old.cards if card is focused), None)
        await self.query_one(MarkedPage).mount(new, after=old)
        await old.remove()
        for same in new.cards:
            if card is not None and same.number == card.number:
                same.focus()

    def _jump(self, part: MarkedSection, section: Section, at: tuple[str, str]) -> None:
        question_id, point_id = at
        if section.question is None or section.question.id != question_id:
            return
        if not point_id:
            self._at = None
            self.call_after_refresh(part.scroll_visible, top=True, animate=False)
        for card in part.cards:
            if card.line.verdict.id == point_id:
                self._at = None
                self.call_after_refresh(part.jump, card.number)

    def _head(self, transcript: Transcript) -> str:
        session = transcript.session
        facts = [kind_name(session.kind), f"{session.started_at.astimezone():%Y-%m-%d %H:%M}"]
        if marks_hidden(transcript):
            facts.append(status_name(session.status))
            return " · ".join(facts) + "\n" + _("The marks are shown when the interview is over.")
        if self.summary is not None:
            facts.append(_("Score: {score}").format(score=score_text(self.summary.score)))
        if not transcript.turns:
            return " · ".join(facts) + "\n" + _("Nothing was said in this session.")
        return " · ".join(facts)

    def _remark_on(self, section: Section) -> str:
        if section.question is None:
            return ""
        return remark_text(self._remarks.get(section.question.id, Remark()))

    def action_bookmark(self) -> None:
        """Set a bookmark on the answer that the reader is at, or take it away."""
        self.work(self._remark(bookmark), group="dialog")

    def action_note(self) -> None:
        """Write a note on the answer that the reader is at."""
        self.work(self._remark(write_note), group="dialog")

    async def _remark(self, how: Remarking) -> None:
        if (question_id := self.question_at()) is not None:
            remark = self._remarks.get(question_id, Remark())
            await how(self, self.session_id, question_id, remark)
            await self.load()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The transcript is here already."""
        if action in ("bookmark", "note"):
            return self.transcript is not None and bool(self.transcript.asked)
        return False if action == "transcript" else super().check_action(action, parameters)
