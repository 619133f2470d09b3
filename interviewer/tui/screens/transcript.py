"""All that was said in a session, with the words that verdicts rest on, and the verdicts."""

from typing import Self

from textual.app import ComposeResult

from interviewer.domain.transcript import Transcript
from interviewer.i18n import N_, _
from interviewer.storage.export.view import Section, marks_hidden, sections
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

    def __init__(self, session_id: str, at: tuple[str, str] | None = None) -> None:
        """Show a session, first of all the words behind a point: (question id, point id).

        Without a point (its id is empty), what was said on the question.
        """
        super().__init__(session_id)
        self._at = at

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
        old = list(page.query(MarkedSection))
        for index, section in enumerate(sections(transcript, language)):
            new = MarkedSection(section, language, checks=self.is_over)
            if index >= len(old):
                await page.mount(new)
            elif old[index].section != section:
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

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The transcript is here already."""
        return False if action == "transcript" else super().check_action(action, parameters)
