"""What every reply of a model is checked for, and what it is counted as."""

import json
import re
from typing import Any

from langchain_core.messages import AIMessage

from interviewer.models.faults import FaultKind, ModelFault, fault_from
from interviewer.models.usage import Meter

BROKEN: dict[str, Any] = {"broken_arguments": True}
"""Marks a streamed reply whose tool call has arguments that are no JSON."""

_THINKING = re.compile(r"\A\s*<(think|thinking|reasoning)>.*?(</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_UNOPENED = re.compile(r"\A(?!\s*[{`]).*?</(think|thinking|reasoning)>", re.DOTALL | re.IGNORECASE)
"""Many templates open the thoughts in the prompt, and the reply only closes them. What begins as an
object or a block of code is none: there such a mark is a part of what is quoted."""


def without_thinking(text: str) -> str:
    """Return a reply's text without the thoughts that some models write in front of it."""
    found = _THINKING.match(text) or _UNOPENED.match(text)
    return text[found.end() :] if found else text


def is_broken(arguments: str) -> bool:
    """Tell whether the arguments of a tool call, as sent, are no JSON object."""
    if not arguments.strip():
        return False
    try:
        return not isinstance(json.loads(arguments), dict)
    except ValueError:
        return True


def has_broken_call(message: AIMessage) -> bool:
    """Tell whether a tool call of `message` has arguments that cannot be trusted."""
    return bool(message.invalid_tool_calls) or "broken_arguments" in message.additional_kwargs


def count(meter: Meter, message: AIMessage, seconds: float) -> None:
    """Count the call that gave `message`; servers that report no tokens count as none."""
    usage = message.usage_metadata
    if usage is None:
        meter.count(seconds)
        return
    cached = usage.get("input_token_details", {}).get("cache_read") or 0
    meter.count(seconds, usage["input_tokens"], cached, usage["output_tokens"])


def count_failed(meter: Meter, error: BaseException, seconds: float) -> None:
    """Count a call that failed or was stopped: what it cost is not known.

    One that the server would not take in this form is none: it is made again in another.
    """
    if fault_from(error).kind is not FaultKind.REJECTED:
        meter.count(seconds)


def check_whole(message: AIMessage) -> None:
    """Raise ModelFault for a reply that says nothing or that was cut at its token limit."""
    reason = message.response_metadata.get("finish_reason")
    if reason == "length":
        raise ModelFault(FaultKind.ENDLESS, "the reply was cut at its token limit")
    if reason == "content_filter":
        raise ModelFault(FaultKind.BAD_REPLY, "the server's content filter stopped the reply")
    if not (message.tool_calls or message.invalid_tool_calls or message.text.strip()):
        raise ModelFault(FaultKind.BAD_REPLY, "the reply was empty")
