"""One question of the bank: what it asks, how it went so far, and, when asked, its answer."""

import asyncio
from typing import Self

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import OptionList, Static

from interviewer.domain.language import Language
from interviewer.domain.question import Question
from interviewer.i18n import N_, _, current
from interviewer.interview.workplace import Workplace
from interviewer.storage.mistakes import LONGEST_NOTE, Mistake
from interviewer.tui.beginnings import practice_of
from interviewer.tui.inert import content
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.widgets.attempts import Attempts
from interviewer.tui.widgets.key_bar import KeyBar
from interviewer.tui.widgets.note import Note
from interviewer.tui.widgets.question_page import QuestionPage
from interviewer.wording import error_sentence

PARTS = {
    "rubric": ("r", N_("Rubric")),
    "misconceptions": ("w", N_("Misconceptions")),
    "hints": ("h", N_("Hints")),
    "answer": ("m", N_("Model answer")),
}
"""What is folded up, and the key that unfolds it."""


class QuestionScreen(AppScreen):
    """Reading does not spoil: rubric, misconceptions and answer unfold only when asked for."""

    CSS_PATH = "question.tcss"
    HELP = N_(
        "All there is to know about one question. Its rubric, misconceptions, hints and model "
        "answer stay folded until you ask for them, so that you can practise it first."
    )
    BINDINGS = [
        Binding("escape", "app.pop_screen", N_("Back"), id="question.back"),
        Binding("f5", "practise", N_("Practise this"), id="question.practise"),
        Binding("n", "note", N_("Report a mistake"), id="question.note"),
        Binding("l", "language", "中文/English", id="question.language", show=False),
        # The titles of the parts name these.
        *(
            Binding(key, f"unfold('{part}')", title, id=f"question.{part}", show=False)
            for part, (key, title) in PARTS.items()
        ),
    ]

    def __init__(self, question_id: str, language: Language | None = None) -> None:
        """Show the question of this id, in `language` if one is given."""
        super().__init__()
        self._question_id = question_id
        self._chosen_language = language
        self._question: Question | None = None
        self._shown: object = None

    def again(self) -> Self:
        """Return the same screen, anew."""
        return type(self)(self._question_id, self._chosen_language)

    def compose(self) -> ComposeResult:
        """Reserve the page."""
        with VerticalScroll(id="question"):
            yield Static(_("One moment …"), id="question-state", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Load the question."""
        self.query_one("#question").border_title = _("Question")

    def on_screen_resume(self) -> None:
        """Show the question, and what happened to it since."""
        self.work(self._fill(), group="fill")

    @property
    def _language(self) -> Language:
        chosen = self.interviewer.preferences.interview_language or current()
        return self._chosen_language or Language(chosen)

    async def _fill(self) -> None:
        place = await self.interviewer.workplace()
        try:
            bank = await asyncio.to_thread(lambda: place.bank)
            question = bank.get(self._question_id)
        except Exception as error:
            self._say(error_sentence(error))
            return
        self._question = question
        await self._show_page(place, question)

    async def _show_page(self, place: Workplace, question: Question) -> None:
        mistakes = await asyncio.to_thread(place.mistakes.read, question.id)
        attempts = await asyncio.to_thread(place.history.attempts, question.id)
        shown = (question, self._language, tuple(mistakes), tuple(attempts))
        if shown == self._shown:
            return
        self._shown = shown
        shipped = {own: id_ for id_, own in place.bank.replaced.items()}
        page = QuestionPage(
            question,
            self._language,
            replaces=shipped.get(question.id),
            mistakes=mistakes,
            attempts=Attempts(attempts, place.time.now().astimezone()) if attempts else None,
            keys={part: self.key_of(f"question.{part}") for part in PARTS},
            unfolded=[part for old in self.query(QuestionPage) for part in old.unfolded],
        )
        with self.app.batch_update():
            await self.query(QuestionPage).remove()
            await self.query_one("#question").mount(page)
            self._say("")

    def _say(self, told: str) -> None:
        state = self.query_one("#question-state", Static)
        state.update(content(told))
        state.display = bool(told)

    @on(OptionList.OptionSelected)
    def _open_transcript(self, event: OptionList.OptionSelected) -> None:
        self.interviewer.show_transcript(event.option.id or "")

    def action_unfold(self, part: str) -> None:
        """Unfold a part of the page, or fold it up again."""
        for page in self.query(QuestionPage):
            page.unfold(part)

    def action_language(self) -> None:
        """Read the question in the other language."""
        other = Language.EN if self._language is Language.ZH else Language.ZH
        self._chosen_language = other
        self.work(self._fill(), group="fill")

    def action_practise(self) -> None:
        """Practise it, now."""
        if self._question is not None:
            self.work(self._practise(self._question.id), group="open")

    async def _practise(self, question_id: str) -> None:
        place = await self.interviewer.workplace()
        self.interviewer.open_session(await asyncio.to_thread(practice_of, place, [question_id]))

    def action_note(self) -> None:
        """Note a mistake in the question."""
        if self._question is not None:
            self.work(self._note(self._question), group="dialog")

    async def _note(self, question: Question) -> None:
        asked = _(
            "What is wrong with this question? Your note stays on this machine; "
            "Settings › Data lists and exports it."
        )
        text = await self.app.push_screen_wait(Note(asked, _("Save"), LONGEST_NOTE))
        if text is None:
            return
        place = await self.interviewer.workplace()
        mistake = Mistake(question.id, text, place.time.now(), place.bank.version)
        await asyncio.to_thread(place.mistakes.add, mistake)
        await self._show_page(place, question)
        self.notify(_("Your note is kept."))
