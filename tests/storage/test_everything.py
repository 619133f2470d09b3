"""The archive of everything is whole, replaces nothing, and appears only when it is complete."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from interviewer.storage.export.everything import SCHEMAS, ExportFailed, export_everything
from interviewer.storage.mistakes import Mistake, MistakeNotes
from interviewer.storage.sessions import SessionStore
from tests.storage.samples import NOON, session


@pytest.fixture
def notes(tmp_path: Path) -> MistakeNotes:
    return MistakeNotes(tmp_path / "mistakes.jsonl")


def test_every_session_is_there_in_every_form(
    store: SessionStore, notes: MistakeNotes, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        store.create(session(name))
    notes.add(Mistake("kv-cache", "wrong unit", NOON, "b1"))
    target = tmp_path / "all.zip"
    more = {"remarks.jsonl": "{}\n"}
    assert export_everything(store, notes, {"kv-cache": "What is it?"}, target, more) == 2
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == sorted(
            ["mistakes.md", "remarks.jsonl", *(f"schema/{name}" for name in SCHEMAS)]
            + [
                f"sessions/{name}.{end}"
                for name in ("one", "two")
                for end in ("md", "html", "json")
            ]
        )
        document = json.loads(archive.read("sessions/one.json"))
        assert document["id"] == "one"
        # The schemas beside the documents are enough to check them by.
        resources = [
            (name, Resource.from_contents(json.loads(archive.read(f"schema/{name}"))))
            for name in SCHEMAS
        ]
        registry: Registry[Any] = Registry().with_resources(resources)
        show = json.loads(archive.read("schema/show.json"))
        Draft202012Validator(show, registry=registry).validate(document)
        assert "wrong unit" in archive.read("mistakes.md").decode()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_nothing_to_export_is_an_empty_archive(
    store: SessionStore, notes: MistakeNotes, tmp_path: Path
) -> None:
    assert export_everything(store, notes, {}, tmp_path / "all.zip") == 0
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.namelist() == []


def test_what_exists_is_not_replaced(
    store: SessionStore, notes: MistakeNotes, tmp_path: Path
) -> None:
    target = tmp_path / "all.zip"
    target.write_text("mine")
    with pytest.raises(ExportFailed, match="exists already"):
        export_everything(store, notes, {}, target)
    assert target.read_text() == "mine"


def test_a_folder_that_is_not_there_is_told_in_one_line(
    store: SessionStore, notes: MistakeNotes, tmp_path: Path
) -> None:
    with pytest.raises(ExportFailed, match="cannot be written") as raised:
        export_everything(store, notes, {}, tmp_path / "missing" / "all.zip")
    assert "\n" not in str(raised.value)
