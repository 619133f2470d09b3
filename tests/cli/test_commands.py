"""Every command: its documents, its exit codes, one clear line for each failure."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from interviewer.__main__ import main
from interviewer.domain.language import Language
from interviewer.interview.workplace import Workplace
from interviewer.settings import Preferences, paths
from tests.contracts.validation import validate_output
from tests.interview.samples import session

QUESTION = "mqa-vs-gqa"


class Result:
    """What a command printed, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def document(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    def command(*arguments: str, typed: str = "") -> Result:
        stream = io.TextIOWrapper(io.BytesIO(typed.encode()), encoding="utf-8")
        monkeypatch.setattr(sys, "stdin", stream)
        code = main(list(arguments))
        captured = capfd.readouterr()
        contract = contract_of(arguments)
        if code == 0 and contract is not None:
            validate_output(contract, captured.out)
        return Result(code, captured.out, captured.err)

    return command


def contract_of(arguments: tuple[str, ...]) -> str | None:
    """Name the contract that a command's document is held to, whichever test asks for it."""
    if "--json" not in arguments or "-" in arguments[:2]:
        return None
    if arguments[0] == "export":
        return None
    return "_".join(arguments[:2]) if arguments[0] == "bank" else arguments[0]


def assert_one_clear_line(result: Result, code: int = 1) -> None:
    assert result.code == code
    assert result.err.strip()
    assert "Traceback" not in result.err
    assert len(result.err.strip().splitlines()) == 1
    assert result.out == ""


def store_session() -> str:
    place = Workplace(paths(), Preferences())
    place.store.create(session())
    place.close()
    return "s1"


def talk(run: Any, *arguments: str, typed: str) -> tuple[str, Result]:
    result = run(*arguments, "--plain", typed=typed)
    assert result.code == 0, result.err
    first, *_, last = result.out.splitlines()
    session_id = first.removeprefix("session ")
    assert last == f"end {session_id}"
    return session_id, result


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_mock_in_plain_mode_ends_in_a_graded_transcript(run: Any, language: str) -> None:
    place = Workplace(paths(), Preferences())
    answer = place.bank.get(QUESTION).model_answer.in_(Language(language))
    place.close()
    session_id, _ = talk(
        run,
        "mock",
        *("--minutes", "5", "--topic", "attention", "--lang", language, "--seed", "3"),
        typed=f"{answer}\n.\n" + "/skip\n" * 5,
    )
    shown = run("show", session_id, "--json").document
    assert shown["status"] == "finished"
    assert shown["language"] == language
    assert shown["grades"]
    texts = {turn["seq"]: turn["text"] for turn in shown["turns"]}
    for grade in shown["grades"]:
        for point in grade["points"]:
            for evidence in point["evidence"]:
                said = texts[evidence["seq"]]
                assert said[evidence["start"] : evidence["end"]] == evidence["quote"]
    listed = run("sessions", "--json").document
    assert [entry["id"] for entry in listed] == [session_id]
    assert listed[0]["score"] == pytest.approx(shown["score"])


def test_practice_in_plain_mode_marks_at_once_and_can_be_resumed(run: Any) -> None:
    session_id, result = talk(
        run, "practice", "--topic", "attention", "--lang", "en", typed="not sure\n.\n/pause\n"
    )
    assert "of 100" in result.out
    resumed, _ = talk(run, "practice", "--resume", session_id, typed="/end\n")
    assert resumed == session_id
    assert run("sessions", "--json").document[0]["status"] == "finished"


@pytest.mark.slow
def test_search_gives_documents_best_first_and_a_line_a_query(run: Any) -> None:
    found = run("search", "分组查询注意力", "GQA", "--json", "-k", "3").document
    assert found[0]["id"] == QUESTION
    assert [hit["score"] for hit in found] == sorted((h["score"] for h in found), reverse=True)
    lines = run("search", "-", "--json", typed="LoRA\n\npaged attention\n").out.splitlines()
    assert [bool(json.loads(line)) for line in lines] == [True, False, True]
    assert json.loads(lines[2])[0]["id"] == "paged-attention"


def test_grade_marks_a_model_answer_and_nothing_else(run: Any, tmp_path: Path) -> None:
    answer = tmp_path / "answer.txt"
    place = Workplace(paths(), Preferences())
    answer.write_text(place.bank.get(QUESTION).model_answer.en, encoding="utf-8")
    place.close()
    good = run("grade", QUESTION, "--answer", str(answer), "--lang", "en", "--json").document
    assert good["score"] >= 0.9
    assert good["provisional"] is True
    assert all(e["seq"] == 0 for point in good["points"] for e in point["evidence"])
    nothing = run("grade", QUESTION, "--answer", "-", "--json", typed="I don't know").document
    assert nothing["score"] <= 0.05


def test_grade_takes_a_question_of_ones_own(run: Any, tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "question_bank" / "attention.yaml"
    text = shipped.read_text(encoding="utf-8")
    second = text.index("\n- id: ", 1)
    own = tmp_path / "own.yaml"
    own.write_text(text[:second] + "\n", encoding="utf-8")
    result = run("grade", "--question-file", str(own), "--answer", "-", "--json", typed="no idea")
    assert result.code == 0, result.err
    assert result.document["score"] <= 0.05


@pytest.mark.slow
def test_regrade_adds_grades_beside_the_old_ones(run: Any) -> None:
    session_id, _ = talk(
        run,
        *("mock", "--minutes", "5", "--topic", "attention", "--lang", "en"),
        typed="All query heads share one key-value head.\n.\n/end\n",
    )
    before = run("show", session_id, "--json").document["grades"]
    added = run("regrade", session_id, "--json").document
    after = run("show", session_id, "--json").document["grades"]
    assert len(after) == len(before) + len(added)
    assert after[: len(before)] == before


def test_a_mock_that_is_not_over_keeps_its_marks_to_itself(run: Any) -> None:
    session_id, _ = talk(
        run,
        *("mock", "--minutes", "10", "--topic", "attention", "--lang", "en"),
        typed="All query heads share one key-value head.\n.\n",
    )
    before = run("show", session_id, "--json").document["grades"]
    result = run("regrade", session_id)
    assert_one_clear_line(result)
    assert result.err == f"interviewer: Session {session_id} is not over: go on with it first.\n"
    assert run("show", session_id, "--json").document["grades"] == before


@pytest.mark.parametrize("form", ["md", "html", "json"])
def test_export_writes_the_session(run: Any, form: str, tmp_path: Path) -> None:
    session_id = store_session()
    target = tmp_path / f"out.{form}"
    assert run("export", session_id, "--format", form, "-o", str(target)).code == 0
    assert target.stat().st_size > 50
    assert run("export", session_id, "--format", form).out.strip()


def test_delete_asks_first_and_then_is_final(run: Any) -> None:
    session_id = store_session()
    assert run("sessions", "delete", session_id, typed="n\n").code == 1
    assert len(run("sessions", "--json").document) == 1
    assert run("sessions", "delete", session_id, "--yes").code == 0
    assert run("sessions", "--json").document == []
    assert_one_clear_line(run("show", session_id))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_shipped_bank_has_no_error(run: Any) -> None:
    result = run("bank", "check", "--no-warnings")
    assert (result.code, result.out) == (0, "")


def test_a_broken_bank_is_reported_by_file_and_line(run: Any, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("- id: x\n  topic: [\n", encoding="utf-8")
    (tmp_path / "lacking.yaml").write_text("- id: half-a-question\n  topic: attention\n")
    result = run("bank", "check", str(tmp_path))
    assert result.code == 1
    assert f"{tmp_path}/broken.yaml:" in result.out
    assert f"{tmp_path}/lacking.yaml:1:" in result.out


@pytest.mark.slow
def test_stats_and_index_and_doctor_print_documents(run: Any) -> None:
    assert run("bank", "stats", "--json").document["questions"] >= 24
    assert run("bank", "index", "--json").document["open"] is True
    checked = run("doctor", "--json").document
    assert {finding["name"] for finding in checked["findings"]} >= {"bank", "database", "model"}
    assert checked["sent"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "nope"),
        ("export", "nope", "--format", "md"),
        ("regrade", "nope"),
        ("sessions", "delete", "nope", "--yes"),
        ("mock", "--plain", "--resume", "nope"),
        ("grade", "nope", "--answer", "-"),
        ("grade", QUESTION, "--answer", "no/such/file"),
        ("grade", QUESTION, "--answer", "-", "--grader", "model"),
        ("mock", "--plain", "--model", "nope"),
        ("export", "s1", "--format", "md", "-o", "no/such/folder/file"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_1(run: Any, arguments: tuple[str, ...]) -> None:
    store_session()
    assert_one_clear_line(run(*arguments))


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("mock", "--minutes", "many"),
        ("mock", "--level", "god"),
        ("mock", "--plain", "--topic", "nope"),
        ("grade", "--answer", "-"),
        ("search",),
        ("export", "s1", "--format", "pdf"),
    ],
)
def test_wrong_usage_is_exit_2(run: Any, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.code == 2
    assert "Traceback" not in result.err


def test_a_session_that_is_over_cannot_be_resumed(run: Any) -> None:
    session_id, _ = talk(run, "mock", "--minutes", "5", "--lang", "en", typed="/end\n")
    assert_one_clear_line(run("mock", "--plain", "--resume", session_id))


def test_an_unwritable_folder_is_one_line(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("INTERVIEWER_HOME", str(tmp_path / "file"))
    assert_one_clear_line(run("sessions"))


def test_a_newer_database_is_one_line_and_stays_as_it_is(run: Any) -> None:
    import sqlite3

    store_session()
    database = paths().database
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'r9999'")
    connection.close()
    before = database.read_bytes()
    result = run("sessions")
    assert_one_clear_line(result)
    assert "newer" in result.err
    assert database.read_bytes() == before


def test_a_second_interview_is_refused_and_says_why(run: Any) -> None:
    place = Workplace(paths(), Preferences())
    with place.lock:
        result = run("mock", "--plain", "--minutes", "5", typed="/end\n")
        assert_one_clear_line(result)
        assert "already running" in result.err
        talk(run, "practice", "--topic", "attention", "--lang", "en", typed="/end\n")
        assert run("sessions").code == 0


def test_a_refused_second_interview_leaves_no_session_behind(run: Any) -> None:
    place = Workplace(paths(), Preferences())
    with place.lock:
        run("mock", "--plain", "--minutes", "5", typed="/end\n")
    assert place.store.list() == []
    place.close()


def test_hostile_answers_are_stored_whole_and_printed_inert(run: Any) -> None:
    hostile = "\x1b[31m[bold]x[/bold] \x07 {{7*7}} <script>"
    session_id, result = talk(
        run,
        *("mock", "--minutes", "5", "--topic", "attention", "--lang", "en"),
        typed=f"{hostile}\n.\n/end\n",
    )
    assert "\x1b" not in result.out
    assert hostile in json.dumps(run("show", session_id, "--json").document).encode().decode(
        "unicode_escape"
    )
    assert "\x1b" not in run("show", session_id).out
    for form in ("md", "html"):
        exported = run("export", session_id, "--format", form).out
        assert "\x1b" not in exported
        assert "<script>" not in exported


def test_commands_work_as_a_process(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "interviewer", "sessions", "--json"],
        capture_output=True,
        text=True,
        env={**os.environ, "INTERVIEWER_HOME": str(home)},
        timeout=60,
    )
    assert (done.returncode, json.loads(done.stdout), done.stderr) == (0, [], "")


def test_an_unfinished_mock_is_taken_up_where_it_was(run: Any) -> None:
    arguments = ("mock", "--minutes", "30", "--lang", "en", "--seed", "5")
    session_id, first = talk(run, *arguments, typed="half an answer\n")
    _, second = talk(run, "mock", "--resume", session_id, typed="and the rest\n.\n/end\n")
    assert "# half an answer" in second.out
    shown = run("show", session_id, "--json").document
    answers = [turn["text"] for turn in shown["turns"] if turn["move"] == "answer"]
    assert answers == ["half an answer\nand the rest"]
    questions = [line for line in first.out.splitlines() if line.startswith("| ")]
    assert questions[-1] in second.out


def test_what_was_answered_weakly_is_due_a_day_later(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from interviewer.interview.timekeeping import SystemTime

    arguments = ("practice", "--topic", "attention", "--lang", "en")
    talk(run, *arguments, typed="no idea\n.\n/end\n")
    assert_one_clear_line(run("practice", "--due", "--plain"))
    now = SystemTime().now() + timedelta(days=3)
    monkeypatch.setattr(SystemTime, "now", lambda _: now)
    session_id, _ = talk(run, "practice", "--due", "--lang", "en", typed="/end\n")
    turns = run("show", session_id, "--json").document["turns"]
    asked = {turn["question_id"] for turn in turns if turn["move"] == "ask"}
    assert len(asked) == 1


def asked_in(run: Any, session_id: str) -> list[dict[str, Any]]:
    turns = run("show", session_id, "--json").document["turns"]
    return [turn for turn in turns if turn["move"] == "ask"]


def test_what_was_answered_worst_and_what_was_missed_can_be_practised(run: Any) -> None:
    assert_one_clear_line(run("practice", "--weakest", "--plain"))
    assert_one_clear_line(run("practice", "--drills", "--plain"))
    arguments = ("practice", "--topic", "attention", "--lang", "en")
    first, _ = talk(run, *arguments, typed="no idea\n.\n/end\n")
    [answered] = asked_in(run, first)[:1]
    weakest, _ = talk(run, "practice", "--weakest", "--lang", "en", typed="/end\n")
    assert [turn["question_id"] for turn in asked_in(run, weakest)] == [answered["question_id"]]
    drills, _ = talk(run, "practice", "--drills", "--lang", "en", typed="/end\n")
    [drilled] = asked_in(run, drills)
    assert drilled["question_id"].startswith(answered["question_id"] + "#")
    assert_one_clear_line(run("practice", "--drills", "--topic", "peft", "--plain"))


def test_a_warm_up_begins_with_something_easy(run: Any) -> None:
    session_id, _ = talk(run, "practice", "--warm-up", "--lang", "en", typed="/end\n")
    place = Workplace(paths(), Preferences())
    [turn] = asked_in(run, session_id)
    assert place.bank.get(turn["question_id"]).level.value == "junior"
    assert len(place.store.transcript(session_id).session.blueprint.slots) == 5
    place.close()


def test_a_round_is_of_one_kind(run: Any) -> None:
    refused = run("practice", "--due", "--weakest", "--plain")
    assert refused.code == 2
    assert "--due, --weakest" in refused.err


@pytest.mark.parametrize(("option", "wish"), [("--variants", True), ("--no-variants", False)])
def test_practice_keeps_whether_disguises_are_wanted(run: Any, option: str, wish: bool) -> None:
    session_id, _ = talk(run, "practice", option, "--topic", "peft", typed="/end\n")
    place = Workplace(paths(), Preferences())
    assert place.store.transcript(session_id).session.blueprint.variants is wish
    place.close()


@pytest.mark.slow
def test_ctrl_c_pauses_and_keeps_what_was_typed(run: Any, home: Path) -> None:
    # Whoever runs the tests in the background has ctrl+c ignored, and children inherit that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    child = subprocess.Popen(
        [sys.executable, "-m", "interviewer", "mock", "--plain", "--minutes", "5", "--lang", "en"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "INTERVIEWER_HOME": str(home)},
    )
    signal.signal(signal.SIGINT, before)
    assert child.stdin is not None
    assert child.stdout is not None
    while child.stdout.readline() != ">\n":
        pass
    child.stdin.write("half an answer\n")
    child.stdin.flush()
    time.sleep(1)
    child.send_signal(signal.SIGINT)
    child.wait(timeout=60)  # `communicate` closes its input, and the end of input pauses as well
    out, err = child.communicate(timeout=30)
    assert child.returncode == 130, err
    assert out.splitlines()[-1].startswith("end ")
    assert "Traceback" not in err
    [listed] = run("sessions", "--json").document
    assert listed["status"] == "paused"
    place = Workplace(paths(), Preferences())
    draft = place.store.transcript(listed["id"]).draft
    place.close()
    assert draft is not None
    assert draft.text == "half an answer"


def test_a_mock_follows_a_blueprint_by_file_and_by_name(run: Any, tmp_path: Path) -> None:
    from interviewer.domain.blueprint import Blueprint, Slot
    from interviewer.domain.question import Level
    from interviewer.settings import paths
    from interviewer.storage.blueprints import Blueprints, Saved, write_file

    slots = (Slot(topic="peft", level=Level.JUNIOR, minutes=4),)
    saved = Saved("Short one", Blueprint(minutes=12, slots=slots))
    path = tmp_path / "plan.toml"
    write_file(saved, path)
    Blueprints(paths().blueprints).save(saved)
    for wanted in (str(path), "Short one"):
        arguments = ("mock", "--blueprint", wanted, "--lang", "en")
        session_id, _ = talk(run, *arguments, typed="no idea\n.\n/end\n")
        turns = run("show", session_id, "--json").document["turns"]
        assert len({turn["question_id"] for turn in turns if turn["move"] == "ask"}) == 1
    assert_one_clear_line(run("mock", "--blueprint", str(tmp_path / "none.toml"), "--plain"))
