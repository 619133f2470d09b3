"""The app: it opens the workplace in the background and routes between screens, nothing more.

Only Textual and the standard library are imported before the first frame; all else is loaded in
threads when it is first asked for.
"""

import asyncio
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import App
from textual.binding import Binding

from interviewer.i18n import N_
from interviewer.settings import Preferences, load_preferences
from interviewer.tui.screens.home import HomeScreen

if TYPE_CHECKING:
    from interviewer.domain.transcript import Transcript
    from interviewer.interview.workplace import Workplace


T = TypeVar("T")


class InterviewerApp(App[int]):
    """Routes between screens and owns what all of them share."""

    CSS_PATH = "interviewer.tcss"
    TITLE = "Interviewer"
    ENABLE_COMMAND_PALETTE = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS = [
        Binding("ctrl+q", "quit", N_("Quit"), id="app.quit", priority=True),
    ]

    def __init__(self, session_id: str | None = None, preferences: Preferences | None = None):
        """`session_id` names a session to open at once."""
        super().__init__()
        self.preferences = preferences or load_preferences()
        self._session_id = session_id
        self._opening: asyncio.Future[Workplace] | None = None
        self._warming: asyncio.Future[None] | None = None

    def on_mount(self) -> None:
        """Show Home, and on top of it the session that was named."""
        self.theme = "textual-light" if self.preferences.theme == "light" else "textual-dark"
        self.push_screen(HomeScreen())
        if self._session_id is not None:
            self.run_worker(self._open_named(self._session_id), exit_on_error=False)

    async def workplace(self) -> "Workplace":
        """Return the workplace once it is open. Raises what kept it from opening."""
        if self._opening is None:
            self._opening = _in_thread(self._open_workplace, "opening")
        return await asyncio.shield(self._opening)

    async def warm(self) -> "Workplace":
        """Return the workplace once everything that a first question needs is loaded.

        The first call begins the loading: Home alone stays small.
        """
        place = await self.workplace()
        if self._warming is None:
            self._warming = _in_thread(place.prewarm, "warming")
        await asyncio.shield(self._warming)
        return place

    def open_session(self, transcript: "Transcript") -> None:
        """Sit an interview or practise, new or resumed."""
        from interviewer.domain.transcript import Kind
        from interviewer.tui.screens.interview import InterviewScreen
        from interviewer.tui.screens.practice import PracticeScreen

        is_mock = transcript.session.kind is Kind.MOCK
        self.push_screen(InterviewScreen(transcript) if is_mock else PracticeScreen(transcript))

    async def _open_named(self, session_id: str) -> None:
        place = await self.workplace()
        self.open_session(await asyncio.to_thread(place.resumable, session_id))

    def show_report(self, session_id: str) -> None:
        """Show how a session went."""
        from interviewer.tui.screens.report import ReportScreen

        self.push_screen(ReportScreen(session_id))

    def show_transcript(self, session_id: str) -> None:
        """Show all that was said in a session."""
        from interviewer.tui.screens.transcript import TranscriptScreen

        self.push_screen(TranscriptScreen(session_id))

    def show_reviews(self) -> None:
        """Show every session."""
        from interviewer.tui.screens.reviews import ReviewsScreen

        self.push_screen(ReviewsScreen())

    def _open_workplace(self) -> "Workplace":
        from interviewer.interview.workplace import Workplace
        from interviewer.settings import paths

        place = Workplace(paths(), self.preferences)
        _store = place.store
        return place


def _in_thread(work: Callable[[], T], name: str) -> "asyncio.Future[T]":
    """Let `work` run in a daemon thread: leaving the app must not wait for what still loads."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def tell(settle: Callable[[Any], None], value: object) -> None:
        # The app may have been left meanwhile.
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, value)

    def run() -> None:
        try:
            result = work()
        except Exception as error:
            tell(done.set_exception, error)
        else:
            tell(done.set_result, result)

    threading.Thread(target=run, name=name, daemon=True).start()
    return done


def run(session_id: str | None = None) -> int:
    """Run the app on the terminal and return its exit code."""
    return InterviewerApp(session_id).run() or 0
