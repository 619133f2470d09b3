"""The first run: the language, what works without a model, one key to a sample question."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Static

from interviewer.i18n import N_, _, current
from interviewer.settings import FolderUnavailable, save_preferences
from interviewer.tui.inert import content
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.widgets.key_bar import KeyBar
from interviewer.tui.widgets.prose import Prose

if TYPE_CHECKING:
    from interviewer.domain.transcript import Transcript
    from interviewer.interview.workplace import Workplace

LANGUAGES = {"en": "English", "zh": "中文"}
"""Languages by the names that their readers look for, whatever the interface speaks."""


class FirstRunScreen(AppScreen):
    """Shown once, on top of Home; every way out of it leads there."""

    HELP = N_(
        "Choose the language, try one question with marks, or go to Home. This is shown only once."
    )
    BINDINGS = [
        Binding("t", "sample", N_("Try a question"), id="first.sample"),
        Binding("escape,h", "home", N_("Home"), id="first.home", key_display="h"),
        Binding("l", "switch", N_("Language"), id="first.language"),
        Binding("left", "app.focus_previous", show=False, id="first.previous"),
        Binding("right", "app.focus_next", show=False, id="first.next"),
    ]

    def again(self) -> Self:
        """Return the same screen, in the interface's language."""
        return type(self)()

    def compose(self) -> ComposeResult:
        """Language, what works now, what a model adds, and the two ways on."""
        with VerticalScroll(id="first", can_focus=False):
            yield Static(_("Welcome to Interviewer"), id="first-title", markup=False)
            yield Static(
                _("Mock interviews for large-language-model engineers"),
                classes="dim",
                markup=False,
            )
            with Horizontal(id="first-languages"):
                yield Static("Language · 语言", markup=False)
                for code, name in LANGUAGES.items():
                    sign = "●" if code == current() else "○"
                    yield Button(content(f"{sign} {name}"), id=f"language-{code}", compact=True)
            with Vertical(id="first-now", classes="panel"):
                yield Prose(_points(_NOW))
            with Vertical(id="first-model", classes="panel"):
                yield Prose(_points(_WITH_MODEL))
            with Horizontal(id="first-ways"):
                yield Button(
                    content(_("Try a question, two minutes")), variant="primary", id="first-sample"
                )
                yield Button(content(_("Go to Home")), id="first-home")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the panels and stand on the sample question."""
        self.query_one("#first-now").border_title = _("Works now, without account or network")
        self.query_one("#first-model").border_title = _("With a model of your own, if you like")
        self.query_one("#first-sample").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Take the language or the way that was chosen."""
        match event.button.id:
            case "first-sample":
                self.action_sample()
            case "first-home":
                self.action_home()
            case str(name) if name.startswith("language-"):
                self._speak(name.removeprefix("language-"))

    def action_switch(self) -> None:
        """Show the interface in the other language."""
        self._speak(next(code for code in LANGUAGES if code != current()))

    def action_sample(self) -> None:
        """Go on to Home, with one short question on top of it."""
        self.work(self._leave(sample=True), group="leave")

    def action_home(self) -> None:
        """Go on to Home."""
        self.work(self._leave(sample=False), group="leave")

    def _speak(self, language: str) -> None:
        if language != current():
            # The app replaces this screen: the change must not end with it.
            self.app.call_later(self.interviewer.use_language, language)

    async def _leave(self, *, sample: bool) -> None:
        preferences = self.interviewer.preferences
        preferences.welcomed = True
        # Where nothing can be written Home says so, and what to do.
        with suppress(FolderUnavailable):
            await asyncio.to_thread(save_preferences, preferences)
        if not sample:
            if self.is_current:
                self.app.pop_screen()
            return
        place = await self.interviewer.workplace()
        transcript = await asyncio.to_thread(_sample_session, place)
        self.interviewer.open_session(transcript, instead=True)


_NOW = (
    N_("Timed mock interviews in English and Chinese, with follow-ups, hints and a report"),
    N_("Practice with marks at once, and the words of yours that earned them"),
    N_("Every transcript kept on this computer, to read, regrade and export"),
)
_WITH_MODEL = (
    N_("Any OpenAI-compatible server: freer conversation, and grades that are not provisional"),
    N_("Nothing is sent anywhere before you choose one in Settings"),
)


def _points(lines: tuple[str, ...]) -> str:
    return "\n".join(f"• {_(line)}" for line in lines)


def _sample_session(place: "Workplace") -> "Transcript":
    from interviewer.interview.blueprints import sample_question
    from interviewer.tui.beginnings import practice_of

    return practice_of(place, [sample_question(place.bank)])
