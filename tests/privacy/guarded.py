"""A whole mock, and a search, in a process that writes down every address it turns to.

`python -m tests.privacy.guarded [BASE_URL]`: with a URL, its server is the chosen connection.
Prints a JSON document: the addresses, and how the interview ended.
"""

import asyncio
import json
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

addresses: list[str] = []


def guard() -> None:
    """Note every address, by name or number; reach only this machine."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def noted_connect(this: socket.socket, address: Any) -> Any:
        if isinstance(address, tuple):
            addresses.append(f"{address[0]}:{address[1]}")
            if not str(address[0]).startswith("127."):
                raise OSError("this process reaches nothing but this machine")
        return connect(this, address)

    def noted_look_up(host: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if not name.startswith("127."):
            addresses.append(name)
            raise OSError("this process looks nobody up")
        return look_up(host, *rest, **more)

    socket.socket.connect = noted_connect  # type: ignore[assignment, method-assign]
    socket.socket.connect_ex = noted_connect  # type: ignore[assignment, method-assign]
    socket.socket.sendto = noted_connect  # type: ignore[assignment, method-assign]
    socket.getaddrinfo = noted_look_up


def main(base_url: str | None = None) -> None:
    """Sit the interview."""
    guard()
    from interviewer.domain.language import Language
    from interviewer.evaluation.answer_book import AnswerBook
    from interviewer.evaluation.candidates import CandidateKind, ScriptedCandidate
    from interviewer.evaluation.simulating import simulate, simulation_place
    from interviewer.settings import Preferences, paths

    chosen = "here" if base_url else "builtin"
    connections = {"here": {"base_url": base_url, "model": "m"}} if base_url else {}
    book = AnswerBook()
    with tempfile.TemporaryDirectory() as folder:
        preferences = Preferences(connections=connections)
        place = simulation_place(paths(), preferences, Path(folder), book)
        candidate = ScriptedCandidate(CandidateKind.VAGUE, book, 0)
        held = asyncio.run(
            simulate(
                place,
                candidate,
                CandidateKind.VAGUE,
                Language.EN,
                0,
                minutes=8,
                model=chosen,
                grader=chosen,
            )
        )
        found = len(place.search.search("attention")) if place.search.open_index() else -1
        place.close()
    turns = held.transcript.turns
    told = {
        "addresses": sorted(set(addresses)),
        "status": held.transcript.session.status.value,
        "faults": list(held.faults),
        "spoken_by": sorted({turn.spoken_by for turn in turns if turn.spoken_by}),
        "found": found,
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
