"""The process that is killed: it waits for orders and forks a child for each, which dies.

Run as a module. An order is a line of JSON: `job`, `database`, `log`, the name of a `point` and
which `occurrence` of it is deadly. Answers with the child's process id and, after another line,
with how the child ended.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import Engine, event

from interviewer.storage import database
from interviewer.storage.database import Database, open_database
from interviewer.storage.sessions import SessionStore
from tests.storage.futures import future
from tests.storage.samples import session
from tests.storage.script import ROUND, SESSION, take


def die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("SIGKILL did not kill")


class Fuse:
    """Kills the process at the n-th passage of one named point."""

    def __init__(self, point: str | None, occurrence: int) -> None:
        self._point = point
        self._left = occurrence

    def pass_(self, point: str) -> None:
        if point == self._point:
            self._left -= 1
            if self._left == 0:
                die()

    def arm(self) -> None:
        """Watch the statements, the commits and the files of everything from here on."""
        inserted: set[str] = set()

        @event.listens_for(Engine, "after_cursor_execute")
        def _(*arguments: Any) -> None:
            statement: str = arguments[2].lstrip()
            if statement.startswith(("CREATE", "ALTER", "DROP", "UPDATE alembic")):
                self.pass_("after a statement of a migration")
                inserted.add("migration")
            for table in ("turns", "snapshots", "grades", "drafts"):
                if statement.startswith(f"INSERT INTO {table}"):
                    self.pass_(f"after the insert into {table}")
                    inserted.add(table)

        @event.listens_for(Engine, "commit")
        def _(_connection: Any) -> None:
            for what in sorted(inserted):
                self.pass_(f"before the commit of {what}")
            inserted.clear()

        def watch(name: str, arguments: tuple[Any, ...]) -> None:
            if name == "os.rename" and str(arguments[0]).endswith(".unfinished"):
                self.pass_("before the copy has its name")

        sys.addaudithook(watch)
        self._wrap(Database, "scrub", "before the traces are wiped")
        self._wrap(database, "remove", "before the old copies are removed")

    def _wrap(self, place: Any, name: str, point: str) -> None:
        inner = getattr(place, name)

        def wrapped(*arguments: Any, **named: Any) -> Any:
            self.pass_(point)
            return inner(*arguments, **named)

        setattr(place, name, wrapped)


class Log:
    """What was acknowledged; a line is in the file before anything else happens."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self.count = len(path.read_bytes().splitlines())

    def acknowledge(self, step: int) -> None:
        os.write(self._file, f"{step}\n".encode())


def interview(path: Path, log: Path, fuse: Fuse) -> None:
    """Take the steps of the script from where the log ends."""
    store = SessionStore(open_database(path))
    if not store.list():
        store.create(session(SESSION))
    acknowledged = Log(log)
    for step in range(acknowledged.count, acknowledged.count + 500):
        take(store, step)
        fuse.pass_(f"after the commit of {ROUND[step % len(ROUND)]}")
        acknowledged.acknowledge(step)
        fuse.pass_("after the acknowledgement")


def migrate(path: Path, log: Path, fuse: Fuse) -> None:
    """Open the database with a later version of the app."""
    open_database(path, future(log.parent / "future"))


def delete(path: Path, log: Path, fuse: Fuse) -> None:
    """Delete every session, one by one."""
    store = SessionStore(open_database(path))
    for summary in store.list():
        store.delete(summary.id)


JOBS: dict[str, Callable[[Path, Path, Fuse], None]] = {
    "interview": interview,
    "migrate": migrate,
    "delete": delete,
}


def obey(order: dict[str, Any]) -> None:
    fuse = Fuse(order["point"], order["occurrence"])
    fuse.arm()
    JOBS[order["job"]](Path(order["database"]), Path(order["log"]), fuse)


def say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def main() -> None:
    while line := sys.stdin.readline():
        child = os.fork()
        if child == 0:
            try:
                obey(json.loads(line))
            finally:
                sys.stderr.flush()
                os._exit(0 if sys.exc_info()[0] is None else 1)
        say(child)
        sys.stdin.readline()
        say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


if __name__ == "__main__":
    main()
