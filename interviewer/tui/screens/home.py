"""Home: what can be gone on with, what can be begun, how it went lately."""

import asyncio
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from interviewer.i18n import N_, _, ngettext
from interviewer.tui.inert import content
from interviewer.tui.screens.base import AppScreen

if TYPE_CHECKING:
    from interviewer.domain.transcript import Session, Transcript
    from interviewer.interview.workplace import Workplace
    from interviewer.storage.records import SessionSummary

LAST_RESULTS = 12


class HomeScreen(AppScreen):
    """The first screen. Its places are reserved at once and filled when the data is there."""

    BINDINGS = [
        Binding("m", "begin('mock')", N_("Mock"), id="home.mock"),
        Binding("p", "begin('practice')", N_("Practice"), id="home.practice"),
        Binding("v", "begin('review')", N_("Review"), id="home.review"),
    ]

    def __init__(self) -> None:
        """Nothing is loaded yet."""
        super().__init__()
        self._interrupted: list[Session] = []

    def compose(self) -> ComposeResult:
        """Reserve the places."""
        with VerticalScroll(id="home"):
            yield Static(_("Interviewer"), id="home-title", markup=False)
            yield Static(
                _("Mock interviews for large-language-model engineers"),
                id="home-subtitle",
                markup=False,
            )
            with Vertical(id="home-resume", classes="panel"):
                yield OptionList(id="resume-list", markup=False)
            with Vertical(id="home-start", classes="panel"):
                yield OptionList(
                    Option(
                        self._entry(_("Mock interview"), _("30 minutes, timed; marks at the end")),
                        id="mock",
                    ),
                    Option(
                        self._entry(_("Practice"), _("one question at a time; marks at once")),
                        id="practice",
                    ),
                    Option(
                        self._entry(_("Review"), _("transcripts and grades of every session")),
                        id="review",
                    ),
                    id="start-list",
                    markup=False,
                )
            yield Static(id="home-results", classes="panel", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        """Name the panels; the resume panel shows only when there is something to resume."""
        self.query_one("#home-resume").border_title = _("Go on")
        self.query_one("#home-resume").display = False
        self.query_one("#home-start").border_title = _("Start")
        self.query_one("#home-results").border_title = _("Last results")
        self.query_one("#start-list").focus()

    def on_screen_resume(self) -> None:
        """Fill the places, each time the screen is come back to."""
        self.call_after_refresh(lambda: self.work(self._fill(), group="fill"))

    async def _fill(self) -> None:
        place = await self.interviewer.workplace()
        interrupted = await asyncio.to_thread(place.store.interrupted)
        last = await asyncio.to_thread(lambda: place.store.list(limit=LAST_RESULTS))
        self._show_interrupted(interrupted)
        self._show_results(last)

    def _show_interrupted(self, sessions: "list[Session]") -> None:
        self._interrupted = sessions
        panel = self.query_one("#home-resume")
        entries = self.query_one("#resume-list", OptionList)
        entries.clear_options()
        entries.add_options(
            Option(self._entry(_resume_title(session), _resume_detail(session)), id=session.id)
            for session in sessions
        )
        panel.display = bool(sessions)
        if sessions:
            entries.focus()

    def _show_results(self, last: "list[SessionSummary]") -> None:
        scores = [s.score for s in reversed(last) if s.score is not None]
        results = self.query_one("#home-results", Static)
        if not scores:
            results.update(_("Your results will stand here after the first interview."))
            return
        told = ngettext("{n} session", "{n} sessions", len(scores)).format(n=len(scores))
        results.update(f"{_bars(scores)}   {told}, {_('last')}: {scores[-1] * 100:.0f}")

    def _entry(self, title: str, detail: str) -> Content:
        return content(title).stylize("bold") + content("  ") + content(detail).stylize("dim")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Begin what was chosen, or go on with it."""
        if event.option_list.id == "resume-list":
            self.work(self._resume(event.option.id or ""), group="open")
        else:
            self.action_begin(event.option.id or "")

    def action_begin(self, what: str) -> None:
        """Begin a mock, practice or review."""
        match what:
            case "mock" | "practice":
                self.work(self._begin(what), group="open")
            case "review":
                self.interviewer.show_reviews()

    async def _begin(self, kind: str) -> None:
        place = await self.interviewer.workplace()
        if kind == "mock":
            # Before there is a session that another window's interview would leave orphaned.
            await asyncio.to_thread(place.lock.acquire)
        transcript = await asyncio.to_thread(_new_session, place, kind)
        self.interviewer.open_session(transcript)

    async def _resume(self, session_id: str) -> None:
        place = await self.interviewer.workplace()
        transcript = await asyncio.to_thread(place.resumable, session_id)
        self.interviewer.open_session(transcript)


def _bars(scores: list[float]) -> str:
    return "".join("▁▂▃▄▅▆▇█"[min(7, int(score * 8))] for score in scores)


def _resume_title(session: "Session") -> str:
    from interviewer.domain.transcript import Kind

    return _("Mock interview") if session.kind is Kind.MOCK else _("Practice")


def _resume_detail(session: "Session") -> str:
    from interviewer.wording import clock_text

    used = clock_text(session.active_seconds)
    begun = f"{session.started_at.astimezone():%Y-%m-%d %H:%M}"
    if session.blueprint.minutes is None:
        return f"{begun} · {used}"
    planned = clock_text(session.blueprint.minutes * 60)
    return begun + " · " + _("{used} of {planned}").format(used=used, planned=planned)


def _new_session(place: "Workplace", kind: str) -> "Transcript":
    import secrets

    from interviewer.domain.language import Language
    from interviewer.domain.transcript import Kind
    from interviewer.i18n import current
    from interviewer.interview.blueprints import mock_blueprint, practice_blueprint

    language = Language(place.preferences.interview_language or current())
    seed = secrets.randbelow(2**31)
    if kind == "mock":
        plan = mock_blueprint(place.bank, seed=seed)
        return place.new_session(Kind.MOCK, language, plan)
    return place.new_session(Kind.PRACTICE, language, practice_blueprint(place.bank, seed=seed))
