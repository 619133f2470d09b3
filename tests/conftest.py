"""What every test may rely on: a home of its own, no network, no setting of the developer's."""

import gc
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from interviewer import i18n
from interviewer.__main__ import ALLOCATIONS_UNCOLLECTED

settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

# As the app itself does: more than a tenth of the suite's time would go into collecting.
gc.set_threshold(ALLOCATIONS_UNCOLLECTED)

# A developer's keys, proxies, tracing and locale must not decide what a test sees.
_FOREIGN = (
    "OPENAI_",
    "AZURE_OPENAI_",
    "LANGSMITH_",
    "LANGCHAIN_",
    "CHROMA_",
    "INTERVIEWER_",
    "LC_",
)
_PROXIES = ("http_proxy", "https_proxy", "all_proxy")


def pytest_xdist_auto_num_workers() -> int:
    """Run one worker more than there are cores: tests of screens wait for timers now and then."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that holds everything the app keeps during this test; made when it is used."""
    for name in list(os.environ):
        if name.startswith(_FOREIGN) or name.lower() in _PROXIES:
            monkeypatch.delenv(name)
    folder = tmp_path_factory.getbasetemp() / "homes" / str(next(_numbers))
    monkeypatch.setenv("INTERVIEWER_HOME", str(folder))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    i18n.install("en")
    return folder


def _count() -> Iterator[int]:
    number = 0
    while True:
        yield (number := number + 1)


_numbers = _count()


class NetworkUsed(AssertionError):
    """A test tried to reach something that is not this machine."""


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Refuse every connection that leaves the machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _local_only(getattr(socket.socket, name)))
        yield


def _local_only(connect: Any) -> Any:
    def connect_locally(this: socket.socket, address: Any) -> Any:
        host = address[0] if isinstance(address, tuple) else None
        if host is not None and host not in ("localhost", "::1") and not host.startswith("127."):
            raise NetworkUsed(f"a test tried to reach {address}")
        return connect(this, address)

    return connect_locally
