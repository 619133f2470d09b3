"""What the store of sessions promises, call by call."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.domain.grade import Grade
from interviewer.domain.language import Language
from interviewer.domain.transcript import Draft, Kind, Move, Status, Transcript
from interviewer.models.usage import Usage
from interviewer.storage import rows
from interviewer.storage.columns import original_text, stored_text
from interviewer.storage.database import Database, open_database
from interviewer.storage.due import stored_time
from interviewer.storage.errors import UnknownSession
from interviewer.storage.records import ModelCall
from interviewer.storage.sessions import SessionStore
from tests.storage.samples import (
    HOSTILE,
    NOON,
    answers,
    asked,
    asks,
    at,
    evidence,
    grade,
    interview,
    question,
    says,
    session,
)

ANY_TEXT = st.text(st.characters(codec=None))
"""All code points, NUL and lone surrogates included."""


def reopened(path: Path, session_id: str = "0abc") -> Transcript:
    """Read a transcript through a connection that has never seen the writer's."""
    database = open_database(path)
    try:
        return SessionStore(database).transcript(session_id)
    finally:
        database.close()


def test_a_whole_session_comes_back_as_it_was_stored(store: SessionStore, path: Path) -> None:
    _, transcript = interview(store)
    assert [turn.seq for turn in transcript.turns] == [1, 2, 3, 4, 5, 6, 7]
    assert transcript.asked == (asked(question()),)
    assert transcript.grades[0].score == 0.5
    assert transcript.session == session(status=Status.FINISHED).model_copy(
        update={"ended_at": at(60), "active_seconds": 55}
    )
    assert reopened(path) == transcript


def test_words_nobody_should_type_come_back_exactly(store: SessionStore, path: Path) -> None:
    store.create(session())
    store.save_draft("0abc", Draft(text=HOSTILE, at=NOON))
    assert reopened(path).draft == Draft(text=HOSTILE, at=NOON)
    stored = store.append("0abc", answers(HOSTILE, "s1"))
    spans = [evidence(stored, quote) for quote in ("\x00nul", "\ud83d half")]
    store.add_grade("0abc", grade(*spans))
    transcript = reopened(path)
    assert transcript.turns[0].text == HOSTILE
    assert transcript.grades == (grade(*spans),)


@given(ANY_TEXT)
def test_every_text_has_a_stored_form_that_leads_back_to_it(text: str) -> None:
    stored = stored_text(text)
    assert original_text(stored) == text
    assert "\x00" not in stored
    stored.encode("utf-8")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00\x1a")))
def test_ordinary_text_is_stored_as_it_is(text: str) -> None:
    assert stored_text(text) == text


@given(quote=ANY_TEXT.filter(bool), reason=st.none() | ANY_TEXT)
def test_a_grade_with_any_words_survives_its_json(quote: str, reason: str | None) -> None:
    span = evidence(answers(quote, None), quote)
    given_grade = grade(span).model_copy(update={"reason": reason})
    document = original_text(stored_text(rows.to_json(given_grade)))
    assert rows.from_json(Grade, document) == given_grade


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        stored_time(NOON.replace(tzinfo=None))


def test_a_submission_sent_twice_is_stored_once(store: SessionStore) -> None:
    store.create(session())
    first = store.append("0abc", answers("my answer", "s1"))
    again = store.append("0abc", answers("my answer, edited", "s1", seconds=5))
    assert again == first
    assert store.transcript("0abc").turns == (first,)


def test_the_same_submission_id_in_two_sessions_is_two_submissions(store: SessionStore) -> None:
    for session_id in ("a", "b"):
        store.create(session(session_id))
        assert store.append(session_id, answers(session_id, "1")).text == session_id


def test_a_question_asked_twice_by_one_submission_is_asked_once(store: SessionStore) -> None:
    store.create(session())
    turn = asks(question()).model_copy(update={"submission_id": "ask-1"})
    first = store.ask("0abc", asked(question()), turn)
    assert store.ask("0abc", asked(question()), turn) == first
    assert len(store.transcript("0abc").turns) == 1


def test_a_submission_replaces_the_draft_and_takes_the_clock_along(store: SessionStore) -> None:
    store.create(session())
    store.save_draft("0abc", Draft(text="half an ans", at=NOON, active_seconds=41.5))
    before = store.transcript("0abc")
    assert before.draft is not None
    assert before.session.active_seconds == 41.5
    store.append("0abc", answers("an answer", "s1", seconds=42))
    after = store.transcript("0abc")
    assert after.draft is None
    assert after.session.active_seconds == 42


def test_what_the_interviewer_says_leaves_draft_and_clock_alone(store: SessionStore) -> None:
    store.create(session())
    store.save_draft("0abc", Draft(text="half", at=NOON, active_seconds=41.5))
    store.append("0abc", says(Move.HINT, "a hint"))
    transcript = store.transcript("0abc")
    assert transcript.draft is not None
    assert transcript.session.active_seconds == 41.5


def test_a_new_question_ends_the_draft_of_the_last(store: SessionStore) -> None:
    store.create(session())
    store.save_draft("0abc", Draft(text="half", at=NOON))
    store.ask("0abc", asked(question()), asks(question()))
    assert store.transcript("0abc").draft is None


def test_asking_for_a_hint_keeps_the_draft_and_takes_the_clock_along(store: SessionStore) -> None:
    store.create(session())
    store.save_draft("0abc", Draft(text="half", at=NOON, active_seconds=41))
    wish = answers("", "s1", seconds=42).model_copy(update={"move": Move.HINT})
    store.append("0abc", wish)
    transcript = store.transcript("0abc")
    assert transcript.draft is not None
    assert transcript.session.active_seconds == 42


def test_only_the_last_draft_is_kept(store: SessionStore) -> None:
    store.create(session())
    for text in ("a", "ab", "abc"):
        store.save_draft("0abc", Draft(text=text, at=NOON))
    assert store.transcript("0abc").draft == Draft(text="abc", at=NOON)


def test_a_question_keeps_the_wording_it_was_asked_in(store: SessionStore) -> None:
    store.create(session("a"))
    store.ask("a", asked(question(note="old")), asks(question()))
    store.create(session("b"))
    store.ask("b", asked(question(note="new")), asks(question()))
    assert store.transcript("a").question("kv-cache") == question(note="old")
    assert store.transcript("b").question("kv-cache") == question(note="new")


def test_a_wording_is_stored_once_however_often_it_is_asked(
    store: SessionStore, database: Database
) -> None:
    for number in range(20):
        store.create(session(f"s{number}"))
        store.ask(f"s{number}", asked(question()), asks(question()))
    with database.read() as connection:
        count: int = connection.exec_driver_sql("SELECT count(*) FROM snapshots").scalar_one()
    assert count == 1


def test_a_question_asked_again_stands_once_as_asked_last(store: SessionStore) -> None:
    store.create(session(kind=Kind.PRACTICE))
    store.ask("0abc", asked(question(note="old")), asks(question()))
    store.ask("0abc", asked(question("other"), slot=1), asks(question("other")))
    store.ask("0abc", asked(question(note="new"), slot=2), asks(question()))
    transcript = store.transcript("0abc")
    assert transcript.asked == (
        asked(question("other"), slot=1),
        asked(question(note="new"), slot=2),
    )
    assert len(transcript.turns) == 3
    assert store.summary("0abc").questions == 2


def test_grades_are_added_and_never_replaced(store: SessionStore) -> None:
    store.create(session())
    first = store.add_grade("0abc", grade(score=0.3))
    second = store.add_grade("0abc", grade(score=None))
    assert second > first
    assert store.transcript("0abc").grades == (grade(score=0.3), grade(score=None))


def test_the_list_has_the_newest_first_and_filters(store: SessionStore) -> None:
    store.create(session("a", started_at=at(1), kind=Kind.PRACTICE))
    store.create(session("b", started_at=at(3), language=Language.ZH))
    store.create(session("c", started_at=at(2), status=Status.PAUSED))
    store.ask("b", asked(question()), asks(question()))
    store.set_score("b", 0.25)

    def ids(**wanted: object) -> list[str]:
        return [summary.id for summary in store.list(**wanted)]  # type: ignore[arg-type]

    assert ids() == ["b", "c", "a"]
    assert ids(kind=Kind.MOCK) == ["b", "c"]
    assert ids(status=Status.PAUSED) == ["c"]
    assert ids(language=Language.ZH) == ["b"]
    assert ids(kind=Kind.PRACTICE, language=Language.ZH) == []
    assert ids(limit=1) == ["b"]
    assert ids(limit=1, offset=2) == ["a"]
    assert ids(offset=1) == ["c", "a"]
    newest = store.list()[0]
    assert (newest.score, newest.questions, newest.ended_at) == (0.25, 1, None)
    assert newest == store.summary("b")


def test_running_and_paused_sessions_can_be_resumed_newest_first(store: SessionStore) -> None:
    for number, status in enumerate(Status):
        store.create(session(status.value, status=status, started_at=at(number)))
    assert [found.id for found in store.interrupted()] == ["paused", "running"]


def test_an_ended_session_has_an_end_and_a_resumed_one_has_none(store: SessionStore) -> None:
    store.create(session())
    store.set_status("0abc", Status.FINISHED, at(9), active_seconds=8)
    assert store.transcript("0abc").session.ended_at == at(9)
    store.set_status("0abc", Status.RUNNING, at(10))
    resumed = store.transcript("0abc").session
    assert (resumed.ended_at, resumed.active_seconds) == (None, 8)


def test_settings_of_a_session_change_while_it_runs(store: SessionStore) -> None:
    store.create(session())
    store.set_language("0abc", Language.ZH)
    store.set_model("0abc", "my server")
    store.set_grader("0abc", "my grader")
    store.save_clock("0abc", 12.5)
    changed = store.transcript("0abc").session
    assert changed.language is Language.ZH
    assert (changed.model, changed.grader, changed.active_seconds) == (
        "my server",
        "my grader",
        12.5,
    )


def test_recent_questions_are_named_once_newest_first(store: SessionStore) -> None:
    store.create(session("a"))
    store.create(session("b"))
    order = [("a", "one"), ("b", "two"), ("a", "three"), ("b", "one")]
    for seconds, (session_id, name) in enumerate(order):
        store.ask(session_id, asked(question(name)), asks(question(name), seconds))
    assert store.recent_questions(10) == ["one", "three", "two"]
    assert store.recent_questions(2) == ["one", "three"]
    assert store.recent_questions(0) == []


def test_the_last_prediction_counts(store: SessionStore) -> None:
    store.create(session())
    store.add_prediction("0abc", "kv-cache", 0.9)
    store.add_prediction("0abc", "kv-cache", 0.4)
    store.add_prediction("0abc", "rope", 1)
    assert store.predictions("0abc") == {"kv-cache": 0.4, "rope": 1}


def test_what_models_took_is_kept_in_order(store: SessionStore) -> None:
    store.create(session())
    calls = [
        ModelCall("speak", "mine", "gpt", Usage(2, 900, 100, 50, 1.25, 0.02), NOON),
        ModelCall("grade", "mine", "gpt", Usage(calls=1, seconds=30), at(5), fault="timed_out"),
    ]
    for call in calls:
        store.add_call("0abc", call)
    assert store.calls("0abc") == calls


@pytest.mark.parametrize(
    "call",
    [
        lambda store: store.transcript("gone"),
        lambda store: store.summary("gone"),
        lambda store: store.delete("gone"),
        lambda store: store.append("gone", answers("x", "s")),
        lambda store: store.ask("gone", asked(question()), asks(question())),
        lambda store: store.add_grade("gone", grade()),
        lambda store: store.save_draft("gone", Draft(text="x", at=NOON)),
        lambda store: store.save_clock("gone", 1),
        lambda store: store.set_status("gone", Status.PAUSED, NOON),
        lambda store: store.set_score("gone", 1),
        lambda store: store.set_language("gone", Language.ZH),
        lambda store: store.set_model("gone", "m"),
        lambda store: store.set_grader("gone", "m"),
        lambda store: store.add_prediction("gone", "q", 1),
        lambda store: store.predictions("gone"),
        lambda store: store.calls("gone"),
        lambda store: store.add_call("gone", ModelCall("speak", "m", "m", Usage(), NOON)),
    ],
)
def test_an_unknown_session_is_reported_by_its_name(
    store: SessionStore, call: Callable[[SessionStore], object]
) -> None:
    with pytest.raises(UnknownSession, match="There is no session 'gone'"):
        call(store)


def test_an_unknown_name_cannot_drive_the_terminal() -> None:
    assert "\x1b" not in str(UnknownSession("\x1b[2J"))


def test_threads_neither_lose_nor_double_nor_misplace_a_turn(store: SessionStore) -> None:
    store.create(session())
    start = threading.Barrier(8)

    def submit(worker: int) -> list[int]:
        start.wait()
        return [
            store.append("0abc", answers(f"{worker}-{n}", f"{worker}-{n}")).seq for n in range(10)
        ]

    with ThreadPoolExecutor(8) as pool:
        seqs = list(pool.map(submit, range(8)))
    turns = store.transcript("0abc").turns
    assert [turn.seq for turn in turns] == list(range(1, 81))
    assert sorted(seq for of_one in seqs for seq in of_one) == list(range(1, 81))
    for worker, of_one in enumerate(seqs):
        assert of_one == sorted(of_one)
        assert [turns[seq - 1].text for seq in of_one] == [f"{worker}-{n}" for n in range(10)]


def test_threads_that_send_one_submission_store_it_once(store: SessionStore) -> None:
    store.create(session())
    start = threading.Barrier(8)

    def submit(worker: int) -> int:
        start.wait()
        return store.append("0abc", answers(f"from {worker}", "the one")).seq

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(submit, range(8))) == {1}
    assert len(store.transcript("0abc").turns) == 1


def test_a_large_paste_is_stored_whole(store: SessionStore, path: Path) -> None:
    paste = "显存 VRAM\n" * 100_000
    store.create(session())
    store.append("0abc", answers(paste, "s1"))
    assert reopened(path).turns[0].text == paste
