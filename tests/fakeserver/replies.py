"""What the fake server can answer: one function a reply, each made fresh for every request.

A reply is an async function from the request's JSON to a Starlette response. Those that stand for
a model's words come as a stream of events or as one body, as the request asks.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

from starlette.responses import JSONResponse, Response, StreamingResponse

Body = dict[str, Any]
Reply = Callable[[Body], Awaitable[Response]]
Call = tuple[str, Mapping[str, Any] | str]
"""(tool, arguments); a string goes out as it is, be it JSON or not."""

USAGE = {
    "prompt_tokens": 1000,
    "completion_tokens": 50,
    "total_tokens": 1050,
    "prompt_tokens_details": {"cached_tokens": 800},
}


def says(text: str, *, piece: int = 7, **how: Any) -> Reply:
    """Answer with plain text."""
    return _message(text, (), piece, **how)


def calls(
    tool: str, arguments: Mapping[str, Any] | str, *, piece: int = 7, text: str = "", **how: Any
) -> Reply:
    """Call one tool, its arguments in fragments of `piece` letters when streamed."""
    return _message(text, ((tool, arguments),), piece, **how)


def calls_several(*several: Call, piece: int = 7) -> Reply:
    """Call several tools at once."""
    return _message("", several, piece)


def _message(
    text: str,
    tool_calls: Sequence[Call],
    piece: int,
    *,
    finish: str | None = None,
    ids: bool = True,
    ending: str = "done",
    pause: float = 0.0,
    line_end: str = "\n",
    usage: Mapping[str, Any] | None = USAGE,
    reasoning: str = "",
) -> Reply:
    """`reasoning` goes into a field of its own, as some servers do it.

    `ending` is done, no_done (all said, but no [DONE]), quiet (closed politely in the middle) or
    cut (the connection breaks in the middle).
    """
    texts = [
        arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
        for _, arguments in tool_calls
    ]
    reason = finish or ("tool_calls" if tool_calls else "stop")

    async def reply(body: Body) -> Response:
        if not body.get("stream"):
            if ending in ("cut", "quiet"):
                return StreamingResponse(_cut_body(), media_type="application/json")
            await asyncio.sleep(pause)
            return JSONResponse(
                _whole(
                    body,
                    text,
                    [(c[0], t) for c, t in zip(tool_calls, texts, strict=True)],
                    reason,
                    ids,
                    usage,
                    reasoning,
                )
            )
        deltas: list[Body] = [{"role": "assistant", "content": ""}]
        deltas += [{"reasoning_content": part} for part in _pieces(reasoning, piece)]
        deltas += [{"content": part} for part in _pieces(text, piece)]
        for index, ((name, _), arguments) in enumerate(zip(tool_calls, texts, strict=True)):
            call = {"index": index, "id": f"call_{index}" if ids else "", "type": "function"}
            deltas.append({"tool_calls": [{**call, "function": {"name": name, "arguments": ""}}]})
            deltas += [
                {"tool_calls": [{"index": index, "function": {"arguments": part}}]}
                for part in _pieces(arguments, piece)
            ]
        wants_usage = bool((body.get("stream_options") or {}).get("include_usage"))
        return StreamingResponse(
            _events(body, deltas, reason, ending, pause, line_end, usage if wants_usage else None),
            media_type="text/event-stream",
        )

    return reply


def _pieces(text: str, size: int) -> Iterable[str]:
    return (text[at : at + size] for at in range(0, len(text), size))


def _whole(
    body: Body,
    text: str,
    tool_calls: Sequence[tuple[str, str]],
    reason: str,
    ids: bool,
    usage: Mapping[str, Any] | None,
    reasoning: str = "",
) -> Body:
    message: Body = {"role": "assistant", "content": text or None}
    if reasoning:
        message["reasoning_content"] = reasoning
    if tool_calls:
        message["tool_calls"] = [
            {
                "id": f"call_{index}" if ids else "",
                "type": "function",
                "function": {"name": name, "arguments": arguments},
            }
            for index, (name, arguments) in enumerate(tool_calls)
        ]
    whole: Body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": body.get("model"),
        "choices": [{"index": 0, "message": message, "finish_reason": reason}],
    }
    if usage:
        whole["usage"] = dict(usage)
    return whole


async def _events(
    body: Body,
    deltas: Sequence[Body],
    reason: str,
    ending: str,
    pause: float,
    line_end: str,
    usage: Mapping[str, Any] | None,
) -> AsyncIterator[str]:
    def event(choices: list[Body], **more: Any) -> str:
        chunk = {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": body.get("model"),
            "choices": choices,
            **more,
        }
        return f"data: {json.dumps(chunk, ensure_ascii=False)}{line_end}{line_end}"

    yield f": a comment{line_end}{line_end}"
    shown = deltas if ending in ("done", "no_done") else deltas[: max(2, len(deltas) // 2)]
    for delta in shown:
        if pause:
            await asyncio.sleep(pause)
        yield event([{"index": 0, "delta": delta, "finish_reason": None}])
    if ending == "cut":
        # Let what was said reach the reader before the connection breaks.
        await asyncio.sleep(0.05)
        raise ConnectionResetError("the fake server breaks the connection")
    if ending == "quiet":
        return
    yield event([{"index": 0, "delta": {}, "finish_reason": reason}])
    if usage:
        yield event([], usage=dict(usage))
    if ending == "done":
        yield f"data: [DONE]{line_end}{line_end}"


async def _cut_body() -> AsyncIterator[str]:
    yield '{"id": "chatcmpl-1", "choices": ['
    await asyncio.sleep(0.05)
    raise ConnectionResetError("the fake server breaks the connection")


def fails(
    status: int,
    message: str = "no",
    *,
    code: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """Answer with an error status and a body in OpenAI's form."""
    content = {"error": {"message": message, "type": "error", "param": None, "code": code}}

    async def reply(_: Body) -> Response:
        return JSONResponse(content, status_code=status, headers=dict(headers or {}))

    return reply


def sends(content: str, media_type: str = "application/json", status: int = 200) -> Reply:
    """Answer with exactly this body."""

    async def reply(_: Body) -> Response:
        return Response(content, status_code=status, media_type=media_type)

    return reply


def error_event(message: str, code: str | None = None) -> Reply:
    """Open a stream and put an error into it."""
    text = json.dumps({"error": {"message": message, "code": code}})

    async def reply(_: Body) -> Response:
        return Response(f"data: {text}\n\n", media_type="text/event-stream")

    return reply


def waits(seconds: float, then: Reply) -> Reply:
    """Answer late."""

    async def reply(body: Body) -> Response:
        await asyncio.sleep(seconds)
        return await then(body)

    return reply


def floods(size: int) -> Reply:
    """Send `size` bytes that do not end."""

    async def flood() -> AsyncIterator[bytes]:
        yield b'{"id": "'
        for _ in range(size // 65536):
            yield b"x" * 65536

    async def reply(_: Body) -> Response:
        return StreamingResponse(flood(), media_type="application/json")

    return reply


def refuses(field: str, then: Reply, message: str | None = None, status: int = 400) -> Reply:
    """Refuse a request that has `field` (or `field:type` for its type), else answer with `then`."""
    name, _, kind = field.partition(":")

    async def reply(body: Body) -> Response:
        value = body.get(name)
        sent = bool(value) if name == "stream" else value is not None
        if sent and (not kind or (isinstance(value, dict) and value.get("type") == kind)):
            said = message or f"Unsupported parameter: '{name}' is not supported with this model."
            return await fails(status, said)(body)
        return await then(body)

    return reply


def in_turn(*replies: Reply) -> Reply:
    """Give these replies one after the other; the last one for ever."""
    at = -1

    async def reply(body: Body) -> Response:
        nonlocal at
        at = min(at + 1, len(replies) - 1)
        return await replies[at](body)

    return reply
