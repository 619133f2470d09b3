"""A process that is killed, at any moment, loses nothing that was acknowledged.

Real processes, real SIGKILL. The killed process writes its own log of what it was told is stored.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from interviewer.storage.database import open_database
from interviewer.storage.errors import UnknownSession
from interviewer.storage.sessions import SessionStore
from tests.storage.futures import future
from tests.storage.samples import session
from tests.storage.script import SESSION, State, state_after, state_of
from tests.storage.test_migrations import contents

ROOT = Path(__file__).parents[2]
KILLS = 10
POINTS = (
    "after the insert into drafts",
    "before the commit of drafts",
    "after the commit of draft",
    "after the insert into turns",
    "before the commit of turns",
    "after the commit of answer",
    "after the insert into snapshots",
    "after the commit of ask",
    "after the insert into grades",
    "before the commit of grades",
    "after the commit of grade",
    "after the acknowledgement",
)


class Victims:
    """Children that do a job on one database until they are killed."""

    def __init__(self, folder: Path, process: subprocess.Popen[str]) -> None:
        self.database = folder / "interviewer.db"
        self.log = folder / "acknowledged"
        self._process = process

    def kill_at(self, job: str, point: str, occurrence: int) -> bool:
        """Let a child do `job` until it passes `point`; False if it finished without."""
        self._start(job, point, occurrence)
        return self._ended()

    def kill_after(self, job: str, seconds: float, steps: int = 0) -> bool:
        """Let a child do `job` and kill it from outside, `seconds` after it was acknowledged
        so many more steps; False if it had ended before."""
        enough = self.acknowledged() + steps
        child = self._start(job, None, 0)
        while self.acknowledged() < enough:
            time.sleep(0.001)
        time.sleep(seconds)
        # Even if it has ended, its parent has not been told to wait: the id is still its own.
        os.kill(child, signal.SIGKILL)
        return self._ended()

    def acknowledged(self) -> int:
        """How many steps the killed processes were told are stored."""
        lines = self.log.read_text().split() if self.log.exists() else []
        assert lines == [str(step) for step in range(len(lines))]
        return len(lines)

    def _start(self, job: str, point: str | None, occurrence: int) -> int:
        order = {
            "job": job,
            "point": point,
            "occurrence": occurrence,
            "database": str(self.database),
            "log": str(self.log),
        }
        self._say(json.dumps(order))
        return int(self._answer())

    def _ended(self) -> bool:
        self._say("wait")
        status = int(self._answer())
        assert status in (0, -signal.SIGKILL), f"the victim failed by itself: {status}"
        return status != 0

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


@pytest.fixture(scope="module")
def process() -> Iterator[subprocess.Popen[str]]:
    """The process that forks the victims; it has imported everything once."""
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "tests.storage.victim"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as started:
        yield started
        assert started.stdin is not None
        started.stdin.close()
        assert started.wait(10) == 0


@pytest.fixture
def victims(tmp_path: Path, process: subprocess.Popen[str]) -> Victims:
    return Victims(tmp_path, process)


def on_disk(path: Path) -> State:
    database = open_database(path)
    try:
        return state_of(SessionStore(database).transcript(SESSION))
    except UnknownSession:
        return State()
    finally:
        database.close()


def check(victims: Victims) -> None:
    """The disk holds what was acknowledged, and at most the one step that was under way."""
    steps = victims.acknowledged()
    found = on_disk(victims.database)
    assert found in (state_after(steps), state_after(steps + 1))


@pytest.mark.parametrize(
    "kills", [1, pytest.param(KILLS, marks=pytest.mark.slow)], ids=["once", "often"]
)
def test_nothing_acknowledged_is_lost_doubled_or_reordered(victims: Victims, kills: int) -> None:
    chance = random.Random(kills)
    for point in POINTS * kills:
        assert victims.kill_at("interview", point, chance.randint(1, 4))
        check(victims)
    assert victims.acknowledged() > len(POINTS) * kills


def test_what_was_being_stored_is_there_exactly_if_it_was_committed(victims: Victims) -> None:
    assert victims.kill_at("interview", "before the commit of turns", 2)
    assert on_disk(victims.database) == state_after(victims.acknowledged())
    assert victims.kill_at("interview", "after the commit of answer", 1)
    assert on_disk(victims.database) == state_after(victims.acknowledged() + 1)


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_to_kills_at_random(victims: Victims) -> None:
    chance = random.Random(50)
    for _ in range(60):
        assert victims.kill_after("interview", chance.uniform(0, 0.05), chance.randint(0, 5))
        check(victims)
    assert victims.acknowledged() > 100


def test_a_database_that_was_killed_while_it_was_made_is_usable(victims: Victims) -> None:
    point = "after a statement of a migration"
    for occurrence in range(1, KILLS + 1):
        assert victims.kill_at("interview", point, occurrence)
        assert contents(victims.database) == ["BEGIN TRANSACTION;", "COMMIT;"]
    assert victims.kill_at("interview", "before the commit of migration", 1)
    assert on_disk(victims.database) == State()
    assert victims.kill_at("interview", "after the acknowledgement", 5)
    check(victims)


@pytest.mark.slow
def test_a_kill_while_migrating_leaves_the_old_database_whole(victims: Victims) -> None:
    assert victims.kill_at("interview", "after the acknowledgement", 12)
    open_database(victims.database).close()
    before = contents(victims.database)
    assert victims.kill_at("migrate", "before the copy has its name", 1)
    for occurrence in range(1, 7):
        assert victims.kill_at("migrate", "after a statement of a migration", occurrence)
        assert contents(victims.database) == before
    for _ in range(3):
        assert victims.kill_at("migrate", "before the commit of migration", 1)
        check(victims)
    assert not victims.kill_at("migrate", "never", 1)
    (copy,) = victims.database.parent.glob("*.backup")
    assert contents(copy) == before
    database = open_database(victims.database, future(victims.log.parent / "future"))
    with database.read() as connection:
        rows = connection.exec_driver_sql("SELECT words FROM turns ORDER BY seq").all()
    database.close()
    assert tuple(text for (text,) in rows) == state_after(12).words
    assert not list(victims.database.parent.glob("*.unfinished*"))


@pytest.mark.slow
def test_kills_at_random_while_migrating_leave_old_or_new(victims: Victims) -> None:
    assert victims.kill_at("interview", "after the acknowledgement", 200)
    open_database(victims.database).close()
    before = contents(victims.database)
    chance = random.Random(9)
    for _ in range(20):
        victims.kill_after("migrate", chance.uniform(0.02, 0.3))
        found = contents(victims.database)
        if found != before:
            assert any("bookmarks" in line for line in found)
            break
    assert not victims.kill_at("migrate", "never", 1)


@pytest.mark.parametrize("occurrence", [1, 2])
@pytest.mark.parametrize(
    "point", ["before the traces are wiped", "before the old copies are removed"]
)
def test_a_kill_while_deleting_leaves_no_trace_after_the_next_start(
    victims: Victims, point: str, occurrence: int
) -> None:
    assert victims.kill_at("interview", "after the acknowledgement", 30)
    if occurrence == 2:
        database = open_database(victims.database)
        SessionStore(database).create(session("0xyz"))
        database.close()
    assert victims.kill_at("delete", point, occurrence)
    open_database(victims.database).close()
    assert b"words of step" not in victims.database.read_bytes()
    assert on_disk(victims.database) == State()
