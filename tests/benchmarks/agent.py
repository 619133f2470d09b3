"""What the agent adds to a call of a model, and that its prompts do not grow with the interview."""

import asyncio
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import cast

import openai
from openai.types.chat import ChatCompletionChunk

from interviewer.agent.context import DigestLine, TurnContext
from interviewer.agent.prompting import system_prompt, turn_prompt
from interviewer.agent.speaker import InterviewSpeaker
from interviewer.agent.speech import Spoken, SpokenMove
from interviewer.domain.language import Language
from interviewer.domain.transcript import Move, Speaker
from interviewer.evaluation.candidates import CandidateKind
from interviewer.evaluation.simulated import used
from interviewer.models.chat import chat_model
from interviewer.models.connection import Connection
from interviewer.models.replies import is_broken
from interviewer.models.usage import Usage
from tests.agent.scenes import scene
from tests.evaluation.simulations import simulator
from tests.fakeserver.interviewer import plays_everyone, plays_interviewer
from tests.fakeserver.replies import Body
from tests.fakeserver.server import FakeServer, in_process_of_its_own

ROUNDS = 8
SEEDS = 4
EARLY, LATE = range(3, 9), range(27, 34)
"""Turns around the fifth and the thirtieth: single ones differ by their questions' length."""
MOST_ADDED_MS = 60.0
MOST_GROWTH = 1.1
DUE = (Move.ASK, Move.FOLLOW_UP, Move.CLARIFY, Move.HINT, Move.CLOSE)


async def bare(client: openai.AsyncOpenAI, body: Body) -> None:
    """Send the same request with nothing but the openai client, and read the reply."""
    arguments = ""
    reply = await client.chat.completions.create(**body)
    async for chunk in cast("openai.AsyncStream[ChatCompletionChunk]", reply):
        for choice in chunk.choices:
            for call in choice.delta.tool_calls or []:
                arguments += (call.function and call.function.arguments) or ""
    assert arguments
    assert not is_broken(arguments)


async def turn(speaker: InterviewSpeaker, context: TurnContext) -> tuple[float, float]:
    """Speak one turn; return the seconds to the first words and to the end."""
    started = time.perf_counter()
    first = None
    async with aclosing(speaker.speak(context)) as events:
        async for event in events:
            first = first or time.perf_counter() - started
            if isinstance(event, SpokenMove):
                assert event.spoken_by == "fake"
    assert first is not None
    return first, time.perf_counter() - started


async def requests() -> list[tuple[TurnContext, Body]]:
    """Return a turn of every kind in both languages, with the request that it makes."""
    found = []
    with FakeServer() as server:
        speaker = speaker_on(server.base_url)
        for due in DUE:
            for language in Language:
                server.will(plays_interviewer())
                await turn(speaker, scene(due, language))
                found.append((scene(due, language), server.bodies[0]))
        await speaker.aclose()
    return found


def speaker_on(base_url: str) -> InterviewSpeaker:
    """Return a speaker whose model is the fake server at `base_url`."""
    return InterviewSpeaker(
        chat_model(Connection(name="fake", base_url=base_url, model="fake-1")), "fake"
    )


async def timed() -> tuple[list[float], list[float], list[float]]:
    """Return the seconds of bare calls, of first words and of whole turns, taken in turn."""
    turns = await requests()
    calls, firsts, wholes = [], [], []
    with in_process_of_its_own() as base_url:
        speaker = speaker_on(base_url)
        async with openai.AsyncOpenAI(base_url=base_url, api_key="none") as client:
            for number in range(ROUNDS + 1):
                for context, body in turns:
                    first, whole = await turn(speaker, context)
                    started = time.perf_counter()
                    await bare(client, body)
                    if number:  # the first round connects
                        calls.append(time.perf_counter() - started)
                        firsts.append(first)
                        wholes.append(whole)
        await speaker.aclose()
    return calls, firsts, wholes


async def builtin() -> list[float]:
    """Return the seconds of turns of the built-in model."""
    speaker = InterviewSpeaker.builtin()
    contexts = [scene(due, language) for due in DUE for language in Language]
    for context in contexts:
        await _drain(speaker, context)
    taken = []
    for context in contexts * 4:
        started = time.perf_counter()
        await _drain(speaker, context)
        taken.append(time.perf_counter() - started)
    return taken


async def _drain(speaker: InterviewSpeaker, context: TurnContext) -> None:
    async with aclosing(speaker.speak(context)) as events:
        async for _ in events:
            pass


def tokens(text: str) -> int:
    """Count roughly as tokenisers do: a Chinese character or four other characters are one."""
    chinese = len(re.findall("[一-鿿]", text))
    return chinese + (len(text) - chinese) // 4


def prompt_tokens(due: Move, language: Language, earlier: int) -> int:
    """Return the size of system prompt and turn after `earlier` questions."""
    line = "answered (812 characters, 2 follow-ups), one hint taken"
    digest = tuple(DigestLine(f"question-number-{n}", "attention", line) for n in range(earlier))
    context = scene(due, language, digest=digest)
    return tokens(system_prompt(context)) + tokens(turn_prompt(context))


class Recording:
    """A speaker that keeps what it is told before each turn."""

    def __init__(self, speaker: InterviewSpeaker) -> None:
        self._speaker = speaker
        self.name = speaker.name
        self.heard: list[TurnContext] = []

    def speak(self, context: TurnContext) -> AsyncGenerator[Spoken]:
        self.heard.append(context)
        return self._speaker.speak(context)

    def spent(self) -> Usage:
        return Usage()

    async def aclose(self) -> None:
        """Nothing is held open."""


async def sizes() -> tuple[float, float]:
    """Return the mean prompt tokens early and late in long mocks, each move weighing the same."""
    early: dict[Move, list[int]] = {}
    late: dict[Move, list[int]] = {}
    for seed in range(SEEDS):
        with simulator(labelled=False) as simulations:
            recording = Recording(InterviewSpeaker.builtin())
            simulations.place.__dict__["_builtin_speaker"] = recording
            await simulations.hold(CandidateKind.VAGUE, Language.EN, seed, minutes=150)
        for number, context in enumerate(recording.heard, 1):
            size = tokens(system_prompt(context)) + tokens(turn_prompt(context))
            for turns, found in ((EARLY, early), (LATE, late)):
                if number in turns:
                    found.setdefault(context.due, []).append(size)
    both = [due for due in early if due in late]
    means = [
        statistics.fmean(statistics.fmean(found[due]) for due in both) for found in (early, late)
    ]
    return means[0], means[1]


async def calls_and_turns() -> list[tuple[int, int, int]]:
    """Return calls of the model, turns of the interviewer and questions of some mocks."""
    found = []
    with FakeServer() as server:
        server.will(plays_everyone())
        connection = Connection(name="fake", base_url=server.base_url, model="fake-1")
        with simulator(connection) as simulations:
            for kind in (CandidateKind.VAGUE, CandidateKind.MIXED):
                for language in Language:
                    held = await simulations.hold(kind, language, model="fake", grader="fake")
                    simulation = held.simulation
                    turns = simulation.transcript.turns
                    spoken = sum(turn.role is Speaker.INTERVIEWER for turn in turns)
                    found.append((used(simulation).calls, spoken, held.conduct.questions))
    return found


def main() -> int:
    """Print the figures; 1 if a limit is missed."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["INTERVIEWER_HOME"] = home
        return figures()


def figures() -> int:
    """Measure and print."""
    calls, firsts, wholes = asyncio.run(timed())
    added = (statistics.median(wholes) - statistics.median(calls)) * 1000
    print(f"bare openai call: {statistics.median(calls) * 1000:.1f} ms median of {len(calls)}")
    print(f"turn, first words: {statistics.median(firsts) * 1000:.1f} ms median")
    print(
        f"turn, whole: {statistics.median(wholes) * 1000:.1f} ms median, "
        f"{added:.1f} ms added (under {MOST_ADDED_MS:.0f} ms)"
    )
    turns = asyncio.run(builtin())
    print(
        f"turn of the built-in model: {statistics.median(turns) * 1000:.1f} ms median, "
        f"{max(turns) * 1000:.1f} ms longest"
    )
    growths = []
    for language in Language:
        for due in DUE:
            early, late = (prompt_tokens(due, language, earlier) for earlier in (2, 12))
            growths.append(late / early)
            print(
                f"prompt, {due} {language}: {early} tokens at turn 5, {late} at turn 30 "
                f"({late / early:.2f}x, at most {MOST_GROWTH}x)"
            )
    before, after = asyncio.run(sizes())
    growths.append(after / before)
    print(
        f"prompt in long mocks: {before:.0f} tokens around turn 5, {after:.0f} around turn 30 "
        f"({after / before:.2f}x, at most {MOST_GROWTH}x)"
    )
    made = asyncio.run(calls_and_turns())
    too_many = 0
    for count, spoken, questions in made:
        too_many += count > spoken + questions
        print(
            f"model calls: {count} for {questions} questions with {spoken} turns of the "
            f"interviewer (at most {spoken + questions}: its turns, and one a question)"
        )
    return int(added >= MOST_ADDED_MS or max(growths) > MOST_GROWTH or too_many > 0)


if __name__ == "__main__":
    sys.exit(main())
