"""A named connection to an OpenAI-compatible server. Holds no secret."""

import re
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, JsonValue, StringConstraints, field_validator

from interviewer.domain.language import Frozen, NonEmpty
from interviewer.models.usage import Price

BUILTIN = "builtin"
"""The name under which the built-in model goes wherever a connection may be named."""

_LOOPBACK = re.compile(r"127(\.\d{1,3}){3}")
Seconds = Annotated[float, Field(gt=0, le=3600)]


class Connection(Frozen):
    """Where a model is, and how patient to be with it."""

    name: NonEmpty
    provider: NonEmpty = "openai-compatible"
    base_url: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^https?://[^\s/]")]
    model: NonEmpty
    api_key_env: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None = (
        None
    )
    """The environment variable that holds the key."""
    keyring: bool = False
    """The key lies in the system keyring under this connection's name."""
    connect_seconds: Seconds = 5.0
    read_seconds: Seconds = 60.0
    """The longest silence that is waited for, between two pieces of an answer too."""
    total_seconds: Seconds = 180.0
    """The longest that one call may take."""
    attempts: Annotated[int, Field(ge=1, le=10)] = 3
    """How often a call that failed for a passing reason is made in all."""
    reply_tokens: Annotated[int, Field(ge=64)] | None = None
    """The most tokens a reply may have; None leaves it to the server."""
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    price: Price | None = None
    extra_body: dict[str, JsonValue] = Field(default_factory=dict)
    """Fields of the server's own that every request carries."""

    @field_validator("name")
    @classmethod
    def _is_not_the_builtin(cls, name: str) -> str:
        if name == BUILTIN:
            raise ValueError("this name belongs to the built-in model")
        return name

    @property
    def wants_key(self) -> bool:
        """Whether a key was configured; a local server usually needs none."""
        return self.api_key_env is not None or self.keyring

    @property
    def is_local(self) -> bool:
        """Whether its server is on this machine, so that nothing leaves it."""
        try:
            host = urlsplit(self.base_url).hostname or ""
        except ValueError:  # no address at all
            return False
        return host in ("localhost", "::1") or _LOOPBACK.fullmatch(host) is not None


def connection_from(name: str, values: Mapping[str, Any]) -> Connection:
    """Read a connection out of plain values, as the preferences hold them.

    Raises pydantic's ValidationError, a ValueError, for what does not fit.
    """
    return Connection.model_validate({**values, "name": name})
