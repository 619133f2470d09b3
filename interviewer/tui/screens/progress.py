"""Progress: what all answers come to, in five parts; every number says how it was reckoned."""

import asyncio
from collections.abc import Callable
from typing import Self

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import TabbedContent, TabPane, Tabs

from interviewer.bank.catalogue import Bank
from interviewer.domain.blueprint import Blueprint
from interviewer.domain.transcript import Transcript
from interviewer.i18n import N_, _
from interviewer.interview.blueprints import NothingToAsk, mock_blueprint
from interviewer.interview.presets import PRESETS, deepest_topics
from interviewer.interview.workplace import Workplace
from interviewer.practice.choosing import weakest
from interviewer.practice.gathering import Progress, gather
from interviewer.tui.beginnings import practice_of
from interviewer.tui.inert import content
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.widgets.cycle import Cycle
from interviewer.tui.widgets.key_bar import KeyBar
from interviewer.tui.widgets.progress_panes import (
    OverviewPane,
    Pane,
    Plans,
    PredictionPane,
    ReadinessPane,
    SchedulePane,
    TopicsPane,
)
from interviewer.wording import preset_name

Begin = Callable[[Workplace], Transcript]

PARTS: dict[str, tuple[str, type[Pane]]] = {
    "overview": (N_("Overview"), OverviewPane),
    "topics": (N_("Topics"), TopicsPane),
    "predictions": (N_("Predictions"), PredictionPane),
    "schedule": (N_("Schedule"), SchedulePane),
    "readiness": (N_("Readiness"), ReadinessPane),
}
PLANS_EACH = 12
"""A preset draws its topics: what it comes to is the mean over so many of its plans."""


class ProgressScreen(AppScreen):
    """Five parts over the same figures, gathered in a thread."""

    CSS_PATH = "progress.tcss"
    HELP = N_(
        "What all your answers come to: scores and minutes by week, what you know by topic and "
        "level, how well you judge yourself, what comes back when, and what a mock would bring "
        "today. Below each figure stands how it was reckoned."
    )
    BINDINGS = [
        Binding("escape", "app.pop_screen", N_("Back"), id="progress.back"),
        Binding("d", "due", N_("Practise what is due"), id="progress.due"),
        Binding("w", "weakest", N_("Practise the weakest"), id="progress.weakest"),
        *(
            Binding(str(number), f"part('{name}')", title, id=f"progress.{name}", show=False)
            for number, (name, (title, _pane)) in enumerate(PARTS.items(), 1)
        ),
    ]

    def __init__(self, part: str | None = None) -> None:
        """Open at a part."""
        super().__init__()
        self._part = part or next(iter(PARTS))
        self._progress: Progress | None = None
        self._plans: Plans = {}

    def again(self) -> Self:
        """Return the same screen, anew."""
        return type(self)(self.query_one(TabbedContent).active)

    def compose(self) -> ComposeResult:
        """Lay the parts out."""
        with (
            Vertical(id="progress-frame"),
            TabbedContent(initial=self._part, id="progress"),
        ):
            for number, (name, (title, pane)) in enumerate(PARTS.items(), 1):
                with TabPane(content(f"{number} {_(title)}"), id=name):
                    yield pane()
        yield KeyBar()

    def on_mount(self) -> None:
        """Stand on the tabs."""
        self.query_one("#progress-frame").border_title = _("Progress")
        self.query_one(Tabs).focus()

    def on_screen_resume(self) -> None:
        """Gather, and again when it is come back to."""
        self.work_latest(self._fill, group="fill")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer practice where there is something to practise."""
        match action:
            case "due":
                return self._progress is not None and self._progress.outlook.due > 0
            case "weakest":
                return self._progress is not None and self._progress.estimate.answers > 0
            case _:
                return True

    def action_part(self, name: str) -> None:
        """Go to a part."""
        self.query_one(TabbedContent).active = name
        self.query_one(Tabs).focus()

    def action_due(self) -> None:
        """Practise what is due today."""
        self.work(self._practise(_due_session), group="open")

    def action_weakest(self) -> None:
        """Practise what is known least."""
        self.work(self._practise(_weakest_session), group="open")

    async def _practise(self, begin: Begin) -> None:
        place = await self.interviewer.workplace()
        self.interviewer.open_session(await asyncio.to_thread(begin, place))

    async def _fill(self) -> None:
        place = await self.interviewer.workplace()
        progress = await asyncio.to_thread(_gathered, place)
        self._progress = progress
        for pane in self.query(Pane):
            pane.fill(progress)
        self.refresh_bindings()
        self._plans = await asyncio.to_thread(_planned, place)
        self.query_one(ReadinessPane).offer(self._plans)
        self._show_readiness()

    @on(Cycle.Changed, "#readiness-kind")
    def _show_readiness(self) -> None:
        pane = self.query_one(ReadinessPane)
        chosen = self._plans.get(pane.query_one(Cycle).value)
        if self._progress is not None and chosen is not None:
            pane.tell(self._progress, chosen[1])


def _gathered(place: Workplace) -> Progress:
    return gather(place.kept, place.bank, place.time.now())


def _planned(place: Workplace) -> Plans:
    """Return the kinds of mocks whose outcome can be estimated: ready-made, then saved ones."""
    plans: Plans = {
        preset.name: (preset_name(preset.name), _drawn(place.bank, preset.minutes, preset.topics))
        for preset in PRESETS
    }
    for saved in place.blueprints.all():
        plans[f"saved:{saved.name}"] = (saved.name, [saved.blueprint])
    return plans


def _drawn(bank: Bank, minutes: float, topics: int | None) -> list[Blueprint]:
    chosen = deepest_topics(bank, topics or 0, None, None)
    try:
        return [
            mock_blueprint(bank, topics=chosen, minutes=minutes, seed=seed)
            for seed in range(1 if chosen else PLANS_EACH)
        ]
    except NothingToAsk:
        return []


def _due_session(place: Workplace) -> Transcript:
    return practice_of(place, place.due_questions())


def _weakest_session(place: Workplace) -> Transcript:
    chosen = weakest(place.kept.cards(), place.bank.questions.keys(), place.time.now())
    return practice_of(place, chosen)
