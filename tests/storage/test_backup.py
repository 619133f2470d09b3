"""A backup holds everything, is checked, and comes back as it was; anything else harms nothing."""

import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviewer.settings import Paths
from interviewer.storage.answers import Answers, Remark, WantedAnswers
from interviewer.storage.backup import BackupUnusable, check_backup, make_backup, restore_backup
from interviewer.storage.database import Database, open_database
from interviewer.storage.errors import DatabaseUnavailable, Reason, StorageError
from interviewer.storage.mistakes import Mistake, MistakeNotes
from interviewer.storage.sessions import SessionStore
from tests.storage.samples import HOSTILE, NOON, answers, asked, asks, interview, question, session


@pytest.fixture
def folders(path: Path, store: SessionStore) -> Paths:
    """The folders of the test's database, with something in each."""
    data = path.parent
    made = Paths(data=data, config=data.parent / "config", cache=data.parent / "cache")
    interview(store, words=f"{HOSTILE} keys and values")
    MistakeNotes(made.mistakes).add(Mistake("kv-cache", "The unit is wrong.", NOON, "b1"))
    (made.evaluations / "office.json").write_text("{}")
    (made.own_banks / "mine").mkdir()
    (made.own_banks / "mine" / "显存.yaml").write_text("- id: x\n")
    return made


def everything(paths: Paths) -> dict[str, object]:
    """Return all that is in the data folder, the database as the rows that it holds."""
    with closing(sqlite3.connect(paths.database)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'said%'"
        ).fetchall()
        rows: dict[str, object] = {
            name: sorted(map(repr, connection.execute(f"SELECT * FROM {name}")))
            for (name,) in tables
        }
    folders = (paths.evaluations, paths.own_banks, paths.blueprints)
    files = [paths.mistakes, *(file for folder in folders for file in folder.rglob("*"))]
    return rows | {str(f): f.read_bytes() for f in files if f.is_file()}


def test_a_backup_that_is_restored_gives_everything_back(
    folders: Paths, store: SessionStore, tmp_path: Path
) -> None:
    before = everything(folders)
    target = tmp_path / "backup.zip"
    assert make_backup(folders, target).sessions == 1
    store.delete_everything()
    interview(store, "0new")
    (folders.own_banks / "mine" / "later.yaml").write_text("")
    folders.mistakes.unlink()
    now = everything(folders)
    kept = restore_backup(target, folders)
    assert everything(folders) == before
    # The open store sees what was restored, and the words are found.
    assert [summary.id for summary in store.list()] == ["0abc"]
    assert store.containing("values") == {"0abc"}
    # And back again.
    restore_backup(kept, folders)
    assert everything(folders) == now


_TEXT = st.text(max_size=30)


@pytest.mark.slow
@given(words=st.lists(_TEXT, max_size=4), note=_TEXT)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_was_said_comes_back(
    empty_database: Path, tmp_path_factory: pytest.TempPathFactory, words: list[str], note: str
) -> None:
    root = tmp_path_factory.mktemp("any")
    folders = Paths(data=root / "data", config=root / "config", cache=root / "cache")
    database = open_database(folders.database)
    store = SessionStore(database)
    store.create(session("s"))
    store.ask("s", asked(question()), asks(question()))
    for number, text in enumerate(words):
        store.append("s", answers(text, str(number)))
    Answers(database).set_remark("s", "kv-cache", Remark(True, note), NOON)
    transcript, before = store.transcript("s"), everything(folders)
    make_backup(folders, root / "b.zip")
    store.delete_everything()
    restore_backup(root / "b.zip", folders)
    assert everything(folders) == before
    assert store.transcript("s") == transcript
    assert len(Answers(database).find(WantedAnswers("cache"))) == 1
    database.close()


def test_an_existing_file_is_not_replaced(folders: Paths, tmp_path: Path) -> None:
    target = tmp_path / "mine.txt"
    target.write_text("mine")
    with pytest.raises(Exception, match="exists already"):
        make_backup(folders, target)
    assert target.read_text() == "mine"


def altered(source: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Write a backup again with other files in it."""
    with zipfile.ZipFile(source) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    target = source.with_name("altered.zip")
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target


def _manifest(files: dict[str, bytes], /, **changes: object) -> None:
    manifest = json.loads(files["manifest.json"])
    files["manifest.json"] = json.dumps(manifest | changes).encode()


def _climbs(files: dict[str, bytes]) -> None:
    files["banks/../../evil"] = b"x"
    names = json.loads(files["manifest.json"])["files"]
    _manifest(files, files=names | {"banks/../../evil": "0"})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda files: files.update({"mistakes.jsonl": b"other"}), "damaged"),
        (lambda files: files.pop("interviewer.db"), "damaged"),
        (lambda files: files.pop("manifest.json"), "no backup"),
        (lambda files: files.update({"manifest.json": b"[]"}), "no backup"),
        (lambda files: _manifest(files, format=99), "newer version"),
        (lambda files: files.update({"manifest.json": b'{"format": 99}'}), "newer version"),
        (lambda files: _manifest(files, format=0), "no backup"),
        (lambda files: _manifest(files, sessions=float("inf")), "no backup"),
        (lambda files: _manifest(files, files={}), "no backup"),
        (_climbs, "no backup"),
    ],
)
def test_what_is_no_sound_backup_is_refused_and_changes_nothing(
    folders: Paths, tmp_path: Path, change: Callable[[dict[str, bytes]], None], told: str
) -> None:
    make_backup(folders, tmp_path / "backup.zip")
    before, listed = everything(folders), sorted(folders.data.iterdir())
    with pytest.raises(BackupUnusable, match=told):
        restore_backup(altered(tmp_path / "backup.zip", change), folders)
    assert everything(folders) == before
    assert sorted(folders.data.iterdir()) == listed
    assert not (tmp_path / "evil").exists()


def damaged(target: Path, at: float) -> None:
    """Turn round eight bytes of a file."""
    content = bytearray(target.read_bytes())
    for offset in range(8):
        content[int(len(content) * at) + offset] ^= 0xFF
    target.write_bytes(content)


@pytest.mark.parametrize("at", [0.1, 0.3, 0.5, 0.7])
def test_a_byte_that_changed_is_noticed(folders: Paths, tmp_path: Path, at: float) -> None:
    target = tmp_path / "backup.zip"
    make_backup(folders, target)
    damaged(target, at)
    with pytest.raises(BackupUnusable):
        check_backup(target)


@pytest.mark.parametrize("at", [0.01, 0.2, 0.8, 0.85, 0.9, 0.93, 0.96, 0.99])
def test_no_damage_brings_other_contents(folders: Paths, tmp_path: Path, at: float) -> None:
    target = tmp_path / "backup.zip"
    made = make_backup(folders, target)
    damaged(target, at)
    try:
        found = check_backup(target)
    except BackupUnusable:
        return
    # what the archive notes of dates and rights beside its files decides nothing
    assert found == made


def test_the_copy_of_before_goes_when_a_session_is_deleted_for_good(
    folders: Paths, store: SessionStore, tmp_path: Path
) -> None:
    make_backup(folders, tmp_path / "backup.zip")
    kept = restore_backup(tmp_path / "backup.zip", folders)
    assert kept.exists()
    store.delete("0abc")
    assert not kept.exists()


def test_names_that_other_systems_do_not_allow_come_back(folders: Paths, tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("no such names here")
    for name in ("kv: cache.yaml", "a\\b.yaml"):
        (folders.own_banks / "mine" / name).write_text(name)
    before = everything(folders)
    make_backup(folders, tmp_path / "backup.zip")
    shutil.rmtree(folders.own_banks)
    restore_backup(tmp_path / "backup.zip", folders)
    assert everything(folders) == before


@pytest.mark.parametrize("written", [0, 2**33])
def test_a_file_of_any_date_is_backed_up(folders: Paths, tmp_path: Path, written: int) -> None:
    file = folders.own_banks / "mine" / "显存.yaml"
    os.utime(file, (written, written))
    made = make_backup(folders, tmp_path / "backup.zip")
    assert "banks/mine/显存.yaml" in made.files


def test_a_name_that_is_no_text_is_told(folders: Paths, tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(bytes(folders.own_banks / "mine") + b"/\xff.yaml")).touch()
    except OSError:
        pytest.skip("no such names here")
    with pytest.raises(StorageError, match=r"mine/\\udcff.yaml has a name that is no text"):
        make_backup(folders, tmp_path / "backup.zip")
    assert not list(tmp_path.glob("*backup*"))


def linked(folders: Paths, name: str, target: str) -> None:
    """Put a link to a file of this system into a bank of one's own."""
    if not Path(target).exists():
        pytest.skip("Linux has this file")
    (folders.own_banks / "mine" / name).symlink_to(target)


def test_a_file_that_changes_meanwhile_makes_no_damaged_backup(
    folders: Paths, tmp_path: Path
) -> None:
    # It holds something else at every reading.
    linked(folders, "any.yaml", "/proc/sys/kernel/random/uuid")
    made = make_backup(folders, tmp_path / "backup.zip")
    assert check_backup(tmp_path / "backup.zip") == made


def test_a_file_that_cannot_be_read_is_told_by_its_name(folders: Paths, tmp_path: Path) -> None:
    linked(folders, "no.yaml", "/proc/self/mem")
    with pytest.raises(StorageError, match=r"mine/no\.yaml cannot be read"):
        make_backup(folders, tmp_path / "backup.zip")


def test_a_backup_that_is_not_there_is_told_so(folders: Paths, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"none\.zip cannot be read .*: No such file"):
        restore_backup(tmp_path / "none.zip", folders)


def test_no_room_to_check_in_is_told_by_its_folder(
    folders: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_backup(folders, tmp_path / "backup.zip")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "no-folder"))
    with pytest.raises(StorageError, match="no-folder cannot be read or written"):
        check_backup(tmp_path / "backup.zip")
    with pytest.raises(StorageError, match="no-folder cannot be read or written"):
        make_backup(folders, tmp_path / "other.zip")


def test_blueprints_that_were_saved_come_back(folders: Paths, tmp_path: Path) -> None:
    saved = folders.blueprints / "short.toml"
    saved.write_text("name = 'short'\n")
    make_backup(folders, tmp_path / "backup.zip")
    saved.unlink()
    (folders.blueprints / "later.toml").touch()
    restore_backup(tmp_path / "backup.zip", folders)
    assert [file.name for file in folders.blueprints.iterdir()] == ["short.toml"]


def test_a_backup_from_before_blueprints_leaves_them(folders: Paths, tmp_path: Path) -> None:
    make_backup(folders, tmp_path / "backup.zip")
    (folders.blueprints / "short.toml").touch()
    (folders.evaluations / "later.json").touch()
    restore_backup(altered(tmp_path / "backup.zip", _is_of_the_first_format), folders)
    assert (folders.blueprints / "short.toml").exists()
    assert not (folders.evaluations / "later.json").exists()


def _is_of_the_first_format(files: dict[str, bytes]) -> None:
    manifest = json.loads(files["manifest.json"])
    names = ("app", "made_at", "sessions", "files")
    first = {"format": 1} | {name: manifest[name] for name in names}
    files["manifest.json"] = json.dumps(first).encode()


@pytest.fixture
def elsewhere(folders: Paths, tmp_path: Path) -> Path:
    """A bank elsewhere, to which a link leads from the folder of one's own, with a loop in it."""
    bank = tmp_path / "elsewhere"
    bank.mkdir()
    (bank / "attention.yaml").write_text("- id: y\n")
    (bank / "loop").symlink_to(bank, target_is_directory=True)
    (folders.own_banks / "link").symlink_to(bank, target_is_directory=True)
    return bank


def test_a_linked_bank_is_in_the_backup(folders: Paths, elsewhere: Path, tmp_path: Path) -> None:
    made = make_backup(folders, tmp_path / "backup.zip")
    assert "banks/link/attention.yaml" in made.files
    shutil.rmtree(elsewhere)
    restore_backup(tmp_path / "backup.zip", folders)
    assert (folders.own_banks / "link" / "attention.yaml").read_text() == "- id: y\n"


def test_a_link_to_a_bank_stays_one(folders: Paths, elsewhere: Path, tmp_path: Path) -> None:
    link = folders.own_banks / "link"
    make_backup(folders, tmp_path / "with.zip")
    restore_backup(tmp_path / "with.zip", folders)
    assert link.readlink() == elsewhere
    link.unlink()
    make_backup(folders, tmp_path / "without.zip")
    link.symlink_to(elsewhere, target_is_directory=True)
    restore_backup(tmp_path / "without.zip", folders)
    assert link.readlink() == elsewhere


def test_a_bank_in_the_backup_takes_the_place_of_a_link(
    folders: Paths, elsewhere: Path, tmp_path: Path
) -> None:
    make_backup(folders, tmp_path / "backup.zip")
    shutil.rmtree(folders.own_banks / "mine")
    (folders.own_banks / "mine").symlink_to(elsewhere, target_is_directory=True)
    restore_backup(tmp_path / "backup.zip", folders)
    assert [file.name for file in (folders.own_banks / "mine").iterdir()] == ["显存.yaml"]
    assert (elsewhere / "attention.yaml").exists()


def spoiled(database: Path) -> None:
    """Overwrite the table of sessions, past the head of its page."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'sessions'"
        (page,) = connection.execute(query).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


def emptied_of_sense(database: Path) -> None:
    """Overwrite the head of the file, so that it is no database any more."""
    with database.open("r+b") as file:
        file.write(b"\xff" * 100)


@pytest.fixture
def closed(folders: Paths, database: Database) -> Paths:
    """The folders, with nobody at the database."""
    database.close()
    return folders


def test_a_damaged_database_is_told_when_it_is_backed_up(closed: Paths, tmp_path: Path) -> None:
    spoiled(closed.database)
    with pytest.raises(DatabaseUnavailable) as told:
        make_backup(closed, tmp_path / "backup.zip")
    assert told.value.reason is Reason.DAMAGED
    assert told.value.path == closed.database
    assert not (tmp_path / "backup.zip").exists()


@pytest.mark.parametrize("damage", [spoiled, emptied_of_sense])
def test_what_is_restored_over_a_damaged_database_keeps_all_that_was_there(
    closed: Paths, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    before = everything(closed)
    make_backup(closed, tmp_path / "backup.zip")
    damage(closed.database)
    (closed.own_banks / "mine" / "later.yaml").write_text("- id: later\n")
    (closed.evaluations / "later.json").write_text("[]")
    closed.mistakes.write_text("later")
    as_it_was = closed.database.read_bytes()
    kept = restore_backup(tmp_path / "backup.zip", closed)
    assert everything(closed) == before
    with zipfile.ZipFile(kept) as archive:
        assert archive.read("interviewer.db") == as_it_was
        assert archive.read("banks/mine/later.yaml") == b"- id: later\n"
        assert archive.read("evaluations/later.json") == b"[]"
        assert archive.read("mistakes.jsonl") == b"later"
    # It goes with everything that is deleted for good.
    database = open_database(closed.database)
    SessionStore(database).delete_everything()
    database.close()
    assert not kept.exists()


def test_whoever_has_a_damaged_database_open_sees_what_was_restored(
    folders: Paths, store: SessionStore, tmp_path: Path
) -> None:
    make_backup(folders, tmp_path / "backup.zip")
    interview(store, "0new")
    spoiled(folders.database)
    restore_backup(tmp_path / "backup.zip", folders)
    interview(store, "0later")
    assert {summary.id for summary in store.list()} == {"0abc", "0later"}


def test_a_sound_database_stays_in_its_place_when_what_is_there_cannot_be_kept(
    folders: Paths, store: SessionStore, tmp_path: Path
) -> None:
    make_backup(folders, tmp_path / "backup.zip")
    linked(folders, "no.yaml", "/proc/self/mem")
    interview(store, "0new")
    listed = sorted(folders.data.iterdir())
    with pytest.raises(StorageError, match="cannot be read"):
        restore_backup(tmp_path / "backup.zip", folders)
    assert {summary.id for summary in store.list()} == {"0abc", "0new"}
    assert sorted(folders.data.iterdir()) == listed


def test_where_the_state_before_is_kept_is_told_if_the_files_fail(
    folders: Paths, store: SessionStore, tmp_path: Path
) -> None:
    make_backup(folders, tmp_path / "backup.zip")
    interview(store, "0new")
    folders.mistakes.unlink()
    folders.mistakes.mkdir()
    (folders.mistakes / "in the way").touch()
    with pytest.raises(StorageError, match="What was here before is kept") as told:
        restore_backup(tmp_path / "backup.zip", folders)
    (kept,) = folders.data.glob("*before-restore*")
    assert str(kept) in str(told.value)
    assert check_backup(kept).sessions == 2


def of_a_later_version(database: Path) -> None:
    """Let a database be of a revision that this version does not know."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def test_the_check_says_that_a_backup_is_of_a_later_version(closed: Paths, tmp_path: Path) -> None:
    sound = tmp_path / "sound.zip"
    make_backup(closed, sound)
    of_a_later_version(closed.database)
    later = tmp_path / "later.zip"
    assert make_backup(closed, later).sessions == check_backup(sound).sessions
    before = closed.database.read_bytes()
    for attempt in (check_backup, lambda source: restore_backup(source, closed)):
        with pytest.raises(BackupUnusable, match="newer version"):
            attempt(later)
    assert closed.database.read_bytes() == before
    kept = restore_backup(sound, closed)
    assert kept.exists(), "what was written by the later version is kept as it is"
    open_database(closed.database).close()
