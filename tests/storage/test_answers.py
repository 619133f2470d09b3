"""Answers are found by what was said in them, narrowed down, bookmarked and noted on."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviewer.domain.transcript import Kind, Move, Status
from interviewer.storage.answers import Answers, Flag, Remark, WantedAnswers
from interviewer.storage.database import Database, open_database
from interviewer.storage.errors import UnknownSession
from interviewer.storage.exchanges import rebuild
from interviewer.storage.grams import grams, match, plain
from interviewer.storage.migrating import HISTORY, History
from interviewer.storage.records import Order
from interviewer.storage.schema import exchanges
from interviewer.storage.sessions import SessionStore
from tests.storage.samples import (
    HOSTILE,
    NOON,
    answers,
    asked,
    asks,
    grade,
    interview,
    question,
    says,
    session,
)


@pytest.fixture
def found(database: Database) -> Answers:
    return Answers(database)


def tell(store: SessionStore, session_id: str, words: Iterable[str], **about: object) -> None:
    """Store a practice of as many questions as there are answers."""
    store.create(session(session_id, **({"kind": Kind.PRACTICE} | about)))  # type: ignore[arg-type]
    for number, text in enumerate(words):
        item = question(f"q{number}")
        store.ask(session_id, asked(item), asks(item, seconds=10 * number))
        store.append(session_id, answers(text, f"{session_id}-{number}", item.id))


def names(found: Answers, wanted: WantedAnswers) -> list[tuple[str, str]]:
    numbers = found.find(wanted)
    lines = found.lines(numbers)
    return [(lines[n].session_id, lines[n].question_id) for n in numbers]


def state(database: Database) -> list[tuple[object, ...]]:
    """Return all that is kept of exchanges, but for their numbers, and what the index finds."""
    with database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT session_id, question_id, kind, topic, level, at, score, uncertain, contested"
            " FROM exchanges ORDER BY 1, 2"
        ).all()
    return [tuple(row) for row in rows]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("显存", {"q0"}),
        ("显存占用", {"q0"}),
        ("存占", {"q0"}),
        ("熵", {"q1"}),
        ("显 占", {"q0"}),
        ("用显", set()),
        ("cache", {"q0", "q1", "q2"}),  # the question says it
        ("cach", {"q0", "q1", "q2"}),
        ("ＫＥＹＳ", {"q2"}),
        ("keys 显存", set()),
        ("c++", {"q2"}),
        ("d++", set()),
        ("k", set()),
        ("显存，占用", set()),
        ("in-c", {"q2"}),
        ("c-in", set()),
        ("100%", {"q1"}),
        ('"', set()),
        ("%", set()),
        ("said:keys", set()),
        ("NOT keys", set()),
        ("keys OR zyzzyva", set()),
        ("key* OR", set()),
        ('") OR grams MATCH ("', set()),
    ],
)
def test_words_are_found_and_are_nothing_but_words(
    store: SessionStore, found: Answers, text: str, hits: set[str]
) -> None:
    tell(store, "s1", ["显存占用有多大", "交叉熵 100% sure", "Keys are in C++"])
    assert {name for _, name in names(found, WantedAnswers(text))} == hits


def test_what_the_interviewer_said_is_found_too(store: SessionStore, found: Answers) -> None:
    tell(store, "s1", ["one", "two"])
    store.append("s1", says(Move.FOLLOW_UP, "量化以后呢？", "q1"))
    assert names(found, WantedAnswers("量化")) == [("s1", "q1")]


_WORDS = st.text("显存占用量 aAbＢ%'\"*()-:^\x00", min_size=1, max_size=12)


@given(said=_WORDS, looked_for=_WORDS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_query_never_fails_and_chinese_is_found_wherever_it_stands(
    said: str, looked_for: str
) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE said USING fts5(grams, content='', tokenize='ascii')"
        )
        connection.execute("INSERT INTO said (rowid, grams) VALUES (1, ?)", (grams(said),))
        expression = match(looked_for)
        if expression is None:
            return
        hit = connection.execute("SELECT 1 FROM said WHERE said MATCH ?", (expression,)).fetchone()
        only_chinese = set(looked_for) <= set("显存占用量")
        if only_chinese:
            assert (hit is not None) == (looked_for in plain(said))
        elif plain(looked_for) in plain(said).split():
            assert hit is not None


def test_filters_narrow_down(store: SessionStore, found: Answers) -> None:
    tell(store, "p1", ["a", "b"])
    tell(store, "m1", ["c"], kind=Kind.MOCK, started_at=NOON - timedelta(days=3))
    store.add_grade("p1", grade(question_id="q0", score=0.9))
    store.add_grade("p1", grade(question_id="q1", score=0.2))
    store.add_grade("m1", grade(question_id="q0", score=0.5))
    p0, p1, m0 = ("p1", "q0"), ("p1", "q1"), ("m1", "q0")
    everything = WantedAnswers()
    assert set(names(found, everything)) == {p0, p1, m0}
    assert set(names(found, replace(everything, kind=Kind.PRACTICE))) == {p0, p1}
    assert names(found, replace(everything, score=(0.8, 1.01))) == [p0]
    # A mock's marks are hidden until it is over.
    assert names(found, replace(everything, is_graded=False)) == [m0]
    assert names(found, replace(everything, order=Order.BEST)) == [p0, p1, m0]
    store.set_status("m1", Status.FINISHED, NOON)
    assert names(found, replace(everything, order=Order.BEST)) == [p0, m0, p1]
    assert names(found, replace(everything, order=Order.WORST)) == [p1, m0, p0]
    assert names(found, replace(everything, since=NOON + timedelta(seconds=5))) == [p1]
    assert names(found, replace(everything, topic="attention")) == []
    assert found.topics() == ["inference-serving"]


def test_remarks_are_kept_found_and_go_with_their_session(
    store: SessionStore, found: Answers
) -> None:
    tell(store, "s1", ["a", "b"])
    found.set_remark("s1", "q0", Remark(True), NOON)
    found.set_remark("s1", "q1", Remark(False, "复习 roofline\x00"), NOON)
    assert names(found, WantedAnswers(flag=Flag.BOOKMARKED)) == [("s1", "q0")]
    assert names(found, WantedAnswers(flag=Flag.NOTED)) == [("s1", "q1")]
    assert names(found, WantedAnswers("复习")) == [("s1", "q1")]
    assert store.containing("roofline") == {"s1"}
    assert found.remarks("s1")["q1"] == Remark(False, "复习 roofline\x00")
    (first, second) = map(json.loads, found.every_remark())
    assert (first["bookmarked"], second["note"]) == (True, "复习 roofline\x00")
    found.set_remark("s1", "q1", Remark(), NOON)
    assert set(found.remarks("s1")) == {"q0"}
    store.delete("s1")
    assert found.remarks("s1") == {}
    with pytest.raises(UnknownSession):
        found.set_remark("s1", "q0", Remark(True), NOON)
    with pytest.raises(ValueError, match="4000"):
        found.set_remark("s1", "q0", Remark(note="x" * 4001), NOON)


def test_doubtful_verdicts_are_flagged_by_the_newest_grade(
    store: SessionStore, found: Answers
) -> None:
    tell(store, "s1", ["a"])
    sure = grade(question_id="q0")
    first = sure.points[0]
    doubted = sure.model_copy(
        update={"points": (first.model_copy(update={"uncertain": True}), *sure.points[1:])}
    )
    store.add_grade("s1", doubted)
    assert names(found, WantedAnswers(flag=Flag.UNCERTAIN)) == [("s1", "q0")]
    contested = first.model_copy(update={"uncertain": True, "contested": True})
    store.add_grade("s1", sure.model_copy(update={"points": (contested, *sure.points[1:])}))
    assert names(found, WantedAnswers(flag=Flag.UNCERTAIN)) == []
    assert names(found, WantedAnswers(flag=Flag.CONTESTED)) == [("s1", "q0")]


def test_what_is_kept_along_the_way_is_what_everything_comes_to(
    store: SessionStore, database: Database, found: Answers
) -> None:
    interview(store, "0a", words=HOSTILE + " keys and values", quote="keys and values")
    tell(store, "s1", ["显存", HOSTILE])
    store.ask("s1", asked(question("q0")), asks(question("q0"), seconds=99))
    store.add_grade("s1", grade(question_id="q0", score=None))
    store.add_grade("s1", grade(question_id="q0", score=0.7))
    tell(store, "gone", ["显存"])
    store.delete("gone")
    before, hits = state(database), names(found, WantedAnswers("显存"))
    with database.write() as connection:
        rebuild(connection)
    assert state(database) == before
    assert names(found, WantedAnswers("显存")) == hits == [("s1", "q0")]


def test_no_word_of_a_deleted_session_is_in_the_index(
    store: SessionStore, database: Database, path: Path
) -> None:
    tell(store, "kept", ["the words that stay"])
    tell(store, "gone", ["unmistakable zyzzyva"])
    assert b"zyzzyva" in b"".join(file.read_bytes() for file in path.parent.iterdir())
    store.delete("gone")
    assert b"zyzzyva" not in b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert store.containing("stay") == {"kept"}
    assert store.containing("zyzzyva") == set()
    with database.read() as connection:
        assert {row.session_id for row in connection.execute(exchanges.select())} == {"kept"}


def test_a_history_from_before_the_index_is_taken_into_it(tmp_path: Path) -> None:
    old = History(("0001",), HISTORY.scripts)
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)):
        pass
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine

    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(old.scripts))
        command.upgrade(config, "0001")
        connection.exec_driver_sql(
            "INSERT INTO sessions VALUES ('s1', 'practice', 'finished', 'zh',"
            " '2026-11-22T12:00:00.000000Z', NULL, '{}', 'n', 'm', 'g', 0, NULL, 1)"
        )
        connection.exec_driver_sql(
            "INSERT INTO turns VALUES ('s1', 1, 'candidate', 'answer', 'q0', NULL, '省显存',"
            " '2026-11-22T12:00:00.000000Z', NULL, NULL, 0)"
        )
    engine.dispose()
    migrated = open_database(path)
    assert names(Answers(migrated), WantedAnswers("显存")) == [("s1", "q0")]
    migrated.close()


def test_taking_a_history_into_the_index_tells_how_far_it_is(
    store: SessionStore, database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        tell(store, f"s{number}", ["显存", "keys and values"])
        store.add_grade(f"s{number}", grade(question_id="q0", score=0.5))
    before = state(database)
    with database.write() as connection:
        connection.execute(exchanges.delete())  # as a migration leaves it
    database.close()
    monkeypatch.setattr("interviewer.storage.exchanges.BATCH", 3)
    shares: list[float] = []
    reopened = open_database(path, tell=shares.append)
    assert state(reopened) == before
    reopened.close()
    assert len(shares) > 3
    assert shares == sorted(shares)
    assert 0 < shares[0] < 1
    assert shares[-1] == 1
    again: list[float] = []
    open_database(path, tell=again.append).close()
    assert again == []
