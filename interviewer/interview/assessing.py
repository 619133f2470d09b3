"""Judges the last answer while the interview goes on, to choose what to follow up on."""

import asyncio
import logging
from contextlib import suppress

from interviewer.domain.grade import Grade
from interviewer.domain.question import Question
from interviewer.domain.transcript import Exchange
from interviewer.grading.builtin.grader import BuiltinGrader

log = logging.getLogger(__name__)


class Assessing:
    """The built-in grader at work beside an interview; its grades here are never stored."""

    def __init__(self, grader: BuiltinGrader) -> None:
        self._grader = grader
        self._reading_up: asyncio.Task[None] | None = None

    def read_up(self, question: Question) -> None:
        """Compile the rubric while the candidate thinks: it takes longer than judging by it."""
        self._reading_up = asyncio.create_task(self._compile(question))

    async def assess(self, exchange: Exchange) -> Grade | None:
        """Judge an exchange so far; None if that fails: then nothing is followed up on."""
        if self._reading_up is not None:
            # Waited for without being stopped along with what is stopped here.
            await asyncio.wait({self._reading_up})
        try:
            return await asyncio.to_thread(self._grader.grade, exchange)
        except Exception:
            log.exception("assessing %s failed", exchange.question.id)
            return None

    async def _compile(self, question: Question) -> None:
        # What is wrong with a rubric is told when an answer is judged by it.
        with suppress(Exception):
            await asyncio.to_thread(self._grader.prepare, question)
