"""Whatever happens to grades, the numbers that are kept are what the grades come to."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from interviewer.domain.drill import drill
from interviewer.domain.grade import Grade, PointVerdict, Provenance, Verdict
from interviewer.domain.transcript import Kind, Status
from interviewer.practice.schedule import cards_of
from interviewer.storage.database import Database, open_database
from interviewer.storage.documents import show_document
from interviewer.storage.kept import Kept
from interviewer.storage.records import Day, Predicted
from interviewer.storage.sessions import SessionStore
from tests.practice import recomputed
from tests.storage.samples import NOON, asked, asks, at, grade, question, session

QUESTIONS = [question("kv-cache"), question("kv-cache-two"), question("rope")]
DRILL = drill(QUESTIONS[0], "point-2")


@pytest.fixture
def kept(database: Database) -> Kept:
    return Kept(database, cards_of)


def judged(question_id: str, score: float | None, verdicts: list[Verdict], seconds: float) -> Grade:
    names = ["point-2"] if "#" in question_id else ["point-1", "point-2", "point-3"]
    return grade(question_id=question_id, score=score, seconds=seconds).model_copy(
        update={
            "points": tuple(
                PointVerdict(
                    id=name,
                    must=name != "point-3",
                    weight=1,
                    verdict=None if score is None else verdict,
                    provenance=Provenance.AFTER_HINT if verdict is Verdict.PARTIAL else None,
                )
                for name, verdict in zip(names, verdicts, strict=False)
            )
        }
    )


def documents(store: SessionStore) -> list[recomputed.Document]:
    return [show_document(each, store.transcript(each.id)) for each in store.list()]


def agree(kept: Kept, store: SessionStore) -> None:
    told = documents(store)
    assert kept.cards() == recomputed.cards(told)
    reckoned = recomputed.days(told)
    shown = {day.on: (day.answers, day.scored) for day in kept.days() if day.answers}
    assert shown.keys() == reckoned.keys()
    for on, (answers, scored) in reckoned.items():
        assert shown[on][0] == answers
        assert shown[on][1] == pytest.approx(scored)


def test_nothing_is_kept_of_nothing(kept: Kept) -> None:
    assert (kept.cards(), kept.predicted(), kept.days(), kept.due(NOON)) == ([], [], [], [])


steps = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), st.integers(0, 3), st.integers(0, 3)),
        st.tuples(
            st.just("grade"),
            st.integers(0, 3),
            st.integers(0, 3),
            st.one_of(st.none(), st.floats(0, 1)),
            st.lists(st.sampled_from(Verdict), min_size=3, max_size=3),
        ),
        st.tuples(st.just("status"), st.integers(0, 3), st.sampled_from(Status)),
        st.tuples(st.just("delete"), st.integers(0, 3)),
        st.tuples(st.just("look")),
    ),
    max_size=30,
)


@given(steps)
@settings(max_examples=30)
def test_kept_along_the_way_they_are_what_all_grades_come_to(
    empty_database: Path, steps: list[tuple[object, ...]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(empty_database, Path(folder) / "test.db"))
        database = open_database(path)
        try:
            _happen(SessionStore(database), Kept(database, cards_of), steps)
        finally:
            database.close()


def _happen(store: SessionStore, kept: Kept, steps: list[tuple[object, ...]]) -> None:
    kinds = [Kind.MOCK, Kind.PRACTICE, Kind.MOCK, Kind.PRACTICE]
    every = [*QUESTIONS, DRILL]
    for number, kind in enumerate(kinds):
        began = NOON + timedelta(days=number)
        store.create(session(f"s{number}", kind=kind, started_at=began))
    was_asked: set[tuple[object, object]] = set()
    gone: set[object] = set()
    for number, (what, *how) in enumerate(steps, 1):
        name = f"s{how[0]}" if how else ""
        if name in gone:
            continue
        match what, how:
            case "ask", [_, int(which)]:
                later = 86_400 * number
                store.ask(name, asked(every[which]), asks(every[which], later))
                was_asked.add((name, which))
            case "grade", [_, int(which), score, list(verdicts)] if (name, which) in was_asked:
                assert score is None or isinstance(score, float)
                given = judged(every[which].id, score, verdicts, 86_400 * number)
                store.add_grade(name, given)
            case "status", [_, Status() as status]:
                store.set_status(name, status, at(0))
            case "delete", [_]:
                store.delete(name)
                gone.add(name)
            case "look", _:
                agree(kept, store)
    agree(kept, store)


def test_marks_of_a_mock_count_once_it_is_over(store: SessionStore, kept: Kept) -> None:
    store.create(session("0abc"))
    store.ask("0abc", asked(QUESTIONS[0]), asks(QUESTIONS[0]))
    store.add_grade("0abc", grade(score=0.2))
    assert kept.cards() == []
    assert kept.days() == []
    store.set_status("0abc", Status.FINISHED, at(60))
    assert [card.point_id for card in kept.cards()] == [None, "point-2"]
    assert kept.days() == [Day(NOON.date(), 1, 0.2, 0.0)]


def test_what_is_due_names_points_only_while_their_question_is_not(
    store: SessionStore, kept: Kept
) -> None:
    store.create(session("0abc", kind=Kind.PRACTICE))
    store.ask("0abc", asked(QUESTIONS[0]), asks(QUESTIONS[0]))
    verdicts = [Verdict.MET, Verdict.MISSED, Verdict.MET]
    store.add_grade("0abc", judged("kv-cache", 0.65, verdicts, 5))
    whole, point = kept.cards()
    assert point.due < whole.due
    assert kept.due(NOON) == []
    assert kept.due(point.due + timedelta(seconds=1)) == [("kv-cache", "point-2")]
    assert kept.due(whole.due + timedelta(seconds=1)) == [("kv-cache", None)]


def test_predictions_stand_beside_what_came_of_them(store: SessionStore, kept: Kept) -> None:
    for name, predicted, scored in (("a", 0.9, 0.5), ("b", 0.9, 0.3), ("c", 0.2, 0.4)):
        store.create(session(name))
        store.ask(name, asked(QUESTIONS[0]), asks(QUESTIONS[0]))
        store.add_grade(name, grade(score=scored))
        store.set_status(name, Status.FINISHED, at(60))
        store.add_prediction(name, "kv-cache", predicted)
    assert kept.predicted() == [Predicted("kv-cache", 2, 1, 0.4), Predicted("kv-cache", 9, 2, 0.8)]
    store.add_prediction("c", "kv-cache", 0.4)
    assert [each.step for each in kept.predicted()] == [4, 9]
    store.add_grade("b", grade(score=0.7, seconds=99))
    assert kept.predicted()[-1].scored == pytest.approx(1.2)
    store.delete("a")
    assert kept.predicted()[-1].answers == 1


def test_deleting_everything_leaves_no_number_and_no_name(
    store: SessionStore, kept: Kept, database: Database
) -> None:
    store.create(session("0abc", kind=Kind.PRACTICE))
    store.ask("0abc", asked(QUESTIONS[0]), asks(QUESTIONS[0]))
    store.add_grade("0abc", grade(score=0.2))
    store.add_prediction("0abc", "kv-cache", 0.5)
    kept.refresh()
    store.delete_everything()
    with database.read() as connection:
        for table in ("cards", "calibration", "tallies", "stale_questions", "stale_sessions"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0


def test_what_was_deleted_stands_in_no_number_from_then_on(
    store: SessionStore, kept: Kept, database: Database
) -> None:
    store.create(session("0abc", kind=Kind.PRACTICE))
    store.ask("0abc", asked(QUESTIONS[0]), asks(QUESTIONS[0]))
    store.add_grade("0abc", grade(score=0.2))
    kept.refresh()
    store.delete("0abc")
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM cards")).scalar() == 0
    assert kept.cards() == []


def test_minutes_are_those_of_the_clock_on_the_day_a_session_began(
    store: SessionStore, kept: Kept
) -> None:
    store.create(session("0abc"))
    store.save_clock("0abc", 90)
    assert kept.days() == [Day(NOON.date(), 0, 0.0, 1.5)]
