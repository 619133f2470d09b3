"""What can be wrong with a database file, and what is said and done about it."""

import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from interviewer.domain.transcript import Draft
from interviewer.storage import migrating
from interviewer.storage.database import Database, open_database
from interviewer.storage.errors import (
    DatabaseDamaged,
    DatabaseNewer,
    DatabaseUnavailable,
    Reason,
    StorageError,
)
from interviewer.storage.sessions import SessionStore
from tests.storage.samples import NOON, answers, session


def one_sentence(error: BaseException) -> str:
    """Return what the person reads; it is a sentence on one line and names no exception."""
    text = str(error)
    assert "\n" not in text
    assert text.endswith(".")
    assert "Error" not in text
    return text


def pragma(database: Database, name: str) -> object:
    with database.read() as connection:
        value: object = connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
        return value


def test_every_commit_is_on_disk_before_it_is_acknowledged(database: Database) -> None:
    assert pragma(database, "journal_mode") == "wal"
    assert pragma(database, "synchronous") == 2  # FULL
    assert pragma(database, "foreign_keys") == 1
    assert pragma(database, "secure_delete") == 1
    assert pragma(database, "busy_timeout") == migrating.BUSY_SECONDS * 1000


@pytest.mark.parametrize("name", ["with space", "what?mode=ro", "100%25", "#1", "面试", "a'b"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name / "interviewer.db"
    open_database(path).close()
    assert path.exists()


def test_nobody_else_may_read_the_answers(tmp_path: Path) -> None:
    path = tmp_path / "new" / "interviewer.db"
    database = open_database(path)
    SessionStore(database).create(session())
    for file in (path, *path.parent.glob("*-wal"), path.parent):
        assert not stat.S_IMODE(file.stat().st_mode) & 0o077
    database.close()


def test_a_file_in_place_of_the_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(DatabaseUnavailable) as caught:
        open_database(tmp_path / "data" / "interviewer.db")
    assert caught.value.reason is Reason.UNWRITABLE
    assert "check the folder" in one_sentence(caught.value)


def test_a_folder_in_place_of_the_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable) as caught:
        open_database(tmp_path)
    assert caught.value.reason is Reason.UNWRITABLE


def test_a_database_that_refuses_writing_is_reported_and_still_read(
    store: SessionStore, database: Database
) -> None:
    store.create(session())
    with database.read() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(DatabaseUnavailable) as caught:
        store.append("0abc", answers("x", "s1"))
    assert caught.value.reason is Reason.UNWRITABLE
    one_sentence(caught.value)
    assert store.transcript("0abc").turns == ()


@contextmanager
def small_disk(database: Database, spare_pages: int) -> Iterator[None]:
    """Let the database grow by so many pages only, as a full disk would."""
    with database.read() as connection:
        pages: int = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + spare_pages}")
    try:
        yield
    finally:
        with database.read() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 4294967294")


def test_a_full_disk_is_reported_and_costs_nothing_that_was_stored(
    store: SessionStore, database: Database
) -> None:
    store.create(session())
    store.append("0abc", answers("kept", "s0"))
    store.save_draft("0abc", Draft(text="the answer I am typing", at=NOON))
    with small_disk(database, 2):
        with pytest.raises(DatabaseUnavailable) as caught:
            store.append("0abc", answers("long " * 100_000, "s1"))
        transcript = store.transcript("0abc")
        assert [turn.text for turn in transcript.turns] == ["kept"]
        assert transcript.draft is not None
    assert caught.value.reason is Reason.FULL
    assert "full" in one_sentence(caught.value)
    assert store.append("0abc", answers("long " * 100_000, "s1")).seq == 2


FILLS_THE_DISK = """
import resource, signal, sys
from pathlib import Path
from interviewer.storage.database import open_database
from interviewer.storage.errors import DatabaseUnavailable
from interviewer.storage.sessions import SessionStore
from tests.storage.samples import answers, session

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = SessionStore(open_database(Path(sys.argv[1])))
store.create(session())
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
for number in range(1000):
    try:
        store.append("0abc", answers("word " * 2000, f"s{number}"))
    except DatabaseUnavailable as error:
        print(error.reason, flush=True)
        break
    print(f"stored {number}", flush=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print("then", store.append("0abc", answers("after", "last")).seq, flush=True)
"""


def test_a_write_that_the_system_refuses_is_reported_and_loses_nothing(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FILLS_THE_DISK, str(path)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    *acknowledged, reason, then = done.stdout.splitlines()
    assert reason in {Reason.FULL, Reason.FAILED}
    assert acknowledged == [f"stored {n}" for n in range(len(acknowledged))]
    assert acknowledged
    assert then == f"then {len(acknowledged) + 1}"
    database = open_database(path)
    turns = SessionStore(database).transcript("0abc").turns
    database.close()
    assert [turn.submission_id for turn in turns] == [
        *(f"s{n}" for n in range(len(acknowledged))),
        "last",
    ]


def test_a_database_of_a_newer_version_is_left_as_it_is(
    database: Database, store: SessionStore, path: Path
) -> None:
    store.create(session())
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9001'")
    database.close()
    before = path.read_bytes()
    with pytest.raises(DatabaseNewer) as caught:
        open_database(path)
    assert "update the app" in one_sentence(caught.value)
    assert caught.value.revision == "9001"
    assert path.read_bytes() == before


def test_a_database_of_something_else_is_left_as_it_is(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipes (name)")
        other.commit()
    before = path.read_bytes()
    with pytest.raises(DatabaseUnavailable) as caught:
        open_database(path)
    assert caught.value.reason is Reason.FOREIGN
    assert "not a database of this app" in one_sentence(caught.value)
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_database(path: Path) -> None:
    path.touch()
    database = open_database(path)
    assert SessionStore(database).list() == []
    database.close()


def damage(path: Path, how: str) -> bytes:
    whole = path.read_bytes()
    broken = {
        "text": b"this is no database, it only stands where one should be" * 100,
        "cut": whole[: len(whole) // 2],
        "header": b"\xff" * 100 + whole[100:],
        "catalogue": whole[:100] + b"\xff" * 400 + whole[500:],
    }[how]
    path.write_bytes(broken)
    return broken


@pytest.mark.parametrize("how", ["text", "cut", "header", "catalogue"])
def test_a_damaged_database_is_kept_and_the_next_start_begins_anew(
    how: str, store: SessionStore, database: Database, path: Path
) -> None:
    store.create(session())
    store.append("0abc", answers("long " * 5000, "s1"))
    database.close()
    broken = damage(path, how)
    with pytest.raises(DatabaseDamaged) as caught:
        open_database(path)
    assert "start again" in one_sentence(caught.value)
    assert caught.value.reason is Reason.DAMAGED
    assert caught.value.kept.read_bytes() == broken
    assert caught.value.kept.name in str(caught.value)
    anew = open_database(path)
    assert SessionStore(anew).list() == []
    anew.close()
    assert caught.value.kept.read_bytes() == broken


def test_two_damaged_databases_are_both_kept(path: Path) -> None:
    kept = []
    for content in (b"one " * 999, b"two " * 999):
        path.write_bytes(content)
        with pytest.raises(DatabaseDamaged) as caught:
            open_database(path)
        kept.append(caught.value.kept)
    assert [file.read_bytes() for file in kept] == [b"one " * 999, b"two " * 999]


def test_the_log_of_a_damaged_database_does_not_leak_into_the_next(path: Path) -> None:
    path.write_bytes(b"no database" * 999)
    log = path.with_name(path.name + "-wal")
    log.write_bytes(b"its log")
    with pytest.raises(DatabaseDamaged) as caught:
        open_database(path)
    kept = caught.value.kept
    assert not log.exists()
    assert kept.with_name(kept.name + "-wal").read_bytes() == b"its log"


def test_damage_found_later_is_reported_and_moves_nothing(
    store: SessionStore, database: Database, path: Path
) -> None:
    store.create(session())
    for number in range(50):
        store.append("0abc", answers("long " * 2000, f"s{number}"))
    database.close()
    content = bytearray(path.read_bytes())
    content[len(content) // 2 :] = b"\xff" * (len(content) - len(content) // 2)
    path.write_bytes(content)
    damaged = open_database(path)
    with pytest.raises(DatabaseUnavailable) as caught:
        SessionStore(damaged).transcript("0abc")
    damaged.close()
    assert caught.value.reason is Reason.DAMAGED
    assert "restore a backup" in one_sentence(caught.value)
    assert path.exists()


def test_a_row_that_makes_no_sense_any_more_is_reported_as_damage(
    store: SessionStore, database: Database
) -> None:
    store.create(session())
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE sessions SET status = 'rnnning'")
    for call in (store.list, lambda: store.transcript("0abc"), lambda: store.summary("0abc")):
        with pytest.raises(DatabaseUnavailable) as caught:
            call()
        assert caught.value.reason is Reason.DAMAGED


def test_an_error_does_not_quote_what_was_said(store: SessionStore, database: Database) -> None:
    store.create(session())
    store.append("0abc", answers("a secret", "s1"))
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE turns SET text = CAST(x'FF736563726574' AS TEXT)")
    with pytest.raises(DatabaseUnavailable) as caught:
        store.transcript("0abc")
    assert caught.value.reason is Reason.DAMAGED
    assert "secret" not in str(caught.value)


def test_a_database_that_another_program_keeps_locked_is_reported(
    monkeypatch: pytest.MonkeyPatch, path: Path
) -> None:
    monkeypatch.setattr("interviewer.storage.database.BUSY_SECONDS", 0.05)
    database = open_database(path)
    store = SessionStore(database)
    store.create(session())
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnavailable) as caught:
            store.append("0abc", answers("x", "s1"))
        assert store.transcript("0abc").turns == ()
        other.execute("ROLLBACK")
    assert caught.value.reason is Reason.LOCKED
    assert "in use by another program" in one_sentence(caught.value)
    assert store.append("0abc", answers("x", "s1")).seq == 1
    database.close()


def test_a_call_waits_for_another_process_that_writes(store: SessionStore, path: Path) -> None:
    store.create(session())
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.2, other.execute, ["COMMIT"])
        release.start()
        assert store.append("0abc", answers("x", "s1")).seq == 1
        release.join()


OPENS_AND_WRITES = """
import sys
from pathlib import Path
from interviewer.storage.database import open_database
from interviewer.storage.sessions import SessionStore
from tests.storage.samples import answers, session

path, name = Path(sys.argv[1]), sys.argv[2]
sys.stdin.readline()
store = SessionStore(open_database(path))
store.create(session(name))
for number in range(20):
    store.append(name, answers(f"{name} {number}", str(number)))
"""


def test_processes_that_start_at_once_share_one_new_database(path: Path) -> None:
    names = ["a", "b", "c"]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", OPENS_AND_WRITES, str(path), name],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in started:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    database = open_database(path)
    store = SessionStore(database)
    for name in names:
        texts = [turn.text for turn in store.transcript(name).turns]
        assert texts == [f"{name} {number}" for number in range(20)]
    database.close()


def test_opening_a_current_database_does_not_load_the_migrations() -> None:
    # Alembic takes a tenth of a second that a person would wait for at every start.
    program = (
        "import sys, interviewer.storage.sessions, interviewer.storage.database;"
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_sentence(reason: Reason) -> None:
    error = DatabaseUnavailable(reason, Path("interviewer.db"), "disk I/O error")
    assert isinstance(error, StorageError)
    assert "interviewer.db" in one_sentence(error)
    assert "{" not in str(error)
