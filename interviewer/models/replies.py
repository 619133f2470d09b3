"""What every reply of a model is checked for, and what it is counted as."""

from langchain_core.messages import AIMessage

from interviewer.models.faults import FaultKind, ModelFault
from interviewer.models.usage import Meter


def count(meter: Meter, message: AIMessage, seconds: float) -> None:
    """Count the call that gave `message`; servers that report no tokens count as none."""
    usage = message.usage_metadata
    if usage is None:
        meter.count(seconds)
        return
    cached = usage.get("input_token_details", {}).get("cache_read") or 0
    meter.count(seconds, usage["input_tokens"], cached, usage["output_tokens"])


def check_whole(message: AIMessage) -> None:
    """Raise ModelFault for a reply that says nothing or that was cut at its token limit."""
    reason = message.response_metadata.get("finish_reason")
    if reason == "length":
        raise ModelFault(FaultKind.ENDLESS, "the reply was cut at its token limit")
    if reason == "content_filter":
        raise ModelFault(FaultKind.BAD_REPLY, "the server's content filter stopped the reply")
    if not (message.tool_calls or message.invalid_tool_calls or message.text.strip()):
        raise ModelFault(FaultKind.BAD_REPLY, "the reply was empty")
