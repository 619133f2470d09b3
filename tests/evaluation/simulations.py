"""Simulated interviews for tests and benchmarks: on the answers that nothing was fitted on."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from interviewer.domain.language import Language
from interviewer.evaluation.answer_book import AnswerBook
from interviewer.evaluation.candidates import CandidateKind, ScriptedCandidate
from interviewer.evaluation.conduct import conduct
from interviewer.evaluation.rows import read_rows
from interviewer.evaluation.simulated import Held
from interviewer.evaluation.simulating import simulate, simulation_place
from interviewer.interview.workplace import Workplace
from interviewer.models.connection import Connection
from interviewer.models.usage import Usage
from interviewer.settings import Paths, Preferences

ASIDE = Path(__file__).parents[1] / "data" / "answers" / "set_aside.jsonl"
SEEDS = 20
"""Interviews of each candidate in each language, where all of them are held."""


class Simulator:
    """Holds simulated interviews in a folder of its own."""

    def __init__(self, place: Workplace, book: AnswerBook) -> None:
        self.place = place
        self.book = book

    async def hold(
        self, kind: CandidateKind, language: Language, seed: int = 0, **how: Any
    ) -> Held:
        """Hold one interview; `how` is as for `simulate`."""
        candidate = ScriptedCandidate(kind, self.book, seed)
        simulation = await simulate(self.place, candidate, kind, language, seed, **how)
        return Held(simulation, self.look(simulation), Usage())

    def look(self, simulation: Any) -> Any:
        """Look at how an interview was conducted."""
        return conduct(simulation, self.book, self.place.builtin_grader)


@contextmanager
def simulator(*connections: Connection, labelled: bool = True) -> Iterator[Simulator]:
    """Give a simulator that knows these connections; `labelled` or with texts of the bank."""
    book = AnswerBook(read_rows(ASIDE)) if labelled else AnswerBook()
    preferences = Preferences(
        connections={
            each.name: each.model_dump(mode="json", exclude={"name"}, exclude_defaults=True)
            for each in connections
        }
    )
    with tempfile.TemporaryDirectory() as folder:
        where = Paths(data=Path(folder), config=Path(folder), cache=Path(folder))
        place = simulation_place(where, preferences, Path(folder), book)
        try:
            yield Simulator(place, book)
        finally:
            place.close()
