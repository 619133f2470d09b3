"""The contracts are strict, and what the storage writes keeps them."""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from interviewer.bank.catalogue import Bank
from interviewer.bank.stats import stats
from interviewer.domain.language import Language
from interviewer.domain.transcript import Status
from interviewer.storage.database import open_database
from interviewer.storage.documents import (
    dumps,
    grade_document,
    sessions_document,
    show_document,
)
from interviewer.storage.sessions import SessionStore
from tests.contracts.validation import (
    BrokenContract,
    names,
    schema,
    validate,
    validate_failure,
    validate_lines,
    validate_output,
)
from tests.storage.samples import HOSTILE, at, grade, interview, session


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SessionStore]:
    database = open_database(tmp_path / "interviewer.db")
    yield SessionStore(database)
    database.close()


def shown(store: SessionStore) -> dict[str, Any]:
    document = show_document(*interview(store))
    validate("show", document)
    return document


@pytest.mark.parametrize("name", names())
def test_a_contract_is_a_schema_and_knows_its_name(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["$id"] == f"{name}.json"


def objects(node: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        if node.get("type") == "object" and "properties" in node:
            yield path, node
        for key, value in node.items():
            # The branches of a condition only narrow what stands beside them.
            if key not in ("if", "then", "else"):
                yield from objects(value, f"{path}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from objects(value, f"{path}/{index}")


@pytest.mark.parametrize("name", names())
def test_a_contract_requires_every_field_it_names_and_allows_no_other(name: str) -> None:
    # These are parts of larger objects, which close them.
    parts = {"session", "bank_stats/$defs/counts"}
    for path, node in objects(schema(name), name):
        assert set(node["required"]) == set(node["properties"]), path
        closed = node.get("additionalProperties") is False
        assert closed or node.get("unevaluatedProperties") is False or path in parts, path


def test_the_fields_are_those_of_the_design(store: SessionStore) -> None:
    document = shown(store)
    head = "id kind status language started_at ended_at score questions"
    assert list(document) == [*head.split(), "turns", "grades"]
    assert list(document["turns"][0]) == "seq role move question_id text at".split()
    given = document["grades"][0]
    assert set("question_id score band provisional grader points misconceptions".split()) | set(
        "failed_quotes versions at".split()
    ) == set(given) - {"contested_score", "reason"}
    assert list(given["points"][0]) == (
        "id must weight verdict provenance uncertain contested evidence".split()
    )
    assert list(given["points"][0]["evidence"][0]) == "seq start end quote".split()
    assert list(given["misconceptions"][0]) == ["id", "evidence"]


@pytest.mark.parametrize("status", Status)
def test_sessions_of_every_status_keep_the_contract(store: SessionStore, status: Status) -> None:
    store.create(session("s1", language=Language.ZH))
    store.set_status("s1", status, at(5))
    store.create(session("s2", started_at=at(0.25)))
    store.set_score("s2", 1)
    document = sessions_document(store.list())
    validate("sessions", document)
    assert [item["id"] for item in document] == ["s2", "s1"]


def test_no_sessions_are_an_empty_list() -> None:
    validate("sessions", sessions_document([]))


def test_a_question_that_could_not_be_graded_keeps_the_contract() -> None:
    document = grade_document(grade(score=None))
    validate("grade", document)
    assert document["score"] is document["band"] is None
    assert document["reason"]


def test_a_document_of_words_nobody_should_type_is_one_document(store: SessionStore) -> None:
    words = HOSTILE
    document = show_document(*interview(store, words=words, quote="\x00nul \x07bell"))
    printed = dumps(document)
    printed.encode("utf-8")
    again = validate_output("show", printed)
    assert again == document
    assert again["turns"][3]["text"] == words
    assert len(dumps(document, indent=None).splitlines()) == 1


def test_offsets_count_code_points(store: SessionStore) -> None:
    words = "e\u0301 𝄞 显存 👩‍🔬 keys"
    document = show_document(*interview(store, words=words, quote="keys"))
    validate("show", document)
    span = document["grades"][0]["points"][0]["evidence"][0]
    assert span["start"] == len(words) - 4


def test_the_statistics_of_a_bank_keep_the_contract(tmp_path: Path) -> None:
    from interviewer.bank.loading import load_bank

    empty = load_bank(tmp_path)
    assert isinstance(empty, Bank)
    validate("bank_stats", stats(empty).model_dump(mode="json"))


Change = Callable[[dict[str, Any]], object]
CHANGES: dict[str, Change] = {
    "a field more": lambda d: d.update(extra=1),
    "a field less": lambda d: d.pop("score"),
    "an unknown status": lambda d: d.update(status="open"),
    "a score of a hundred": lambda d: d.update(score=72),
    "a time without a zone": lambda d: d.update(started_at="2026-11-22T12:00:00"),
    "an end of what runs": lambda d: d.update(status="running"),
    "a finished session without an end": lambda d: d.update(ended_at=None),
    "a wrong count of questions": lambda d: d.update(questions=2),
    "a turn less": lambda d: d["turns"].pop(2),
    "turns out of order": lambda d: d["turns"].reverse(),
    "a field more in a turn": lambda d: d["turns"][0].update(draft=""),
    "an interviewer who answers": lambda d: d["turns"][0].update(move="answer"),
    "a candidate who closes": lambda d: d["turns"][3].update(move="close"),
    "an answer to nothing": lambda d: d["turns"][3].update(question_id=None),
    "an answer that was edited": lambda d: d["turns"][3].update(text="edited"),
    "a quote of the interviewer": lambda d: d["turns"][3].update(role="interviewer", move="hint"),
    "a quote of another answer": lambda d: d["turns"][3].update(question_id="other"),
    "a band of a hundred": lambda d: d["grades"][0].update(band=5),
    "a score without a band": lambda d: d["grades"][0].update(band=None),
    "verdicts without a score": lambda d: d["grades"][0].update(score=None),
    "credit without evidence": lambda d: d["grades"][0]["points"][0].update(evidence=[]),
    "credit from nowhere": lambda d: d["grades"][0]["points"][0].update(provenance=None),
    "an unknown verdict": lambda d: d["grades"][0]["points"][0].update(verdict="good"),
    "a field more in a point": lambda d: d["grades"][0]["points"][0].update(note="secret"),
    "a quote elsewhere": lambda d: d["grades"][0]["points"][0]["evidence"][0].update(start=0),
    "five quotes": lambda d: d["grades"][0]["points"][0]["evidence"].extend(
        d["grades"][0]["points"][0]["evidence"] * 4
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_broken_document_is_found_out(store: SessionStore, change: Change) -> None:
    document = shown(store)
    broken = copy.deepcopy(document)
    change(broken)
    assert broken != document
    with pytest.raises(BrokenContract):
        validate("show", broken)


HIT = {"id": "kv-cache", "topic": "attention", "level": "mid", "prompt": "How?", "score": 0.5}
PROBLEM = {"path": "a.yaml", "line": 3, "message": "no points", "severity": "error"}
FINDINGS = [
    {"name": name, "ok": True, "detail": ""}
    for name in ("bank", "index", "database", "preferences", "model", "terminal")
]
SENT = {"what": "connection", "to": "http://127.0.0.1:8000/v1", "name": "mine"}


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("search", []),
        ("search", [HIT, {**HIT, "id": "mine/own", "score": 0}]),
        ("bank_check", []),
        ("bank_check", [PROBLEM]),
        ("bank_index", {"questions": 24, "seconds": 0.5, "open": True}),
        ("doctor", {"findings": FINDINGS, "sent": []}),
        ("doctor", {"findings": FINDINGS, "sent": [SENT]}),
        ("regrade", []),
    ],
)
def test_documents_of_other_commands_keep_their_contracts(name: str, document: Any) -> None:
    validate(name, document)


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("search", [{**HIT, "score": 0.1}, HIT]),
        ("search", [{**HIT, "score": 1.5}]),
        ("search", [{**HIT, "rubric": []}]),
        ("search", HIT),
        ("bank_check", [{**PROBLEM, "line": 0}]),
        ("bank_check", [{**PROBLEM, "message": "two\nlines"}]),
        ("bank_check", [{**PROBLEM, "severity": "fatal"}]),
        ("bank_index", {"questions": 24, "seconds": 0.5, "open": False}),
        ("doctor", {"findings": FINDINGS[:-1], "sent": []}),
        ("doctor", {"findings": [*FINDINGS, FINDINGS[0]], "sent": []}),
        ("doctor", {"findings": FINDINGS, "sent": [{**SENT, "key": "sk-1"}]}),
        ("sessions", [{"id": "s1"}]),
    ],
)
def test_broken_documents_of_other_commands_are_found_out(name: str, document: Any) -> None:
    with pytest.raises(BrokenContract):
        validate(name, document)


def test_json_lines_are_checked_line_by_line() -> None:
    lines = json.dumps([HIT]) + "\n[]\n"
    assert validate_lines("search", lines) == [[HIT], []]
    with pytest.raises(BrokenContract):
        validate_lines("search", lines + "{}\n")


def test_output_beside_the_document_is_found_out() -> None:
    for printed in ("[]\n[]", "done\n[]", "", "[] ok"):
        with pytest.raises(BrokenContract):
            validate_output("sessions", printed)


def test_a_failure_is_one_line_and_nothing_else() -> None:
    validate_failure(1, "", "There is no session 'x'.\n")
    validate_failure(2, "", "Usage: interviewer show ID\n\nMissing argument ID\n", usage=True)
    for failed in [
        (0, "", "There is no session."),
        (1, "[]", "There is no session."),
        (1, "", ""),
        (1, "", "one line\nanother line\n"),
        (1, "", "Traceback (most recent call last):"),
    ]:
        with pytest.raises(BrokenContract):
            validate_failure(*failed)
