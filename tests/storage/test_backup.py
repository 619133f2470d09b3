"""A backup holds everything, is checked, and comes back as it was; anything else harms nothing."""

import json
import sqlite3
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
from interviewer.storage.database import open_database
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
    files = [paths.mistakes, *paths.evaluations.rglob("*"), *paths.own_banks.rglob("*")]
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
