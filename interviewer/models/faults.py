"""Everything that can go wrong with a model, as one exception with a kind."""

import re
import sys
import time
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from enum import StrEnum

from interviewer.models.plain import one_line


class FaultKind(StrEnum):
    """What went wrong, as far as it decides what happens next."""

    NO_KEY = "no_key"
    WRONG_KEY = "wrong_key"
    NO_SUCH_MODEL = "no_such_model"
    NO_CREDIT = "no_credit"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"
    CUT_OFF = "cut_off"
    BAD_REPLY = "bad_reply"
    PROMPT_TOO_LONG = "prompt_too_long"
    ENDLESS = "endless"
    REJECTED = "rejected"
    """The server understood, and will not take a request of this form."""
    LIMIT = "limit"
    """No call was made: the interview has used up what it may."""

    @property
    def transient(self) -> bool:
        """Whether the same call may well succeed a little later."""
        return self in _TRANSIENT


_TRANSIENT = frozenset(
    {
        FaultKind.RATE_LIMITED,
        FaultKind.SERVER_ERROR,
        FaultKind.TIMED_OUT,
        FaultKind.UNREACHABLE,
        FaultKind.CUT_OFF,
        FaultKind.BAD_REPLY,
    }
)


class ModelFault(Exception):
    """A model call that failed. Its `detail` is one line for people, without keys or prompts."""

    def __init__(
        self, kind: FaultKind, detail: str = "", *, retry_after: float | None = None
    ) -> None:
        """`retry_after` is what the server asked for, in seconds."""
        super().__init__(f"{kind}: {detail}" if detail else str(kind))
        self.kind = kind
        self.detail = detail
        self.retry_after = retry_after

    @property
    def transient(self) -> bool:
        """Whether the same call may well succeed a little later."""
        return self.kind.transient


_TOO_LONG = re.compile(
    r"context[ _-]?(length|window|size)|maximum context|(prompt|input)[^.]{0,40} too long"
    r"|too many (input )?tokens|input tokens exceed|range of input length|exceed_context_size"
    r"|input length .{0,40}exceed",
    re.IGNORECASE,
)
_NO_CREDIT = re.compile(
    r"insufficient[ _](quota|balance|funds|credit)|billing|arrearage|exceeded your current quota"
    r"|no credit|out of credit",
    re.IGNORECASE,
)
_NO_MODEL = re.compile(
    r"model[_ ]not[_ ](found|exist)|model\b.{0,120}\b(does not exist|not found|not exist)"
    r"|(unknown|no such|invalid) model|try pulling it",
    re.IGNORECASE,
)
_WRONG_KEY = re.compile(
    r"(invalid|incorrect|wrong|expired)[ _](api[ _-]?key|token)|unauthor", re.IGNORECASE
)
_NO_TOOLS = re.compile(r"\b(tools?|function calling|jinja)\b", re.IGNORECASE)
_UNSUPPORTED = re.compile(
    r"requires --jinja|unsupported param|does not support (tools|function|stream)"
    r"|\b(tools?|function calling|streaming|response_format|json_schema)\b[^.]{0,40}\bnot support",
    re.IGNORECASE,
)
"""llama.cpp says so with status 500, as if it had failed."""
_SECRET = re.compile(r"\b(?:sk|key|bearer|token)[-_ ][\w*.\-]{6,}", re.IGNORECASE)
_DETAIL_LIMIT = 200


def fault_from(error: BaseException) -> ModelFault:
    """Say what `error`, raised by a call to a model, means.

    Meant for exceptions out of the client libraries: what they do not name is a reply that could
    not be read. A ModelFault comes back as it is.
    """
    if isinstance(error, ModelFault):
        return error
    if isinstance(error, TimeoutError):
        return ModelFault(FaultKind.TIMED_OUT, "no answer in time")
    if "openai" in sys.modules:
        import openai

        if isinstance(error, openai.APITimeoutError):
            return ModelFault(FaultKind.TIMED_OUT, "no answer in time")
        if isinstance(error, openai.APIStatusError):
            return _from_status(
                error.status_code,
                _said(error.message, error.body),
                error.response.headers,
            )
        if isinstance(error, openai.APIConnectionError):
            return _from_connection(error)
        if isinstance(error, openai.APIError):
            return _from_event(_said(error.message, error.body))
    return ModelFault(FaultKind.BAD_REPLY, _detail(f"{type(error).__name__}: {error}"))


def refuses_tools(fault: ModelFault) -> bool:
    """Whether a server said with `fault` that it takes no tools."""
    return fault.kind is FaultKind.REJECTED and _NO_TOOLS.search(fault.detail) is not None


def _said(message: str, body: object) -> str:
    """Return what the server said about itself: code, type and message, where it gave them."""
    if isinstance(body, Mapping):
        inner = body.get("error", body)
        if isinstance(inner, Mapping):
            parts = [inner.get(name) for name in ("code", "type", "message")]
            said = " ".join(str(part) for part in parts if part)
            if said:
                return said
    return message


def _from_status(status: int, said: str, headers: Mapping[str, str]) -> ModelFault:
    detail = _detail(f"{status} {said}")
    return ModelFault(_kind_of_status(status, said), detail, retry_after=_retry_after(headers))


def _kind_of_status(status: int, said: str) -> FaultKind:
    if status == 402 or (status in (400, 403, 429) and _NO_CREDIT.search(said)):
        return FaultKind.NO_CREDIT
    if status == 413 or (status in (400, 422, 500) and _TOO_LONG.search(said)):
        return FaultKind.PROMPT_TOO_LONG
    if status in (401, 403) or (status == 400 and _WRONG_KEY.search(said)):
        return FaultKind.WRONG_KEY
    if status == 404 or (status in (400, 422) and _NO_MODEL.search(said)):
        return FaultKind.NO_SUCH_MODEL
    if status == 408:
        return FaultKind.TIMED_OUT
    if status == 429:
        return FaultKind.RATE_LIMITED
    if status == 500 and _UNSUPPORTED.search(said):
        return FaultKind.REJECTED
    if status >= 500 or status in (409, 425):
        return FaultKind.SERVER_ERROR
    return FaultKind.REJECTED


def _from_connection(error: BaseException) -> ModelFault:
    causes = {type(cause).__name__ for cause in _causes(error)}
    if causes & {"RemoteProtocolError", "ReadError", "IncompleteRead"}:
        return ModelFault(FaultKind.CUT_OFF, "the connection broke while the model was answering")
    return ModelFault(FaultKind.UNREACHABLE, "no connection to the server")


def _from_event(said: str) -> ModelFault:
    """Classify an error that arrived as an event inside a stream: it has no status."""
    detail = _detail(said)
    if _NO_CREDIT.search(said):
        return ModelFault(FaultKind.NO_CREDIT, detail)
    if _TOO_LONG.search(said):
        return ModelFault(FaultKind.PROMPT_TOO_LONG, detail)
    if re.search(r"rate[ _]limit|too many requests", said, re.IGNORECASE):
        return ModelFault(FaultKind.RATE_LIMITED, detail)
    return ModelFault(FaultKind.SERVER_ERROR, detail)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Read how long the server wants us to wait: milliseconds, seconds or a date, in seconds."""
    try:
        if text := headers.get("retry-after-ms"):
            return max(0.0, float(text) / 1000)
        if not (text := headers.get("retry-after")):
            return None
        if re.fullmatch(r"\d+(\.\d+)?", text.strip()):
            return float(text)
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


def _detail(text: str) -> str:
    return one_line(_SECRET.sub("…", text), _DETAIL_LIMIT)
