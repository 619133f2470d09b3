"""What is deleted is gone from the bytes on disk, not only from the list."""

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from interviewer.domain.transcript import Draft
from interviewer.storage.database import Database, open_database
from interviewer.storage.errors import DatabaseDamaged, DatabaseUnavailable, Reason, UnknownSession
from interviewer.storage.sessions import SessionStore
from tests.storage.futures import future
from tests.storage.samples import (
    NOON,
    answers,
    asked,
    asks,
    evidence,
    grade,
    question,
    session,
)


def secret(session_id: str) -> str:
    return f"[{session_id}-secret]"


def on_disk(path: Path, session_id: str) -> bool:
    """Whether words of a session stand anywhere in the data folder."""
    files = [file for file in path.parent.iterdir() if file.is_file()]
    return any(secret(session_id).encode() in file.read_bytes() for file in files)


def fill(store: SessionStore, names: list[str], *, turns: int, seed: int = 1) -> None:
    """Store sessions whose words, drafts and grades, of many lengths, lie across each other."""
    chance = random.Random(seed)
    for name in names:
        store.create(session(name))
        store.ask(name, asked(question()), asks(question()))
    for number in range(turns):
        name = chance.choice(names)
        words = secret(name) * chance.choice([1, 2, 5, 40, 300])
        store.save_draft(name, Draft(text=words[:-3] + "]", at=NOON))
        stored = store.append(name, answers(words, f"{number}{secret(name)}"))
        store.add_grade(name, grade(evidence(stored, secret(name))))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_deleted_session_leaves_no_word_on_disk(
    store: SessionStore, path: Path, seed: int
) -> None:
    names = [f"s{number}" for number in range(6)]
    fill(store, names, turns=60, seed=seed)
    random.Random(seed).shuffle(names)
    while names:
        assert on_disk(path, names[-1])
        gone = names.pop()
        store.delete(gone)
        assert not on_disk(path, gone)
        assert {summary.id for summary in store.list()} == set(names)
        for name in names:
            assert all(secret(name) in turn.text for turn in store.transcript(name).turns[1:])


def test_deleting_a_session_leaves_the_others_whole(store: SessionStore) -> None:
    fill(store, ["a", "b"], turns=20)
    before = store.transcript("b")
    store.delete("a")
    assert store.transcript("b") == before
    with pytest.raises(UnknownSession):
        store.transcript("a")


def test_a_question_goes_with_the_last_session_that_asked_it(
    store: SessionStore, database: Database
) -> None:
    def snapshots() -> int:
        with database.read() as connection:
            count: int = connection.exec_driver_sql("SELECT count(*) FROM snapshots").scalar_one()
            return count

    fill(store, ["a", "b"], turns=2)
    store.delete("a")
    assert snapshots() == 1
    store.delete("b")
    assert snapshots() == 0


def test_deleting_everything_leaves_no_word_and_no_row(
    store: SessionStore, database: Database, path: Path
) -> None:
    fill(store, ["a", "b"], turns=40)
    store.delete_everything()
    assert store.list() == []
    assert store.recent_questions(10) == []
    assert not on_disk(path, "a")
    assert not on_disk(path, "b")
    with database.read() as connection:
        tables = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        names: list[str] = list(tables.scalars())
        counts: dict[str, int] = {
            name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()
            for name in names
            # Of the index of words, what SQLite itself keeps of it.
            if name not in ("said_data", "said_config")
        }
    assert counts.pop("alembic_version") == 1
    assert set(counts.values()) == {0}
    fill(store, ["a"], turns=1)
    assert len(store.transcript("a").turns) == 2


def test_a_copy_made_before_a_migration_goes_with_a_deleted_session(
    store: SessionStore, database: Database, path: Path, tmp_path: Path
) -> None:
    fill(store, ["a", "b"], turns=10)
    database.close()
    # A later version that this one's code can still work on.
    back = "op.execute('ALTER TABLE turns RENAME COLUMN words TO text')"
    later = open_database(path, future(tmp_path, back))
    assert list(path.parent.glob("*.backup"))
    later_store = SessionStore(later)
    later_store.delete("a")
    later.close()
    assert not on_disk(path, "a")
    assert on_disk(path, "b")


def test_deleting_everything_takes_the_damaged_files_along(path: Path) -> None:
    path.write_bytes(b"no database any more " + secret("old").encode() * 99)
    with pytest.raises(DatabaseDamaged):
        open_database(path)
    database = open_database(path)
    store = SessionStore(database)
    store.create(session())
    store.delete("0abc")
    assert on_disk(path, "old")
    store.delete_everything()
    assert not on_disk(path, "old")
    database.close()


@pytest.mark.parametrize(
    "deletes", [lambda store: store.delete("a"), lambda store: store.delete_everything()]
)
def test_a_deletion_that_was_cut_off_is_finished_by_the_next_start(
    deletes: Callable[[SessionStore], None],
    store: SessionStore,
    database: Database,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fill(store, ["a"], turns=40)
    copy = path.with_name(path.name + ".revision-0000.backup")
    copy.write_text(secret("a"))

    def cut_off(_: Database) -> None:
        raise DatabaseUnavailable(Reason.FULL, path)

    with monkeypatch.context() as patch:
        patch.setattr(Database, "scrub", cut_off)
        with pytest.raises(DatabaseUnavailable):
            deletes(store)
    assert store.list() == []
    database.close()
    assert on_disk(path, "a")
    open_database(path).close()
    assert not on_disk(path, "a")


def test_a_start_scrubs_once_and_not_every_time(
    store: SessionStore, database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, ["a", "b"], turns=4)
    store.delete("a")
    database.close()
    scrubbed: list[Database] = []
    monkeypatch.setattr(Database, "scrub", scrubbed.append)
    open_database(path).close()
    assert scrubbed == []


def test_a_reader_in_another_process_delays_the_wiping_and_says_so(
    store: SessionStore, database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, ["a"], turns=10)
    database.close()
    monkeypatch.setattr("interviewer.storage.database.BUSY_SECONDS", 0.05)
    hurried = open_database(path)
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM sessions").fetchone()
    with pytest.raises(DatabaseUnavailable) as caught:
        SessionStore(hurried).delete("a")
    assert caught.value.reason is Reason.LOCKED
    assert SessionStore(hurried).list() == []
    reader.close()
    hurried.close()
    open_database(path).close()
    assert not on_disk(path, "a")


def test_several_removed_sessions_are_gone_at_once_and_wiped_together(
    store: SessionStore, database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, ["a", "b", "c"], turns=40)
    scrubs: list[Database] = []
    scrub = Database.scrub

    def counted(self: Database) -> None:
        scrubs.append(self)
        scrub(self)

    monkeypatch.setattr(Database, "scrub", counted)
    store.remove("a")
    store.remove("b")
    assert scrubs == []
    assert [summary.id for summary in store.list()] == ["c"]
    assert store.containing(secret("a")) == set()
    store.wipe()
    store.wipe()  # nothing is left to do
    assert scrubs == [database]
    assert not on_disk(path, "a")
    assert not on_disk(path, "b")
    assert on_disk(path, "c")


def test_what_was_removed_and_not_wiped_is_so_at_the_next_start(
    store: SessionStore, database: Database, path: Path
) -> None:
    fill(store, ["a"], turns=4)
    store.remove("a")
    database.close()
    open_database(path).close()
    assert not on_disk(path, "a")
