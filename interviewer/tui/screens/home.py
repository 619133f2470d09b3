"""Home: what can be gone on with, what is due, what can be begun, how it went lately."""

import asyncio
import contextlib
import subprocess
import sys
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from interviewer.i18n import N_, _, ngettext
from interviewer.resources import prepared_dir
from interviewer.tui.background import in_thread
from interviewer.tui.inert import content
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.widgets.flow_list import FlowList
from interviewer.tui.widgets.key_bar import KeyBar
from interviewer.tui.widgets.prose import Prose
from interviewer.tui.widgets.results import Results

if TYPE_CHECKING:
    from interviewer.domain.transcript import Transcript
    from interviewer.interview.workplace import Workplace
    from interviewer.tui.home_news import News

STARTS = (
    ("mock", N_("Mock interview"), N_("timed; marks stay hidden until the report")),
    ("practice", N_("Practice"), N_("no clock; marks after every answer")),
    ("review", N_("Review"), N_("transcripts and grades of every session")),
    ("progress", N_("Progress"), N_("what all your answers come to")),
    ("bank", N_("Bank"), N_("questions to search and to read")),
    ("settings", N_("Settings"), N_("models, language, theme, keys, data")),
)
"""What can be begun: the name of its action, its title, what it is."""
BANK_SECONDS = 60.0
"""The longest that another process may take to parse the bank."""
DUE = "due"
"""Stands among them when questions come back today."""


class HomeScreen(AppScreen):
    """The first screen. Its places are reserved at once and filled when the data is there."""

    HELP = N_(
        "Begin a mock interview or practice, go on with one that was interrupted, or read how the "
        "last ones went."
    )
    # The list in the middle shows these keys; the footer need not say them again.
    BINDINGS = [
        Binding("m", "begin('mock')", N_("Mock interview"), id="home.mock", show=False),
        Binding("p", "begin('practice')", N_("Practice"), id="home.practice", show=False),
        Binding("d", "begin('due')", N_("Due today"), id="home.due", show=False),
        Binding("v", "begin('review')", N_("Review"), id="home.review", show=False),
        Binding("g", "begin('progress')", N_("Progress"), id="home.progress", show=False),
        Binding("b", "begin('bank')", N_("Bank"), id="home.bank", show=False),
        Binding("s", "begin('settings')", N_("Settings"), id="home.settings", show=False),
        Binding("c", "go_on", N_("Go on"), id="home.go_on"),
        Binding("r", "again", N_("Try again"), id="home.again"),
    ]

    def __init__(self) -> None:
        """Nothing is loaded yet."""
        super().__init__()
        self._news: News | None = None
        self._troubled = False

    def compose(self) -> ComposeResult:
        """Reserve the places."""
        with VerticalScroll(id="home", can_focus=False):
            yield Static(_title(), id="home-title", markup=False)
            with Vertical(id="home-start", classes="panel"):
                yield FlowList(id="start-list")
            yield Results(id="home-results", classes="panel")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the panel; others are mounted when there is something to say."""
        self.query_one("#home-start").border_title = _("Start")
        self._show_starts(due=0)
        self.query_one("#start-list", OptionList).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer keys only where they have something to do."""
        match action:
            case "go_on":
                return bool(self._news and self._news.interrupted)
            case "begin" if parameters == (DUE,):
                return bool(self._news and self._news.due)
            case "again":
                return self._troubled
            case _:
                return True

    def on_screen_resume(self) -> None:
        """Fill the places, each time the screen is come back to."""
        self.call_after_refresh(lambda: self.work(self._fill(), group="fill"))

    async def _fill(self) -> None:
        try:
            news = await asyncio.to_thread(_gather)
            if news is None or news.is_stale:
                if news is not None:
                    await self._show_news(news)
                place = await self.interviewer.workplace()
                await asyncio.to_thread(_refresh, place)
                news = await asyncio.to_thread(_gather)
        except Exception as error:
            await self._show_trouble(error)
            return
        if news is not None:
            await self._show_news(news)
        in_thread(parse_bank, "bank")

    # What there is to see

    async def _show_news(self, news: "News") -> None:
        was_troubled, self._troubled = self._troubled, False
        self._news = news
        await self.query("#home-trouble").remove()
        self.query_one("#home-results").display = True
        appeared = await self._show_interrupted(news)
        self._show_starts(news.due)
        self.query_one(Results).show(news.results)
        if appeared:
            self.query_one("#resume-list").focus()
        elif was_troubled or not news.interrupted:
            self.query_one("#start-list").focus()
        self.refresh_bindings()

    async def _show_interrupted(self, news: "News") -> bool:
        """Show what can be gone on with; return whether the panel was not there before."""
        if not news.interrupted:
            await self.query("#home-resume").remove()
            return False
        appeared = not self.query("#home-resume")
        if appeared:
            panel = Vertical(FlowList(id="resume-list"), id="home-resume", classes="panel")
            panel.border_title = _("Go on")
            await self.query_one("#home").mount(panel, before="#home-start")
        entries = self.query_one("#resume-list", OptionList)
        entries.clear_options()
        entries.add_options(
            Option(content(item.title).stylize("bold") + content(f"  {item.detail}"), id=item.id)
            for item in news.interrupted
        )
        entries.highlighted = 0
        more = _("{n} more in Review").format(n=news.more_interrupted)
        panel = self.query_one("#home-resume", Vertical)
        panel.border_subtitle = more if news.more_interrupted else ""
        return appeared

    async def _show_trouble(self, error: Exception) -> None:
        from interviewer.wording import error_advice, error_sentence

        self._troubled = True
        told = [error_sentence(error), error_advice(error), _("Nothing was changed or lost.")]
        if not self.query("#home-trouble"):
            panel = Vertical(
                Prose(id="trouble-what"),
                Button(content(_("Try again")), id="trouble-again", compact=True),
                id="home-trouble",
                classes="panel",
            )
            panel.border_title = _("Your sessions cannot be opened")
            await self.query_one("#home").mount(panel, before="#home-start")
        self.query_one("#trouble-what", Prose).show("\n".join(line for line in told if line))
        await self.query("#home-resume").remove()
        self.query_one("#home-results").display = False
        self.query_one("#trouble-again").focus()
        self.refresh_bindings()

    def _show_starts(self, due: int) -> None:
        rows = [(name, _(title), _(detail)) for name, title, detail in STARTS]
        if due:
            told = ngettext("{n} question to go over", "{n} questions to go over", due)
            rows.insert(2, (DUE, _("Due today"), told.format(n=due)))
        starts = self.query_one("#start-list", OptionList)
        here = starts.highlighted_option.id if starts.highlighted_option else None
        widest = max(cell_len(title) for _name, title, _detail in rows)
        keys = {name: self.key_of(f"home.{name}") for name, _title, _detail in rows}
        room = max(map(cell_len, keys.values()))
        starts.clear_options()
        starts.add_options(
            Option(
                content(set_cell_size(keys[name], room)).stylize("bold $text-accent")
                + content(f"  {title}").stylize("bold")
                + content(" " * (widest - cell_len(title) + 3) + detail),
                id=name,
            )
            for name, title, detail in rows
        )
        names = [name for name, _title, _detail in rows]
        starts.highlighted = names.index(here) if here in names else 0

    # What a person does

    @on(OptionList.OptionSelected, "#start-list")
    def _begin_chosen(self, event: OptionList.OptionSelected) -> None:
        self.action_begin(event.option.id or "")

    @on(OptionList.OptionSelected, "#resume-list")
    def _go_on_chosen(self, event: OptionList.OptionSelected) -> None:
        self._resume(event.option.id)

    def action_go_on(self) -> None:
        """Go on with the interrupted session that the cursor is on."""
        chosen = self.query_one("#resume-list", OptionList).highlighted_option
        if chosen is not None:
            self._resume(chosen.id)

    @on(Button.Pressed, "#trouble-again")
    def action_again(self) -> None:
        """Try to open the sessions again."""
        self.work(self._fill(), group="fill")

    def action_begin(self, what: str) -> None:
        """Begin what the list in the middle names."""
        match what:
            case "mock":
                self.interviewer.set_up_mock()
            case "practice":
                self.interviewer.set_up_practice()
            case "due":
                self.work(self._practise_due(), group="open")
            case "review":
                self.interviewer.show_reviews()
            case "progress":
                self.interviewer.show_progress()
            case "bank":
                self.interviewer.show_bank()
            case "settings":
                self.interviewer.show_settings()

    def _resume(self, session_id: str | None) -> None:
        self.work(self.interviewer.resume_session(session_id or ""), group="open")

    async def _practise_due(self) -> None:
        place = await self.interviewer.workplace()
        transcript = await asyncio.to_thread(_due_session, place)
        self.interviewer.open_session(transcript)


def _title() -> Content:
    return content(_("Interviewer") + " › " + _("Home")).stylize("bold $text-primary") + content(
        "   " + _("Mock interviews for large-language-model engineers")
    ).stylize("dim")


def _due_session(place: "Workplace") -> "Transcript":
    from interviewer.tui.beginnings import practice_of

    return practice_of(place, place.due_questions())


def _refresh(place: "Workplace") -> None:
    """Bring what is due up to date; a disk that is full or busy must not keep Home from opening."""
    from interviewer.storage.errors import StorageError

    with contextlib.suppress(StorageError):
        place.kept.refresh()


def parse_bank() -> None:
    """On the first start have another process parse the bank, unless it came prepared.

    What it keeps of that is there by the time that somebody has chosen what to begin; a thread of
    this process would hold the screen up.
    """
    from interviewer.settings import paths

    if prepared_dir() is not None or (paths().cache / "bank").exists():
        return
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(
            [sys.executable, "-m", "interviewer", "bank", "stats"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=BANK_SECONDS,
            check=False,
        )


def _gather() -> "News | None":
    # Imported in the thread that gathers: it takes longer than a frame.
    from interviewer.interview.timekeeping import SystemTime
    from interviewer.settings import paths
    from interviewer.tui.home_news import gather

    return gather(paths().database, SystemTime().now())
