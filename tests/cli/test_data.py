"""Backup, restore, Anki cards and labelled answers by command."""

import json
from pathlib import Path

import pytest

from interviewer.cli.main import run
from interviewer.evaluation.rows import read_rows
from interviewer.interview.workplace import Workplace
from interviewer.settings import Preferences, paths
from tests.storage.samples import NOON, interview


@pytest.fixture
def place(home: Path) -> Workplace:
    return Workplace(paths(), Preferences())


def test_a_backup_is_made_and_restored(
    place: Workplace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    interview(place.store)
    target = tmp_path / "b.zip"
    assert run(["backup", "-o", str(target)]) == 0
    assert "1 session and is sound" in capsys.readouterr().out
    place.store.delete_everything()
    assert run(["restore", str(target), "--yes"]) == 0
    assert [summary.id for summary in place.store.list()] == ["0abc"]
    place.close()


def test_what_is_no_backup_is_told_in_a_line(
    place: Workplace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.zip"
    other.write_text("no zip")
    assert run(["restore", str(other), "--yes"]) == 1
    told = capsys.readouterr().err
    assert "no backup" in told
    assert told.count("\n") == 1
    assert run(["restore", str(tmp_path / "nowhere"), "--yes"]) == 1


def test_missed_points_become_cards(
    place: Workplace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    interview(place.store)
    assert run(["anki", "-o", str(tmp_path / "a.apkg")]) == 0
    assert "2 cards" in capsys.readouterr().out
    place.close()


def test_confirmed_verdicts_are_rows_that_evaluate_reads(
    place: Workplace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    interview(place.store)
    interview(place.store, "0b")
    place.confirmed.add("0abc", "kv-cache", "point-1", NOON)
    place.confirmed.add("0abc", "kv-cache", "point-1", NOON)
    place.confirmed.add("0b", "kv-cache", "point-2", NOON)
    place.store.delete("0b")
    target = tmp_path / "labels.jsonl"
    assert run(["labels", "-o", str(target)]) == 0
    assert "1 answer" in capsys.readouterr().out
    (row,) = read_rows(target)
    assert row.verdicts == {"point-1": "met"}
    assert row.score == 0.5
    assert "keys and values" in row.answer
    assert json.loads(target.read_text(encoding="utf-8"))["id"] == "0abc/kv-cache"
    place.close()
