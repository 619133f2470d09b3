"""Every way the fake server can fail, as one table: name -> what it does, what it must count as."""

from collections.abc import Callable
from dataclasses import dataclass

from interviewer.models.faults import FaultKind
from tests.fakeserver.replies import (
    Reply,
    calls,
    error_event,
    fails,
    floods,
    says,
    sends,
    waits,
)


@dataclass(frozen=True)
class Fault:
    """`reply` makes the behaviour anew; `kind` is what it must be taken for."""

    reply: Callable[[], Reply]
    kind: FaultKind
    retry_after: float | None = None


_TOO_LONG = "This model's maximum context length is 8192 tokens. However, you requested 9000."

FAULTS: dict[str, Fault] = {
    "wrong key": Fault(
        lambda: fails(401, "Incorrect API key provided: sk-abcdef123456.", code="invalid_api_key"),
        FaultKind.WRONG_KEY,
    ),
    "forbidden": Fault(lambda: fails(403, "Country not supported"), FaultKind.WRONG_KEY),
    "no such model": Fault(
        lambda: fails(404, "The model `x` does not exist", code="model_not_found"),
        FaultKind.NO_SUCH_MODEL,
    ),
    "no such model, by a 400": Fault(
        lambda: fails(400, "Model Not Exist"), FaultKind.NO_SUCH_MODEL
    ),
    "out of credit, 402": Fault(lambda: fails(402, "Insufficient Balance"), FaultKind.NO_CREDIT),
    "out of credit, 429": Fault(
        lambda: fails(429, "You exceeded your current quota", code="insufficient_quota"),
        FaultKind.NO_CREDIT,
    ),
    "rate limit": Fault(lambda: fails(429, "Too many requests"), FaultKind.RATE_LIMITED),
    "rate limit with a wait": Fault(
        lambda: fails(429, "Too many requests", headers={"retry-after": "0.2"}),
        FaultKind.RATE_LIMITED,
        retry_after=0.2,
    ),
    "prompt too long": Fault(
        lambda: fails(400, _TOO_LONG, code="context_length_exceeded"), FaultKind.PROMPT_TOO_LONG
    ),
    "prompt too long, llama.cpp": Fault(
        lambda: fails(400, "the request exceeds the available context size. try increasing it"),
        FaultKind.PROMPT_TOO_LONG,
    ),
    "internal error": Fault(lambda: fails(500, "boom"), FaultKind.SERVER_ERROR),
    "overloaded": Fault(
        lambda: fails(503, "overloaded", headers={"retry-after-ms": "150"}),
        FaultKind.SERVER_ERROR,
        retry_after=0.15,
    ),
    "page of HTML with status 200": Fault(
        lambda: sends("<html><body>Please log in</body></html>", "text/html"), FaultKind.BAD_REPLY
    ),
    "nothing with status 200": Fault(lambda: sends(""), FaultKind.BAD_REPLY),
    "broken JSON": Fault(lambda: sends('{"id": "x", "choices": [{'), FaultKind.BAD_REPLY),
    "an error with status 200": Fault(
        lambda: sends('{"error": {"message": "no"}}'), FaultKind.BAD_REPLY
    ),
    "empty message": Fault(lambda: says(""), FaultKind.BAD_REPLY),
    "stream breaks": Fault(
        lambda: says("The first half and the second half.", ending="cut"), FaultKind.CUT_OFF
    ),
    "tool call breaks": Fault(
        lambda: calls("close_interview", {"words": "Thank you for your time."}, ending="cut"),
        FaultKind.CUT_OFF,
    ),
    "answers late": Fault(lambda: waits(1.5, says("Hello.")), FaultKind.TIMED_OUT),
    "cut at the token limit": Fault(
        lambda: says("And then we", finish="length"), FaultKind.ENDLESS
    ),
    "never ends": Fault(lambda: floods(64 * 1024 * 1024), FaultKind.ENDLESS),
    "redirects elsewhere": Fault(lambda: fails(307, "moved"), FaultKind.REJECTED),
}

STREAM_FAULTS: dict[str, Fault] = {
    "stream closes politely in the middle": Fault(
        lambda: says("The first half and the second half.", ending="quiet"), FaultKind.CUT_OFF
    ),
    "error inside the stream": Fault(
        lambda: error_event("The engine is overloaded"), FaultKind.SERVER_ERROR
    ),
    "rate limit inside the stream": Fault(
        lambda: error_event("Rate limit reached"), FaultKind.RATE_LIMITED
    ),
    "stream that stalls": Fault(
        lambda: says("One two three four.", pause=1.5), FaultKind.TIMED_OUT
    ),
}
