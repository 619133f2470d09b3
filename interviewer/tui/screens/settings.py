"""Settings: every choice is saved at once; what goes wrong is told."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pydantic import SecretStr
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import TabbedContent, TabPane, Tabs

from interviewer.i18n import N_, _, ngettext
from interviewer.interview.connections import (
    drop_connection,
    keep_connection,
    known_connections,
)
from interviewer.interview.workplace import Workplace
from interviewer.models.abilities import abilities
from interviewer.models.connection import Connection
from interviewer.models.keys import find_key
from interviewer.models.probe import prewarm, probe
from interviewer.settings import paths
from interviewer.storage.backup import check_backup, make_backup
from interviewer.storage.export.everything import export_everything
from interviewer.storage.mistakes import Mistake
from interviewer.tui.background import in_thread
from interviewer.tui.inert import content
from interviewer.tui.keys import Key, by_place
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.screens.connection_form import ConnectionForm
from interviewer.tui.widgets.choice import confirmation
from interviewer.tui.widgets.key_bar import KeyBar
from interviewer.tui.widgets.key_dialog import DEFAULT, KeyDialog
from interviewer.tui.widgets.line_dialog import LineDialog
from interviewer.tui.widgets.settings_data import DataSettings
from interviewer.tui.widgets.settings_general import GeneralSettings
from interviewer.tui.widgets.settings_graders import GraderSettings
from interviewer.tui.widgets.settings_keys import KeySettings
from interviewer.tui.widgets.settings_models import ModelSettings
from interviewer.wording import abilities_sentence, probe_sentence

if TYPE_CHECKING:
    from interviewer.evaluation.kept import Kept

SECTIONS = {
    "general": N_("General"),
    "models": N_("Models"),
    "keys": N_("Keys"),
    "data": N_("Data"),
    "graders": N_("Graders"),
}


class SettingsScreen(AppScreen):
    """Five sections; each tells what was chosen in it, and this screen does it."""

    CSS_PATH = "settings.tcss"
    HELP = N_(
        "How the app looks and speaks, which model interviews and grades, your own keys, your "
        "data, and how far graders can be relied on. Every change is saved at once."
    )
    BINDINGS = [
        Binding("escape", "app.pop_screen", N_("Back"), id="settings.back"),
        *(
            Binding(str(number), f"section('{name}')", title, id=f"settings.{name}", show=False)
            for number, (name, title) in enumerate(SECTIONS.items(), 1)
        ),
    ]

    def __init__(self, section: str | None = None) -> None:
        """Open at a section."""
        super().__init__()
        self._section = section or "general"

    def again(self) -> Self:
        """Return the same screen, anew."""
        return type(self)(self.query_one(TabbedContent).active)

    def compose(self) -> ComposeResult:
        """Lay the sections out."""
        preferences = self.interviewer.preferences
        panes = {
            "general": GeneralSettings(preferences, greys=self.app.no_color),
            "models": ModelSettings(),
            "keys": KeySettings(),
            "data": DataSettings(paths()),
            "graders": GraderSettings(),
        }
        with (
            Vertical(id="settings-frame"),
            TabbedContent(initial=self._section, id="settings"),
        ):
            for number, (name, title) in enumerate(SECTIONS.items(), 1):
                with TabPane(content(f"{number} {_(title)}"), id=name):
                    yield panes[name]
        yield KeyBar()

    def on_mount(self) -> None:
        """Fill what has to be looked up."""
        self.query_one("#settings-frame").border_title = _("Settings")
        self._show_models()
        self.query_one(Tabs).focus()

    def on_screen_resume(self) -> None:
        """A note may have been written meanwhile."""
        self.work(self._fill_data(), group="data")

    def action_section(self, name: str) -> None:
        """Go to a section."""
        self.query_one(TabbedContent).active = name
        self.query_one(Tabs).focus()

    # General

    @on(GeneralSettings.Chosen)
    def _choose(self, event: GeneralSettings.Chosen) -> None:
        if event.name == "language":
            # The screen is replaced by one in the other language: not within its own message.
            self.app.call_later(self.interviewer.use_language, event.value)
        elif event.name == "theme":
            self.interviewer.use_theme(event.value)
        else:
            setattr(self.interviewer.preferences, event.name, event.value or None)
            self.interviewer.keep_preferences()

    # Models

    def _show_models(self) -> None:
        preferences = self.interviewer.preferences
        known = known_connections(preferences)
        pane = self.query_one(ModelSettings)
        pane.show(known, preferences.connection, preferences.grader)
        pane.show_care(
            preferences.limit_tokens, preferences.limit_cost, twice=preferences.second_opinion
        )

    @on(ModelSettings.Chosen)
    def _choose_model(self, event: ModelSettings.Chosen) -> None:
        setattr(self.interviewer.preferences, event.role, event.name)
        self.interviewer.keep_preferences()

    @on(ModelSettings.Asked)
    def _ask_twice(self, event: ModelSettings.Asked) -> None:
        self.interviewer.preferences.second_opinion = event.twice
        self.interviewer.keep_preferences()

    @on(ModelSettings.Limited)
    def _limit(self, event: ModelSettings.Limited) -> None:
        preferences = self.interviewer.preferences
        if event.what == "tokens":
            preferences.limit_tokens = int(event.most)
        else:
            preferences.limit_cost = event.most
        self.interviewer.keep_preferences()

    @on(ModelSettings.Wanted)
    def _do_with_model(self, event: ModelSettings.Wanted) -> None:
        known = {c.name: c for c in known_connections(self.interviewer.preferences)}
        chosen = known.get(event.name or "")
        if event.what == "add":
            self.work(self._set_up(None), group="dialog")
        elif chosen is not None:
            job = {"edit": self._set_up, "test": self._test, "remove": self._remove}[event.what]
            self.work(job(chosen), group="dialog")

    async def _set_up(self, connection: Connection | None) -> None:
        preferences = self.interviewer.preferences
        taken = set(preferences.connections) - ({connection.name} if connection else set())
        place = await self.interviewer.workplace()
        form = ConnectionForm(taken, place.habits, connection)
        made = await self.app.push_screen_wait(form)
        if made is None:
            return
        changed, key = made
        await self._keep(changed, key)

    async def _keep(self, connection: Connection, key: SecretStr | None) -> None:
        preferences = self.interviewer.preferences
        await asyncio.to_thread(keep_connection, preferences, connection, key)
        self._changed(_("{name} is saved.").format(name=connection.name))

    async def _test(self, connection: Connection) -> None:
        pane = self.query_one(ModelSettings)
        pane.say(_("Asking {url} …").format(url=connection.base_url))
        await in_thread(prewarm, "loading the client")
        key = await asyncio.to_thread(find_key, connection)
        found = await probe(connection, key)
        told = probe_sentence(found, asked=True)
        pane.say(told)
        if found.answered:
            place = await self.interviewer.workplace()
            can = await abilities(connection, key, place.habits)
            pane.say(f"{told} {abilities_sentence(can)}")

    async def _remove(self, connection: Connection) -> None:
        asked = _("Remove the connection {name}? Its key goes from the keyring, too.")
        dialog = confirmation(asked.format(name=connection.name), _("Remove"))
        if await self.app.push_screen_wait(dialog) == "yes":
            try:
                preferences = self.interviewer.preferences
                await asyncio.to_thread(drop_connection, preferences, connection.name)
                place = await self.interviewer.workplace()
                await asyncio.to_thread(place.habits.forget, connection.name)
            finally:
                self._changed(_("{name} is removed.").format(name=connection.name))

    def _changed(self, told: str) -> None:
        self.interviewer.keep_preferences()
        self._show_models()
        self.query_one(ModelSettings).say(told)

    # Keys

    @on(TabbedContent.TabActivated)
    def _fill(self, event: TabbedContent.TabActivated) -> None:
        # The table of keys imports every screen, which takes a second: not before it is wanted.
        if event.pane.id == "keys":
            self.work(self._fill_keys(), group="keys")
        elif event.pane.id == "graders":
            self.work(self._fill_graders(), group="graders")

    async def _fill_keys(self) -> None:
        places = await in_thread(by_place, "keys")
        self.query_one(KeySettings).show(places, self.interviewer.preferences.keymap)

    @on(KeySettings.Wanted)
    def _change_key(self, event: KeySettings.Wanted) -> None:
        self.work(self._ask_key(event.key) if event.key else self._ask_defaults(), group="dialog")

    async def _ask_key(self, key: Key) -> None:
        keymap = dict(self.interviewer.preferences.keymap)
        chosen = await self.app.push_screen_wait(KeyDialog(key, keymap))
        if chosen is None:
            return
        if chosen == DEFAULT:
            keymap.pop(key.id, None)
        else:
            keymap[key.id] = chosen
        await self._use_keys(keymap)

    async def _ask_defaults(self) -> None:
        dialog = confirmation(_("Give all keys back their defaults?"), _("All defaults"))
        if await self.app.push_screen_wait(dialog) == "yes":
            await self._use_keys({})

    async def _use_keys(self, keymap: dict[str, str]) -> None:
        self.interviewer.use_keys(keymap)
        await self._fill_keys()

    # Data

    async def _fill_data(self) -> None:
        place = await self.interviewer.workplace()
        sessions = await asyncio.to_thread(place.store.list)
        mistakes = await asyncio.to_thread(place.mistakes.read)
        self.query_one(DataSettings).show(len(sessions), mistakes)

    @on(DataSettings.Wanted)
    def _do_with_data(self, event: DataSettings.Wanted) -> None:
        match event.what, event.mistake:
            case "export", _mistake:
                self.work(self._export(), group="dialog")
            case "backup", _mistake:
                self.work(self._back_up(), group="dialog")
            case "restore", _mistake:
                self.work(self._restore(), group="dialog")
            case "anki", _mistake:
                self.work(self._write_anki(), group="dialog")
            case "delete", _mistake:
                self.work(self._delete(), group="dialog")
            case "open", Mistake(question_id=question_id):
                self.interviewer.show_question(question_id)
            case "remove", Mistake() as mistake:
                self.work(self._remove_note(mistake), group="dialog")

    async def _export(self) -> None:
        place = await self.interviewer.workplace()
        proposed = Path.home() / f"interviewer-{place.time.now():%Y-%m-%d}.zip"
        told = _("Every session as Markdown, HTML and JSON, and your notes, go into this archive:")
        path = await self.app.push_screen_wait(LineDialog(told, _("Export"), value=str(proposed)))
        if path is None:
            return
        target = await asyncio.to_thread(_export_to, place, path)
        self.notify(_("Written: {path}").format(path=target))

    async def _back_up(self) -> None:
        place = await self.interviewer.workplace()
        proposed = Path.home() / f"interviewer-backup-{place.time.now():%Y-%m-%d}.zip"
        told = _(
            "Sessions, notes, blueprints, reports on graders and your own banks go into one file, "
            "from which they can be restored. It is checked before it counts as made:"
        )
        path = await self.app.push_screen_wait(LineDialog(told, _("Back up"), value=str(proposed)))
        if path is None:
            return
        self.notify(_("Writing and checking the backup …"))
        target = _at(path)
        made = await asyncio.to_thread(make_backup, place.paths, target)
        told = ngettext(
            "{path} holds {n} session and is sound.",
            "{path} holds {n} sessions and is sound.",
            made.sessions,
        )
        self.notify(told.format(path=target, n=made.sessions))

    async def _restore(self) -> None:
        place = await self.interviewer.workplace()
        told = _("Which backup? It is checked first; nothing is changed yet:")
        path = await self.app.push_screen_wait(LineDialog(told, _("Check")))
        if path is None:
            return
        source = _at(path)
        held = await asyncio.to_thread(check_backup, source)
        asked = ngettext(
            "This backup of {at} is sound and holds {n} session.",
            "This backup of {at} is sound and holds {n} sessions.",
            held.sessions,
        ).format(at=f"{held.made_at.astimezone():%Y-%m-%d %H:%M}", n=held.sessions)
        asked += "\n" + _(
            "Restoring puts it in place of everything that is here now; that is kept in a backup "
            "of its own."
        )
        if await self.app.push_screen_wait(confirmation(asked, _("Restore"))) != "yes":
            return
        kept = await asyncio.to_thread(place.restore, source)
        await self._fill_data()
        self.notify(_("Restored. What was here before: {path}").format(path=kept))

    async def _write_anki(self) -> None:
        place = await self.interviewer.workplace()
        proposed = Path.home() / f"interviewer-{place.time.now():%Y-%m-%d}.apkg"
        told = _("The points that you missed last become cards for Anki, in this package:")
        path = await self.app.push_screen_wait(LineDialog(told, _("Write"), value=str(proposed)))
        if path is None:
            return
        n = await asyncio.to_thread(place.write_anki, _at(path))
        told = ngettext("{path} holds {n} card.", "{path} holds {n} cards.", n)
        self.notify(told.format(path=path, n=n))

    async def _delete(self) -> None:
        word = _("delete")
        asked = _(
            "Every session, draft, grade, note, log and report on a grader is deleted for good. "
            "Settings, keys and question banks of your own stay. To go on, type “{word}”."
        )
        dialog = LineDialog(
            asked.format(word=word), _("Delete everything"), fits=word.__eq__, grave=True
        )
        if await self.app.push_screen_wait(dialog) is None:
            return
        place = await self.interviewer.workplace()
        await asyncio.to_thread(place.delete_everything)
        await self._fill_data()
        self.notify(_("Everything is deleted."))

    async def _remove_note(self, mistake: Mistake) -> None:
        dialog = confirmation(_("Delete this note?"), _("Delete"))
        if await self.app.push_screen_wait(dialog) == "yes":
            place = await self.interviewer.workplace()
            await asyncio.to_thread(place.mistakes.remove, mistake)
            await self._fill_data()

    # Graders

    async def _fill_graders(self) -> None:
        self.query_one(GraderSettings).show(await in_thread(_read_reports, "reports"))


def _read_reports() -> "Kept":
    # pydantic and what else it takes is imported here, in a thread.
    from interviewer.evaluation.kept import read_kept

    return read_kept(paths().evaluations)


def _at(path: str) -> Path:
    return Path(path).expanduser()


def _export_to(place: Workplace, path: str) -> Path:
    target = _at(path)
    prompts = {id_: question.prompt.en for id_, question in place.bank.questions.items()}
    more = {
        "labelled.jsonl": "".join(f"{row}\n" for row in place.confirmed.labelled()),
        "remarks.jsonl": "".join(f"{row}\n" for row in place.answers.every_remark()),
    }
    more = {name: text for name, text in more.items() if text}
    export_everything(place.store, place.mistakes, prompts, target, more)
    return target
