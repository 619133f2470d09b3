"""Grades questions when they end, beside the interview, one after the other."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Protocol

from interviewer.domain.grade import Grade
from interviewer.domain.transcript import Exchange, Transcript
from interviewer.grading.builtin.grader import BuiltinGrader, Explained
from interviewer.grading.builtin.parameters import VERSION
from interviewer.grading.skipped import not_graded, skipped
from interviewer.interview.journal import Journal
from interviewer.interview.state import counted, state_of
from interviewer.models.connection import BUILTIN
from interviewer.models.faults import FaultKind, ModelFault
from interviewer.models.usage import Usage
from interviewer.storage.records import ModelCall

log = logging.getLogger(__name__)


class Grader(Protocol):
    """Grades a whole exchange once. Never raises for a failing model: it says not graded."""

    @property
    def name(self) -> str:
        """The connection's, or `builtin`."""
        ...

    @property
    def edition(self) -> str:
        """Which rules and prompts it grades by now: as `edition_of` tells it of a grade."""
        ...

    async def grade(
        self, exchange: Exchange, *, bank_version: str | None = None, at: datetime
    ) -> Grade:
        """Return the grade, or one without a score and with a reason."""
        ...

    def spent(self) -> Usage:
        """Return what the calls took that were made since this was last asked."""
        ...

    async def aclose(self) -> None:
        """Close the connections that are held open; nothing is graded afterwards."""
        ...


def due_for_grading(transcript: Transcript) -> list[str]:
    """Return the questions that have ended without a grade, in the order asked."""
    state = state_of(transcript)
    open_id = state.current.question.id if state.current and not state.closed else None
    return [
        asked.question.id
        for asked in counted(transcript)
        if asked.question.id != open_id and transcript.grade(asked.question.id) is None
    ]


class Marking:
    """The queue of questions to grade in one session; what a crash interrupts is queued again."""

    def __init__(
        self,
        journal: Journal,
        grader: Grader,
        now: Callable[[], datetime],
        graded: Callable[[Grade], None],
        spent: Callable[[Usage], None] = lambda _: None,
        is_used_up: Callable[[], bool] = lambda: False,
    ) -> None:
        """`graded` is told of each grade once it is on disk, `spent` of what it took.

        Where the limit `is_used_up`, no model is called.
        """
        self._journal = journal
        self._grader = grader
        self._now = now
        self._graded = graded
        self._spent = spent
        self._is_used_up = is_used_up
        self._task: asyncio.Task[None] | None = None

    def use(self, grader: Grader) -> None:
        """Let another grader grade from now on."""
        self._grader = grader

    def start(self) -> None:
        """Grade in the background whatever has ended without a grade, within the limit."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._grade_all())

    async def finish(self) -> None:
        """Wait until every ended question has its grade; ModelFault where the limit is used up."""
        if self._task is not None and not self._task.done():
            await self._task
        while due := due_for_grading(self._journal.transcript):
            await self.grade(due[0])

    async def stop(self) -> None:
        """Give up the grade in progress; it is due again at the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def grade(self, question_id: str, *, anew: bool = False) -> Grade:
        """Grade one question now, as practice does; the grade is on disk when this returns.

        Grading `anew`, what comes back without a score is not stored over a grade that has one.
        Raises ModelFault where a model would be called, and the limit is used up.
        """
        transcript = self._journal.transcript
        bank_version = next(
            (a.bank_version for a in transcript.asked if a.question.id == question_id), None
        )
        exchange = transcript.exchange(question_id)
        if exchange.utterances and self._grader.name != BUILTIN and self._is_used_up():
            raise ModelFault(FaultKind.LIMIT)
        try:
            grade = await self._judge(exchange, bank_version)
        finally:
            await self._account()
        old = transcript.grade(question_id)
        if anew and grade.score is None and old is not None and old.score is not None:
            return grade
        await self._journal.grade(grade)
        self._graded(grade)
        return grade

    async def _account(self) -> None:
        """Store what the grading took, also where it was stopped in the middle."""
        usage = self._grader.spent()
        if usage.calls:
            name = self._grader.name
            call = ModelCall(
                purpose="grade", connection=name, model=name, usage=usage, at=self._now()
            )
            await self._journal.call(call)
            self._spent(usage)

    async def _grade_all(self) -> None:
        # At the limit the marks wait: asked about when nobody is in the middle of an answer.
        with suppress(ModelFault):
            while due := due_for_grading(self._journal.transcript):
                await self.grade(due[0])

    async def _judge(self, exchange: Exchange, bank_version: str | None) -> Grade:
        at = self._now()
        if not exchange.utterances:
            return skipped(exchange.question, bank_version=bank_version, at=at)
        try:
            return await self._grader.grade(exchange, bank_version=bank_version, at=at)
        except Exception as error:
            # A grader that breaks must cost neither the interview nor the other grades.
            log.exception("grading %s failed", exchange.question.id)
            reason = f"{type(error).__name__}: {error}"
            return not_graded(exchange.question, reason, bank_version=bank_version, at=at)


class ThreadedGrader:
    """Lets the built-in grader, which computes, work in a thread."""

    name = BUILTIN

    @property
    def edition(self) -> str:
        """The built-in grader's version."""
        return VERSION

    def __init__(self, grader: BuiltinGrader) -> None:
        """Wrap `grader`."""
        self._grader = grader

    async def grade(
        self, exchange: Exchange, *, bank_version: str | None = None, at: datetime
    ) -> Grade:
        """Return the built-in grade."""
        return await asyncio.to_thread(
            self._grader.grade, exchange, bank_version=bank_version, at=at
        )

    def spent(self) -> Usage:
        """Return nothing: it makes no calls."""
        return Usage()

    async def aclose(self) -> None:
        """Nothing is held open."""

    async def explain(self, exchange: Exchange, *, at: datetime) -> Explained:
        """Return the built-in grade with the reasons and the strength of each verdict."""
        return await asyncio.to_thread(self._grader.explain, exchange, at=at)
