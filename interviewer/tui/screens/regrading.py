"""Grading many sessions again: which, by whom, how far it is; stopped and gone on with at will."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from typing import Self

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static
from textual.worker import Worker

from interviewer.i18n import N_, _, ngettext
from interviewer.interview.connections import known_connections
from interviewer.interview.regrading import Progress, regrade_sessions, work_left
from interviewer.settings import BUILTIN
from interviewer.tui.bars import bar
from interviewer.tui.inert import content
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.widgets.cycle import Cycle
from interviewer.tui.widgets.key_bar import KeyBar
from interviewer.tui.widgets.prose import Prose
from interviewer.wording import error_sentence, usage_text

SHOWN, ALL = "shown", "all"
_LABEL_CELLS = 12
_BAR_CELLS = 40


class RegradingScreen(AppScreen):
    """Two choices, what they come to, and the progress of the work."""

    CSS_PATH = "regrading.tcss"
    HELP = N_(
        "Grade the answers of many sessions once more, for example after another model was chosen "
        "for grading. The old grades stay beside the new ones, which count. It can be stopped at "
        "any moment: what is graded stays graded, and starting again goes on with the rest."
    )
    BINDINGS = [
        Binding("escape", "leave", N_("Back"), id="regrading.back"),
        Binding("f5,ctrl+j", "start", N_("Start"), id="regrading.start", key_display="f5"),
        Binding("f8", "stop", N_("Stop"), id="regrading.stop"),
        Binding("up", "app.focus_previous", show=False, id="regrading.up"),
        Binding("down", "app.focus_next", show=False, id="regrading.down"),
    ]

    def __init__(self, shown: Sequence[str] = ()) -> None:
        """Offer the sessions that are `shown` in a list, by their ids, beside all there are."""
        super().__init__()
        self._offered = tuple(shown)
        self._over: dict[str, list[str]] = {SHOWN: [], ALL: []}
        """The ids of the sessions that are over."""
        self._left = 0
        """Answers that the chosen grader has not graded last."""
        self._grading: Worker[None] | None = None
        self._reached: Progress | None = None

    def again(self) -> Self:
        """Return the same screen, anew."""
        return type(self)(self._offered)

    def compose(self) -> ComposeResult:
        """Choices, what they come to, the buttons, and progress."""
        preferences = self.interviewer.preferences
        graders = [(BUILTIN, _("built-in"))]
        graders += [(c.name, c.name) for c in known_connections(preferences)]
        chosen = preferences.grader if preferences.grader in dict(graders) else BUILTIN
        with VerticalScroll(id="regrading", can_focus=False):
            with Vertical(id="regrading-choices"):
                every = [(ALL, _("all"))]
                yield _cycle("sessions", _("Sessions"), every, ALL)
                yield _cycle("grader", _("Grader"), graders, chosen)
            yield Prose(_("One moment …"), id="regrading-left")
            yield Prose(id="regrading-sent", classes="dim")
            with Horizontal(id="regrading-ways"):
                yield Button(content(_("Start")), variant="primary", id="regrading-start")
                yield Button(content(_("Stop")), id="regrading-stop")
            yield Static(id="regrading-bar", markup=False)
            yield Prose(id="regrading-state")
        yield KeyBar()

    def on_mount(self) -> None:
        """Stand on the first choice; look up which sessions there are."""
        self.query_one("#regrading").border_title = _("Grade sessions again")
        self.query_one("#regrading-sessions").focus()
        self._offer()
        self.work_latest(self._fill, group="count")

    async def _fill(self) -> None:
        place = await self.interviewer.workplace()
        over = [s.id for s in await asyncio.to_thread(place.store.list) if s.status.is_over]
        self._over = {ALL: over, SHOWN: [i for i in self._offered if i in set(over)]}
        names = [(ALL, _("all ({n})").format(n=len(over)))]
        some = len(self._over[SHOWN])
        if 0 < some < len(over):
            names.insert(0, (SHOWN, _("those listed in Review ({n})").format(n=some)))
        self.query_one("#regrading-sessions", Cycle).offer(names, names[0][0])
        await self._count()

    # What is chosen

    @property
    def _sessions(self) -> list[str]:
        return self._over[self.query_one("#regrading-sessions", Cycle).value]

    @property
    def _grader(self) -> str:
        return self.query_one("#regrading-grader", Cycle).value

    @on(Cycle.Changed)
    def _chosen(self) -> None:
        self._reached = None
        self._left = 0
        self._say(_("Counting …"))
        self._offer()
        self.work_latest(self._count, group="count")

    async def _count(self) -> None:
        """Say how many answers the grader has not graded last; what is wrong with it, too."""
        place = await self.interviewer.workplace()
        self._left = 0
        try:
            grader = await asyncio.to_thread(place.grader, self._grader)
            async with aclosing(grader):
                left = await asyncio.to_thread(work_left, place.store, self._sessions, grader)
        except Exception as error:
            self._say(error_sentence(error))
        else:
            self._left = sum(map(len, left.values()))
            self._say(_left_text(self._left, len(left), len(self._sessions)))
        self._offer()

    def _say(self, told: str) -> None:
        self.query_one("#regrading-left", Prose).show(told)

    def _offer(self) -> None:
        """Let only be done what can be done now."""
        runs = self._grading is not None
        for name in ("sessions", "grader"):
            self.query_one(f"#regrading-{name}", Cycle).disabled = runs
        self.query_one("#regrading-start", Button).disabled = runs or not self._left
        self.query_one("#regrading-stop", Button).disabled = not runs
        values = self.interviewer.preferences.connections.get(self._grader)
        told = _("What you said goes to {url}, answer by answer.")
        sent = "" if values is None else told.format(url=values.get("base_url", ""))
        self.query_one("#regrading-sent", Prose).show(sent)
        self._show_progress()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to start or to stop."""
        if action == "start":
            return self._grading is None and self._left > 0
        return self._grading is not None if action == "stop" else True

    # The work

    @on(Button.Pressed, "#regrading-start")
    def action_start(self) -> None:
        """Grade what is left."""
        if self._grading is None and self._left:
            self._reached = Progress(0, self._left)
            self._grading = self.work(self._grade(self._sessions, self._grader), group="grading")
            self._offer()
            self.query_one("#regrading-stop").focus()

    @on(Button.Pressed, "#regrading-stop")
    def action_stop(self) -> None:
        """Stop at once; what is graded stays graded."""
        if self._grading is not None:
            self._grading.cancel()

    def action_leave(self) -> None:
        """Stop what runs; go back where nothing does."""
        if self._grading is not None:
            self.action_stop()
        else:
            self.app.pop_screen()

    async def _grade(self, sessions: Sequence[str], name: str) -> None:
        place = await self.interviewer.workplace()
        try:
            grader = await asyncio.to_thread(place.grader, name)
            async with aclosing(grader):
                await regrade_sessions(place.store, sessions, grader, place.time, self._tell)
        finally:
            self._grading = None
            if self.is_attached:
                self._offer()
                self.work_latest(self._recount, group="count")

    async def _recount(self) -> None:
        await self._count()
        way_on = "#regrading-start" if self._left else "#regrading-sessions"
        self.query_one(way_on).focus()

    def _tell(self, reached: Progress) -> None:
        self._reached = reached
        self._show_progress()

    def _show_progress(self) -> None:
        reached = self._reached
        line = self.query_one("#regrading-bar", Static)
        line.update("" if reached is None else _bar(reached))
        told = "" if reached is None else _told(reached, runs=self._grading is not None)
        self.query_one("#regrading-state", Prose).show(told)


def _cycle(name: str, label: str, options: Sequence[tuple[str, str]], value: str) -> Cycle:
    return Cycle(label, options, value, label_cells=_LABEL_CELLS, id=f"regrading-{name}")


def _left_text(left: int, holding: int, sessions: int) -> str:
    """Say how much there is to do."""
    if not sessions:
        return _("There are no finished sessions yet.")
    if not left:
        return _("This grader graded every answer here last: there is nothing to do.")
    answers = ngettext("{n} answer", "{n} answers", left).format(n=left)
    held = ngettext("{n} session", "{n} sessions", holding).format(n=holding)
    told = _("{answers} in {sessions} to grade. The old grades stay beside the new ones.")
    return told.format(answers=answers, sessions=held)


def _bar(reached: Progress) -> Content:
    share = reached.done / reached.total if reached.total else 1.0
    return bar(share, _BAR_CELLS) + content(f"  {reached.done} / {reached.total}")


def _told(reached: Progress, *, runs: bool) -> str:
    """Say how the work goes, or went."""
    if runs:
        told = [_("Grading … You can stop at any moment; what is graded stays graded.")]
    elif reached.done < reached.total:
        told = [_("Stopped. Starting again goes on with the rest.")]
    else:
        graded = reached.done - reached.failed
        done = ngettext("{n} answer graded anew.", "{n} answers graded anew.", graded)
        told = [done.format(n=graded)]
    if reached.failed:
        failed = _("{n} could not be graded and keep their old grades: {reason}")
        told.append(failed.format(n=reached.failed, reason=reached.reason))
    if reached.usage.calls:
        told.append(usage_text(reached.usage))
    return "\n".join(told)
