"""Tries a connection out: which models the server has, and whether the chosen one answers."""

import asyncio
import time
from dataclasses import dataclass

from pydantic import SecretStr

from interviewer.models.connection import Connection
from interviewer.models.faults import FaultKind, ModelFault, fault_from

MOST_MODELS = 500
"""Names that are read of a server's list."""
PATIENCE = 30.0
"""Seconds that each of the two calls may take."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What came of it."""

    models: tuple[str, ...] = ()
    """The models that the server lists, in alphabetical order; none where it lists none."""
    listing: ModelFault | None = None
    """Why there is no list. Some servers answer well and list nothing."""
    seconds: float | None = None
    """How long the model's answer took; None if it was not asked or did not answer."""
    fault: ModelFault | None = None
    """Why the model did not answer."""

    @property
    def answered(self) -> bool:
        """Whether the model can be used."""
        return self.seconds is not None


def prewarm() -> None:
    """Import what a probe needs, which takes a second or two; for a thread."""
    from interviewer.models import chat

    _loaded = chat


async def probe(connection: Connection, key: SecretStr | None, *, ask: bool = True) -> Probe:
    """Ask the server for its models and, if `ask`, the chosen model for a word; never raises.

    Both are real calls, and the second may cost a few tokens. Nothing is retried.
    """
    models, listing = await _list(connection, key)
    if not ask:
        return Probe(models, listing)
    seconds, fault = await _ask(connection, key)
    return Probe(models, listing, seconds, fault)


async def _list(
    connection: Connection, key: SecretStr | None
) -> tuple[tuple[str, ...], ModelFault | None]:
    import openai

    from interviewer.models.privacy import silence_tracing
    from interviewer.models.transport import http_client

    silence_tracing()
    names: set[str] = set()
    try:
        async with (
            asyncio.timeout(PATIENCE),
            openai.AsyncOpenAI(
                base_url=connection.base_url,
                api_key=key.get_secret_value() if key else "none",
                max_retries=0,
                http_client=http_client(connection),
            ) as client,
        ):
            async for model in client.models.list():
                names.add(str(model.id))
                if len(names) >= MOST_MODELS:
                    break
    except Exception as error:
        return (), fault_from(error)
    if not names:
        return (), ModelFault(FaultKind.BAD_REPLY, "the list of models is empty")
    return tuple(sorted(names)), None


async def _ask(
    connection: Connection, key: SecretStr | None
) -> tuple[float | None, ModelFault | None]:
    from langchain_core.messages import HumanMessage

    from interviewer.models.chat import chat_model, close

    patient = min(connection.total_seconds, PATIENCE)
    hurried = connection.model_copy(update={"attempts": 1, "total_seconds": patient})
    model = chat_model(hurried, key)
    began = time.monotonic()
    try:
        await model.ainvoke([HumanMessage("Reply with the one word: ready")])
    except Exception as error:
        return None, fault_from(error)
    finally:
        await close(model)
    return time.monotonic() - began, None
