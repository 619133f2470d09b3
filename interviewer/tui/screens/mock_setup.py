"""Setting up a mock interview: everything is filled in, so that Enter starts at once."""

import asyncio
import secrets
from pathlib import Path
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
from interviewer.interview.blueprints import LONGEST, NothingToAsk, mock_blueprint
from interviewer.interview.presets import PRESETS, deepest_topics, preset_of, topic_counts
from interviewer.interview.workplace import Workplace
from interviewer.settings import BUILTIN
from interviewer.storage.blueprints import ENDING, Saved, file_stem, fits_name, read, write_file
from interviewer.storage.lock import InterviewRunning
from interviewer.tui.inert import content
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.screens.plan import PlanScreen
from interviewer.tui.widgets.choice import confirmation
from interviewer.tui.widgets.cycle import Cycle
from interviewer.tui.widgets.key_bar import KeyBar
from interviewer.tui.widgets.line_dialog import LineDialog
from interviewer.tui.widgets.plan import Plan
from interviewer.tui.widgets.prose import Prose
from interviewer.tui.widgets.topic_picker import TopicPicker
from interviewer.wording import error_sentence, level_name, preset_name, role_name

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
        "every choice; the same seed and choices give the same plan again. A plan can be saved "
        "under a name, which then stands among the presets, and written to a file to hand on; and "
        "each of its places can be changed."
    )
    BINDINGS = [
        Binding("escape", "app.pop_screen", N_("Back"), id="mock_setup.back"),
        Binding("f5,ctrl+j", "start", N_("Start"), id="mock_setup.start", key_display="f5"),
        Binding("f4", "edit_plan", N_("Edit plan"), id="mock_setup.edit_plan"),
        Binding("ctrl+r", "reseed", N_("New seed"), id="mock_setup.reseed"),
        Binding("ctrl+s", "save", N_("Save blueprint"), id="mock_setup.save"),
        Binding("ctrl+o", "open", N_("Open a blueprint file"), id="mock_setup.open", show=False),
        Binding("f9", "share", N_("Write blueprint to a file"), id="mock_setup.share", show=False),
        Binding("f8", "forget", N_("Delete blueprint"), id="mock_setup.forget", show=False),
        Binding("up", "app.focus_previous", show=False, id="mock_setup.up"),
        Binding("down", "app.focus_next", show=False, id="mock_setup.down"),
    ]

    def __init__(self) -> None:
        """The bank comes later."""
        super().__init__()
        self._bank: Bank | None = None
        self._saved: dict[str, Saved] = {}
        self._taken: Saved | None = None
        """The saved blueprint that was chosen last, with what was edited since (no name: not
        saved): it holds while no choice departs from it."""

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
        yield _cycle("preset", _("Preset"), self._presets(), PRESETS[0].name)
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
        await self._offer_saved()
        self._replan()
        await self.interviewer.warm()

    def _presets(self) -> list[tuple[str, str]]:
        offered = [(preset.name, preset_name(preset.name)) for preset in PRESETS]
        offered.append((OWN, preset_name(OWN)))
        return offered + [(key, f"★ {saved.name}") for key, saved in self._saved.items()]

    async def _offer_saved(self) -> None:
        place = await self.interviewer.workplace()
        found = await asyncio.to_thread(_own, place)
        self._saved = {f"saved:{saved.name}": saved for saved in found}
        preset = self.query_one("#mock-preset", Cycle)
        preset.offer(self._presets(), preset.value if preset.value in _names(self) else OWN)

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
        if self._taken is not None and self._is_as_taken(bank):
            return self._taken.blueprint.model_copy(update={"seed": self._seed})
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
        self.query_one("#mock-preset", Cycle).choose(self._preset())
        self.refresh_bindings()
        if self._bank is None:
            return
        plan = self._plan(self._bank)
        if isinstance(plan, str):
            self.query_one(Plan).say(plan)
        else:
            self.query_one(Plan).show(plan)
        self.query_one("#mock-start", Button).disabled = isinstance(plan, str)

    def _preset(self) -> str:
        """Return the preset, or the saved blueprint, that the choices amount to."""
        if self._taken is not None and self._bank is not None and self._is_as_taken(self._bank):
            key = f"saved:{self._taken.name}"
            saved = self._saved.get(key)
            is_saved = saved is not None and saved.blueprint.slots == self._taken.blueprint.slots
            return key if is_saved else OWN
        preset = preset_of(self._minutes, self.query_one(TopicPicker).topics)
        return preset.name if preset else OWN

    def _is_as_taken(self, bank: Bank) -> bool:
        """Whether nothing was chosen since that departs from the saved blueprint."""
        assert self._taken is not None
        plan = self._taken.blueprint
        topics = set(plan.topics) & set(bank.topics())
        return (
            self._minutes == round(plan.minutes or 0)
            and self._role is plan.role
            and self._level is plan.level
            and set(self.query_one(TopicPicker).topics) == topics
        )

    def _take_saved(self, saved: Saved) -> None:
        """Choose what a saved blueprint was made of; its slots hold as long as that stays so."""
        plan = saved.blueprint
        self._taken = saved
        self.query_one("#mock-minutes", Input).value = str(round(plan.minutes or 0))
        self.query_one("#mock-role", Cycle).choose(plan.role.value if plan.role else "")
        self.query_one("#mock-level", Cycle).choose(plan.level.value if plan.level else "")
        self._offer_topics()
        picker = self.query_one(TopicPicker)
        picker.deselect_all()
        offered = {option.id for option in picker.options}
        for topic in plan.topics:
            if topic in offered:
                picker.select(topic)

    def _take_preset(self, name: str) -> None:
        if name in self._saved:
            self._take_saved(self._saved[name])
            return
        self._taken = None
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

    def action_edit_plan(self) -> None:
        """Show the plan slot by slot, to be changed."""
        plan = None if self._bank is None else self._plan(self._bank)
        if self._bank is not None and isinstance(plan, Blueprint):
            self.app.push_screen(PlanScreen(self._bank, plan, self._take_edited))

    def _take_edited(self, plan: Blueprint) -> None:
        assert self._bank is not None
        held = self._taken if self._taken is not None and self._is_as_taken(self._bank) else None
        self._take_saved(Saved(held.name if held is not None else "", plan))
        self._replan()

    # Blueprints of one's own

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a saved blueprint can be deleted, only a plan edited."""
        if action == "edit_plan":
            return self.is_attached and not self.query_one("#mock-start", Button).disabled
        if action == "forget":
            return self.is_attached and self._chosen("preset") in self._saved
        return True

    def action_save(self) -> None:
        """Save the plan under a name."""
        self.work(self._save(), group="dialog")

    async def _save(self) -> None:
        plan = None if self._bank is None else self._plan(self._bank)
        if not isinstance(plan, Blueprint):
            return
        name = await self.app.push_screen_wait(
            LineDialog(
                _("Save this blueprint as:"),
                _("Save"),
                value=self._taken.name if self._taken is not None else "",
                fits=fits_name,
            )
        )
        if name is None:
            return
        asked = _("There is a blueprint “{name}” already. Replace it?").format(name=name)
        if f"saved:{name}" in self._saved and not await self._agreed(asked, _("Replace")):
            return
        await self._keep(Saved(name, plan))

    async def _keep(self, saved: Saved) -> None:
        place = await self.interviewer.workplace()
        await asyncio.to_thread(lambda: place.blueprints.save(saved))
        await self._offer_saved()
        self._take_saved(saved)
        self._replan()
        self.notify(_("Blueprint “{name}” is saved.").format(name=saved.name))

    def action_open(self) -> None:
        """Take over a blueprint from a file."""
        self.work(self._open(), group="dialog")

    async def _open(self) -> None:
        asked = _("Open the blueprint in this file; it is saved among yours:")
        line = await self.app.push_screen_wait(LineDialog(asked, _("Open"), value="~/"))
        if line is None:
            return
        saved = await asyncio.to_thread(lambda: read(Path(line).expanduser()))
        asked = _("There is a blueprint “{name}” already. Replace it?").format(name=saved.name)
        await self._offer_saved()
        if f"saved:{saved.name}" in self._saved and not await self._agreed(asked, _("Replace")):
            return
        await self._keep(saved)

    def action_share(self) -> None:
        """Write the plan to a file."""
        self.work(self._share(), group="dialog")

    async def _share(self) -> None:
        plan = None if self._bank is None else self._plan(self._bank)
        if not isinstance(plan, Blueprint):
            return
        name = (self._taken.name if self._taken is not None else "") or _("Blueprint")
        asked = _("Write this blueprint to a file:")
        value = f"~/{file_stem(name)}{ENDING}"
        line = await self.app.push_screen_wait(LineDialog(asked, _("Write"), value=value))
        if line is not None:
            saved = Saved(name, plan)
            await asyncio.to_thread(lambda: write_file(saved, Path(line).expanduser()))
            self.notify(_("Written to {path}.").format(path=line))

    def action_forget(self) -> None:
        """Delete the saved blueprint that is chosen."""
        self.work(self._forget(), group="dialog")

    async def _forget(self) -> None:
        saved = self._saved[self._chosen("preset")]
        asked = _("Delete the blueprint “{name}”?").format(name=saved.name)
        if await self._agreed(asked, _("Delete")):
            place = await self.interviewer.workplace()
            await asyncio.to_thread(lambda: place.blueprints.delete(saved.name))
            await self._offer_saved()
            self._replan()

    async def _agreed(self, question: str, label: str) -> bool:
        return await self.app.push_screen_wait(confirmation(question, label)) == "yes"

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


def _names(screen: MockSetupScreen) -> set[str]:
    return {key for key, _name in screen._presets()}


def _own(place: Workplace) -> list[Saved]:
    return place.blueprints.all()


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
