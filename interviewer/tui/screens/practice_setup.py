"""What to practise: topics, level, role, language, or what is due."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Mapping
from typing import Self

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Footer, RadioSet, SelectionList, Static

from interviewer.bank.catalogue import Bank
from interviewer.domain.blueprint import Blueprint
from interviewer.domain.language import Language
from interviewer.domain.question import Level, Role
from interviewer.domain.transcript import Kind
from interviewer.i18n import N_, _, current, ngettext
from interviewer.interview.blueprints import NothingToAsk, practice_blueprint
from interviewer.tui.inert import content
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.widgets.one_of import OneOf
from interviewer.tui.widgets.topic_picker import TopicPicker
from interviewer.wording import level_name, role_name

ANY = "any"


class PracticeSetupScreen(AppScreen):
    """Chosen with a few keys; Enter on the button, or one key from anywhere, begins."""

    CSS_PATH = "practice_setup.tcss"
    HELP = N_("Choose what the questions may be about, then start. There is no clock in practice.")
    BINDINGS = [
        Binding("escape", "app.pop_screen", N_("Back"), id="practice_setup.back"),
        Binding("s", "start", N_("Start"), id="practice_setup.start"),
        Binding("x", "clear", N_("All topics"), id="practice_setup.clear"),
    ]

    def __init__(self) -> None:
        """The bank comes later."""
        super().__init__()
        self._bank: Bank | None = None
        self._counts: Mapping[str, int] = {}

    def again(self) -> Self:
        """Return the same screen, anew."""
        return type(self)()

    def compose(self) -> ComposeResult:
        """Topics on the left, the rest on the right."""
        language = self.interviewer.preferences.interview_language or current()
        with Horizontal(id="setup"):
            yield TopicPicker(id="setup-topics")
            with Vertical(id="setup-rest"):
                levels = [(level.value, level_name(level)) for level in Level]
                yield OneOf(
                    [(ANY, _("any")), *levels], chosen=ANY, title=_("Level"), id="setup-level"
                )
                roles = [(role.value, role_name(role)) for role in Role]
                yield OneOf([(ANY, _("any")), *roles], chosen=ANY, title=_("Role"), id="setup-role")
                languages = [("en", "English"), ("zh", "中文")]
                yield OneOf(
                    languages, chosen=language, title=_("Interview language"), id="setup-language"
                )
                with Horizontal(id="setup-go"):
                    yield Button(content(_("Start")), variant="primary", id="setup-start")
                    yield Static(_("One moment …"), id="setup-count", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        """Ask for the bank."""
        topics = self.query_one(TopicPicker)
        topics.border_title = _("Topics")
        topics.border_subtitle = _("none chosen: all")
        topics.focus()
        self.query_one("#setup-start", Button).disabled = True
        self.work(self._fill(), group="fill")

    async def _fill(self) -> None:
        place = await self.interviewer.workplace()
        self._bank = await asyncio.to_thread(lambda: place.bank)
        self._recount()

    @on(RadioSet.Changed)
    def _recount(self) -> None:
        if self._bank is None:
            return
        try:
            plan = practice_blueprint(self._bank, role=self._role, level=self._level)
        except NothingToAsk:
            self._counts = {}
        else:
            self._counts = Counter(slot.topic for slot in plan.slots)
        self.query_one(TopicPicker).offer(self._counts)
        self._show_count()

    @on(SelectionList.SelectedChanged)
    def _show_count(self) -> None:
        chosen = self.query_one(TopicPicker).topics or list(self._counts)
        total = sum(self._counts[topic] for topic in chosen if topic in self._counts)
        told = ngettext("{n} question", "{n} questions", total).format(n=total)
        self.query_one("#setup-count", Static).update(
            told if total else _("The bank has no question for this choice.")
        )
        self.query_one("#setup-start", Button).disabled = total == 0

    @property
    def _level(self) -> Level | None:
        chosen = self.query_one("#setup-level", OneOf).value
        return None if chosen == ANY else Level(chosen)

    @property
    def _role(self) -> Role | None:
        chosen = self.query_one("#setup-role", OneOf).value
        return None if chosen == ANY else Role(chosen)

    def action_clear(self) -> None:
        """Choose no topic, which means all."""
        self.query_one(TopicPicker).deselect_all()

    @on(Button.Pressed, "#setup-start")
    def action_start(self) -> None:
        """Begin with what is chosen."""
        if self._bank is not None and not self.query_one("#setup-start", Button).disabled:
            topics = self.query_one(TopicPicker).topics
            plan = practice_blueprint(
                self._bank,
                role=self._role,
                level=self._level,
                topics=topics,
                seed=secrets.randbelow(2**31),
            )
            language = Language(self.query_one("#setup-language", OneOf).value)
            self.work(self._start(plan, language), group="open")

    async def _start(self, plan: Blueprint, language: Language) -> None:
        place = await self.interviewer.workplace()
        transcript = await asyncio.to_thread(place.new_session, Kind.PRACTICE, language, plan)
        self.app.pop_screen()
        self.interviewer.open_session(transcript)
