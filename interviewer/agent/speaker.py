"""The speaker: words one move a turn, sentence by sentence."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from functools import cache
from typing import Any, Self, cast

from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, HumanMessage

from interviewer.agent.arguments import ArgumentReader
from interviewer.agent.builtin_model import BuiltinModel
from interviewer.agent.context import TurnContext
from interviewer.agent.delivery import Delivery
from interviewer.agent.loop import OneMove
from interviewer.agent.moves import MOVES, Chosen, codes_move, words_field
from interviewer.agent.prompting import turn_prompt
from interviewer.agent.run import NewAttempt, Run
from interviewer.agent.speech import Retrying, Sentence, Spoken, SpokenMove, Withdrawn
from interviewer.agent.tools import TOOLS
from interviewer.domain.language import Language
from interviewer.domain.transcript import Move
from interviewer.models.connection import BUILTIN
from interviewer.models.privacy import silence_tracing
from interviewer.models.retry import Patience
from interviewer.models.usage import Meter, Usage

_STEPS = 40
"""Steps of the agent's graph in one turn: more than six calls and as many searches take."""


class InterviewSpeaker:
    """Speaks one move at a time. One speaker serves one event loop, one turn after the other."""

    def __init__(self, model: BaseChatModel, name: str, patience: Patience | None = None) -> None:
        """`name` is the connection's, under which its words are stored."""
        silence_tracing()
        self.name = name
        self._model = model
        self._builtin = isinstance(model, BuiltinModel)
        self._unaccounted = Usage()
        self._patience = patience or Patience(attempts=getattr(model, "attempts", 3))
        self._agent = create_agent(
            model,
            TOOLS,
            middleware=[OneMove(self._settings)],
            context_schema=Run,
        )

    @classmethod
    def builtin(cls) -> Self:
        """Return a speaker that needs no account and no network."""
        return cls(BuiltinModel(), BUILTIN)

    async def speak(self, context: TurnContext) -> AsyncGenerator[Spoken]:
        """Make one move: yields sentences as they are ready, and at the end the move.

        `Withdrawn` takes back the sentences before it; `Retrying` tells of a repeated call.
        Raises ModelFault; what was yielded before it does not count. Stops at once when
        cancelled or closed.
        """
        run = Run(context, Meter(getattr(self._model, "price", None)), self._patience)
        ear = _Ear(run)
        try:
            async with aclosing(self._events(run)) as events:
                async for event in events:
                    for spoken in ear.take(event):
                        yield spoken
        except BaseException:
            if not self._builtin:
                self._unaccounted += run.meter.take()
            raise
        delivery = ear.delivery
        chosen = run.chosen or codes_move(context)
        if delivery is None or not delivery.fits(chosen):
            if delivery is not None and delivery.text:
                yield Withdrawn()
            delivery = Delivery(context, chosen.move, chosen.question)
        for sentence in delivery.finish(chosen.words):
            yield sentence
        yield self._spoken(run, chosen, delivery)

    def _events(self, run: Run) -> AsyncGenerator[tuple[str, Any]]:
        stream: AsyncIterator[Any] = self._agent.astream(
            {"messages": [HumanMessage(content=turn_prompt(run.context))]},
            config={"recursion_limit": _STEPS},
            context=run,
            stream_mode=["messages", "custom"],
        )
        return cast(AsyncGenerator[tuple[str, Any]], stream)

    def _settings(self, run: Run) -> dict[str, Any]:
        return {"turn": run.context} if self._builtin else {"parallel_tool_calls": False}

    def _spoken(self, run: Run, chosen: Chosen, delivery: Delivery) -> SpokenMove:
        context = run.context
        asked = chosen.question or (context.question if chosen.move is not Move.CLOSE else None)
        target = context.target if chosen.move is Move.FOLLOW_UP else None
        return SpokenMove(
            move=chosen.move,
            text=delivery.text,
            question_id=asked.id if asked else None,
            point_id=target.id if target else None,
            spoken_by=self.name if run.chosen else BUILTIN,
            usage=Usage() if self._builtin else run.meter.total,
            refusals=run.refusals,
            dropped=delivery.dropped,
        )

    def spent(self) -> Usage:
        """Return what the turns took that ended without a move, since this was last asked."""
        spent, self._unaccounted = self._unaccounted, Usage()
        return spent

    async def aclose(self) -> None:
        """Close the model's connections."""
        if not self._builtin:
            from interviewer.models.chat import close

            await close(self._model)


class _Ear:
    """Listens to the model while it speaks, and passes on what is certain."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.delivery: Delivery | None = None
        self._forget()

    def _forget(self) -> None:
        self._tool = ""
        self._index: int | None = None
        self._reader = ArgumentReader()

    def take(self, event: tuple[str, Any]) -> Iterator[Spoken]:
        """Take one event of the agent's stream."""
        mode, value = event
        if mode == "custom":
            if isinstance(value, NewAttempt):
                self._forget()
                if self.delivery is not None and self.delivery.text:
                    yield Withdrawn()
                self.delivery = None
            elif isinstance(value, Retrying):
                yield value
        elif mode == "messages" and isinstance(value[0], AIMessageChunk):
            yield from self._listen(value[0])

    def _listen(self, chunk: AIMessageChunk) -> Iterator[Sentence]:
        for part in chunk.tool_call_chunks:
            if self._index is None:
                self._index = part["index"]
            if part["index"] != self._index:
                continue
            self._tool += part["name"] or ""
            if part["args"]:
                self._reader.feed(part["args"])
        yield from self._hear()

    def _hear(self) -> Iterator[Sentence]:
        """Pass the words on once it is sure that the call will be carried out."""
        context, fields = self._run.context, self._reader.fields
        move = MOVES.get(self._tool)
        words = fields.get(words_field(self._tool))
        if move is None or words is None or move not in context.allowed:
            return
        if self.delivery is None:
            question = None
            if move is Move.ASK:
                known = self._run.known.get(fields.get("question_id", ""))
                if "question_id" not in self._reader.closed or known is None:
                    return
                if known.id in context.already_asked:
                    return
                question = known
            self.delivery = Delivery(context, move, question)
        yield from self.delivery.hear(words)


@cache
def prewarm() -> None:
    """Import, compile and try out everything that a first turn needs; for a thread."""

    async def say_goodbye() -> None:
        context = TurnContext(
            language=Language.EN,
            nonce="prewarm",
            due=Move.CLOSE,
            allowed=frozenset({Move.CLOSE}),
            closing_reason="done",
        )
        async with aclosing(InterviewSpeaker.builtin().speak(context)) as spoken:
            async for _ in spoken:
                pass

    asyncio.run(say_goodbye())
