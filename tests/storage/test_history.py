"""A question's history is what its sessions came to, newest grades only, hidden marks left out."""

from datetime import timedelta

import pytest

from interviewer.domain.transcript import Kind, Status
from interviewer.storage.database import Database
from interviewer.storage.history import History
from interviewer.storage.sessions import SessionStore
from tests.storage.samples import NOON, grade, session


@pytest.fixture
def history(database: Database) -> History:
    return History(database)


def graded(
    store: SessionStore,
    session_id: str,
    *scores: float | None,
    days: int = 0,
    kind: Kind = Kind.PRACTICE,
    status: Status = Status.FINISHED,
) -> None:
    begun = NOON + timedelta(days=days)
    store.create(session(session_id, kind=kind, status=status, started_at=begun))
    for score in scores:
        store.add_grade(session_id, grade(score=score))


def test_an_unknown_question_has_none(history: History) -> None:
    assert history.attempts("kv-cache") == []


def test_attempts_come_oldest_first_each_with_its_newest_grade(
    store: SessionStore, history: History
) -> None:
    graded(store, "later", 0.5, 0.75, days=2)
    graded(store, "earlier", 0.25, days=1)
    attempts = history.attempts("kv-cache")
    assert [(a.session_id, a.score) for a in attempts] == [("earlier", 0.25), ("later", 0.75)]
    assert attempts[1].at == NOON + timedelta(days=2)


def test_not_graded_is_an_attempt_but_no_score(store: SessionStore, history: History) -> None:
    graded(store, "graded", 0.5, days=1)
    graded(store, "not-graded", None, days=2)
    assert [a.score for a in history.attempts("kv-cache")] == [0.5, None]


@pytest.mark.parametrize("status", [Status.RUNNING, Status.PAUSED])
def test_the_marks_of_a_mock_stay_hidden_until_it_has_ended(
    store: SessionStore, history: History, status: Status
) -> None:
    graded(store, "mock", 0.5, kind=Kind.MOCK, status=status)
    assert history.attempts("kv-cache") == []
    store.set_status("mock", Status.FINISHED, NOON)
    assert len(history.attempts("kv-cache")) == 1
