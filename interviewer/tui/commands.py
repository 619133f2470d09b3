"""The command palette: every screen, every start, every switch, and what the screen can do."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, cast

from textual.app import App
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.dom import DOMNode

from interviewer.domain.transcript import Kind, Session
from interviewer.i18n import _
from interviewer.storage.errors import StorageError
from interviewer.tui.app import InterviewerApp
from interviewer.tui.beginnings import practice_of
from interviewer.tui.moments import moment_text
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.screens.settings import SECTIONS
from interviewer.tui.themes import NAMES

_LANGUAGES = {"zh": "中文", "en": "English"}


@dataclass(frozen=True)
class Command:
    """One thing that can be done."""

    title: str
    help: str
    run: Callable[[], Awaitable[None] | None]


class AppCommands(Provider):
    """What can be done now. During a sitting, nothing that would give answers away."""

    async def startup(self) -> None:
        """Ask for the sessions that can be gone on with, beside everything else."""
        self._resuming = asyncio.create_task(self._find_interrupted())

    async def shutdown(self) -> None:
        """Nobody wants to know any more."""
        self._resuming.cancel()

    async def discover(self) -> Hits:
        """Offer everything, before anything is typed."""
        for command in await self._all():
            yield DiscoveryHit(command.title, command.run, help=command.help or None)

    async def search(self, query: str) -> Hits:
        """Offer what fits the query."""
        matcher = self.matcher(query)
        nothing = True
        for command in await self._all():
            if (score := matcher.match(command.title)) > 0:
                nothing = False
                title = matcher.highlight(command.title)
                yield Hit(score, title, command.run, help=command.help or None)
        if nothing:
            yield Hit(0.01, _("There is no such command."), lambda: None)

    @property
    def _app(self) -> InterviewerApp:
        return cast(InterviewerApp, self.app)

    async def _all(self) -> list[Command]:
        commands = [*self._of_the_screen()]
        sits = any(isinstance(s, AppScreen) and s.IS_SITTING for s in self.app.screen_stack)
        if not sits:
            commands += [*self._resume(await self._resuming), *self._go(), *self._languages()]
        commands += [*self._themes(), *self._of_the_app()]
        # What the screen has a key for, it offers itself.
        named: dict[str, Command] = {}
        for command in commands:
            named.setdefault(command.title, command)
        return [*named.values()]

    def _of_the_screen(self) -> Iterator[Command]:
        seen = set()
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if isinstance(active.node, App) or binding.id is None or binding.id in seen:
                continue
            # Moving about in a list is for the keys alone.
            if not binding.show and active.node is not self.screen:
                continue
            if binding.description and active.enabled:
                seen.add(binding.id)
                run = partial(self._act, binding.action, active.node)
                yield Command(_(binding.description), self.app.get_key_display(binding), run)

    def _of_the_app(self) -> Iterator[Command]:
        yield Command(_("Help"), "", self._app.action_help)
        yield Command(_("Quit"), "", self._app.action_quit)

    def _go(self) -> Iterator[Command]:
        app = self._app
        yield Command(_("Home"), _("Leave everything else"), app.go_home)
        yield Command(_("Mock interview"), _("Set one up, then sit it"), app.set_up_mock)
        yield Command(_("Practice"), _("Choose topics, then answer"), app.set_up_practice)
        due = partial(self._work, self._practise_due)
        yield Command(_("Practise what is due"), _("Questions that come back today"), due)
        yield Command(_("Review"), _("Transcripts and grades of every session"), app.show_reviews)
        yield Command(_("Answers"), _("Search everything that was said"), app.show_answers)
        again = _("Many at once; the old grades stay")
        yield Command(_("Grade sessions again"), again, app.show_regrading)
        yield Command(_("Progress"), _("What all your answers come to"), app.show_progress)
        yield Command(_("Question bank"), _("Search and read the questions"), app.show_bank)
        for section, title in SECTIONS.items():
            name = f"{_('Settings')} › {_(title)}"
            yield Command(name, "", partial(app.show_settings, section))

    def _resume(self, sessions: list[Session]) -> Iterator[Command]:
        for session in sessions:
            mock = session.kind is Kind.MOCK
            title = _("Go on: mock interview") if mock else _("Go on: practice")
            begun = moment_text(session.started_at, datetime.now().astimezone())
            resume = partial(self._work, partial(self._app.resume_session, session.id))
            yield Command(f"{title}, {begun}", session.id, resume)

    def _languages(self) -> Iterator[Command]:
        for code, name in _LANGUAGES.items():
            title = _("Language of the interface: {name}").format(name=name)
            yield Command(title, "", partial(self._app.use_language, code))

    def _themes(self) -> Iterator[Command]:
        for name, title in NAMES.items():
            yield Command(
                _("Theme: {name}").format(name=_(title)), "", partial(self._app.use_theme, name)
            )

    async def _find_interrupted(self) -> list[Session]:
        try:
            place = await self._app.workplace()
            return await asyncio.to_thread(place.store.interrupted)
        except StorageError:
            # Home says what is wrong; here only what can be done is of interest.
            return []

    async def _practise_due(self) -> None:
        place = await self._app.workplace()
        due = await asyncio.to_thread(place.due_questions)
        self._app.open_session(await asyncio.to_thread(practice_of, place, due))

    async def _act(self, action: str, node: DOMNode) -> None:
        await self.app.run_action(action, node)

    def _work(self, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do what may fail as the screens do it: a failure is told."""
        screens = (s for s in reversed(self.app.screen_stack) if isinstance(s, AppScreen))
        next(screens).work(job(), group="commands")
