import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import numpy as np
import pytest

from interviewer.bank.endpoint import EndpointEmbedding
from interviewer.bank.search import BankSearch
from interviewer.models.connection import Connection
from interviewer.models.faults import ModelFault
from tests.bank.samples import sample_bank


class Handler(BaseHTTPRequestHandler):
    """A small embedding server: a text's vector says which of three words it holds."""

    answer: ClassVar[Any] = None
    status: ClassVar[int] = 200
    seen: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append({"path": self.path, "key": self.headers["Authorization"], **body})
        rows = [[3.0 * (word in text) for word in ("LoRA", "RAG", "")] for text in body["input"]]
        data = [{"object": "embedding", "index": n, "embedding": r} for n, r in enumerate(rows)]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        good = {"object": "list", "data": data[::-1], "model": body["model"], "usage": usage}
        reply = good if self.answer is None else self.answer
        text = reply if isinstance(reply, str) else json.dumps(reply)
        self.send_response(self.status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[EndpointEmbedding]:
    monkeypatch.setattr(Handler, "seen", [])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}/v1/"
    embedding = EndpointEmbedding(
        Connection(name="mine", base_url=address, model="embed-small"), "a-key"
    )
    yield embedding
    embedding.close()
    server.shutdown()
    server.server_close()
    thread.join()


def test_vectors_come_in_the_order_of_the_texts_and_of_length_one(
    endpoint: EndpointEmbedding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://192.0.2.1/")
    monkeypatch.setenv("OPENAI_API_KEY", "not-this-one")
    rows = endpoint.documents(["LoRA", "RAG", "neither"])
    assert np.allclose(rows, [[0.5**0.5, 0, 0.5**0.5], [0, 0.5**0.5, 0.5**0.5], [0, 0, 1]])
    assert endpoint.dimensions == 3
    (request,) = Handler.seen
    assert request["path"] == "/v1/embeddings"
    assert request["model"] == "embed-small"
    assert request["key"] == "Bearer a-key"
    assert endpoint.documents([]).shape == (0, 3)


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (401, {"error": {"message": "wrong key"}}),
        (200, "<html>hello</html>"),
        (200, {"object": "list", "data": [], "model": "x"}),
        (200, {"error": "no"}),
        (200, {"data": [{"index": 0, "embedding": ["a", "b"]}]}),
        (200, {"data": [{"index": 0, "embedding": [float("nan")]}]}),
    ],
)
def test_whatever_the_server_does_is_one_fault(
    endpoint: EndpointEmbedding, monkeypatch: pytest.MonkeyPatch, status: int, answer: object
) -> None:
    monkeypatch.setattr(Handler, "status", status)
    monkeypatch.setattr(Handler, "answer", answer)
    with pytest.raises(ModelFault) as caught:
        endpoint.documents(["LoRA"])
    assert "a-key" not in str(caught.value)


def test_search_goes_through_the_endpoint_and_goes_on_without_it(
    endpoint: EndpointEmbedding, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = BankSearch(sample_bank(), embedding=endpoint)
    assert search.search("LoRA")[0].question.id == "lora-principle"
    assert search.fault is None
    monkeypatch.setattr(Handler, "status", 503)
    monkeypatch.setattr(Handler, "answer", "busy")
    before = len(Handler.seen)
    for _ in range(3):
        assert search.search("LoRA")[0].question.id == "lora-principle"
    assert len(Handler.seen) == before + 1  # it failed once, and is left alone for a while


def test_an_endpoint_that_is_not_there_costs_its_vectors_only() -> None:
    gone = EndpointEmbedding(
        Connection(name="mine", base_url="http://127.0.0.1:9/v1", model="x", read_seconds=1)
    )
    search = BankSearch(sample_bank(), embedding=gone)
    assert search.search("LoRA")[0].question.id == "lora-principle"
    assert search.fault is not None
    assert search.open_index() is False
    gone.close()
