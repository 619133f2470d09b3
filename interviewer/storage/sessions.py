"""The store of sessions: each call is one committed transaction; rows become domain values here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from interviewer.domain.grade import Grade
from interviewer.domain.language import Language
from interviewer.domain.question import Question
from interviewer.domain.transcript import (
    AskedQuestion,
    Draft,
    Kind,
    Move,
    Session,
    Speaker,
    Status,
    Transcript,
    Turn,
)
from interviewer.storage import exchanges, rows
from interviewer.storage.database import Database, Traces, leave_traces
from interviewer.storage.errors import UnknownSession
from interviewer.storage.records import ModelCall, SessionSummary
from interviewer.storage.schema import (
    asked_questions,
    drafts,
    grades,
    metadata,
    model_calls,
    predictions,
    sessions,
    snapshots,
    stale_questions,
    turns,
)
from interviewer.storage.searching import plainly, sessions_with

_END_OF_DRAFT = (Move.ANSWER, Move.ASK)
"""After these the editor is empty; after a hint or a clarification the candidate types on."""

_SUMMARIES = """
    SELECT id, kind, status, language, started_at, ended_at, score, questions FROM sessions
"""
_NEWEST = "ORDER BY started_at DESC, id DESC"

_Summaries = list[SessionSummary]
_Sessions = list[Session]
_Names = list[str]
_Calls = list[ModelCall]


class SessionStore:
    """Sessions in a database. Safe to use from several threads.

    A call that returns has been committed; one that raises has stored nothing. Every call may
    raise DatabaseUnavailable, and every call that names a session UnknownSession.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        # Questions are large and most of them come back in many transcripts.
        self._questions: dict[str, Question] = {}

    def create(self, session: Session) -> None:
        """Store a new session."""
        with self._database.write() as connection:
            connection.execute(insert(sessions).values(rows.session_values(session)))

    def set_status(
        self, session_id: str, status: Status, at: datetime, active_seconds: float | None = None
    ) -> None:
        """Say where the session stands since `at`, which ends it if the status says so."""
        values: dict[str, Any] = {
            "status": status.value,
            "ended_at": at if status.is_over else None,
        }
        if active_seconds is not None:
            values["active_seconds"] = active_seconds
        self._set(session_id, values)

    def set_language(self, session_id: str, language: Language) -> None:
        """Go on in another language."""
        self._set(session_id, {"language": language.value})

    def set_model(self, session_id: str, model: str) -> None:
        """Let another model speak: `builtin`, or a connection's name."""
        self._set(session_id, {"model": model})

    def set_grader(self, session_id: str, grader: str) -> None:
        """Let another model grade: `builtin`, or a connection's name."""
        self._set(session_id, {"grader": grader})

    def set_score(self, session_id: str, score: float | None) -> None:
        """Store the score of the whole session, 0..1, or that it has none."""
        self._set(session_id, {"score": score})

    def save_clock(self, session_id: str, active_seconds: float) -> None:
        """Store how long the session's clock has run."""
        self._set(session_id, {"active_seconds": active_seconds})

    def append(self, session_id: str, turn: Turn) -> Turn:
        """Add what was said and return it as stored, with its place in the transcript.

        Places count from 1; the one in `turn` does not matter. A submission that is stored
        already is returned as it is and nothing is added. A candidate's submission takes the
        session's clock along; an answer, or a new question, ends the draft.
        """
        with self._database.write() as connection:
            return _append(connection, session_id, turn)[0]

    def ask(self, session_id: str, asked: AskedQuestion, turn: Turn) -> Turn:
        """Add the turn that asks a question, together with the question as it is now.

        A question may be asked again; the transcript then has it once, as it was asked last.
        """
        with self._database.write() as connection:
            stored, is_new = _append(connection, session_id, turn)
            if is_new:
                _add_question(connection, session_id, asked, stored)
            return stored

    def add_grade(self, session_id: str, grade: Grade) -> int:
        """Add a grade beside those that the question has; return its number."""
        with self._database.write() as connection:
            _require(connection, session_id)
            asked_at = _last_asked(connection, session_id, grade.question_id)
            exchanges.note_grade(connection, session_id, grade)
            added = insert(grades).values(rows.grade_values(session_id, grade, asked_at))
            return connection.execute(added.returning(grades.c.id)).scalar_one()

    def add_prediction(self, session_id: str, question_id: str, score: float) -> None:
        """Store what the candidate expects to score on a question, 0..1; the last word counts."""
        values = {"session_id": session_id, "question_id": question_id, "score": score}
        with self._database.write() as connection:
            _require(connection, session_id)
            connection.execute(
                upsert(predictions).values(values).on_conflict_do_update(set_={"score": score})
            )

    def add_call(self, session_id: str, call: ModelCall) -> None:
        """Store what a model's work took."""
        with self._database.write() as connection:
            _require(connection, session_id)
            connection.execute(insert(model_calls).values(rows.call_values(session_id, call)))

    def save_draft(self, session_id: str, draft: Draft) -> None:
        """Store what stands in the editor in place of the last draft, and the clock with it."""
        values = rows.draft_values(session_id, draft)
        with self._database.write() as connection:
            _update(connection, session_id, {"active_seconds": draft.active_seconds})
            connection.execute(upsert(drafts).values(values).on_conflict_do_update(set_=values))

    def transcript(self, session_id: str) -> Transcript:
        """Return everything that was said and graded in a session."""
        with self._database.read() as connection:
            row = connection.execute(select(sessions).where(sessions.c.id == session_id)).first()
            if row is None:
                raise UnknownSession(session_id)
            draft = connection.execute(
                select(drafts).where(drafts.c.session_id == session_id)
            ).first()
            return Transcript(
                session=rows.session(row),
                turns=_turns(connection, session_id),
                asked=self._asked(connection, session_id),
                grades=_grades(connection, session_id),
                draft=rows.draft(draft) if draft else None,
            )

    def summary(self, session_id: str) -> SessionSummary:
        """Return the session's line in the list."""
        with self._database.read() as connection:
            found = plainly(connection, f"{_SUMMARIES} WHERE id = ?", [session_id])
            if not found:
                raise UnknownSession(session_id)
            return rows.summary(found[0])

    def list(
        self,
        *,
        kind: Kind | None = None,
        status: Status | None = None,
        language: Language | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> _Summaries:
        """Return the sessions that fit, newest first."""
        wanted = {"kind": kind, "status": status, "language": language}
        chosen = {column: each.value for column, each in wanted.items() if each is not None}
        where = " AND ".join(f"{column} = ?" for column in chosen) or "true"
        query = f"{_SUMMARIES} WHERE {where} {_NEWEST} LIMIT ? OFFSET ?"
        values = [*chosen.values(), -1 if limit is None else limit, offset]
        with self._database.read() as connection:
            return [rows.summary(row) for row in plainly(connection, query, values)]

    def containing(self, text: str) -> set[str]:
        """Return the ids of the sessions in which every word of `text` was said."""
        with self._database.read() as connection:
            return sessions_with(connection, text)

    def interrupted(self) -> _Sessions:
        """Return the sessions that can be resumed, running or paused, newest first."""
        open_ = [status.value for status in Status if not status.is_over]
        wanted = (
            select(sessions)
            .where(sessions.c.status.in_(open_))
            .order_by(sessions.c.started_at.desc(), sessions.c.id.desc())
        )
        with self._database.read() as connection:
            return [rows.session(row) for row in connection.execute(wanted)]

    def recent_questions(self, limit: int) -> _Names:
        """Return the ids of the questions asked last in any session, newest first, each once."""
        wanted = (
            select(asked_questions.c.question_id)
            .group_by(asked_questions.c.question_id)
            .order_by(func.max(asked_questions.c.at).desc(), asked_questions.c.question_id)
            .limit(limit)
        )
        with self._database.read() as connection:
            return list(connection.execute(wanted).scalars())

    def times_answered(self, question_id: str) -> int:
        """Return how many askings of a question, in any session, came to a grade."""
        askings = (
            select(grades.c.session_id, grades.c.asked_at)
            .where(grades.c.question_id == question_id)
            .distinct()
            .subquery()
        )
        with self._database.read() as connection:
            return connection.execute(select(func.count()).select_from(askings)).scalar_one()

    def predictions(self, session_id: str) -> dict[str, float]:
        """Return what the candidate expected to score, by question."""
        wanted = select(predictions.c.question_id, predictions.c.score).where(
            predictions.c.session_id == session_id
        )
        with self._database.read() as connection:
            _require(connection, session_id)
            return {row.question_id: row.score for row in connection.execute(wanted)}

    def calls(self, session_id: str) -> _Calls:
        """Return what the models' work in a session took, in order."""
        wanted = (
            select(model_calls)
            .where(model_calls.c.session_id == session_id)
            .order_by(model_calls.c.id)
        )
        with self._database.read() as connection:
            _require(connection, session_id)
            return [rows.call(row) for row in connection.execute(wanted)]

    def delete(self, session_id: str) -> None:
        """Delete a session for good: its words are in none of the database's files afterwards.

        DatabaseUnavailable may also mean that the session is deleted but not wiped: see `wipe`.
        """
        self.remove(session_id)
        self.wipe()

    def remove(self, session_id: str) -> None:
        """Delete a session, which takes no time that is felt; to be followed by `wipe`.

        Whatever is not wiped when the process ends is so at the next opening of the database.
        """
        with self._database.write() as connection:
            exchanges.forget(connection, session_id)
            removed = connection.execute(delete(sessions).where(sessions.c.id == session_id))
            if not removed.rowcount:
                raise UnknownSession(session_id)
            _drop_unused_snapshots(connection)
            leave_traces(connection, Traces.OF_SESSIONS)

    def wipe(self) -> None:
        """Let no trace of removed sessions stay in the files; writes the whole database anew.

        The copies that migrations made of the database go as well. Seconds of work for a long
        history, in which other writing waits; done once for several that were removed.
        DatabaseUnavailable if it cannot be done now, because another process reads or the disk is
        full; the next opening of the database does it.
        """
        self._database.finish_deletions()

    def delete_everything(self) -> None:
        """Delete every session for good, and every copy of the database beside it."""
        with self._database.write() as connection:
            exchanges.forget_everything(connection)
            for table in reversed(metadata.sorted_tables):
                connection.execute(delete(table))
            # Deleting grades has noted which questions they were of.
            connection.execute(delete(stale_questions))
            leave_traces(connection, Traces.OF_EVERYTHING)
        self._questions.clear()
        self._database.scrub()

    def _set(self, session_id: str, values: dict[str, Any]) -> None:
        with self._database.write() as connection:
            _update(connection, session_id, values)

    def _asked(self, connection: Connection, session_id: str) -> tuple[AskedQuestion, ...]:
        asked = connection.execute(
            select(asked_questions)
            .where(asked_questions.c.session_id == session_id)
            .order_by(asked_questions.c.seq)
        ).all()
        self._load_questions(connection, {row.snapshot for row in asked})
        last = {row.question_id: row for row in asked}
        return tuple(
            AskedQuestion(
                question=self._questions[row.snapshot],
                slot=row.slot,
                bank_version=row.bank_version,
            )
            for row in asked
            if row is last[row.question_id]
        )

    def _load_questions(self, connection: Connection, hashes: set[str]) -> None:
        missing = hashes - self._questions.keys()
        if missing:
            wanted = select(snapshots.c.hash, snapshots.c.question).where(
                snapshots.c.hash.in_(missing)
            )
            for row in connection.execute(wanted):
                self._questions[row.hash] = rows.from_json(Question, row.question)


def _require(connection: Connection, session_id: str) -> None:
    if connection.execute(select(sessions.c.id).where(sessions.c.id == session_id)).first() is None:
        raise UnknownSession(session_id)


def _update(connection: Connection, session_id: str, values: dict[str, Any]) -> None:
    changed = connection.execute(update(sessions).where(sessions.c.id == session_id).values(values))
    if not changed.rowcount:
        raise UnknownSession(session_id)


def _append(connection: Connection, session_id: str, turn: Turn) -> tuple[Turn, bool]:
    """Add a turn; return it as stored, and whether it was not stored before."""
    kind = connection.execute(select(sessions.c.kind).where(sessions.c.id == session_id)).scalar()
    if kind is None:
        raise UnknownSession(session_id)
    if turn.submission_id is not None:
        known = connection.execute(
            select(turns).where(
                turns.c.session_id == session_id, turns.c.submission_id == turn.submission_id
            )
        ).first()
        if known is not None:
            return rows.turn(known), False
    last = connection.execute(
        select(func.max(turns.c.seq)).where(turns.c.session_id == session_id)
    ).scalar()
    stored = turn.model_copy(update={"seq": (last or 0) + 1})
    connection.execute(insert(turns).values(rows.turn_values(session_id, stored)))
    exchanges.note_turn(connection, session_id, stored, kind)
    if turn.move in _END_OF_DRAFT:
        connection.execute(delete(drafts).where(drafts.c.session_id == session_id))
    if turn.role is Speaker.CANDIDATE:
        _update(connection, session_id, {"active_seconds": turn.active_seconds})
    return stored, True


def _add_question(
    connection: Connection, session_id: str, asked: AskedQuestion, turn: Turn
) -> None:
    snapshot = rows.snapshot_values(asked.question)
    connection.execute(upsert(snapshots).values(snapshot).on_conflict_do_nothing())
    connection.execute(
        insert(asked_questions).values(
            session_id=session_id,
            seq=turn.seq,
            question_id=asked.question.id,
            slot=asked.slot,
            bank_version=asked.bank_version,
            snapshot=snapshot["hash"],
            at=turn.at,
        )
    )
    exchanges.note_question(connection, session_id, asked, turn.at)
    distinct = select(func.count(asked_questions.c.question_id.distinct())).where(
        asked_questions.c.session_id == session_id
    )
    _update(connection, session_id, {"questions": distinct.scalar_subquery()})


def _last_asked(connection: Connection, session_id: str, question_id: str) -> datetime | None:
    asked_at: datetime | None = connection.execute(
        select(func.max(asked_questions.c.at)).where(
            asked_questions.c.session_id == session_id,
            asked_questions.c.question_id == question_id,
        )
    ).scalar()
    return asked_at


def _turns(connection: Connection, session_id: str) -> tuple[Turn, ...]:
    wanted = select(turns).where(turns.c.session_id == session_id).order_by(turns.c.seq)
    return tuple(rows.turn(row) for row in connection.execute(wanted))


def _grades(connection: Connection, session_id: str) -> tuple[Grade, ...]:
    wanted: Sequence[str] = (
        connection.execute(
            select(grades.c.document).where(grades.c.session_id == session_id).order_by(grades.c.id)
        )
        .scalars()
        .all()
    )
    return tuple(rows.from_json(Grade, document) for document in wanted)


def _drop_unused_snapshots(connection: Connection) -> None:
    used = select(asked_questions.c.snapshot)
    connection.execute(delete(snapshots).where(snapshots.c.hash.not_in(used)))
