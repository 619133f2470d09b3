"""Nothing leaves the machine without a chosen connection, whatever the environment says."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from interviewer.models.connection import Connection
from interviewer.models.transport import http_client
from tests.fakeserver.interviewer import plays_everyone
from tests.fakeserver.server import FakeServer

ELSEWHERE = "http://192.0.2.1:9"
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
KNOWN = {
    "LANGSMITH_TRACING": "true",
    "LANGSMITH_TRACING_V2": "true",
    "LANGCHAIN_TRACING": "true",
    "LANGCHAIN_TRACING_V2": "true",
    "LANGSMITH_GATEWAY": "true",
    "LANGSMITH_OTEL_ENABLED": "true",
    "LANGSMITH_API_KEY": "key",
    "LANGCHAIN_API_KEY": "key",
    "LANGSMITH_ENDPOINT": ELSEWHERE,
    "LANGCHAIN_ENDPOINT": ELSEWHERE,
    "LANGSMITH_RUNS_ENDPOINTS": json.dumps({ELSEWHERE: "key"}),
    "OPENAI_API_KEY": "key",
    "OPENAI_BASE_URL": ELSEWHERE,
    "OPENAI_API_BASE": ELSEWHERE,
    "OPENAI_PROXY": ELSEWHERE,
    "OPENAI_CUSTOM_HEADERS": "x-leak: 1",
    "CHROMA_SERVER_HOST": "192.0.2.1",
    "CHROMA_SERVER_HTTP_PORT": "9",
    "CHROMA_API_IMPL": "chromadb.api.fastapi.FastAPI",
    "CHROMA_OTEL_COLLECTION_ENDPOINT": ELSEWHERE,
    "ANONYMIZED_TELEMETRY": "True",
    "POSTHOG_API_KEY": "key",
    "POSTHOG_HOST": ELSEWHERE,
    "OTEL_EXPORTER_OTLP_ENDPOINT": ELSEWHERE,
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": ELSEWHERE,
    "OTEL_TRACES_EXPORTER": "otlp",
    **dict.fromkeys(PROXIES, ELSEWHERE),
    **{name.lower(): ELSEWHERE for name in PROXIES},
}
LIBRARIES = ("langsmith", "langchain", "langchain_core", "langchain_openai", "langgraph", "openai")
_READ = re.compile(r"[\"']((?:LANGSMITH|LANGCHAIN|LANGGRAPH|OPENAI)_[A-Z0-9_]+)[\"']")
_WAY_OUT = re.compile(r"TRAC|GATEWAY|ENDPOINT|_BASE|URL|PROXY|HOST|TELEMETRY|OTEL|HUB|PROJECT")


@cache
def read_by_libraries() -> frozenset[str]:
    """Every variable whose name stands in the libraries and sounds like a way out."""
    found: set[str] = set()
    for library in LIBRARIES:
        spec = importlib.util.find_spec(library)
        assert spec is not None
        for folder in spec.submodule_search_locations or ():
            for path in Path(folder).rglob("*.py"):
                found.update(_READ.findall(path.read_text(encoding="utf-8", errors="replace")))
    return frozenset(name for name in found if _WAY_OUT.search(name))


def environment(home: Path) -> dict[str, str]:
    """This environment with everything set that could lead words away."""
    ways = {
        name: "true" if re.search(r"TRAC|GATEWAY|ENABLED", name) else ELSEWHERE
        for name in read_by_libraries()
    }
    return {**os.environ, **ways, **KNOWN, "INTERVIEWER_HOME": str(home), "NO_PROXY": ""}


def sat(home: Path, *arguments: str) -> dict[str, Any]:
    """What a mock in a guarded process came to."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.privacy.guarded", *arguments],
        capture_output=True,
        text=True,
        env=environment(home),
        timeout=280,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as running:
        running.will(plays_everyone())
        yield running


def test_the_libraries_are_known_to_read_what_is_set_here() -> None:
    assert {"LANGSMITH_GATEWAY", "OPENAI_BASE_URL"} <= read_by_libraries()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_without_a_connection_no_address_is_turned_to(home: Path) -> None:
    told = sat(home)
    assert told["addresses"] == []
    assert (told["status"], told["faults"], told["spoken_by"]) == ("finished", [], ["builtin"])
    assert told["found"] > 0


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_with_a_connection_only_its_server_is_turned_to(home: Path, server: FakeServer) -> None:
    told = sat(home, server.base_url)
    assert told["addresses"] == [server.base_url.removeprefix("http://").removesuffix("/v1")]
    assert (told["status"], told["faults"], told["spoken_by"]) == ("finished", [], ["here"])
    for received in server.received:
        assert received.headers["authorization"] == "Bearer none"
        assert "x-leak" not in received.headers


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
async def test_a_server_on_this_machine_is_reached_past_every_proxy(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in PROXIES:
        monkeypatch.setenv(name, ELSEWHERE)
    async with http_client(Connection(name="c", base_url=f"http://{host}:1/v1", model="m")) as here:
        assert not here.trust_env
    async with http_client(Connection(name="c", base_url="https://x.example/v1", model="m")) as far:
        assert far.trust_env


@pytest.mark.parametrize(
    "url", ["http://[/bold]/v1", "http://127.0.0.1.example/", "https://[::2]/"]
)
def test_an_address_that_only_looks_like_this_machine_is_none(url: str) -> None:
    local = Connection(name="c", base_url=url, model="m").is_local
    assert local is False
