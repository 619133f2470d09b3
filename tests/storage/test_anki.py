"""Missed points as a package for Anki: what was missed last, in a form that Anki reads, inert."""

import json
import re
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from interviewer.domain.grade import Verdict
from interviewer.domain.transcript import Kind, Status
from interviewer.storage.database import Database
from interviewer.storage.errors import StorageError
from interviewer.storage.export.anki import write_package
from interviewer.storage.missed import missed_points
from interviewer.storage.sessions import SessionStore
from tests.storage.samples import HOSTILE, NOON, asked, asks, grade, question, session


def practised(store: SessionStore, session_id: str, *verdicts: Verdict, note: str = "note") -> None:
    item = question(note=note)
    store.create(session(session_id, kind=Kind.PRACTICE))
    store.ask(session_id, asked(item), asks(item))
    given = grade()
    points = [
        point.model_copy(update={"verdict": verdict})
        for point, verdict in zip(given.points, verdicts, strict=True)
    ]
    store.add_grade(session_id, given.model_copy(update={"points": tuple(points)}))


def opened(target: Path, folder: Path) -> dict[str, list[Any]]:
    with zipfile.ZipFile(target) as archive:
        assert json.loads(archive.read("media")) == {}
        archive.extract("collection.anki2", folder)
    with closing(sqlite3.connect(folder / "collection.anki2")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.row_factory = sqlite3.Row
        return {
            table: [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]
            for table in ("col", "notes", "cards")
        }


def test_what_was_missed_last_is_taken(store: SessionStore, database: Database) -> None:
    practised(store, "a", Verdict.MISSED, Verdict.MISSED, Verdict.MISSED)
    practised(store, "b", Verdict.MET, Verdict.CONTRADICTED, Verdict.MISSED)
    assert [each.point.id for each in missed_points(database)] == ["point-2", "point-3"]


def test_a_mock_that_is_not_over_tells_nothing(store: SessionStore, database: Database) -> None:
    practised(store, "a", Verdict.MISSED, Verdict.MET, Verdict.MET)
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE sessions SET kind = 'mock'")
    assert missed_points(database) == []
    store.set_status("a", Status.FINISHED, NOON)
    assert len(missed_points(database)) == 1


def test_a_package_holds_a_card_for_each_point(
    store: SessionStore, database: Database, tmp_path: Path
) -> None:
    practised(store, "a", Verdict.MISSED, Verdict.CONTRADICTED, Verdict.MET)
    points = missed_points(database)
    assert write_package(points, tmp_path / "a.apkg", NOON) == 2
    held = opened(tmp_path / "a.apkg", tmp_path)
    (collection,) = held["col"]
    models, decks = json.loads(collection["models"]), json.loads(collection["decks"])
    assert collection["ver"] == 11
    assert len(held["notes"]) == len(held["cards"]) == 2
    for note, card in zip(held["notes"], held["cards"], strict=True):
        assert card["nid"] == note["id"]
        assert str(card["did"]) in decks
        (fields,) = [models[str(note["mid"])]["flds"]]
        assert len(note["flds"].split("\x1f")) == len(fields)
    assert held["notes"][0]["flds"].split("\x1f")[:3] == [
        "follow-up 1", "How large is the KV cache?", "note 1",
    ]  # fmt: skip
    # Made again, a card is the same card.
    write_package(points, tmp_path / "b.apkg", NOON)
    again = opened(tmp_path / "b.apkg", tmp_path)
    assert [note["guid"] for note in again["notes"]] == [note["guid"] for note in held["notes"]]
    with pytest.raises(StorageError, match="exists already"):
        write_package(points, tmp_path / "b.apkg", NOON)


def test_hostile_text_is_inert_in_a_card(
    store: SessionStore, database: Database, tmp_path: Path
) -> None:
    note = (
        HOSTILE.replace("\ud83d", "") + " [sound:evil.mp3] \\(x\\) {{FrontSide}}\x1fanother field"
    )
    practised(store, "a", Verdict.MISSED, Verdict.MET, Verdict.MET, note=note)
    write_package(missed_points(database), tmp_path / "a.apkg", NOON)
    (held,) = opened(tmp_path / "a.apkg", tmp_path)["notes"]
    assert held["flds"].count("\x1f") == 3
    shown = held["flds"].replace("\x1f", "").replace("<br>", "")
    assert not re.search(r"[<>\[\\\x00-\x09\x0b-\x1f]", shown)
