"""Home's glance at the database sees what the store sees, and leaves what is unusual to it."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from interviewer.domain.transcript import Kind, Status
from interviewer.practice.schedule import cards_of
from interviewer.storage.database import Database
from interviewer.storage.glance import NOTHING, glance
from interviewer.storage.kept import Kept
from interviewer.storage.sessions import SessionStore
from tests.storage.samples import NOON, at, grade, interview, session

SOON = NOON + timedelta(days=9)


def test_it_sees_what_the_store_sees(store: SessionStore, database: Database, path: Path) -> None:
    _, transcript = interview(store)
    store.create(session("0paused", status=Status.PAUSED, started_at=at(50)))
    store.create(session("0practice", kind=Kind.PRACTICE, started_at=at(60)))
    store.add_grade(transcript.session.id, grade(score=0.25))
    seen = glance(path, 10, SOON)
    assert seen is not None
    assert [(each.id, each.started_at, each.active_seconds) for each in seen.open] == [
        (each.id, each.started_at, each.active_seconds) for each in store.interrupted()
    ]
    assert [(each.is_mock, each.planned, each.minutes) for each in seen.open] == [
        (each.kind is Kind.MOCK, len(each.blueprint.slots), each.blueprint.minutes)
        for each in store.interrupted()
    ]
    assert [each.asked for each in seen.open] == [
        store.summary(each.id).questions for each in seen.open
    ]
    assert seen.is_stale
    finished = store.list(kind=Kind.MOCK, status=Status.FINISHED, limit=10)
    assert list(seen.results) == [(each.started_at, each.score) for each in finished]
    assert seen.results
    kept = Kept(database, cards_of)
    due = kept.due(SOON)
    assert due
    seen = glance(path, 10, SOON)
    assert seen is not None
    assert (seen.due, seen.is_stale) == (len(due), False)


def test_where_there_is_no_database_there_is_nothing_and_none_is_made(tmp_path: Path) -> None:
    assert glance(tmp_path / "interviewer.db", 10, SOON) == NOTHING
    assert list(tmp_path.iterdir()) == []
    assert glance(tmp_path / "missing" / "interviewer.db", 10, SOON) is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE alembic_version SET version_num = '9999'",
        "PRAGMA user_version = 1",
        "DROP TABLE cards",
        "UPDATE sessions SET blueprint = '{'",
        "UPDATE sessions SET started_at = 'yesterday'",
    ],
)
def test_what_is_unusual_is_left_to_the_opening(
    store: SessionStore, database: Database, path: Path, change: str
) -> None:
    interview(store)
    store.create(session("0open", status=Status.PAUSED, started_at=at(0) + timedelta(days=1)))
    assert glance(path, 10, SOON) is not None
    database.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(change)
    assert glance(path, 10, SOON) is None


def test_no_database_at_all_is_left_to_it_too(tmp_path: Path) -> None:
    path = tmp_path / "interviewer.db"
    for content in (b"", b"not a database, but long enough to be taken for one" * 40):
        path.write_bytes(content)
        assert glance(path, 10, SOON) is None
