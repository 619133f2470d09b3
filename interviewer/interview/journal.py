"""The transcript of a running interview: on disk first, then in memory."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from interviewer.domain.grade import Grade
from interviewer.domain.language import Language
from interviewer.domain.transcript import (
    AskedQuestion,
    Draft,
    Move,
    Status,
    Transcript,
    Turn,
)
from interviewer.interview.timekeeping import Timekeeper
from interviewer.storage.records import ModelCall
from interviewer.storage.sessions import SessionStore

T = TypeVar("T")


class Journal:
    """Writes one session. Every write is committed before memory, and so any screen, knows of it.

    Writes go one after the other in threads, and a write once begun is finished even if its
    caller is cancelled: memory and disk never part. Storage errors pass through unchanged.
    """

    def __init__(self, store: SessionStore, transcript: Transcript, time: Timekeeper) -> None:
        """`transcript` is what the store holds of the session now."""
        self._store = store
        self._time = time
        self._writing = asyncio.Lock()
        self.transcript = transcript

    @property
    def session_id(self) -> str:
        """The id of the session that is written."""
        return self.transcript.session.id

    async def append(self, turn: Turn) -> Turn:
        """Store a turn; a submission that is stored already is returned, not stored twice."""
        return await self._write(lambda: self._store.append(self.session_id, turn), self._took_turn)

    async def ask(self, asked: AskedQuestion, turn: Turn) -> Turn:
        """Store a question's snapshot and the words that asked it, both or neither."""

        def took(stored: Turn) -> None:
            snapshots = {a.question.id: a for a in self.transcript.asked}
            snapshots[asked.question.id] = asked
            self._update(asked=tuple(snapshots.values()))
            self._took_turn(stored)

        return await self._write(lambda: self._store.ask(self.session_id, asked, turn), took)

    async def grade(self, grade: Grade) -> None:
        """Add a grade."""

        def took(_: int) -> None:
            self._update(grades=(*self.transcript.grades, grade))

        await self._write(lambda: self._store.add_grade(self.session_id, grade), took)

    async def draft(self, text: str, active_seconds: float) -> None:
        """Store what stands in the editor, and the clock."""
        draft = Draft(text=text, at=self._time.now(), active_seconds=active_seconds)
        await self._write(
            lambda: self._store.save_draft(self.session_id, draft),
            lambda _: self._update(draft=draft),
        )

    async def clock(self, active_seconds: float) -> None:
        """Store the clock alone."""
        await self._write(
            lambda: self._store.save_clock(self.session_id, active_seconds), lambda _: None
        )

    async def status(self, status: Status, active_seconds: float) -> None:
        """Store where the session stands; the end of a finished one is now."""
        now = self._time.now()
        ended = now if status.is_over else None

        def took(_: None) -> None:
            session = self.transcript.session.model_copy(
                update={"status": status, "ended_at": ended, "active_seconds": active_seconds}
            )
            self._update(session=session)

        await self._write(
            lambda: self._store.set_status(
                self.session_id, status, now, active_seconds=active_seconds
            ),
            took,
        )

    async def language(self, language: Language) -> None:
        """Store the language that the interviewer speaks from now on."""
        await self._write(
            lambda: self._store.set_language(self.session_id, language),
            lambda _: self._update_session(language=language),
        )

    async def model(self, name: str) -> None:
        """Store which connection speaks from now on."""
        await self._write(
            lambda: self._store.set_model(self.session_id, name),
            lambda _: self._update_session(model=name),
        )

    async def grader(self, name: str) -> None:
        """Store which connection grades from now on."""
        await self._write(
            lambda: self._store.set_grader(self.session_id, name),
            lambda _: self._update_session(grader=name),
        )

    async def call(self, call: ModelCall) -> None:
        """Add what a model's work took."""
        await self._write(lambda: self._store.add_call(self.session_id, call), lambda _: None)

    async def calls(self) -> list[ModelCall]:
        """Return what models took in this session so far."""
        return await asyncio.to_thread(self._store.calls, self.session_id)

    async def score(self, score: float | None) -> None:
        """Store the session's score for lists."""
        await self._write(lambda: self._store.set_score(self.session_id, score), lambda _: None)

    async def _write(self, commit: Callable[[], T], took: Callable[[T], None]) -> T:
        async def whole() -> T:
            async with self._writing:
                result = await asyncio.to_thread(commit)
                took(result)
                return result

        return await asyncio.shield(asyncio.ensure_future(whole()))

    def _took_turn(self, stored: Turn) -> None:
        known = {turn.seq for turn in self.transcript.turns}
        if stored.seq in known:
            return
        self._update(turns=(*self.transcript.turns, stored))
        if stored.move in (Move.ANSWER, Move.ASK):
            self._update(draft=None)

    def _update(self, **changes: object) -> None:
        self.transcript = self.transcript.model_copy(update=changes)

    def _update_session(self, **changes: object) -> None:
        self._update(session=self.transcript.session.model_copy(update=changes))
