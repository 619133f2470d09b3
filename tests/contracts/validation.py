"""Do documents keep their contracts? The schemas beside this file, and what no schema can say.

`validate("show", document)` for a document, `validate_output("show", stdout)` for what a command
printed, `validate_failure(...)` for a command that failed.
"""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource

FOLDER = Path(__file__).parent


class BrokenContract(AssertionError):
    """A document is not what it promises to be."""


def names() -> list[str]:
    """Return the names of the contracts, shared parts included."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


@cache
def schema(name: str) -> dict[str, Any]:
    """Return the schema of a contract."""
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


@cache
def validator(name: str) -> Draft202012Validator:
    """Return the validator of a contract, with the other files it refers to."""
    registry: Registry[Any] = Registry().with_resources(
        (f"{other}.json", Resource.from_contents(schema(other))) for other in names()
    )
    return Draft202012Validator(schema(name), registry=registry)


def validate(name: str, document: Any) -> None:
    """Check a document against the contract `name`; raises BrokenContract."""
    error = best_match(validator(name).iter_errors(document))
    if error is not None:
        raise BrokenContract(f"{name}: {error.json_path}: {error.message}")
    if name == "show":
        _check_show(document)
    if name in ("sessions", "search"):
        _check_order(name, document)


def validate_output(name: str, stdout: str) -> Any:
    """Check that a command printed one document and nothing else; return it."""
    try:
        document = json.loads(stdout)
    except ValueError as error:
        raise BrokenContract(f"{name}: not one JSON document: {error}") from error
    validate(name, document)
    return document


def validate_lines(name: str, stdout: str) -> list[Any]:
    """Check JSON Lines, one document a line; return the documents."""
    return [validate_output(name, line) for line in stdout.splitlines()]


def validate_failure(code: int, stdout: str, stderr: str, *, usage: bool = False) -> None:
    """Check how a command failed: its exit code, nothing on stdout, one clear line on stderr."""
    if code != (2 if usage else 1):
        raise BrokenContract(f"exit code {code}")
    if stdout:
        raise BrokenContract(f"a failed command printed {stdout!r}")
    if "Traceback" in stderr:
        raise BrokenContract("a traceback was shown")
    if not usage and (not stderr.strip() or len(stderr.splitlines()) != 1):
        raise BrokenContract(f"not one line on stderr: {stderr!r}")


def _check_show(document: Any) -> None:
    """Every quote stands in the candidate's words, where it says; turns are in order."""
    turns = {turn["seq"]: turn for turn in document["turns"]}
    if list(turns) != list(range(1, len(document["turns"]) + 1)):
        raise BrokenContract("turns are not numbered from 1 without a gap")
    if document["questions"] != len(
        {turn["question_id"] for turn in document["turns"] if turn["move"] == "ask"}
    ):
        raise BrokenContract("questions are not those that were asked")
    for grade in document["grades"]:
        for item in (*grade["points"], *grade["misconceptions"]):
            for span in item["evidence"]:
                _check_quote(span, turns.get(span["seq"]), grade["question_id"])


def _check_quote(span: Any, turn: Any, question_id: str) -> None:
    if turn is None or turn["role"] != "candidate" or turn["question_id"] != question_id:
        raise BrokenContract(f"a quote is not of the candidate's words on {question_id}: {span}")
    if turn["text"][span["start"] : span["end"]] != span["quote"]:
        raise BrokenContract(f"a quote does not stand where it says: {span}")


def _check_order(name: str, document: Any) -> None:
    if name == "sessions":
        values = [datetime.fromisoformat(item["started_at"]) for item in document]
    else:
        values = [item["score"] for item in document]
    if values != sorted(values, reverse=True):
        raise BrokenContract(f"{name} are not in order")
