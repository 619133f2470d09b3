"""A process that sits an interview and writes down what it was told, until it is killed.

It runs the product as it is. Only its surroundings are prepared: the part before whose work it
is to die tells so and then waits.
"""

import asyncio
import itertools
import os
import random
import time
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

from interviewer.agent.context import TurnContext
from interviewer.agent.speech import Sentence, Spoken
from interviewer.domain.language import Language
from interviewer.domain.transcript import Kind, Move, Transcript, Turn
from interviewer.interview.blueprints import mock_blueprint
from interviewer.interview.events import Event, Stored
from interviewer.interview.interview import Interview
from interviewer.interview.workplace import Workplace
from interviewer.settings import Preferences, paths

POINTS = ("typing", "before_commit", "after_commit", "agent", "speaking", "grading")
"""Where the process can be told to wait for its death."""
KEY_SECONDS = 0.02


class Log:
    """What this process knows to be true, written where no crash of it can take it back."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def write(self, *words: object) -> None:
        os.write(self._file, (" ".join(map(str, words)) + "\n").encode())


def sit(home: str, point: str, log_path: str, seed: int) -> None:
    """Resume the interrupted interview, or begin one, and answer until killed."""
    os.environ["INTERVIEWER_HOME"] = home
    asyncio.run(_sit(point, Log(Path(log_path)), random.Random(seed)))


async def _sit(point: str, log: Log, chance: random.Random) -> None:
    place = Workplace(paths(), Preferences())
    visit = chance.randint(1, 3)
    with place.lock:
        interview = _opened(place, point, visit, log)
        log.write("session", interview.transcript.session.id)
        await interview.begin()
        while not interview.state.closed:
            await _answer(interview, point, visit, log)
    log.write("finished", interview.transcript.session.id)


def _opened(place: Workplace, point: str, visit: int, log: Log) -> Interview:
    def heard(event: Event) -> None:
        if isinstance(event, Stored) and event.turn.move is Move.ANSWER:
            log.write("acknowledged", event.turn.text)

    interrupted = place.store.interrupted()
    if interrupted:
        transcript = place.resumable(interrupted[0].id)
    else:
        plan = mock_blueprint(place.bank, minutes=60, seed=1)
        transcript = place.new_session(Kind.MOCK, Language.EN, plan)
    _prepare(place, point, visit, log)
    interview = place.interview(transcript, heard)
    if interview.draft:
        log.write("draft", interview.draft)
    return interview


async def _answer(interview: Interview, point: str, visit: int, log: Log) -> None:
    number = _next_number(interview.transcript)
    text = f"answer-{number:04d} the cache holds keys and values of every token"
    if point == "typing" and number % 3 == visit % 3:
        log.write("at typing")
        for end in itertools.count(1):
            typed = (f"draft-{number:04d} " + "typing on and on " * 200)[: end + 10]
            interview.note_draft(typed)
            log.write("typed", time.monotonic(), typed)
            await asyncio.sleep(KEY_SECONDS)
    log.write("submitted", text)
    # The id depends on the number alone: a client that was cut off sends the same again.
    await interview.submit(text, f"submission-{number}")


def _next_number(transcript: Transcript) -> int:
    return sum(turn.move is Move.ANSWER for turn in transcript.turns) + 1


def _prepare(place: Workplace, point: str, visit: int, log: Log) -> None:
    """Let the `visit`th piece of work at `point` wait for the death of the process."""
    visits = itertools.count(1)

    def dies_here() -> bool:
        if next(visits) != visit:
            return False
        log.write("at", point)
        return True

    if point in ("before_commit", "after_commit"):
        _stall_store(place, point, dies_here)
    elif point in ("agent", "speaking"):
        speaker: Any = place.builtin_speaker
        speaker.speak = _stalling(speaker.speak, point, dies_here)
    elif point == "grading":
        grader: Any = place.builtin_grader
        grade = grader.grade

        def stalled(*args: Any, **kwargs: Any) -> Any:
            if kwargs.get("at") is not None and dies_here():
                time.sleep(60)
            return grade(*args, **kwargs)

        grader.grade = stalled


def _stall_store(place: Workplace, point: str, dies_here: Any) -> None:
    store: Any = place.store
    append = store.append

    def stalled(session_id: str, turn: Turn) -> Turn:
        dies = turn.move is Move.ANSWER and dies_here()
        if dies and point == "before_commit":
            time.sleep(60)
        stored: Turn = append(session_id, turn)
        if dies:
            time.sleep(60)
        return stored

    store.append = stalled


def _stalling(speak: Any, point: str, dies_here: Any) -> Any:
    async def stalled(context: TurnContext) -> AsyncGenerator[Spoken]:
        dies = dies_here()
        if dies and point == "agent":
            await asyncio.sleep(60)
        async for said in speak(context):
            yield said
            if dies and isinstance(said, Sentence):
                await asyncio.sleep(60)

    return stalled
