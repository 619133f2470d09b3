"""Everything that an interview needs, each part made when it is first asked for."""

import contextlib
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.domain.blueprint import Blueprint
from interviewer.domain.language import Language
from interviewer.domain.question import Question
from interviewer.domain.transcript import Kind, Session, Status, Transcript
from interviewer.interview.timekeeping import SystemTime, Timekeeper
from interviewer.resources import bank_dir, prepared_dir
from interviewer.settings import BUILTIN, Paths, Preferences

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from interviewer.agent.speaker import InterviewSpeaker
    from interviewer.bank.catalogue import Bank
    from interviewer.bank.search import BankSearch
    from interviewer.grading.builtin.grader import BuiltinGrader
    from interviewer.interview.events import Listener
    from interviewer.interview.interview import Interview
    from interviewer.interview.marking import Grader
    from interviewer.models.connection import Connection
    from interviewer.models.habits import KnownHabits
    from interviewer.storage.answers import Answers
    from interviewer.storage.blueprints import Blueprints
    from interviewer.storage.confirmed import Confirmed
    from interviewer.storage.database import Database
    from interviewer.storage.history import History
    from interviewer.storage.kept import Kept
    from interviewer.storage.lock import InterviewLock
    from interviewer.storage.mistakes import MistakeNotes
    from interviewer.storage.sessions import SessionStore

INDEX_SECONDS = 120.0
"""The longest that building the index in another process is waited for."""
RECENT_QUESTIONS = 60
"""How many of the last questions a new interview avoids where the bank has others."""


class UnknownConnection(Exception):
    """No connection of this name is set up; the message is one line for the user."""


class NotOver(Exception):
    """The session can be gone on with, so its marks are not final; the message is its id."""


class NotResumable(Exception):
    """The session cannot be gone on with; the message is one line for the user."""


class Workplace:
    """The app's parts over one set of folders. Parts are made once, whichever thread asks first.

    Heavy libraries are imported only with the part that needs them.
    """

    def __init__(
        self,
        paths: Paths,
        preferences: Preferences,
        time: Timekeeper | None = None,
        *,
        only: Collection[str] | None = None,
        taken_in: Callable[[float], object] = lambda _share: None,
    ) -> None:
        """Nothing is opened yet. `only` keeps the bank to the questions of these ids.

        `taken_in` hears, in the thread that opens the database, which share of a history from
        before there was an index has been taken into it, 0..1.
        """
        self.paths = paths
        self.preferences = preferences
        self.time = time or SystemTime()
        self._only = only
        self._taken_in = taken_in
        self._making = threading.RLock()

    @property
    def store(self) -> "SessionStore":
        """The sessions on disk; raises StorageError."""
        with self._making:
            return self._store

    @property
    def history(self) -> "History":
        """What each question was answered with so far; raises StorageError."""
        with self._making:
            return self._history

    @property
    def kept(self) -> "Kept":
        """What grades come to: the schedule, and what Progress shows; raises StorageError."""
        with self._making:
            return self._kept

    @property
    def answers(self) -> "Answers":
        """Answers across all sessions, and remarks on them; raises StorageError."""
        with self._making:
            return self._answers

    @property
    def confirmed(self) -> "Confirmed":
        """Verdicts that the candidate confirmed; raises StorageError."""
        with self._making:
            return self._confirmed

    @property
    def mistakes(self) -> "MistakeNotes":
        """The notes on mistakes in questions; raises FolderUnavailable."""
        with self._making:
            return self._mistakes

    @property
    def blueprints(self) -> "Blueprints":
        """The plans of mocks that were saved; raises FolderUnavailable."""
        from interviewer.storage.blueprints import Blueprints

        return Blueprints(self.paths.blueprints)

    @property
    def bank(self) -> "Bank":
        """The questions: shipped and the user's own."""
        with self._making:
            return self._bank

    @property
    def search(self) -> "BankSearch":
        """Search over the bank; answers from memory while the index is not there."""
        with self._making:
            return self._search

    @property
    def builtin_grader(self) -> "BuiltinGrader":
        """The grader that needs no model."""
        with self._making:
            return self._builtin_grader

    @property
    def builtin_speaker(self) -> "InterviewSpeaker":
        """The speaker that needs no model."""
        with self._making:
            return self._builtin_speaker

    @property
    def habits(self) -> "KnownHabits":
        """What the connections' servers were found to refuse; raises FolderUnavailable."""
        with self._making:
            return self._habits

    @property
    def lock(self) -> "InterviewLock":
        """Held while a mock interview runs."""
        with self._making:
            return self._lock

    def connection(self, name: str) -> "Connection":
        """Return a connection from the preferences; raises UnknownConnection."""
        from interviewer.models.connection import connection_from

        values = self.preferences.connections.get(name)
        if values is None:
            raise UnknownConnection(name)
        return connection_from(name, values)

    def speaker(self, name: str) -> "InterviewSpeaker":
        """Return the speaker of a connection. Raises UnknownConnection and ModelFault."""
        if name == BUILTIN:
            return self.builtin_speaker
        from interviewer.agent.speaker import InterviewSpeaker

        return InterviewSpeaker(self.chat_model(name), name)

    def grader(self, name: str) -> "Grader":
        """Return the grader of a connection. Raises UnknownConnection and ModelFault."""
        from interviewer.interview.marking import ThreadedGrader

        if name == BUILTIN:
            return ThreadedGrader(self.builtin_grader)
        from interviewer.grading.model import ModelGrader

        twice = self.preferences.second_opinion
        return ModelGrader(self.chat_model(name), name, second_opinion=twice)

    def chat_model(self, name: str) -> "BaseChatModel":
        """Return the chat model of a connection. Raises UnknownConnection and ModelFault."""
        from interviewer.models.chat import chat_model
        from interviewer.models.keys import find_key

        connection = self.connection(name)
        return chat_model(connection, find_key(connection), self.habits.of(connection))

    def new_session(
        self,
        kind: Kind,
        language: Language,
        blueprint: Blueprint,
        *,
        model: str | None = None,
        grader: str | None = None,
    ) -> Transcript:
        """Store a new session and return its empty transcript. Raises StorageError."""
        from interviewer.storage.ids import new_session_id

        now = self.time.now()
        session = Session(
            id=new_session_id(now),
            kind=kind,
            status=Status.RUNNING,
            language=language,
            started_at=now,
            blueprint=blueprint,
            nonce=secrets.token_hex(8),
            model=model or self.preferences.connection,
            grader=grader or self.preferences.grader,
        )
        self.store.create(session)
        return Transcript(session=session)

    def resumable(self, session_id: str) -> Transcript:
        """Return a session that can be gone on with. Raises NotResumable and StorageError."""
        transcript = self.store.transcript(session_id)
        if transcript.session.status.is_over:
            raise NotResumable(session_id)
        return transcript

    def onto_builtin(self, transcript: Transcript) -> Transcript:
        """Let the built-in model stand in for a connection that cannot be used; return it so.

        It grades too where the same connection was to grade, or where it spoke already. Raises
        StorageError.
        """
        session = transcript.session
        changes = {"model": BUILTIN}
        self.store.set_model(session.id, BUILTIN)
        if session.model in (session.grader, BUILTIN):
            changes["grader"] = BUILTIN
            self.store.set_grader(session.id, BUILTIN)
        return transcript.model_copy(update={"session": session.model_copy(update=changes)})

    def interview(self, transcript: Transcript, listener: "Listener") -> "Interview":
        """Return a session's engine. Raises UnknownConnection and ModelFault."""
        from interviewer.agent.context import Persona
        from interviewer.interview.desk import Desk
        from interviewer.interview.interview import Interview
        from interviewer.models.usage import Limit

        session = transcript.session
        desk = Desk(
            store=self.store,
            bank=self.bank,
            select=self._select,
            search=self._search_questions,
            speaker=self.speaker(session.model),
            builtin_speaker=self.builtin_speaker,
            assessor=self.builtin_grader,
            grader=self.grader(session.grader),
            time=self.time,
            persona=Persona(self.preferences.persona),
            limit=Limit(self.preferences.limit_cost, self.preferences.limit_tokens),
        )
        return Interview(desk, transcript, listener)

    def prewarm(self) -> None:
        """Make every part that a first question needs; for a thread."""
        _parts = self.store, self.bank, self.builtin_grader, self.builtin_speaker
        from interviewer.agent.speaker import prewarm

        prewarm()

    def due_questions(self) -> list[str]:
        """Return what is due for practice today, the longest overdue first: ids, also of drills.

        Raises StorageError.
        """
        from interviewer.domain.drill import asked_id
        from interviewer.storage.due import end_of_day

        return [asked_id(*card) for card in self.kept.due(end_of_day(self.time.now()))]

    def delete_everything(self) -> None:
        """Delete all sessions, notes, logs and reports on graders for good.

        Settings, keys, saved blueprints and own banks stay.

        Raises InterviewRunning while one runs, and StorageError.
        """
        import shutil

        with self.lock:
            self.store.delete_everything()
            self.mistakes.delete_everything()
            shutil.rmtree(self.paths.logs, ignore_errors=True)
            shutil.rmtree(self.paths.evaluations, ignore_errors=True)

    def restore(self, source: Path) -> Path:
        """Put a backup in place of everything; return where what was there before is kept.

        Raises InterviewRunning while one runs, and StorageError.
        """
        from interviewer.storage.backup import restore_backup

        with self.lock:
            kept = restore_backup(source, self.paths)
        # Banks of one's own may have changed.
        with self._making:
            for part in ("_bank", "_search"):
                self.__dict__.pop(part, None)
        return kept

    def write_anki(self, target: Path) -> int:
        """Write the points missed last as a package for Anki; return how many. StorageError."""
        from interviewer.storage.export.anki import write_package
        from interviewer.storage.missed import missed_points

        return write_package(missed_points(self._database), target, self.time.now())

    def open_search(self) -> None:
        """Open the search index, building it if need be; for a thread while nobody waits.

        A process of its own does the building, since seconds of computing in a thread of this one
        would be felt in the editor. If it fails, the work is done here.
        """
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(
                [sys.executable, "-m", "interviewer", "bank", "index"],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=INDEX_SECONDS,
                check=False,
            )
        self.search.open_index()

    def close(self) -> None:
        """Close what was opened."""
        if "_search" in self.__dict__:
            self._search.close()
        if "_database" in self.__dict__:
            self._database.close()

    @cached_property
    def _database(self) -> "Database":
        from interviewer.storage.database import open_database

        return open_database(self.paths.database, tell=self._taken_in)

    @cached_property
    def _store(self) -> "SessionStore":
        from interviewer.storage.sessions import SessionStore

        return SessionStore(self._database)

    @cached_property
    def _history(self) -> "History":
        from interviewer.storage.history import History

        return History(self._database)

    @cached_property
    def _kept(self) -> "Kept":
        from interviewer.practice.schedule import cards_of
        from interviewer.storage.kept import Kept

        return Kept(self._database, cards_of)

    @cached_property
    def _answers(self) -> "Answers":
        from interviewer.storage.answers import Answers

        return Answers(self._database)

    @cached_property
    def _confirmed(self) -> "Confirmed":
        from interviewer.storage.confirmed import Confirmed

        return Confirmed(self._database)

    @cached_property
    def _mistakes(self) -> "MistakeNotes":
        from interviewer.storage.mistakes import MistakeNotes

        return MistakeNotes(self.paths.mistakes)

    @cached_property
    def _bank(self) -> "Bank":
        from interviewer.bank.loading import load_bank

        whole = load_bank(bank_dir(), self._own_banks(), self._bank_cache, prepared_dir())
        return whole if self._only is None else whole.only(self._only)

    @cached_property
    def _search(self) -> "BankSearch":
        from interviewer.bank.index import BankIndex
        from interviewer.bank.search import BankSearch

        return BankSearch(
            self._bank,
            index=BankIndex(self.paths.index),
            cache=self._bank_cache,
            prepared=prepared_dir(),
        )

    @cached_property
    def _builtin_grader(self) -> "BuiltinGrader":
        from interviewer.grading.builtin.grader import BuiltinGrader

        return BuiltinGrader()

    @cached_property
    def _builtin_speaker(self) -> "InterviewSpeaker":
        from interviewer.models.lean import defer_unused

        defer_unused()
        from interviewer.agent.speaker import InterviewSpeaker

        return InterviewSpeaker.builtin()

    @cached_property
    def _habits(self) -> "KnownHabits":
        from interviewer.models.habits import KnownHabits

        return KnownHabits(self.paths.habits, self.time.now)

    @cached_property
    def _lock(self) -> "InterviewLock":
        from interviewer.storage.lock import InterviewLock

        return InterviewLock(self.paths.lock)

    @property
    def _bank_cache(self) -> Path:
        return self.paths.cache / "bank"

    def _own_banks(self) -> list[Path]:
        here = sorted(path for path in self.paths.own_banks.iterdir() if path.is_dir())
        return [*here, *(Path(folder).expanduser() for folder in self.preferences.own_banks)]

    def _select(self, transcript: Transcript, slot: int) -> Sequence[Question]:
        from interviewer.bank.selection import candidates

        blueprint = transcript.session.blueprint
        certain = blueprint.slots[slot].question_id
        if certain is not None:
            return [self.bank.get(certain)] if self.bank.holds(certain) else []
        asked = [asked.question.id for asked in transcript.asked]
        recent = self.store.recent_questions(RECENT_QUESTIONS)
        return candidates(
            self.bank,
            blueprint.slots[slot],
            role=blueprint.role,
            asked=asked,
            recent=recent,
            seed=blueprint.seed + slot,
        )

    def _search_questions(self, query: str, topic: str | None, level: str | None) -> list[Question]:
        from interviewer.domain.question import Level

        wanted = Level(level) if level in list(Level) else None
        hits = self.search.search(query, topic=topic, level=wanted)
        return [hit.question for hit in hits]
