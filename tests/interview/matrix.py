"""Every trouble with a server, in every phase of an interview: what becomes of the interview.

A cell is one whole mock over real HTTP in which the server plays well, except in one phase. After a
fault the person tries once more, then goes on with the built-in model.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from interviewer.domain.language import Language
from interviewer.domain.transcript import Move, Speaker
from interviewer.evaluation.candidates import Act, CandidateKind, Situation
from interviewer.evaluation.simulated import problems
from interviewer.evaluation.simulating import Simulation, simulate
from interviewer.models.connection import Connection
from tests.evaluation.simulations import Simulator, simulator
from tests.fakeserver.server import FakeServer
from tests.fakeserver.troubles import JUNK, TROUBLES, Phase, in_phase

MINUTES = 12
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]")
_MARKS = re.compile(r"100 points|full marks|100 分|满分", re.IGNORECASE)
_MOVES = {
    Phase.ASK: Move.ASK,
    Phase.FOLLOW_UP: Move.FOLLOW_UP,
    Phase.CLARIFY: Move.CLARIFY,
    Phase.HINT: Move.HINT,
    Phase.CLOSE: Move.CLOSE,
}


class Walker:
    """Goes through every phase: clarification, hint, answer, the answer to a follow-up."""

    async def act(self, situation: Situation) -> Act:
        done = {turn.move for turn in situation.turns if turn.role is Speaker.CANDIDATE}
        answers = sum(turn.move is Move.ANSWER for turn in situation.turns)
        if Move.CLARIFY not in done:
            return Act(Move.CLARIFY, "How much of it do you want to hear?")
        if Move.HINT not in done:
            return Act(Move.HINT)
        if answers < 2:
            return Act(Move.ANSWER, f"I would say that it depends, part {answers + 1}.")
        return Act(Move.SKIP)


@dataclass(frozen=True)
class Cell:
    """What became of one interview."""

    trouble: str
    phase: Phase
    mark: str
    """`.` the model managed, `b` authored words stood in, `F` the person was asked and the
    built-in model went on, `n` not graded; `!` something is wrong."""
    wrong: tuple[str, ...]


@contextmanager
def matrix() -> Iterator["Matrix"]:
    """Give the server and the place in which cells are tried."""
    with FakeServer() as server:
        connection = Connection(
            name="fake", base_url=server.base_url, model="m", read_seconds=0.4, attempts=1
        )
        with simulator(connection, labelled=False) as simulations:
            yield Matrix(server, simulations)


class Matrix:
    """Tries cells out."""

    def __init__(self, server: FakeServer, simulations: Simulator) -> None:
        self._server = server
        self._simulations = simulations

    async def cell(self, trouble: str, phase: Phase) -> Cell:
        """Hold the interview of one cell and look at what is stored."""
        self._simulations.place.habits.forget("fake")
        self._server.will(in_phase(phase, TROUBLES[trouble]))
        simulation = await simulate(
            self._simulations.place,
            Walker(),
            CandidateKind.VAGUE,
            Language.EN,
            1,
            minutes=MINUTES,
            model="fake",
            grader="fake",
        )
        wrong = tuple(self._wrong(simulation, phase))
        return Cell(trouble, phase, "!" if wrong else _mark(simulation, phase), wrong)

    def _wrong(self, simulation: Simulation, phase: Phase) -> Iterator[str]:
        seen = self._simulations.look(simulation)
        yield from problems(seen)
        transcript = simulation.transcript
        for turn in transcript.turns:
            if turn.role is not Speaker.INTERVIEWER:
                continue
            for pattern in (re.compile(JUNK), _CONTROL, _MARKS):
                if pattern.search(turn.text):
                    yield f"{turn.move} holds what nobody should say: {turn.text!r}"
            if not turn.text.strip():
                yield f"{turn.move} says nothing"
        if phase is not Phase.GRADE and seen.not_graded:
            yield f"{seen.not_graded} answers are not graded"
        for grade in transcript.grades:
            if grade.score is None and not grade.reason:
                yield f"{grade.question_id} is not graded, and nobody says why"
            if grade.score is None and any(point.verdict for point in grade.points):
                yield f"{grade.question_id} is not graded and has verdicts"
            if grade.score:
                yield f"{grade.question_id} scored {grade.score} for nothing"
        if phase is not Phase.GRADE and _MOVES[phase] not in {t.move for t in transcript.turns}:
            yield f"there was no {phase}"


def _mark(simulation: Simulation, phase: Phase) -> str:
    transcript = simulation.transcript
    if phase is Phase.GRADE:
        return "n" if any(grade.score is None for grade in transcript.grades) else "."
    if simulation.faults:
        return "F"
    spoken = {turn.spoken_by for turn in transcript.turns if turn.move is _MOVES[phase]}
    spoken -= {None}
    return "." if spoken == {"fake"} else "b"
