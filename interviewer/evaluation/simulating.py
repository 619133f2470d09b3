"""A whole mock interview without a person: a simulated candidate, a clock that is moved by hand."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from interviewer.bank.text import word_count
from interviewer.domain.language import Language
from interviewer.domain.transcript import Kind, Move, Transcript
from interviewer.evaluation.answer_book import AnswerBook
from interviewer.evaluation.candidates import Act, Candidate, CandidateKind, Situation
from interviewer.interview.blueprints import mock_blueprint
from interviewer.interview.events import Event, Failed, Finished
from interviewer.interview.interview import Interview
from interviewer.interview.timekeeping import VirtualTime
from interviewer.interview.workplace import Workplace
from interviewer.settings import Paths, Preferences
from interviewer.storage.records import ModelCall

STEP = 4.0
"""Virtual seconds between two ticks; a gap above five would count as a pause."""
SHARE_OF_MINUTES = (0.15, 0.6)
"""What part of a question's minutes a candidate thinks before the first words on it."""
SECOND_THOUGHT = (5.0, 45.0)
"""Seconds before any later words on it."""
PACE = (0.7, 2.5)
"""Some are slow, and run out of time."""
SECONDS_A_WORD = 0.4
"""150 words a minute, which is how people speak."""
MOST_ACTS = 400
"""What a candidate does in one interview before it counts as one that never ends."""
RETRIES = 1
"""How often a failed call is tried again before the built-in model takes over."""


class Endless(Exception):
    """The interview did not come to an end; the message says where it stood."""


@dataclass(frozen=True, slots=True)
class Told:
    """A labelled answer that was spoken, and the turn that holds it."""

    seq: int
    source: str


@dataclass(frozen=True)
class Simulation:
    """One simulated interview, over."""

    kind: CandidateKind
    language: Language
    seed: int
    transcript: Transcript
    calls: Sequence[ModelCall] = ()
    told: Sequence[Told] = ()
    submitted: Sequence[Act] = ()
    """All that the candidate did and that was accepted, in order."""
    faults: Sequence[str] = ()
    """The kinds of fault that the interviewer's model ended in."""


def simulation_place(
    paths: Paths, preferences: Preferences, folder: Path, book: AnswerBook
) -> Workplace:
    """Return a workplace whose sessions lie in `folder` and are nobody's history.

    Bank, connections and cache are the user's own. With labelled answers, only the questions that
    have some are in the bank.
    """
    own_banks = [str(path) for path in sorted(paths.own_banks.iterdir()) if path.is_dir()]
    alone = replace(preferences, own_banks=[*own_banks, *preferences.own_banks])
    where = Paths(data=folder, config=paths.config, cache=paths.cache)
    return Workplace(where, alone, VirtualTime(), only=book.question_ids or None)


async def simulate(
    place: Workplace,
    candidate: Candidate,
    kind: CandidateKind,
    language: Language,
    seed: int,
    *,
    minutes: float = 30,
    model: str | None = None,
    grader: str | None = None,
) -> Simulation:
    """Hold one interview in a `simulation_place` and return what came of it.

    Raises Endless, and whatever keeps an interview from beginning (NothingToAsk, ModelFault,
    UnknownConnection, StorageError).
    """
    plan = mock_blueprint(place.bank, minutes=minutes, seed=seed)
    transcript = place.new_session(Kind.MOCK, language, plan, model=model, grader=grader)
    sitting = _Sitting(place, transcript, candidate, random.Random(f"{seed} {kind}"))
    await sitting.run()
    whole = place.store.transcript(transcript.session.id)
    return Simulation(
        kind=kind,
        language=language,
        seed=seed,
        transcript=whole,
        calls=place.store.calls(transcript.session.id),
        told=sitting.told,
        submitted=sitting.submitted,
        faults=sitting.faults,
    )


@dataclass
class _Sitting:
    """One interview while it runs."""

    place: Workplace
    begun: Transcript
    candidate: Candidate
    chance: random.Random
    told: list[Told] = field(default_factory=list)
    submitted: list[Act] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _failures: int = 0
    _over: bool = False
    _pace: float = 1.0

    def __post_init__(self) -> None:
        self._pace = self.chance.uniform(*PACE)

    async def run(self) -> None:
        """Talk until the interview is finished."""
        interview = self.place.interview(self.begun, self._hear)
        try:
            await self._talk(interview)
        except BaseException:
            await interview.pause()  # hangs up
            raise

    async def _talk(self, interview: Interview) -> None:
        await interview.begin()
        for _ in range(MOST_ACTS):
            if self._over:
                return
            if interview.accepts_input:
                await self._take_turn(interview)
            else:
                await self._way_on(interview)
        last = interview.state.last
        raise Endless(f"after {MOST_ACTS} acts the interview stood at {last and last.move}")

    def _hear(self, event: Event) -> None:
        match event:
            case Failed(fault):
                self.faults.append(fault.kind.value)
            case Finished():
                self._over = True

    async def _take_turn(self, interview: Interview) -> None:
        current = interview.state.current
        assert current is not None
        self._failures = 0
        language = interview.transcript.session.language
        act = await self.candidate.act(Situation(current.question, current.turns, language))
        before = len(interview.transcript.turns)
        if len(current.turns) == 1:
            thinking = current.question.minutes * 60 * self.chance.uniform(*SHARE_OF_MINUTES)
        else:
            thinking = self.chance.uniform(*SECOND_THOUGHT)
        await self._speak(interview, act, thinking)
        if not interview.accepts_input:
            return  # the time ran out meanwhile
        if await self._submit(interview, act):
            self.submitted.append(act)
            if act.source is not None:
                self.told.append(Told(interview.transcript.turns[before].seq, act.source))

    async def _speak(self, interview: Interview, act: Act, thinking: float) -> None:
        """Let the time pass that the words take, while they appear in the editor."""
        seconds = (thinking + word_count(act.text) * SECONDS_A_WORD) * self._pace
        time, steps = self.place.time, max(1, round(seconds / STEP))
        assert isinstance(time, VirtualTime)
        for step in range(1, steps + 1):
            time.advance(seconds / steps)
            if act.move is Move.ANSWER:
                interview.note_draft(act.text[: len(act.text) * step // steps])
            await interview.tick()
            if not interview.accepts_input:
                return

    async def _submit(self, interview: Interview, act: Act) -> bool:
        match act.move:
            case Move.SKIP:
                return await interview.skip()
            case Move.DONT_KNOW:
                return await interview.dont_know()
            case Move.HINT:
                return await interview.hint()
            case Move.CLARIFY:
                return await interview.clarify(act.text)
            case _:
                return await interview.submit(act.text)

    async def _way_on(self, interview: Interview) -> None:
        """After a fault: once more, then the built-in model."""
        self._failures += 1
        if self._failures <= RETRIES:
            await interview.retry()
        else:
            await interview.use_builtin()
