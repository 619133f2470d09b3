"""What the agent adds to a call of a model, and that its prompts do not grow with the interview."""

import asyncio
import re
import statistics
import sys
import time
from contextlib import aclosing
from typing import cast

import openai
from openai.types.chat import ChatCompletionChunk

from interviewer.agent.context import DigestLine, TurnContext
from interviewer.agent.prompting import system_prompt, turn_prompt
from interviewer.agent.speaker import InterviewSpeaker
from interviewer.agent.speech import SpokenMove
from interviewer.domain.language import Language
from interviewer.domain.transcript import Move
from interviewer.models.chat import chat_model
from interviewer.models.connection import Connection
from interviewer.models.replies import is_broken
from tests.agent.scenes import scene
from tests.fakeserver.interviewer import plays_interviewer
from tests.fakeserver.replies import Body
from tests.fakeserver.server import FakeServer, in_process_of_its_own

ROUNDS = 8
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


def main() -> int:
    """Print the figures; 1 if a limit is missed."""
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
    return int(added >= MOST_ADDED_MS or max(growths) > MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
