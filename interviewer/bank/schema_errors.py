"""A schema violation in words, at the line where it stands."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from interviewer.bank.nodes import Node
from interviewer.domain.language import Phrases, Text
from interviewer.domain.question import Code, Misconception, Question, RubricPoint, Source

_MODELS: tuple[type[BaseModel], ...] = (
    Question, RubricPoint, Misconception, Source, Code, Phrases, Text,
)  # fmt: skip
_FIELDS = sorted({name for model in _MODELS for name in model.model_fields} | {"replaces"})


def explain(error: ValidationError, item: Node) -> Iterator[tuple[int, str]]:
    """Yield (line, message) for every violation in one question, whose tree is `item`."""
    details = error.errors(include_url=False, include_context=True)
    for detail in details:
        if detail["type"] == "too_short" and _has_worse_inside(detail, details):
            continue
        if detail["loc"]:
            yield item.line_of(detail["loc"]), f"{_where(detail['loc'], item)}{_words(detail)}"
        else:
            yield from _whole_question(detail, item)


def _has_worse_inside(short: ErrorDetails, details: list[ErrorDetails]) -> bool:
    """Tell whether a list is too short only because what stands in it was refused."""
    loc = short["loc"]
    return any(len(d["loc"]) > len(loc) and d["loc"][: len(loc)] == loc for d in details)


def _whole_question(detail: ErrorDetails, item: Node) -> Iterator[tuple[int, str]]:
    """Find the lines behind a violation that concerns the question as a whole."""
    found = False
    for name in ("rubric", "misconceptions"):
        seen: set[str] = set()
        for index, entry in enumerate(_list(item, name)):
            id_ = entry.get("id")
            if id_ in seen:
                found = True
                yield item.line_of((name, index, "id")), f"{name}: the id `{id_}` is taken already"
            seen.add(str(id_))
    points = {entry.get("id") for entry in _list(item, "rubric")}
    for index, entry in enumerate(_list(item, "misconceptions")):
        for place, target in enumerate(entry.get("contradicts") or ()):
            if target not in points:
                found = True
                line = item.line_of(("misconceptions", index, "contradicts", place))
                yield line, f"misconception {entry.get('id')}: there is no point `{target}`"
    if not found:
        line = item.line_of(("rubric",)) if "rubric" in detail["msg"] else item.line
        yield line, detail["msg"].removeprefix("Value error, ")


def _list(item: Node, name: str) -> list[dict[str, Any]]:
    value = item.plain().get(name)
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _where(loc: tuple[str | int, ...], item: Node) -> str:
    """Name the place: list positions by the id found there, else by number from 1."""
    parts: list[str] = []
    here: Any = item.plain()
    for step in loc:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
        if isinstance(step, int):
            id_ = here.get("id") if isinstance(here, dict) else None
            parts[-1] += f"[{id_ or step + 1}]"
        else:
            parts.append(step)
    return ".".join(parts) + ": "


def _words(detail: ErrorDetails) -> str:
    """Say what is wrong in the words of somebody who writes YAML."""
    given = detail["input"]
    match detail["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            close = get_close_matches(str(detail["loc"][-1]), _FIELDS, 1)
            return "unknown field" + (f"; is `{close[0]}` meant?" if close else "")
        case "string_type" if given is None:
            return "is empty"
        case "string_too_short":
            return "is empty"
        case "float_parsing":
            return f"`{given}` is not a number"
        case "bool_parsing":
            return f"`{given}` is neither true nor false"
        case "string_type":
            return f"must be text, not {_kind(given)}"
        case "model_type" | "model_attributes_type" | "tuple_type":
            wanted = "a list" if detail["type"] == "tuple_type" else "fields, each `name: value`"
            return f"must be {wanted}, not {_kind(given)}"
        case "string_pattern_mismatch":
            return f"`{given}` does not have the form {detail['ctx']['pattern']}"
        case "enum":
            return f"`{given}` must be {detail['ctx']['expected']}"
        case _:
            return f"{detail['msg']}, not `{given}`" if isinstance(given, str) else detail["msg"]


def _kind(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case dict():
            return "fields (does a `: ` stand in unquoted text?)"
        case list():
            return "a list"
        case _:
            return f"`{value}`"
