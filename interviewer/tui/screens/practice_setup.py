"""Setting up practice: what kind of round, on what; all is filled in, so that Enter starts."""

import asyncio
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Self

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, SelectionList, Static

from interviewer.bank.catalogue import Bank
from interviewer.domain.blueprint import Blueprint
from interviewer.domain.drill import asked_id
from interviewer.domain.language import Language
from interviewer.domain.question import Level, Role
from interviewer.domain.transcript import Kind
from interviewer.i18n import N_, _, current, ngettext
from interviewer.interview.blueprints import NothingToAsk, chosen_blueprint, practice_blueprint
from interviewer.interview.presets import topic_counts
from interviewer.interview.workplace import Workplace
from interviewer.practice.choosing import Round, chosen
from interviewer.settings import BUILTIN
from interviewer.storage.records import Card
from interviewer.tui.inert import content
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.widgets.cycle import Cycle
from interviewer.tui.widgets.key_bar import KeyBar
from interviewer.tui.widgets.topic_picker import TopicPicker
from interviewer.wording import level_name, role_name

TOPICS = "topics"
DISGUISED, AS_BEFORE = "disguised", "as before"
"""How a question is asked that was answered before."""
_LABEL_CELLS = 11


class PracticeSetupScreen(AppScreen):
    """Choices on the left, topics on the right."""

    CSS_PATH = "practice_setup.tcss"
    HELP = N_(
        "Choose a round: the questions of topics, what is due today, what you know least, single "
        "points that you once missed, or a few easy ones to warm up; and what it may be about. "
        "What you answered before can come back in disguise, where the bank has another wording. "
        "There is no clock in practice, and the marks come after every answer."
    )
    BINDINGS = [
        Binding("escape", "app.pop_screen", N_("Back"), id="practice_setup.back"),
        Binding("f5,ctrl+j", "start", N_("Start"), id="practice_setup.start", key_display="f5"),
        Binding("x", "clear", N_("All topics"), id="practice_setup.clear"),
        Binding("up", "app.focus_previous", show=False, id="practice_setup.up"),
        Binding("down", "app.focus_next", show=False, id="practice_setup.down"),
    ]

    def __init__(self) -> None:
        """The bank and the schedule come later."""
        super().__init__()
        self._bank: Bank | None = None
        self._due: Sequence[str] = ()
        self._cards: Sequence[Card] = ()
        self._now = datetime.now().astimezone()

    def again(self) -> Self:
        """Return the same screen, anew."""
        return type(self)()

    def compose(self) -> ComposeResult:
        """Lay out the choices and the topics."""
        with Horizontal(id="setup"):
            with Vertical(id="setup-left"):
                with Vertical(id="setup-choices", classes="panel"):
                    yield from self._choices()
                yield Button(content(_("Start")), variant="primary", id="setup-start")
                yield Static(_("One moment …"), id="setup-count", classes="dim", markup=False)
            yield TopicPicker(id="setup-topics")
        yield KeyBar()

    def _choices(self) -> ComposeResult:
        preferences = self.interviewer.preferences
        yield _cycle("what", _("Questions"), [(TOPICS, _("by topic"))], TOPICS)
        roles = [(role.value, role_name(role)) for role in Role]
        yield _cycle("role", _("Role"), [("", _("any")), *roles], "")
        levels = [(level.value, level_name(level)) for level in Level]
        yield _cycle("level", _("Level"), [("", _("any")), *levels], "")
        wordings = [(DISGUISED, _("in disguise")), (AS_BEFORE, _("as before"))]
        yield _cycle("repeats", _("Repeats"), wordings, DISGUISED)
        language = preferences.interview_language or current()
        yield _cycle("language", _("Language"), [("en", "English"), ("zh", "中文")], language)
        models = [(BUILTIN, _("Built-in")), *((name, name) for name in preferences.connections)]
        known = preferences.connection in dict(models)
        yield _cycle("model", _("Model"), models, preferences.connection if known else BUILTIN)

    def on_mount(self) -> None:
        """Stand on Start; load the bank and what is due, then what a first question needs."""
        self.query_one("#setup-choices").border_title = _("Practice")
        topics = self.query_one(TopicPicker)
        topics.border_title = _("Topics")
        self._tell_chosen()
        self.query_one("#setup-start").focus()
        self.work(self._fill(), group="fill")

    async def _fill(self) -> None:
        place = await self.interviewer.workplace()
        self._bank = await asyncio.to_thread(lambda: place.bank)
        self._offer_topics()
        self._now = place.time.now()
        self._due, self._cards = await asyncio.to_thread(_remembered, place, self._bank)
        self._offer_rounds()
        await self.interviewer.warm()

    def _offer_rounds(self) -> None:
        """Offer the kinds of rounds for which there is something to ask."""
        rounds = [(TOPICS, _("by topic"))]
        if self._due:
            rounds.append((Round.DUE.value, _("due today ({n})").format(n=len(self._due))))
        if any(card.point_id is None for card in self._cards):
            rounds.append((Round.WEAKEST.value, _("the weakest")))
        points = sum(card.point_id is not None for card in self._cards)
        if points:
            rounds.append((Round.DRILLS.value, _("single points ({n})").format(n=points)))
        rounds.append((Round.WARM_UP.value, _("warm-up")))
        what = self.query_one("#setup-what", Cycle)
        what.offer(rounds, what.value)

    # What is chosen

    @property
    def _level(self) -> Level | None:
        value = self._chosen("level")
        return Level(value) if value else None

    @property
    def _role(self) -> Role | None:
        value = self._chosen("role")
        return Role(value) if value else None

    def _chosen(self, name: str) -> str:
        return self.query_one(f"#setup-{name}", Cycle).value

    def _plan(self, bank: Bank) -> Blueprint | None:
        variants = self._chosen("repeats") == DISGUISED
        try:
            if self._chosen("what") != TOPICS:
                return chosen_blueprint(bank, self._round(bank), variants=variants)
            return practice_blueprint(
                bank,
                role=self._role,
                level=self._level,
                topics=self.query_one(TopicPicker).topics,
                seed=secrets.randbelow(2**31),
                variants=variants,
            )
        except NothingToAsk:
            return None

    def _round(self, bank: Bank) -> list[str]:
        """Return what the chosen kind of round asks, of the topics, level and role chosen."""
        topics = self.query_one(TopicPicker).topics
        heads = [
            head
            for head in bank.heads(level=self._level, role=self._role)
            if not topics or head.topic in topics
        ]
        return chosen(Round(self._chosen("what")), heads, self._due, self._cards, self._now)

    # What follows from it

    @on(Cycle.Changed, "#setup-role")
    @on(Cycle.Changed, "#setup-level")
    def _offer_topics(self) -> None:
        if self._bank is not None:
            counts = topic_counts(self._bank, self._role, self._level)
            self.query_one(TopicPicker).offer(counts)
        self._recount()

    @on(Cycle.Changed, "#setup-what")
    @on(SelectionList.SelectedChanged)
    def _recount(self) -> None:
        self._tell_chosen()
        if self._bank is None:
            return
        plan = self._plan(self._bank)
        told = _("The bank has no question for this choice.")
        if plan is not None:
            n = len(plan.slots)
            told = ngettext("{n} question", "{n} questions", n).format(n=n)
            if self._chosen("what") != TOPICS:
                minutes = sum(slot.minutes for slot in plan.slots)
                told += " · " + _("about {n:.0f} minutes").format(n=minutes)
        self.query_one("#setup-count", Static).update(told)
        self.query_one("#setup-start", Button).disabled = plan is None

    def _tell_chosen(self) -> None:
        topics = self.query_one(TopicPicker)
        told = _("{n} chosen").format(n=len(topics.topics))
        topics.border_subtitle = told if topics.topics else _("none chosen: all")

    def action_clear(self) -> None:
        """Choose no topic, which means all."""
        self.query_one(TopicPicker).deselect_all()

    # Starting

    @on(Button.Pressed, "#setup-start")
    def action_start(self) -> None:
        """Begin with what is chosen."""
        start = self.query_one("#setup-start", Button)
        if not start.disabled:
            start.disabled = True
            self.query_one("#setup-count", Static).update(_("One moment …"))
            self.work(self._start(), group="open")

    async def _start(self) -> None:
        try:
            place = await self.interviewer.workplace()
            plan = self._plan(await asyncio.to_thread(lambda: place.bank))
            if plan is not None:
                language, model = Language(self._chosen("language")), self._chosen("model")
                transcript = await asyncio.to_thread(
                    lambda: place.new_session(Kind.PRACTICE, language, plan, model=model)
                )
                self.interviewer.open_session(transcript, instead=True)
        finally:
            if self.is_attached:
                self._recount()


def _remembered(place: Workplace, bank: Bank) -> tuple[list[str], list[Card]]:
    """Return what is due, and the cards, as far as the bank can still ask them."""
    due = [asked for asked in place.due_questions() if bank.holds(asked)]
    cards = [
        card for card in place.kept.cards() if bank.holds(asked_id(card.question_id, card.point_id))
    ]
    return due, cards


def _cycle(name: str, label: str, options: list[tuple[str, str]], value: str) -> Cycle:
    return Cycle(label, options, value, label_cells=_LABEL_CELLS, id=f"setup-{name}")
