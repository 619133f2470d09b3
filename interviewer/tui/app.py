"""The app: it opens the workplace in the background and routes between screens, nothing more.

Only Textual and the standard library are imported before the first frame; all else is loaded by
one thread that starts after it.
"""

import asyncio
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import App
from textual.binding import Binding

from interviewer.i18n import N_
from interviewer.settings import Preferences, load_preferences
from interviewer.tui.screens.home import HomeScreen

if TYPE_CHECKING:
    from interviewer.domain.transcript import Transcript
    from interviewer.interview.workplace import Workplace


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
        self._warm = asyncio.Event()

    def on_mount(self) -> None:
        """Show Home, then begin to load everything else."""
        self.theme = "textual-light" if self.preferences.theme == "light" else "textual-dark"
        self._opening = asyncio.get_running_loop().create_future()
        self.push_screen(HomeScreen())
        self.call_after_refresh(self._open_workplace)

    async def workplace(self) -> "Workplace":
        """Return the workplace once it is open. Raises what kept it from opening."""
        assert self._opening is not None
        return await asyncio.shield(self._opening)

    async def warm(self) -> None:
        """Wait until everything that a first question needs is loaded."""
        await self.workplace()
        await self._warm.wait()

    def open_session(self, transcript: "Transcript") -> None:
        """Sit an interview, new or resumed."""
        from interviewer.tui.screens.interview import InterviewScreen

        self.push_screen(InterviewScreen(transcript))

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

    def _open_workplace(self) -> None:
        # A daemon: leaving the app must not wait for libraries that are still loading.
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._load, args=(loop,), name="opening", daemon=True).start()

    def _load(self, loop: asyncio.AbstractEventLoop) -> None:
        assert self._opening is not None
        try:
            from interviewer.interview.workplace import Workplace
            from interviewer.settings import paths

            place = Workplace(paths(), self.preferences)
            _store = place.store
        except Exception as error:
            _in_loop(loop, self._opening.set_exception, error)
            return
        _in_loop(loop, self._opening.set_result, place)
        place.prewarm()
        _in_loop(loop, self._warm.set)


def _in_loop(
    loop: asyncio.AbstractEventLoop, call: Callable[..., object], *arguments: object
) -> None:
    # The app may have been left meanwhile.
    if not loop.is_closed():
        loop.call_soon_threadsafe(call, *arguments)


def run(session_id: str | None = None) -> int:
    """Run the app on the terminal and return its exit code."""
    return InterviewerApp(session_id).run() or 0
