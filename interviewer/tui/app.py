"""The app: it opens the workplace in the background and routes between screens, nothing more.

Only Textual and the standard library are imported before the first frame; all else is loaded in
threads when it is first asked for.
"""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import App
from textual.binding import Binding
from textual.command import CommandPalette, Provider

from interviewer.i18n import N_, _, install
from interviewer.settings import (
    FolderUnavailable,
    Preferences,
    load_preferences,
    save_preferences,
)
from interviewer.tui.background import in_thread
from interviewer.tui.inert import editable
from interviewer.tui.inert_app import InertApp
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.screens.first_run import FirstRunScreen
from interviewer.tui.screens.home import HomeScreen
from interviewer.tui.themes import THEMES, known

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from interviewer.domain.language import Language
    from interviewer.domain.question import Question
    from interviewer.domain.transcript import Transcript
    from interviewer.interview.workplace import Workplace


_PARSED_SHEETS = 1024


def _commands() -> type[Provider]:
    from interviewer.tui.commands import AppCommands

    return AppCommands


class InterviewerApp(InertApp):
    """Routes between screens and owns what all of them share."""

    CSS_PATH = "interviewer.tcss"
    TITLE = "Interviewer"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS = {_commands}
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (20, "-tall")]
    BINDINGS = [
        Binding("f1", "help", N_("Help"), id="app.help", priority=True),
        Binding(
            "ctrl+p",
            "command_palette",
            N_("Commands"),
            id="app.commands",
            show=False,
            priority=True,
        ),
        Binding("ctrl+q", "quit", N_("Quit"), id="app.quit", priority=True),
    ]

    def __init__(self, session_id: str | None = None, preferences: Preferences | None = None):
        """`session_id` names a session to open at once."""
        super().__init__()
        self.preferences = preferences or load_preferences()
        self._session_id = session_id
        self._opening: asyncio.Future[Workplace] | None = None
        self.taken_in = 1.0
        """Which share of a long history can be searched; less only while it is being taken in."""
        self._warming: asyncio.Future[None] | None = None
        self._keeping = asyncio.Lock()
        for theme in THEMES:
            self.register_theme(theme)
        self._begin_in(known(self.preferences.theme))
        self.set_keymap(self.preferences.keymap)

    def _begin_in(self, theme: str) -> None:
        """Take a theme before the first frame is styled; a change later styles all of it again."""
        # Textual keeps 64 parsed sheets and each widget brings one: every new screen would parse
        # those of all others again.
        self.stylesheet._parse_cache.grow(_PARSED_SHEETS)
        self.set_reactive(App.theme, theme)
        self.stylesheet.set_variables(self.get_css_variables())
        dark = self.current_theme.dark
        self.update_classes(
            {f"-theme-{theme}": True, "-dark-mode": dark, "-light-mode": not dark}, update=False
        )

    def on_mount(self) -> None:
        """Show Home, and on top of it the session that was named."""
        self.push_screen(HomeScreen())
        if self.preferences.keymap:
            self.call_after_refresh(self.run_worker, self._check_keys(), exit_on_error=False)
        if self._session_id is None and not self.preferences.welcomed:
            self.push_screen(FirstRunScreen())
        if self._session_id is not None:
            self.run_worker(self.resume_session(self._session_id), exit_on_error=False)

    async def _check_keys(self) -> None:
        """Fall back to the default where the file gives a key that cannot be had."""
        from interviewer.tui.keys import without_conflicts

        given = self.preferences.keymap
        kept = await in_thread(lambda: without_conflicts(given), "keys")
        if kept != given:
            self.set_keymap(kept)
            lost = ", ".join(sorted(given.keys() - kept.keys()))
            told = _("These keys of yours cannot be had and stay as they were: {names}")
            self.notify(told.format(names=lost), severity="warning")

    async def workplace(self) -> "Workplace":
        """Return the workplace once it is open. Raises what kept it from opening this time."""
        if self._opening is None or (self._opening.done() and self._opening.exception()):
            loop = asyncio.get_running_loop()

            def taken_in(share: float) -> None:
                if not loop.is_closed():  # the app may have been left meanwhile
                    loop.call_soon_threadsafe(self._show_taken_in, share)

            self._opening = in_thread(lambda: self._open_workplace(taken_in), "opening")
            self._opening.add_done_callback(lambda _: self._show_taken_in(1.0))
        return await asyncio.shield(self._opening)

    async def warm(self) -> "Workplace":
        """Return the workplace once everything that a first question needs is loaded.

        The first call begins the loading: Home alone stays small.
        """
        place = await self.workplace()
        if self._warming is None or (self._warming.done() and self._warming.exception()):
            self._warming = in_thread(place.prewarm, "warming")
        await asyncio.shield(self._warming)
        return place

    def open_session(self, transcript: "Transcript", *, instead: bool = False) -> None:
        """Sit an interview or practise, new or resumed; `instead` of the screen on top."""
        from interviewer.domain.transcript import Kind
        from interviewer.tui.screens.interview import InterviewScreen
        from interviewer.tui.screens.practice import PracticeScreen

        is_mock = transcript.session.kind is Kind.MOCK
        screen = InterviewScreen(transcript) if is_mock else PracticeScreen(transcript)
        self._show(screen, instead=instead)

    def _show(self, screen: AppScreen, *, instead: bool) -> None:
        if instead:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    def set_up_mock(self) -> None:
        """Choose what kind of mock interview to sit."""
        from interviewer.tui.screens.mock_setup import MockSetupScreen

        self.push_screen(MockSetupScreen())

    def set_up_practice(self) -> None:
        """Choose what to practise."""
        from interviewer.tui.screens.practice_setup import PracticeSetupScreen

        self.push_screen(PracticeSetupScreen())

    async def resume_session(self, session_id: str) -> None:
        """Go on with a session. Raises NotResumable and StorageError."""
        place = await self.workplace()
        self.open_session(await asyncio.to_thread(place.resumable, session_id))

    def show_report(self, session_id: str, *, predict: bool = False, instead: bool = False) -> None:
        """Show how a session went; with `predict`, ask first how the candidate thinks it went.

        `instead` of the screen on top.
        """
        from interviewer.tui.screens.prediction import PredictionScreen
        from interviewer.tui.screens.report import ReportScreen

        screen = PredictionScreen(session_id) if predict else ReportScreen(session_id)
        self._show(screen, instead=instead)

    def show_transcript(
        self, session_id: str, at: tuple[str, str] | None = None, *, instead: bool = False
    ) -> None:
        """Show all that was said in a session; `at` names a question and one of its points."""
        from interviewer.tui.screens.transcript import TranscriptScreen

        self._show(TranscriptScreen(session_id, at), instead=instead)

    def show_reviews(self) -> None:
        """Show every session."""
        from interviewer.tui.screens.reviews import ReviewsScreen

        self.push_screen(ReviewsScreen())

    def show_regrading(self, shown: "Sequence[str]" = ()) -> None:
        """Let many sessions be graded again: those `shown` in a list, or all."""
        from interviewer.tui.screens.regrading import RegradingScreen

        self.push_screen(RegradingScreen(shown))

    def show_progress(self, part: str | None = None) -> None:
        """Show what all answers come to, at a part of it."""
        from interviewer.tui.screens.progress import ProgressScreen

        self.push_screen(ProgressScreen(part))

    def show_answers(self, query: str = "") -> None:
        """Show every answer, at first those in which the words of `query` were said."""
        from interviewer.tui.screens.answers import AnswersScreen

        self.push_screen(AnswersScreen(query))

    def show_grades(self, question: "Question", language: "Language") -> None:
        """Show the grades of a question, two of them side by side."""
        from interviewer.tui.screens.comparison import ComparisonScreen

        self.push_screen(ComparisonScreen(question, language))

    def show_replay(self, session_id: str) -> None:
        """Show a session again as it went, turn by turn."""
        from interviewer.tui.screens.replay import ReplayScreen

        self.push_screen(ReplayScreen(session_id))

    def show_bank(self) -> None:
        """Show the questions, to search and to read."""
        from interviewer.tui.screens.bank import BankScreen

        self.push_screen(BankScreen())

    def show_question(self, question_id: str) -> None:
        """Show all that the bank says of one question."""
        from interviewer.tui.screens.question import QuestionScreen

        self.push_screen(QuestionScreen(question_id))

    def show_settings(self, section: str | None = None) -> None:
        """Show what can be chosen, at a section of it."""
        from interviewer.tui.screens.settings import SettingsScreen

        self.push_screen(SettingsScreen(section))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave every key to a dialog that waits for one."""
        return not (self.screen_stack and getattr(self.screen, "TAKES_EVERY_KEY", False))

    def action_help(self) -> None:
        """Say what the screen is for and which keys work on it; once more takes it away."""
        from interviewer.tui.screens.help import HelpScreen

        if isinstance(self.screen, HelpScreen):
            self.screen.dismiss(None)
        else:
            self.push_screen(HelpScreen(self.screen))

    def action_command_palette(self) -> None:
        """Offer everything that can be done, by name."""
        if not isinstance(self.screen, CommandPalette):
            placeholder = _("What would you like to do?")
            self.push_screen(CommandPalette(placeholder=placeholder, id="--command-palette"))

    def copy_to_clipboard(self, text: str) -> None:
        """Copy by the system's clipboard, and by the terminal (OSC 52), which reaches over SSH."""
        from interviewer.tui import clipboard

        in_thread(lambda: clipboard.copy(editable(text)), "copying")
        super().copy_to_clipboard(text)

    # What the person chose

    def use_theme(self, name: str) -> None:
        """Show the app in a theme from now on."""
        self.theme = known(name)
        self.preferences.theme = self.theme
        self.keep_preferences()

    def use_keys(self, keymap: dict[str, str]) -> None:
        """Let bindings have the keys that `keymap` gives them by their ids."""
        self.preferences.keymap = keymap
        self.set_keymap(keymap)
        self.keep_preferences()

    def use_language(self, language: str) -> None:
        """Speak `language` from now on: every screen that can be opened again is, in it."""
        install(language)
        self.preferences.language = language
        self.keep_preferences()
        stack = [screen for screen in self.screen_stack if isinstance(screen, AppScreen)]
        while len(self.screen_stack) > 1:
            self.pop_screen()
        # The lowest screen cannot be replaced: a new Home covers the one in the old language.
        self.push_screen(HomeScreen())
        for screen in stack:
            if (again := screen.again()) is not None:
                self.push_screen(again)

    def go_home(self) -> None:
        """Leave every screen but Home."""
        while not isinstance(self.screen, HomeScreen):
            self.pop_screen()

    def keep_preferences(self) -> None:
        """Save the preferences; it is told when that fails, and they hold until the app is left."""
        self.run_worker(self._keep(replace(self.preferences)), group="keep", exit_on_error=False)

    async def _keep(self, preferences: Preferences) -> None:
        async with self._keeping:
            try:
                await asyncio.to_thread(save_preferences, preferences)
            except (FolderUnavailable, OSError, ValueError) as error:
                title = _("The settings could not be saved")
                self.notify(str(error), title=title, severity="error")

    def _show_taken_in(self, share: float) -> None:
        """Say on every screen how far the first index of everything said has come."""
        self.taken_in = share
        for screen in self.screen_stack if self.is_running else ():
            if isinstance(screen, AppScreen):
                screen.show_taken_in(share)

    def _open_workplace(self, taken_in: "Callable[[float], object]") -> "Workplace":
        from interviewer.interview.workplace import Workplace
        from interviewer.settings import paths

        place = Workplace(paths(), self.preferences, taken_in=taken_in)
        _store = place.store
        return place


def run(session_id: str | None = None) -> int:
    """Run the app on the terminal and return its exit code."""
    return InterviewerApp(session_id).run() or 0
