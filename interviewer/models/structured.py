"""An answer in a given form from any model, however its server can be brought to give it."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.runnables import Runnable
from pydantic import BaseModel, ValidationError

from interviewer.models.faults import FaultKind, ModelFault
from interviewer.models.habits import JSON_SCHEMA, TOOL, Habits
from interviewer.models.plain import one_line
from interviewer.models.prompts import render
from interviewer.models.replies import (
    check_whole,
    count,
    count_failed,
    has_broken_call,
    without_thinking,
)
from interviewer.models.retry import OnRetry, Patience, with_retries
from interviewer.models.usage import Meter

T = TypeVar("T", bound=BaseModel)

Messages = list[BaseMessage]
_Ask = tuple[Runnable[Any, AIMessage], Messages]
_Method = Callable[[BaseChatModel, Messages, str, dict[str, Any]], _Ask]

_TOOL_NAME = "reply"
_PATIENCE = Patience()
_MOST_NAMED = 8
"""Mistakes of one reply that are named when it is sent back."""


class Unusable(ValueError):
    """A reply is no object of the wanted form; the message says why, for the model to read."""


async def ask_structured(
    model: BaseChatModel,
    messages: Sequence[BaseMessage],
    schema: type[T],
    *,
    meter: Meter | None = None,
    patience: Patience = _PATIENCE,
    on_retry: OnRetry | None = None,
) -> T:
    """Ask `model` for an object of `schema`; every call is counted on `meter`.

    Asks by json_schema, then as a tool call, then as a JSON object, then in plain text, and
    begins with the one that worked at this server before. One unusable reply is sent back for
    repair.
    Raises ModelFault, `bad_reply` if no method gave an object that fits.
    """
    shape = schema.model_json_schema()
    habits = getattr(model, "habits", None) or Habits()
    repaired = False
    problem = ""
    for method in _from(habits.form):
        runnable, asked = _METHODS[method](model, list(messages), schema.__name__, shape)

        async def call(sent: Messages, runnable: Runnable[Any, AIMessage] = runnable) -> AIMessage:
            return await with_retries(lambda: _counted(runnable, sent, meter), patience, on_retry)

        try:
            reply = await call(asked)
            try:
                value = parse(reply, schema)
            except Unusable as error:
                if repaired:
                    raise
                repaired = True
                value = parse(await call([*asked, *_repair(reply, error, shape)]), schema)
        except Unusable as error:
            problem = str(error)
            continue
        except ModelFault as fault:
            if fault.kind not in (FaultKind.REJECTED, FaultKind.ENDLESS):
                raise
            problem = fault.detail
            continue
        habits.settle_on(method)
        return value
    # What worked once works no more: the methods before it deserve another chance.
    habits.settle_on(None)
    raise ModelFault(FaultKind.BAD_REPLY, f"no usable reply: {one_line(problem, 160)}")


async def _counted(
    runnable: Runnable[Any, AIMessage], messages: Messages, meter: Meter | None
) -> AIMessage:
    started = time.monotonic()
    try:
        reply = await runnable.ainvoke(messages)
    except BaseException as error:
        if meter:
            count_failed(meter, error, time.monotonic() - started)
        raise
    if meter:
        count(meter, reply, time.monotonic() - started)
    check_whole(reply)
    return reply


def parse(reply: AIMessage, schema: type[T]) -> T:
    """Read the one object that `reply` holds, in its text or its tool call; raises Unusable.

    Nothing is repaired: an object that is cut off, doubled, or has a key twice is no answer.
    """
    found: list[T] = []
    problem = "it holds no JSON object"
    for candidate in _objects(reply):
        try:
            value = schema.model_validate_json(candidate)
        except ValidationError as error:
            problem = _told(error)
            continue
        if value not in found:
            found.append(value)
    if len(found) == 1:
        return found[0]
    raise Unusable("it holds more than one such object" if found else problem)


def _told(error: ValidationError) -> str:
    """Name what is wrong with an object, as much of it as fits into a request for repair."""
    wrong = error.errors(include_url=False, include_input=False)
    told = [
        f"{'.'.join(str(part) for part in each['loc']) or 'the object'}: {each['msg']}"
        for each in wrong[:_MOST_NAMED]
    ]
    if len(wrong) > _MOST_NAMED:
        told.append(f"and {len(wrong) - _MOST_NAMED} more of the kind")
    return "; ".join(told)


def _objects(reply: AIMessage) -> Iterator[str]:
    """Yield the JSON text of every outermost object in a reply."""
    if has_broken_call(reply):
        raise Unusable("the arguments are no valid JSON object")
    if reply.tool_calls:
        yield from (json.dumps(call["args"]) for call in reply.tool_calls)
        return
    decoder = json.JSONDecoder(object_pairs_hook=_without_doubles, parse_constant=_no_constant)
    text = without_thinking(reply.text)
    at = text.find("{")
    while at != -1:
        try:
            value, end = decoder.raw_decode(text, at)
        except ValueError as error:
            # What opens here is no JSON, but an object may still come: prose has braces too.
            if isinstance(error, Unusable):
                raise
            end = at + 1
        else:
            yield json.dumps(value)
        at = text.find("{", end)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise Unusable("a key occurs twice in one object")
    return dict(pairs)


def _no_constant(name: str) -> Any:
    raise Unusable(f"{name} is no JSON number")


def _repair(reply: AIMessage, error: Unusable, shape: dict[str, Any]) -> Messages:
    said = reply.text or json.dumps([call["args"] for call in reply.tool_calls])
    prompt = render("json_repair", problem=str(error), schema=json.dumps(shape))
    return [AIMessage(content=said), HumanMessage(content=prompt.text)]


def _by_json_schema(
    model: BaseChatModel, messages: Messages, name: str, shape: dict[str, Any]
) -> _Ask:
    wanted = {"type": "json_schema", "json_schema": {"name": name, "schema": shape}}
    return model.bind(response_format=wanted), messages


def _by_tool(model: BaseChatModel, messages: Messages, name: str, shape: dict[str, Any]) -> _Ask:
    tool = {
        "type": "function",
        "function": {"name": _TOOL_NAME, "description": f"Give the {name}.", "parameters": shape},
    }
    return model.bind_tools([tool], tool_choice="required"), messages


def _by_json_object(
    model: BaseChatModel, messages: Messages, _name: str, shape: dict[str, Any]
) -> _Ask:
    return model.bind(response_format={"type": "json_object"}), _with_shape(messages, shape)


def _by_text(model: BaseChatModel, messages: Messages, _name: str, shape: dict[str, Any]) -> _Ask:
    return model.bind(), _with_shape(messages, shape)


def _with_shape(messages: Messages, shape: dict[str, Any]) -> Messages:
    """Put the schema at the end of the last message; some servers want the word JSON in one."""
    ask = render("json", schema=json.dumps(shape)).text
    return [*messages[:-1], HumanMessage(content=f"{messages[-1].text}\n\n{ask}")]


_METHODS: dict[str, _Method] = {
    JSON_SCHEMA: _by_json_schema,
    TOOL: _by_tool,
    "json_object": _by_json_object,
    "text": _by_text,
}
"""The surest first."""


def _from(form: str | None) -> list[str]:
    """Return the names of the methods, from that of `form` on."""
    names = list(_METHODS)
    return names[names.index(form) if form in names else 0 :]
