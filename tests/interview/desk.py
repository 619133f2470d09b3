"""An interview on a real database, with a speaker that the test can make fail or wait."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from interviewer.agent.context import TurnContext
from interviewer.agent.speech import Sentence, Spoken, SpokenMove
from interviewer.bank.catalogue import Bank
from interviewer.domain.grade import Grade
from interviewer.domain.question import Question
from interviewer.domain.transcript import Exchange, Move, Transcript
from interviewer.grading.builtin.grader import BuiltinGrader
from interviewer.grading.builtin.parameters import VERSION
from interviewer.interview.desk import Desk
from interviewer.interview.events import Event, Listener
from interviewer.interview.interview import Interview
from interviewer.interview.marking import Grader, ThreadedGrader
from interviewer.interview.timekeeping import VirtualTime
from interviewer.models.usage import Limit, Usage
from interviewer.storage.database import open_database
from interviewer.storage.sessions import SessionStore

E = TypeVar("E")


class DueSpeaker:
    """Makes the move that is due, in a word; `trouble` runs before and may raise or wait."""

    def __init__(self) -> None:
        self.trouble: Callable[[], object] | None = None
        self.contexts: list[TurnContext] = []

    name = "builtin"
    usage = Usage()

    async def speak(self, context: TurnContext) -> AsyncGenerator[Spoken]:
        self.contexts.append(context)
        yield Sentence("Well. ")
        if self.trouble is not None:
            waiting = self.trouble()
            if asyncio.iscoroutine(waiting):
                await waiting
        question = context.candidates[0] if context.due is Move.ASK else context.question
        prompt = question.prompt.in_(context.language) if question else "Goodbye."
        yield SpokenMove(
            move=context.due,
            text=f"Well. {prompt}",
            question_id=question.id if question and context.due is not Move.CLOSE else None,
            point_id=context.target.id
            if context.due is Move.FOLLOW_UP and context.target
            else None,
            spoken_by=self.name,
            usage=self.usage,
        )

    def spent(self) -> Usage:
        return Usage()

    async def aclose(self) -> None:
        """Nothing is held open."""


class PaidGrader:
    """Grades as the built-in grader does, under another name and for a price."""

    name = "fake"
    edition = VERSION

    def __init__(self, cost: Usage) -> None:
        self.cost = cost
        self.graded: list[str] = []
        self.waits: asyncio.Event | None = None
        self._spent = Usage()

    async def grade(
        self, exchange: Exchange, *, bank_version: str | None = None, at: datetime
    ) -> Grade:
        self.graded.append(exchange.question.id)
        if self.waits is not None:
            await self.waits.wait()
        self._spent += self.cost
        grade = BuiltinGrader().grade(exchange, bank_version=bank_version, at=at)
        return grade.model_copy(update={"grader": self.name, "provisional": False})

    def spent(self) -> Usage:
        spent, self._spent = self._spent, Usage()
        return spent

    async def aclose(self) -> None:
        """Nothing is held open."""


class Room:
    """A store, a bank, a virtual clock, and interviews over them."""

    def __init__(self, folder: Path, questions: list[Question]) -> None:
        self.database = open_database(folder / "test.db")
        self.store = SessionStore(self.database)
        self.bank = Bank(questions={question.id: question for question in questions})
        self.time = VirtualTime()
        self.speaker = DueSpeaker()
        self.builtin = self.speaker
        self.limit = Limit()
        self.grader: Grader = ThreadedGrader(BuiltinGrader())
        self.heard: list[Event] = []

    def interview(self, transcript: Transcript, listener: Listener | None = None) -> Interview:
        desk = Desk(
            store=self.store,
            bank=self.bank,
            select=self._select,
            search=None,
            speaker=self.speaker,
            builtin_speaker=self.builtin,
            assessor=BuiltinGrader(),
            grader=self.grader,
            time=self.time,
            limit=self.limit,
        )
        return Interview(desk, transcript, listener or self.heard.append)

    def told(self, kind: type[E]) -> list[E]:
        return [event for event in self.heard if isinstance(event, kind)]

    def _select(self, transcript: Transcript, slot: int) -> list[Question]:
        asked = {a.question.id for a in transcript.asked}
        return [q for q in self.bank.questions.values() if q.id not in asked]
