"""Everything that can go wrong with a model, as one exception with a kind."""

from enum import StrEnum


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
