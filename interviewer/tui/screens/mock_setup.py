"""Setting up a mock interview: everything is filled in, so that Enter starts at once."""

import asyncio
import secrets
from typing import Self

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, SelectionList, Static

from interviewer.bank.catalogue import Bank
from interviewer.domain.blueprint import Blueprint
from interviewer.domain.language import Language
from interviewer.domain.question import Level, Role
from interviewer.domain.transcript import Kind, Transcript
from interviewer.i18n import N_, _, current
from interviewer.interview.blueprints import NothingToAsk, mock_blueprint
from interviewer.interview.presets import PRESETS, deepest_topics, preset_of, topic_counts
from interviewer.interview.workplace import Workplace
from interviewer.settings import BUILTIN
from interviewer.storage.lock import InterviewRunning
from interviewer.tui.inert import content
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.widgets.cycle import Cycle
from interviewer.tui.widgets.key_bar import KeyBar
from interviewer.tui.widgets.plan import Plan
from interviewer.tui.widgets.prose import Prose
from interviewer.tui.widgets.topic_picker import TopicPicker
from interviewer.wording import error_sentence, level_name, preset_name, role_name

LONGEST = 480
"""Minutes that a mock may take."""
SEEDS = 1_000_000
OWN = "own"
_LABEL_CELLS = 10
_FAIR = N_(
    "The clock runs only while you can type. Marks stay hidden until the report. You can pause "
    "whenever you like."
)


class MockSetupScreen(AppScreen):
    """Choices on the left, topics and the plan that comes of them on the right."""

    CSS_PATH = "mock_setup.tcss"
    HELP = N_(
        "Choose what kind of interview you would like to sit. The plan on the right changes with "
        "every choice; the same seed and choices give the same plan again."
    )
    BINDINGS = [
        Binding("escape", "app.pop_screen", N_("Back"), id="mock_setup.back"),
        Binding("f5,ctrl+j", "start", N_("Start"), id="mock_setup.start", key_display="f5"),
        Binding("ctrl+r", "reseed", N_("New seed"), id="mock_setup.reseed"),
        Binding("up", "app.focus_previous", show=False, id="mock_setup.up"),
        Binding("down", "app.focus_next", show=False, id="mock_setup.down"),
    ]

    def __init__(self) -> None:
        """The bank comes later."""
        super().__init__()
        self._bank: Bank | None = None

    def again(self) -> Self:
        """Return the same screen, anew."""
        return type(self)()

    def compose(self) -> ComposeResult:
        """Lay out the choices, the topics and the plan."""
        with Horizontal(id="mock-setup"):
            with Vertical(id="mock-left"):
                with Vertical(id="mock-choices", classes="panel"):
                    yield from self._choices()
                yield Button(content(_("Start")), variant="primary", id="mock-start")
                yield Prose(_(_FAIR), id="mock-hint", classes="dim")
            with Vertical(id="mock-right"):
                yield TopicPicker(id="mock-topics")
                yield Plan(id="mock-plan")
        yield KeyBar()

    def _choices(self) -> ComposeResult:
        preferences = self.interviewer.preferences
        presets = [(preset.name, preset_name(preset.name)) for preset in PRESETS]
        yield _cycle("preset", _("Preset"), [*presets, (OWN, preset_name(OWN))], PRESETS[0].name)
        yield _field("minutes", _("Minutes"), str(PRESETS[0].minutes))
        roles = [(role.value, role_name(role)) for role in Role]
        yield _cycle("role", _("Role"), [("", _("any")), *roles], "")
        levels = [(level.value, level_name(level)) for level in Level]
        yield _cycle("level", _("Level"), [("", _("any")), *levels], "")
        language = preferences.interview_language or current()
        yield _cycle("language", _("Language"), [("en", "English"), ("zh", "中文")], language)
        models = [(BUILTIN, _("Built-in")), *((name, name) for name in preferences.connections)]
        known = preferences.connection in dict(models)
        yield _cycle("model", _("Model"), models, preferences.connection if known else BUILTIN)
        yield _field("seed", _("Seed"), str(secrets.randbelow(SEEDS)))

    def on_mount(self) -> None:
        """Stand on Start; load the bank, then what a first question needs, in the background."""
        self.query_one("#mock-choices").border_title = _("Mock interview")
        self.query_one(TopicPicker).border_title = _("Topics")
        self.query_one("#mock-start").focus()
        self.work(self._fill(), group="fill")

    async def _fill(self) -> None:
        place = await self.interviewer.workplace()
        self._bank = await asyncio.to_thread(lambda: place.bank)
        self._offer_topics()
        self._replan()
        await self.interviewer.warm()

    # What is chosen

    @property
    def _minutes(self) -> int | None:
        return _number(self.query_one("#mock-minutes", Input).value, 1, LONGEST)

    @property
    def _seed(self) -> int | None:
        return _number(self.query_one("#mock-seed", Input).value, 0, 2**31 - 1)

    @property
    def _role(self) -> Role | None:
        value = self._chosen("role")
        return Role(value) if value else None

    @property
    def _level(self) -> Level | None:
        value = self._chosen("level")
        return Level(value) if value else None

    def _chosen(self, name: str) -> str:
        return self.query_one(f"#mock-{name}", Cycle).value

    def _plan(self, bank: Bank) -> Blueprint | str:
        """Return the plan, or the sentence that says why there is none."""
        if self._minutes is None:
            return _("Minutes: a whole number from 1 to {most}.").format(most=LONGEST)
        if self._seed is None:
            return _("Seed: a whole number from 0 to {most}.").format(most=2**31 - 1)
        try:
            return mock_blueprint(
                bank,
                role=self._role,
                level=self._level,
                topics=self.query_one(TopicPicker).topics,
                minutes=self._minutes,
                seed=self._seed,
            )
        except NothingToAsk as error:
            return error_sentence(error)

    # What follows from it

    @on(Cycle.Changed)
    def _follow(self, event: Cycle.Changed) -> None:
        match event.cycle.id:
            case "mock-preset":
                self._take_preset(event.value)
            case "mock-role" | "mock-level":
                self._offer_topics()
        self._replan()

    def _offer_topics(self) -> None:
        if self._bank is not None:
            counts = topic_counts(self._bank, self._role, self._level)
            self.query_one(TopicPicker).offer(counts)

    @on(Input.Changed)
    @on(SelectionList.SelectedChanged)
    def _replan(self) -> None:
        topics = self.query_one(TopicPicker)
        told = _("{n} chosen").format(n=len(topics.topics))
        topics.border_subtitle = told if topics.topics else _("none chosen: all")
        preset = preset_of(self._minutes, topics.topics)
        self.query_one("#mock-preset", Cycle).choose(preset.name if preset else OWN)
        if self._bank is None:
            return
        plan = self._plan(self._bank)
        if isinstance(plan, str):
            self.query_one(Plan).say(plan)
        else:
            self.query_one(Plan).show(plan)
        self.query_one("#mock-start", Button).disabled = isinstance(plan, str)

    def _take_preset(self, name: str) -> None:
        preset = next((preset for preset in PRESETS if preset.name == name), None)
        if preset is None or self._bank is None:
            return
        self.query_one("#mock-minutes", Input).value = str(preset.minutes)
        picker = self.query_one(TopicPicker)
        picker.deselect_all()
        for topic in deepest_topics(self._bank, preset.topics or 0, self._role, self._level):
            picker.select(topic)

    def action_reseed(self) -> None:
        """Draw another seed."""
        self.query_one("#mock-seed", Input).value = str(secrets.randbelow(SEEDS))

    # Starting

    @on(Input.Submitted)
    def _to_start(self) -> None:
        self.query_one("#mock-start").focus()

    @on(Button.Pressed, "#mock-start")
    def action_start(self) -> None:
        """Begin with what is chosen."""
        if not self.query_one("#mock-start", Button).disabled:
            self.query_one("#mock-start", Button).disabled = True
            self.query_one("#mock-hint", Prose).show(_("One moment …"))
            self.work(self._start(), group="open")

    async def _start(self) -> None:
        try:
            place = await self.interviewer.workplace()
            plan = self._plan(await asyncio.to_thread(lambda: place.bank))
            if isinstance(plan, str):
                return
            model, language = self._chosen("model"), Language(self._chosen("language"))
            transcript = await asyncio.to_thread(_begun, place, plan, language, model)
        except InterviewRunning as error:
            self.tell_failure(error)
            self.app.pop_screen()
        else:
            self.interviewer.open_session(transcript, instead=True)
        finally:
            if self.is_attached:
                self.query_one("#mock-hint", Prose).show(_(_FAIR))
                self._replan()


def _begun(place: Workplace, plan: Blueprint, language: Language, model: str) -> Transcript:
    """Store the session. The seat comes first: another window's interview leaves no orphan."""
    place.lock.acquire()
    try:
        return place.new_session(Kind.MOCK, language, plan, model=model)
    except BaseException:
        place.lock.release()
        raise


def _cycle(name: str, label: str, options: list[tuple[str, str]], value: str) -> Cycle:
    return Cycle(label, options, value, label_cells=_LABEL_CELLS, id=f"mock-{name}")


def _field(name: str, label: str, value: str) -> Horizontal:
    return Horizontal(
        Static(content(label), classes="field-label", markup=False),
        Input(value, type="integer", compact=True, max_length=10, id=f"mock-{name}"),
        classes="field",
    )


def _number(text: str, least: int, most: int) -> int | None:
    return int(text) if text.isdecimal() and least <= int(text) <= most else None
