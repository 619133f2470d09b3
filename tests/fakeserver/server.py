"""The project's own fake of an OpenAI-compatible server: real HTTP on loopback."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakeserver.replies import Body, Reply, fails, in_turn


@dataclass(frozen=True)
class Received:
    """One request as it arrived."""

    path: str
    headers: Mapping[str, str]
    body: Body


class FakeServer:
    """Runs in a thread for as long as it is entered; answers as it is told, and remembers.

    A test says `server.will(says("Hello"))`: the replies are given in turn, the last for ever.
    """

    def __init__(self) -> None:
        self.received: list[Received] = []
        self._reply: Reply = fails(500, "the fake server was not told what to answer")
        self._list: Reply | None = None
        app = Starlette(
            routes=[
                Route("/v1/chat/completions", self._chat, methods=["POST"]),
                Route("/v1/models", self._models),
            ]
        )
        self._socket = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(
            app, log_level="critical", lifespan="off", ws="none", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )

    @property
    def base_url(self) -> str:
        """The address that a connection is given."""
        host, port = self._socket.getsockname()[:2]
        return f"http://{host}:{port}/v1"

    def will(self, *replies: Reply) -> None:
        """Answer the next requests with these, in turn, and forget those received so far."""
        self.received.clear()
        self._reply = in_turn(*replies)

    def lists(self, reply: Reply | None) -> None:
        """Answer with this when asked for the models; None for the one model `fake`."""
        self._list = reply

    @property
    def bodies(self) -> list[Body]:
        """The JSON of every request since `will`."""
        return [received.body for received in self.received]

    def __enter__(self) -> Self:
        self._thread.start()
        deadline = time.monotonic() + 10
        while not self._server.started:
            if time.monotonic() > deadline:
                raise RuntimeError("the fake server did not start")
            time.sleep(0.005)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()

    async def _chat(self, request: Request) -> Response:
        body: dict[str, Any] = await request.json()
        self.received.append(Received(request.url.path, dict(request.headers), body))
        return await self._reply(body)

    async def _models(self, request: Request) -> Response:
        self.received.append(Received(request.url.path, dict(request.headers), {}))
        if self._list is not None:
            return await self._list({})
        return JSONResponse({"object": "list", "data": [{"id": "fake", "object": "model"}]})


@contextmanager
def in_process_of_its_own() -> Iterator[str]:
    """Run a server that plays the interviewer beside this process; yields its base URL.

    For measurements: in a thread it would share the interpreter with what is measured.
    """
    command = [sys.executable, "-m", "tests.fakeserver"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()
            process.wait(10)
