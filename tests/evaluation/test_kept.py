"""Reports are kept, read back, and what is no report is left out with a reason."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.cli.main import run
from interviewer.evaluation import kept
from interviewer.evaluation.kept import MOST_BYTES, SHIPPED, NotKept, keep, read_kept
from interviewer.interview.workplace import Workplace
from interviewer.settings import Preferences, paths
from interviewer.tui.widgets.settings_graders import SHIPPED_SET
from tests.contracts.validation import validate

ROW = {"question_id": "cache", "question": "Why?", "reference": "It is in memory.", "max_score": 5}


def report(**changed: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return document | changed


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "cache.jsonl"
    rows = [("a", "It is in memory.", 5), ("b", "No idea.", 0)]
    path.write_text(
        "\n".join(json.dumps({"id": i, "answer": a, "score": s} | ROW) for i, a, s in rows)
    )
    return path


def test_the_shipped_report_keeps_the_contract_and_is_of_the_built_in_grader() -> None:
    document = report()
    validate("evaluate", document)
    assert (document["set"], document["grader"]) == (SHIPPED_SET, "builtin")
    assert document["points"]["reliability"]["uncertain"]["verdicts"] > 0


def test_evaluate_keeps_its_report_and_a_newer_one_takes_its_place(
    data: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for rounds in ("5", "10"):
        assert run(["evaluate", str(data), "--json", "--rounds", rounds]) == 0
    printed = capfd.readouterr().out.split("\n}\n")[1] + "\n}"
    (path,) = paths().evaluations.iterdir()
    document = json.loads(path.read_text(encoding="utf-8"))
    validate("evaluate", document)
    assert document == json.loads(printed)
    assert run(["evaluate", str(data), "--rounds", "5", "--name", "another"]) == 0
    found = read_kept(paths().evaluations)
    assert found.problems == ()
    assert {each.labelled_set for each in found.reports} == {"cache", "another", SHIPPED_SET}
    assert found.reports[-1] is found.shipped
    assert [each.at for each in found.reports] == sorted(
        (each.at for each in found.reports), reverse=True
    )


def test_nothing_is_kept_when_that_is_not_wanted(data: Path) -> None:
    assert run(["evaluate", str(data), "--rounds", "5", "--no-keep"]) == 0
    assert list(paths().evaluations.iterdir()) == []


def test_a_report_that_cannot_be_kept_is_printed_all_the_same(
    data: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    paths().data.mkdir(parents=True, exist_ok=True)
    (paths().data / "evaluations").write_text("in the way")
    assert run(["evaluate", str(data), "--json", "--rounds", "5"]) == 0
    told = capfd.readouterr()
    validate("evaluate", json.loads(told.out))
    assert "not kept" in told.err


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "write_atomically", lambda *_: False)
    with pytest.raises(NotKept):
        keep(tmp_path, report())


@given(st.text(max_size=60), st.text(max_size=60))
def test_names_never_lead_out_of_the_folder_and_never_meet(grader: str, labelled: str) -> None:
    name = kept._file_name(grader, labelled)
    assert Path(name).name == name
    assert len(name.encode()) < 100
    assert name != kept._file_name(grader, labelled + "x")
    assert name != kept._file_name(grader + labelled, "") or not labelled


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "EOF"),
        (b"\xff\xfe{", "JSON"),
        (b"[]", "an object"),
        (b'{"set": "x"}', "grader"),
        (json.dumps(report(rows=-1)).encode(), "rows"),
        (json.dumps(report(at="2026-11-22T12:00:00")).encode(), "at"),
        (json.dumps(report(at=None)).replace("null", "NaN", 1).encode(), "at"),
        (b" " * (MOST_BYTES + 1), "longer than"),
    ],
)
def test_a_broken_file_is_left_out_with_a_reason(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    keep(tmp_path, report(set="mine"))
    (tmp_path / "broken.json").write_bytes(content)
    (tmp_path / "folder.json").mkdir()
    (tmp_path / ".writing-x").write_bytes(b"half")
    found = read_kept(tmp_path)
    assert {each.labelled_set for each in found.reports} == {"mine", SHIPPED_SET}
    (problem,) = found.problems
    assert problem.startswith("broken.json: ")
    assert reason in problem


def test_a_report_of_an_early_version_is_read_without_bounds(tmp_path: Path) -> None:
    points = {"points": 3, "credit_f1": 0.5, "false_credit": None}
    keep(tmp_path, report(set="old", points=points, unknown={"x": 1}))
    keep(tmp_path, report(set="scores only", points=None))
    found = {each.labelled_set: each for each in read_kept(tmp_path).reports}
    old = found["old"].points
    assert old is not None
    assert (old.interval("credit_f1").value, old.interval("credit_f1").low) == (0.5, None)
    assert old.reliability is None
    assert found["scores only"].points is None


def test_only_the_newest_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_FILES", 2)
    for age, name in enumerate(("first", "second", "third")):
        os.utime(keep(tmp_path, report(set=name)), (1000 - age, 1000 - age))
    found = read_kept(tmp_path, tmp_path / "none")
    assert {each.labelled_set for each in found.reports} == {"first", "second"}
    assert found.shipped is None
    assert len(found.problems) == 1


def test_no_folder_is_no_problem(tmp_path: Path) -> None:
    assert read_kept(tmp_path / "none").problems == ()


def test_deleting_everything_takes_the_reports_along() -> None:
    keep(paths().evaluations, report(set="mine"))
    place = Workplace(paths(), Preferences())
    place.delete_everything()
    place.close()
    assert list(paths().evaluations.iterdir()) == []
