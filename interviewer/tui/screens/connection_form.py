"""Setting up a model connection: filled in, tried out with a real call, kept."""

import asyncio
from collections.abc import Collection

from pydantic import SecretStr
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import Worker, WorkerState

from interviewer.i18n import N_, _
from interviewer.models.abilities import abilities
from interviewer.models.connection import Connection
from interviewer.models.faults import ModelFault
from interviewer.models.habits import KnownHabits
from interviewer.models.keys import find_key
from interviewer.models.presets import PRESETS
from interviewer.models.probe import Probe, prewarm, probe
from interviewer.tui.background import in_thread
from interviewer.tui.connection_draft import (
    ConnectionDraft,
    Incomplete,
    KeySource,
    preset_named,
)
from interviewer.tui.inert import content
from interviewer.tui.widgets.cycle import Cycle
from interviewer.tui.widgets.line_input import LineInput
from interviewer.tui.widgets.prose import Prose
from interviewer.wording import abilities_sentence, error_sentence, probe_sentence

_LABEL_CELLS = 14
_FIELDS = ("name", "url", "model", "variable", "secret")


Made = tuple[Connection, SecretStr | None]
"""A connection, and the key that is to go into the keyring if one was typed."""


class ConnectionForm(ModalScreen[Made | None]):
    """Returns what was made, or None."""

    CSS_PATH = "connection_form.tcss"
    HELP = N_(
        "Any server that speaks OpenAI’s protocol will do. Choose what kind it is, say where its "
        "key comes from, then test: the models it has are listed, to choose one of."
    )
    BINDINGS = [
        Binding("escape", "leave", N_("Back"), id="connection.leave"),
        Binding("f5", "test", N_("Test"), id="connection.test"),
        Binding("ctrl+j", "save", N_("Save"), id="connection.save"),
    ]

    def __init__(
        self, taken: Collection[str], known: KnownHabits, connection: Connection | None = None
    ) -> None:
        """Set up a new connection, or change one.

        `taken` are the names of the others; what a test teaches of the server becomes `known`.
        """
        super().__init__()
        self._taken = taken
        self._known = known
        self._is_new = connection is None
        self._draft = ConnectionDraft.of(connection) if connection else ConnectionDraft()

    def compose(self) -> ComposeResult:
        """One line for each field, then what a test found, then the ways on."""
        draft = self._draft
        with Vertical(id="connection"):
            with VerticalScroll(id="connection-fields", can_focus=False):
                if self._is_new:
                    presets = [("", _("other")), *((p.name, p.title) for p in PRESETS)]
                    yield Cycle(
                        _("Server"), presets, "", label_cells=_LABEL_CELLS, id="field-preset"
                    )
                yield from self._field("name", _("Name"), draft.name, locked=not self._is_new)
                yield from self._field("url", _("Address"), draft.base_url)
                yield from self._field("model", _("Model"), draft.model)
                sources = [
                    (KeySource.NONE, _("none needed")),
                    (KeySource.ENVIRONMENT, _("environment variable")),
                    (KeySource.KEYRING, _("system keyring")),
                ]
                yield Cycle(
                    _("Key"), sources, draft.source, label_cells=_LABEL_CELLS, id="field-source"
                )
                yield from self._field("variable", _("Variable"), draft.variable)
                yield from self._field("secret", _("New key"), "", secret=True)
                yield Prose(id="connection-state")
                yield OptionList(id="connection-models", markup=False)
            with Horizontal(id="connection-ways"):
                yield Button(content(_("Back")), id="way-leave")
                yield Button(content(_("Test")), id="way-test")
                yield Button(content(_("Save")), variant="primary", id="way-save")

    def _field(
        self, name: str, label: str, value: str, *, locked: bool = False, secret: bool = False
    ) -> ComposeResult:
        with Horizontal(id=f"row-{name}", classes="field"):
            yield Static(label, classes="field-label", markup=False)
            yield LineInput(
                value, id=f"field-{name}", compact=True, password=secret, disabled=locked
            )

    def on_mount(self) -> None:
        """Show the fields that the choices call for."""
        self.query_one("#connection").border_title = (
            _("New connection") if self._is_new else _("Connection")
        )
        self.query_one("#connection").border_subtitle = " · ".join(
            (f"f5 {_('Test')}", f"^j {_('Save')}", f"esc {_('Back')}")
        )
        self.query_one("#connection-models").display = False
        self._show_key_fields()
        self.query_one("#field-preset" if self._is_new else "#field-url").focus()

    def _show_key_fields(self) -> None:
        source = KeySource(self.query_one("#field-source", Cycle).value)
        self.query_one("#row-variable").display = source is KeySource.ENVIRONMENT
        self.query_one("#row-secret").display = source is KeySource.KEYRING

    @on(Cycle.Changed, "#field-source")
    def _choose_source(self) -> None:
        self._show_key_fields()

    @on(Cycle.Changed, "#field-preset")
    def _choose_preset(self, event: Cycle.Changed) -> None:
        preset = preset_named(str(event.cycle.value))
        draft = (
            ConnectionDraft() if preset is None else ConnectionDraft().filled(preset, self._taken)
        )
        for name, value in (
            ("name", draft.name),
            ("url", draft.base_url),
            ("model", draft.model),
            ("variable", draft.variable),
        ):
            self.query_one(f"#field-{name}", Input).value = value
        self.query_one("#field-source", Cycle).choose(draft.source)
        self._show_key_fields()
        self.query_one("#connection-models").display = False
        self._say("")

    @property
    def _typed(self) -> ConnectionDraft:
        values = {name: self.query_one(f"#field-{name}", Input).value for name in _FIELDS}
        return ConnectionDraft(
            name=values["name"],
            base_url=values["url"],
            model=values["model"],
            source=KeySource(self.query_one("#field-source", Cycle).value),
            variable=values["variable"],
            secret=values["secret"],
            rest=self._draft.rest,
        )

    def _say(self, told: str) -> None:
        self.query_one("#connection-state", Prose).show(told)

    # Trying out

    @on(Button.Pressed, "#way-test")
    def action_test(self) -> None:
        """Ask the server for its models, and the chosen one for a word."""
        typed = self._typed
        try:
            connection = typed.connection(self._taken, any_model=True)
        except Incomplete as error:
            self._say(str(error))
            return
        self._say(_("Asking {url} …").format(url=connection.base_url))
        self.run_worker(
            self._try(connection, typed), group="test", exclusive=True, exit_on_error=False
        )

    async def _try(self, connection: Connection, typed: ConnectionDraft) -> None:
        await in_thread(prewarm, "loading the client")
        try:
            key = typed.key or await asyncio.to_thread(find_key, connection)
        except ModelFault:
            self._say(_no_key(connection))
            return
        asked = bool(typed.model.strip())
        result = await probe(connection, key, ask=asked)
        told = probe_sentence(result, asked=asked)
        self._say(told)
        self._offer(result)
        if result.answered:
            can = await abilities(connection, key, self._known)
            self._say(f"{told} {abilities_sentence(can)}")

    def _offer(self, result: Probe) -> None:
        listed = self.query_one("#connection-models", OptionList)
        listed.clear_options()
        listed.add_options(Option(content(name)) for name in result.models)
        listed.display = bool(result.models) and not result.answered
        if listed.display:
            chosen = self.query_one("#field-model", Input).value.strip()
            models = result.models
            listed.highlighted = models.index(chosen) if chosen in models else 0
            listed.focus()

    @on(OptionList.OptionSelected, "#connection-models")
    def _choose_model(self, event: OptionList.OptionSelected) -> None:
        self.query_one("#field-model", Input).value = str(event.option.prompt)
        self.query_one("#connection-models").display = False
        self.action_test()
        self.query_one("#way-save").focus()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say what went wrong beyond what a test reports itself."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self._say(error_sentence(event.worker.error))

    # Leaving

    @on(Button.Pressed, "#way-save")
    def action_save(self) -> None:
        """Return the connection, or say what is missing."""
        typed = self._typed
        try:
            self.dismiss((typed.connection(self._taken), typed.key))
        except Incomplete as error:
            self._say(str(error))

    @on(Button.Pressed, "#way-leave")
    def action_leave(self) -> None:
        """Return nothing."""
        self.dismiss(None)


def _no_key(connection: Connection) -> str:
    if connection.api_key_env is not None:
        told = _("{name} is not set in the environment that the app was started from.")
        return told.format(name=connection.api_key_env)
    return _("The keyring holds no key for this connection: type it above.")
