"""What a server really does of streaming, tools and JSON schemas: found out by asking."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import SecretStr

from interviewer.models.connection import Connection
from interviewer.models.faults import fault_from, refuses_tools
from interviewer.models.habits import JSON_SCHEMA, TOOL, Habits, KnownHabits

if TYPE_CHECKING:
    from interviewer.models.chat import CompatibleChat

PATIENCE = 30.0
"""Seconds that each of the three calls may take."""
_ASKED = "Call the tool `note` with the word: ready. Where there is no tool, reply with JSON."
_SHAPE = {
    "type": "object",
    "properties": {"word": {"type": "string"}},
    "required": ["word"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Abilities:
    """What works; what does not is done without, more slowly or less surely."""

    streams: bool
    tools: bool
    json_schema: bool


async def abilities(connection: Connection, key: SecretStr | None, known: KnownHabits) -> Abilities:
    """Make three short calls and say which of them did what was asked; never raises.

    What they taught takes the place of what was `known` of the server: it may have changed.
    """
    from interviewer.models.chat import chat_model, close

    patient = min(connection.total_seconds, PATIENCE)
    habits = Habits()
    model = chat_model(connection.model_copy(update={"total_seconds": patient}), key, habits)
    try:
        found = Abilities(
            streams=await _works(lambda: _streams(model)),
            tools=await _works(lambda: _calls_tool(model)),
            json_schema=await _works(lambda: _keeps_schema(model)),
        )
    finally:
        await close(model)
    habits.settle_on(JSON_SCHEMA if found.json_schema else TOOL if found.tools else None)
    await asyncio.to_thread(known.of(connection).become, habits)
    return found


async def _works(trial: Callable[[], Awaitable[bool]]) -> bool:
    # Whatever goes wrong, it does not work: what the person must know was said by the probe.
    try:
        async with asyncio.timeout(PATIENCE):
            return await trial()
    except Exception:
        return False


async def _streams(model: "CompatibleChat") -> bool:
    pieces = 0
    async with aclosing(model.astream("Count from one to ten, in words.")) as chunks:  # type: ignore[type-var]
        async for _ in chunks:
            pieces += 1
    return pieces > 0 and model.is_streaming


async def _calls_tool(model: "CompatibleChat") -> bool:
    tool = {
        "type": "function",
        "function": {"name": "note", "description": "Note a word.", "parameters": _SHAPE},
    }
    try:
        reply = await model.bind_tools([tool], tool_choice="required").ainvoke(_ASKED)
    except Exception as error:
        if refuses_tools(fault_from(error)):
            model.habits.do_without_tools()
        raise
    return any(
        call["name"] == "note" and isinstance(call["args"].get("word"), str)
        for call in reply.tool_calls
    )


async def _keeps_schema(model: "CompatibleChat") -> bool:
    wanted = {"type": "json_schema", "json_schema": {"name": "note", "schema": _SHAPE}}
    reply = await model.bind(response_format=wanted).ainvoke(_ASKED)
    said = json.loads(reply.text)
    return isinstance(said, dict) and list(said) == ["word"]
