"""No sequence of calls tells the store apart from plain lists and dictionaries."""

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from interviewer.domain.grade import Grade
from interviewer.domain.language import Language
from interviewer.domain.transcript import (
    AskedQuestion,
    Draft,
    Kind,
    Move,
    Session,
    Speaker,
    Status,
    Turn,
)
from interviewer.storage.database import open_database
from interviewer.storage.errors import UnknownSession
from interviewer.storage.sessions import SessionStore
from tests.storage.samples import answers, asked, asks, at, grade, question, says, session

WORDS = st.text(st.characters(codec=None), max_size=30)
SHARES = st.none() | st.floats(0, 1)
SECONDS = st.integers(0, 10_000)
QUESTIONS = [question("one"), question("two"), question("two", note="reworded")]


@dataclass
class Expected:
    """One session as a dictionary would hold it."""

    session: Session
    turns: list[Turn] = field(default_factory=list)
    asked: dict[str, AskedQuestion] = field(default_factory=dict)
    grades: list[Grade] = field(default_factory=list)
    draft: Draft | None = None
    score: float | None = None
    predictions: dict[str, float] = field(default_factory=dict)

    def change(self, **values: object) -> None:
        self.session = self.session.model_copy(update=values)

    def add(self, turn: Turn) -> Turn:
        for known in self.turns:
            if turn.submission_id is not None and known.submission_id == turn.submission_id:
                return known
        stored = turn.model_copy(update={"seq": len(self.turns) + 1})
        self.turns.append(stored)
        if turn.move in (Move.ANSWER, Move.ASK):
            self.draft = None
        if turn.role is Speaker.CANDIDATE:
            self.change(active_seconds=turn.active_seconds)
        return stored


class StoreIsLikeADictionary(RuleBasedStateMachine):
    """Runs every call on a database and on `Expected`, and compares them after each."""

    names = Bundle("names")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "interviewer.db"
        self.known: dict[str, Expected] = {}
        self.touched = ""

    @initialize()
    def opens(self) -> None:
        shutil.copy(self.template, self.path)
        self.open()

    template: Path

    def open(self) -> None:
        self.database = open_database(self.path)
        self.store = SessionStore(self.database)

    def teardown(self) -> None:
        self.restart()
        self.database.close()
        shutil.rmtree(self.folder)

    @rule(
        target=names,
        kind=st.sampled_from(Kind),
        language=st.sampled_from(Language),
        seconds=SECONDS,
        nonce=WORDS,
    )
    def create(self, kind: Kind, language: Language, seconds: int, nonce: str) -> str:
        name = f"s{len(self.known)}-{seconds}"
        made = session(name, kind=kind, language=language, started_at=at(seconds)).model_copy(
            update={"nonce": nonce}
        )
        self.store.create(made)
        self.known[name] = Expected(made)
        return name

    @rule(name=names, text=WORDS, submission=st.none() | st.sampled_from("abc"), seconds=SECONDS)
    def answer(self, name: str, text: str, submission: str | None, seconds: int) -> None:
        turn = answers(text, submission, seconds=seconds)
        if expected := self.expect(name, lambda: self.store.append(name, turn)):
            assert self.result == expected.add(turn)

    @rule(name=names, text=WORDS, move=st.sampled_from([Move.HINT, Move.FOLLOW_UP, Move.CLOSE]))
    def say(self, name: str, text: str, move: Move) -> None:
        turn = says(move, text)
        if expected := self.expect(name, lambda: self.store.append(name, turn)):
            assert self.result == expected.add(turn)

    @rule(
        name=names,
        item=st.sampled_from(QUESTIONS),
        submission=st.none() | st.sampled_from("xy"),
        slot=st.integers(0, 9),
        seconds=SECONDS,
    )
    def ask(self, name: str, item: object, submission: str | None, slot: int, seconds: int) -> None:
        assert isinstance(item, type(QUESTIONS[0]))
        turn = asks(item, seconds).model_copy(update={"submission_id": submission})
        about = asked(item, slot)
        if expected := self.expect(name, lambda: self.store.ask(name, about, turn)):
            before = len(expected.turns)
            assert self.result == expected.add(turn)
            if len(expected.turns) > before:
                expected.asked.pop(item.id, None)
                expected.asked[item.id] = about

    @rule(name=names, text=WORDS, seconds=SECONDS)
    def save_draft(self, name: str, text: str, seconds: int) -> None:
        draft = Draft(text=text, at=at(seconds), active_seconds=seconds)
        if expected := self.expect(name, lambda: self.store.save_draft(name, draft)):
            expected.draft = draft
            expected.change(active_seconds=draft.active_seconds)

    @rule(name=names, score=SHARES, reason=st.none() | WORDS)
    def add_grade(self, name: str, score: float | None, reason: str | None) -> None:
        given = grade(score=score).model_copy(update={"reason": reason})
        if expected := self.expect(name, lambda: self.store.add_grade(name, given)):
            expected.grades.append(given)

    @rule(name=names, status=st.sampled_from(Status), seconds=SECONDS, clock=st.none() | SECONDS)
    def set_status(self, name: str, status: Status, seconds: int, clock: int | None) -> None:
        call = lambda: self.store.set_status(name, status, at(seconds), clock)  # noqa: E731
        if expected := self.expect(name, call):
            ended = status in (Status.FINISHED, Status.ABANDONED)
            expected.change(status=status, ended_at=at(seconds) if ended else None)
            if clock is not None:
                expected.change(active_seconds=float(clock))

    @rule(name=names, language=st.sampled_from(Language), model=WORDS, score=SHARES)
    def change(self, name: str, language: Language, model: str, score: float | None) -> None:
        if expected := self.expect(name, lambda: self.store.set_language(name, language)):
            self.store.set_model(name, model)
            self.store.set_score(name, score)
            expected.change(language=language, model=model)
            expected.score = score

    @rule(name=names, item=st.sampled_from(["one", "two"]), score=st.floats(0, 1))
    def predict(self, name: str, item: str, score: float) -> None:
        if expected := self.expect(name, lambda: self.store.add_prediction(name, item, score)):
            expected.predictions[item] = score

    @rule(name=names)
    def delete(self, name: str) -> None:
        if self.expect(name, lambda: self.store.delete(name)):
            del self.known[name]

    @precondition(lambda self: len(self.known) > 2)
    @rule()
    def delete_everything(self) -> None:
        self.store.delete_everything()
        self.known.clear()

    @rule()
    def restart(self) -> None:
        self.database.close()
        self.open()
        for name in self.known:
            self.compare(name)

    def expect(self, name: str, call: object) -> Expected | None:
        """Make a call; return the session it should have changed, None if there is none."""
        assert callable(call)
        self.touched = name
        if name not in self.known:
            with pytest.raises(UnknownSession):
                call()
            return None
        self.result = call()
        return self.known[name]

    @invariant()
    def the_transcript_is_equal(self) -> None:
        self.compare(self.touched)

    def compare(self, name: str) -> None:
        if name not in self.known:
            return
        expected = self.known[name]
        found = self.store.transcript(name)
        assert found.session == expected.session
        assert list(found.turns) == expected.turns
        assert list(found.asked) == list(expected.asked.values())
        assert list(found.grades) == expected.grades
        assert found.draft == expected.draft
        assert self.store.predictions(name) == expected.predictions

    @invariant()
    def lists_are_equal(self) -> None:
        by_age = sorted(
            self.known.values(), key=lambda e: (e.session.started_at, e.session.id), reverse=True
        )
        assert [
            (line.id, line.kind, line.status, line.language, line.ended_at, line.score)
            for line in self.store.list()
        ] == [
            (s.id, s.kind, s.status, s.language, s.ended_at, e.score)
            for e in by_age
            for s in [e.session]
        ]
        assert [line.questions for line in self.store.list()] == [len(e.asked) for e in by_age]
        open_ = (Status.RUNNING, Status.PAUSED)
        assert self.store.interrupted() == [e.session for e in by_age if e.session.status in open_]


def test_no_sequence_of_calls_tells_the_store_from_a_dictionary(empty_database: Path) -> None:
    class Machine(StoreIsLikeADictionary):
        template = empty_database

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            # Explaining a failure line by line makes every run many times slower.
            phases=set(Phase) - {Phase.explain},
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
