"""Commands that try models and candidates out: simulate, regrade of many, doctor's real calls."""

import contextlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from interviewer.__main__ import main
from interviewer.evaluation.simulating import Endless, Simulation, simulate
from interviewer.models.faults import FaultKind, ModelFault
from interviewer.settings import Preferences, save_preferences
from tests.contracts.validation import validate_output
from tests.evaluation.simulations import ASIDE
from tests.fakeserver.replies import fails, says
from tests.fakeserver.server import FakeServer


def run(*arguments: str) -> tuple[int, str, str]:
    """Run a command; return its exit code and what it printed."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(list(arguments))
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as running:
        connections = {"mine": {"base_url": running.base_url, "model": "m", "attempts": 1}}
        save_preferences(Preferences(connections=connections, connection="mine"))
        yield running


def test_simulate_prints_a_document_and_leaves_no_session() -> None:
    arguments = ("--persona", "silent", "--minutes", "8", "--lang", "zh", "--json")
    code, out, err = run("simulate", *arguments)
    assert (code, err) == (0, "")
    told = validate_output("simulate", out)
    assert [(each["persona"], each["language"]) for each in told["interviews"]] == [
        ("silent", "zh")
    ]
    assert json.loads(run("sessions", "--json")[1]) == []


def test_simulate_speaks_labelled_answers_and_tells_people() -> None:
    code, out, _ = run(
        *("simulate", "--persona", "vague", "--minutes", "10", "--lang", "en"),
        *("--answers", str(ASIDE)),
    )
    assert code == 0
    assert out.startswith("✓ vague · en · #0")
    assert "1 of 1 questions" in out or "2 of 2 questions" in out


@pytest.mark.parametrize(
    "content", ["", '{"id": "x"}', '{"id":"a","question_id":"no-such","answer":"x","score":1}']
)
def test_simulate_names_what_is_wrong_with_its_answers(tmp_path: Path, content: str) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_text(content, encoding="utf-8")
    code, out, err = run("simulate", "--persona", "strong", "--answers", str(file))
    assert (code, out) == (1, "")
    assert len(err.strip().splitlines()) == 1


def test_simulate_needs_the_connections_that_it_names() -> None:
    for option in ("--model", "--grader", "--played-by"):
        code, _, err = run("simulate", "--persona", "vague", "--minutes", "8", option, "none")
        assert code == 1
        assert "There is no connection named none." in err


def test_a_model_may_play_the_candidate(server: FakeServer) -> None:
    server.will(says("<think>hm</think>I would say that it depends."))
    code, out, _ = run(
        *("simulate", "--persona", "vague", "--minutes", "8", "--lang", "en"),
        *("--played-by", "mine", "--json"),
    )
    assert code == 0
    told = validate_output("simulate", out)["interviews"][0]
    assert told["candidate_usage"]["calls"] == len(server.bodies) >= 1
    assert told["usage"]["calls"] == 0
    asked = server.bodies[0]["messages"][0]["content"]
    assert "You play the candidate" in asked
    assert "<<<data " in asked


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (Endless("the interview stood at ask"), "the interview stood at ask"),
        (ModelFault(FaultKind.NO_CREDIT), "credit"),
    ],
)
def test_interviews_that_were_held_are_told_where_a_later_one_fails(
    failure: Exception, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def only_the_first(*how: Any, **more: Any) -> Simulation:
        if how[4] > 0:
            raise failure
        return await simulate(*how, **more)

    monkeypatch.setattr("interviewer.cli.simulating.simulate", only_the_first)
    code, out, err = run(
        *("simulate", "--persona", "silent", "--seeds", "3", "--minutes", "8", "--json")
    )
    assert code == 1
    assert told in err
    assert len(err.splitlines()) == 1
    assert [each["seed"] for each in validate_output("simulate", out)["interviews"]] == [0]


def test_regrade_all_tells_how_many_and_does_nothing_twice() -> None:
    assert run("regrade", "--all")[:2] == (0, "0 answers graded anew.\n")
    code, out, err = run("regrade")
    assert (code, out) == (2, "")
    assert "--all" in err


@pytest.mark.slow
def test_doctor_calls_the_chosen_model(server: FakeServer) -> None:
    server.will(says("ready"))
    _, out, _ = run("doctor", "--json")
    told = {f["name"]: f for f in validate_output("doctor", out)["findings"]}
    assert told["model"]["ok"]
    assert "✓ streams · ✗ tools · ✗ JSON schemas" in told["model"]["detail"]
    server.will(fails(401, "Incorrect API key provided"))
    code, out, _ = run("doctor", "--json")
    told = {f["name"]: f for f in validate_output("doctor", out)["findings"]}
    assert code == 1
    assert not told["model"]["ok"]
    assert "refused the key" in told["model"]["detail"]
