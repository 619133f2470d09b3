"""`kill -9` at any moment loses no acknowledged answer and at most one second of typing."""

import itertools
import multiprocessing
import os
import random
import re
import signal
import time
from pathlib import Path

import pytest

from interviewer.domain.transcript import Move, Transcript
from interviewer.interview.workplace import Workplace
from interviewer.settings import Preferences, paths
from tests.durability.sitting import POINTS, sit

LOST_TYPING = 1.0
"""Seconds of typing that a kill may cost."""

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.durability.preloaded"])


class Trial:
    """One home folder in which interviews are sat and killed, and the log of what was told."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.log = home / "log.txt"
        self.killed_at = 0.0
        home.mkdir(parents=True)

    def lines(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []

    def sit_and_kill(self, point: str, seed: int, after: float | None = None) -> bool:
        """Sit until the point is reached, or for `after` seconds, then kill; False if it ended."""
        before = len(self.lines())
        child = _processes.Process(target=sit, args=(str(self.home), point, str(self.log), seed))
        child.start()
        pid = child.pid
        assert pid is not None
        deadline = time.monotonic() + 30
        begun: float | None = None
        while child.is_alive():
            fresh = self.lines()[before:]
            if begun is None and any(line.startswith("session") for line in fresh):
                begun = time.monotonic()
            if after is None and f"at {point}" in fresh:
                time.sleep(random.Random(seed).uniform(0, 1.5) if point == "typing" else 0.05)
                break
            if after is not None and begun is not None and time.monotonic() - begun > after:
                break
            assert time.monotonic() < deadline, f"never came to {point}: {fresh[-5:]}"
            time.sleep(0.005)
        killed = child.is_alive()
        if killed:
            os.kill(pid, signal.SIGKILL)
            self.killed_at = time.monotonic()
        child.join()
        assert killed or child.exitcode == 0, "the process died by itself"
        return killed

    def check(self) -> None:
        """Compare what was told with what is on disk."""
        place = Workplace(paths(), Preferences())
        try:
            lines = self.lines()
            sessions = dict.fromkeys(
                line.split()[1] for line in lines if line.startswith("session ")
            )
            stored = [place.store.transcript(session_id) for session_id in sessions]
        finally:
            place.close()
        told = [line.split(" ", 1)[1] for line in lines if line.startswith("acknowledged ")]
        answers = [turn.text for t in stored for turn in t.turns if turn.move is Move.ANSWER]
        assert_nothing_lost(told, answers)
        for transcript in stored:
            assert [turn.seq for turn in transcript.turns] == list(
                range(1, len(transcript.turns) + 1)
            )
            assert_turns_alternate(transcript)
        assert_typing_kept(lines, stored[-1], self.killed_at)


def assert_nothing_lost(told: list[str], answers: list[str]) -> None:
    """Every answer that was acknowledged is there once, in its order."""
    assert len(set(answers)) == len(answers) or _numbers_restart(answers)
    kept = iter(answers)
    for answer in told:
        assert answer in kept, f"lost or out of order: {answer}"


def _numbers_restart(answers: list[str]) -> bool:
    """Numbers begin anew with each session; within one they rise by one, none twice."""
    numbers = [int(found[1]) for a in answers if (found := re.match(r"answer-(\d+)", a))]
    return all(b in (a + 1, 1) for a, b in itertools.pairwise(numbers))


def assert_turns_alternate(transcript: Transcript) -> None:
    """No words of the interviewer stand twice in a row: what was cut off was said once."""
    roles = [turn.role for turn in transcript.turns]
    assert all(a is not b for a, b in itertools.pairwise(roles))


def assert_typing_kept(lines: list[str], transcript: Transcript, killed_at: float) -> None:
    """What was typed up to a second before the kill is the draft, or more of it is."""
    if not lines or not lines[-1].startswith("typed "):
        return
    # Only this process's own typing: each one types its answer anew.
    begun = max(index for index, line in enumerate(lines) if line == "at typing")
    typed = [line.split(" ", 2) for line in lines[begun + 1 :]]
    safe = [text for _, at, text in typed if float(at) <= killed_at - LOST_TYPING]
    if safe:
        assert transcript.draft is not None
        assert transcript.draft.text.startswith(safe[-1].rstrip())


def run_trials(home: Path, point: str, times: int, chance: random.Random) -> int:
    """Kill `times` times at `point`, going on each time; return how many really were killed."""
    trial = Trial(home)
    kills = 0
    while kills < times:
        after = chance.uniform(0, 0.8) if point == "random" else None
        kills += trial.sit_and_kill(point, chance.randrange(10**6), after)
        trial.check()
    return kills


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_this_point_loses_nothing(point: str, home: Path) -> None:
    assert run_trials(home, point, 1, random.Random(point)) == 1


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("point", POINTS)
def test_ten_kills_at_this_point_lose_nothing(point: str, home: Path) -> None:
    assert run_trials(home, point, 10, random.Random(f"ten {point}")) == 10


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_fifty_kills_at_random_lose_nothing(home: Path) -> None:
    assert run_trials(home, "random", 50, random.Random("fifty")) == 50
