"""A tool call that a model wrote as text, where its server does not read calls out of its words.

Ollama, vLLM without a parser for the model, and small models anywhere do so. Only a reply that is
nothing but the call counts: one that stands among other words may be quoted from the candidate.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from interviewer.models.replies import without_thinking

_WRAPPED = re.compile(
    r"\A(?:<\|python_tag\|>|<tool_call>|```(?:json|tool_call)?\s)?\s*(\{.*\})\s*"
    r"(?:</tool_call>|```)?\Z",
    re.DOTALL,
)


def written_call(text: str) -> tuple[str, dict[str, Any]] | None:
    """Return the name and the arguments of the call that a reply consists of, if it is one."""
    found = _WRAPPED.match(without_thinking(text).strip())
    if found is None:
        return None
    call = _object(found[1])
    if isinstance(call.get("function"), dict):
        call = call["function"]
    name = call.get("name")
    given = call.get("arguments", call.get("parameters"))
    args = _object(given) if isinstance(given, str) else given
    if not isinstance(name, str) or not isinstance(args, Mapping):
        return None
    return name, dict(args)


def _object(text: str) -> dict[str, Any]:
    """Read a JSON object; what is none is an empty one."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
