"""A LangChain chat model for a connection, which learns what its server refuses."""

import asyncio
import json
import re
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any, cast

import openai
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_openai import ChatOpenAI
from pydantic import Field, SecretStr

from interviewer.models.connection import Connection
from interviewer.models.faults import FaultKind, ModelFault, fault_from
from interviewer.models.habits import Habits
from interviewer.models.privacy import silence_tracing
from interviewer.models.replies import BROKEN, is_broken
from interviewer.models.transport import http_client
from interviewer.models.usage import Price

_LONGEST_REPLY = 100_000
"""Characters of one streamed reply."""

_OPTIONAL = ("stream_options", "parallel_tool_calls", "tool_choice", "temperature")
"""Fields that a request is still the same request without."""

_NO_STREAMS = re.compile(
    r"stream(ing)?\b[^.]{0,40}\b(not|un)[ -]?(support|allow|available)", re.IGNORECASE
)


def chat_model(
    connection: Connection, key: SecretStr | None = None, habits: Habits | None = None
) -> "CompatibleChat":
    """Return the chat model of `connection`, whose server has the `habits` that are known.

    It belongs to the event loop that first uses it; end it with `close`. Also turns the
    libraries' own ways out of the machine off.
    """
    silence_tracing()
    # The client libraries want some key, and would look for one in the environment.
    secret = key.get_secret_value() if key else "none"

    async def give_key() -> str:
        return secret

    return CompatibleChat(
        model_name=connection.model,
        openai_api_base=connection.base_url,
        openai_api_key=give_key,
        temperature=connection.temperature,
        max_tokens=connection.reply_tokens,
        extra_body=connection.extra_body or None,
        request_timeout=connection.read_seconds,
        stream_chunk_timeout=connection.read_seconds,
        max_retries=0,
        stream_usage=True,
        use_responses_api=False,
        http_async_client=http_client(connection),
        total_seconds=connection.total_seconds,
        attempts=connection.attempts,
        price=connection.price,
        habits=habits or Habits(),
    )


async def close(model: object) -> None:
    """Close the connections that `model` holds open, if it is one of ours."""
    if isinstance(model, CompatibleChat) and model.http_async_client is not None:
        await model.http_async_client.aclose()


class CompatibleChat(ChatOpenAI):
    """ChatOpenAI for any compatible server.

    A field of the request that the server refuses, and that can be done without, is left out and
    not sent again. A stream that ends without saying that it is finished is a fault; arguments of
    a streamed tool call that are no JSON are marked, since LangChain repairs them silently.
    """

    total_seconds: float = Field(default=180.0, gt=0)
    attempts: int = 3
    price: Price | None = None
    habits: Habits = Field(default_factory=Habits, exclude=True, repr=False)

    @property
    def is_streaming(self) -> bool:
        """Whether the server was never found to refuse a stream."""
        return "stream" not in self.habits.refused

    def _get_request_payload(self, input_: Any, **kwargs: Any) -> dict[str, Any]:
        payload = super()._get_request_payload(input_, **kwargs)
        left_out = self.habits.refused
        for name in _OPTIONAL:
            if name in left_out:
                payload.pop(name, None)
        if "max_completion_tokens" in left_out and "max_completion_tokens" in payload:
            payload["max_tokens"] = payload.pop("max_completion_tokens")
        return payload

    def _learn(self, error: openai.APIStatusError, payload: dict[str, Any]) -> bool:
        """Leave out what `error` complains about; False if the request cannot do without it."""
        if fault_from(error).kind is not FaultKind.REJECTED:
            return False
        said = f"{error.message} {error.body}"
        if payload.get("stream") and _NO_STREAMS.search(said):
            self.habits.leave_out("stream")
            return True
        sent = [name for name in (*_OPTIONAL, "max_completion_tokens") if name in payload]
        named = [name for name in sent if name in said]
        self.habits.leave_out(*named)
        return bool(named)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        async with asyncio.timeout(self.total_seconds):
            while True:
                try:
                    return await super()._agenerate(messages, stop, run_manager, **kwargs)
                except openai.APIStatusError as error:
                    if not self._learn(error, self._get_request_payload(messages, **kwargs)):
                        raise

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncGenerator[ChatGenerationChunk]:
        while self.is_streaming:
            try:
                raw = super()._astream(messages, stop, run_manager, **kwargs)
                # Left to the garbage collector, a broken-off stream would keep its connection.
                async with (
                    aclosing(cast(AsyncGenerator[ChatGenerationChunk], raw)) as chunks,
                    aclosing(self._bounded(chunks)) as bounded,
                ):
                    async for chunk in bounded:
                        yield chunk
                return
            except openai.APIStatusError as error:
                sent = {"stream": True, "stream_options": {}, **kwargs}
                if not self._learn(error, self._get_request_payload(messages, **sent)):
                    raise
        whole = await self._agenerate(messages, stop, run_manager, **kwargs)
        chunk = _as_chunk(whole)
        if run_manager:
            await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
        yield chunk

    async def _bounded(
        self, chunks: AsyncIterator[ChatGenerationChunk]
    ) -> AsyncGenerator[ChatGenerationChunk]:
        """Pass chunks on; ModelFault when there are too many, for too long, or the end is missing.

        The last chunk carries no finish_reason when a proxy or a dying server closed the stream
        politely: the text then looks whole, and is not.
        """
        deadline = time.monotonic() + self.total_seconds
        length, finished = 0, False
        arguments: dict[int | None, str] = {}
        async for chunk in chunks:
            message = chunk.message
            if isinstance(message, AIMessageChunk):
                length += len(message.text)
                for call in message.tool_call_chunks:
                    length += len(call["args"] or "")
                    arguments[call["index"]] = arguments.get(call["index"], "") + (
                        call["args"] or ""
                    )
            finished = finished or bool((chunk.generation_info or {}).get("finish_reason"))
            if length > _LONGEST_REPLY:
                raise ModelFault(FaultKind.ENDLESS, "the reply did not come to an end")
            if time.monotonic() > deadline:
                raise ModelFault(FaultKind.TIMED_OUT, "the reply took too long")
            yield chunk
        if not finished and length == 0:
            raise ModelFault(FaultKind.BAD_REPLY, "the reply was no stream of words")
        if not finished:
            raise ModelFault(FaultKind.CUT_OFF, "the stream ended in the middle of the reply")
        if any(map(is_broken, arguments.values())):
            yield ChatGenerationChunk(message=AIMessageChunk(content="", additional_kwargs=BROKEN))


def _as_chunk(result: ChatResult) -> ChatGenerationChunk:
    """Return a whole reply as the only chunk of a stream."""
    generation = result.generations[0]
    message = generation.message
    calls = message.tool_calls if isinstance(message, AIMessage) else []
    return ChatGenerationChunk(
        message=AIMessageChunk(
            content=message.content,
            id=message.id,
            response_metadata=message.response_metadata,
            usage_metadata=getattr(message, "usage_metadata", None),
            tool_call_chunks=[
                tool_call_chunk(
                    name=call["name"], args=json.dumps(call["args"]), id=call["id"], index=index
                )
                for index, call in enumerate(calls)
            ],
        ),
        generation_info=generation.generation_info,
    )
