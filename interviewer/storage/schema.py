"""The tables, as the newest migration leaves them.

Whole values of the domain (blueprint, question, grade) are JSON documents; what is listed, counted
or filtered by stands beside them in columns of its own.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    event,
)

from interviewer.storage.columns import ExactText, UtcTime
from interviewer.storage.stale import TRIGGERS

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
    }
)


def _session_key(*, primary: bool = False) -> Column[str]:
    return Column(
        "session_id",
        String,
        ForeignKey("sessions.id", ondelete="CASCADE"),
        primary_key=primary,
        nullable=False,
    )


sessions = Table(
    "sessions",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("status", String, nullable=False),
    Column("language", String, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("blueprint", ExactText, nullable=False),
    Column("nonce", ExactText, nullable=False),
    Column("model", ExactText, nullable=False),
    Column("grader", ExactText, nullable=False),
    Column("active_seconds", Float, nullable=False),
    Column("score", Float),
    Column("questions", Integer, nullable=False, server_default="0"),
    CheckConstraint("score BETWEEN 0 AND 1", name="score_is_a_share"),
)
Index(
    "ix_sessions_list",
    *sessions.c["started_at", "id", "kind", "status", "language", "ended_at", "score", "questions"],
)
"""All that a list of sessions shows: reading it never touches the wide rows."""
Index(None, sessions.c.status, sessions.c.started_at)

turns = Table(
    "turns",
    metadata,
    _session_key(primary=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("role", String, nullable=False),
    Column("move", String, nullable=False),
    Column("question_id", String),
    Column("point_id", String),
    Column("text", ExactText, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("submission_id", ExactText),
    Column("spoken_by", ExactText),
    Column("active_seconds", Float, nullable=False),
)
Index("ux_turns_submission", turns.c.session_id, turns.c.submission_id, unique=True)

snapshots = Table(
    "snapshots",
    metadata,
    Column("hash", String, primary_key=True),
    Column("question_id", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("level", String, nullable=False),
    Column("question", ExactText, nullable=False),
)
"""Questions as they were asked, each wording stored once however often it was asked."""

asked_questions = Table(
    "asked_questions",
    metadata,
    Column("session_id", String, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("question_id", String, nullable=False),
    Column("slot", Integer, nullable=False),
    Column("bank_version", ExactText, nullable=False),
    Column("snapshot", String, ForeignKey("snapshots.hash"), nullable=False),
    Column("at", UtcTime, nullable=False),
    ForeignKeyConstraint(
        ["session_id", "seq"], ["turns.session_id", "turns.seq"], ondelete="CASCADE"
    ),
)
"""Each asking is one row, known by the turn that asked."""
Index(None, asked_questions.c.question_id, asked_questions.c.at)
Index(None, asked_questions.c.snapshot)

drafts = Table(
    "drafts",
    metadata,
    _session_key(primary=True),
    Column("text", ExactText, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("active_seconds", Float, nullable=False),
)

grades = Table(
    "grades",
    metadata,
    Column("id", Integer, primary_key=True),
    _session_key(),
    Column("question_id", String, nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("score", Float),
    Column("band", Integer),
    Column("unprompted", Boolean, nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("grader", ExactText, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("document", ExactText, nullable=False),
    sqlite_autoincrement=True,
)
Index(
    "ix_grades_newest",
    *grades.c["session_id", "question_id", "id", "asked_at", "score", "unprompted"],
)
"""All that a schedule is computed from: reading it never touches the wide rows."""
Index(None, grades.c.question_id, grades.c.asked_at)

predictions = Table(
    "predictions",
    metadata,
    _session_key(primary=True),
    Column("question_id", String, primary_key=True),
    Column("score", Float, nullable=False),
    CheckConstraint("score BETWEEN 0 AND 1", name="score_is_a_share"),
)

model_calls = Table(
    "model_calls",
    metadata,
    Column("id", Integer, primary_key=True),
    _session_key(),
    Column("purpose", String, nullable=False),
    Column("connection", ExactText, nullable=False),
    Column("model", ExactText, nullable=False),
    Column("calls", Integer, nullable=False),
    Column("tokens_in", Integer, nullable=False),
    Column("tokens_cached", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("cost", Float),
    Column("fault", String),
    Column("at", UtcTime, nullable=False),
)
Index(None, model_calls.c.session_id)

# What is reckoned from grades and kept, so that no screen has to go through all of them: see
# `storage.kept`. Deleting it loses nothing.

cards = Table(
    "cards",
    metadata,
    Column("question_id", String, primary_key=True),
    Column("point_id", String, primary_key=True),
    Column("due", UtcTime, nullable=False),
    Column("last", UtcTime, nullable=False),
    Column("stability", Float, nullable=False),
    Column("difficulty", Float, nullable=False),
    Column("reviews", Integer, nullable=False),
    Column("lapses", Integer, nullable=False),
    Column("first_at", UtcTime, nullable=False),
    Column("first_score", Float, nullable=False),
    Column("score", Float, nullable=False),
)
"""What comes back and when: a question (its `point_id` is empty), or one of its points."""

calibration = Table(
    "calibration",
    metadata,
    Column("question_id", String, primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("answers", Integer, nullable=False),
    Column("scored", Float, nullable=False),
)
"""How many answers to a question were predicted at each tenth, and the sum of their scores."""

tallies = Table(
    "tallies",
    metadata,
    _session_key(primary=True),
    Column("at", UtcTime, primary_key=True),
    Column("answers", Integer, nullable=False),
    Column("scored", Float, nullable=False),
)
"""The graded answers of each hour of a session (`at` is the first of them), and their scores."""

stale_questions = Table(
    "stale_questions", metadata, Column("question_id", String, primary_key=True)
)
stale_sessions = Table("stale_sessions", metadata, _session_key(primary=True))


@event.listens_for(metadata, "after_create")
def _make_triggers(_metadata: MetaData, connection: Connection, **_more: object) -> None:
    for trigger in TRIGGERS:
        connection.exec_driver_sql(trigger)


exchanges = Table(
    "exchanges",
    metadata,
    Column("id", Integer, primary_key=True),
    _session_key(),
    Column("question_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("level", String, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("score", Float),
    Column("uncertain", Boolean, nullable=False),
    Column("contested", Boolean, nullable=False),
)
"""All that was said on a question in a session, as lists and searches need it: see
`storage.exchanges`, which can make it again from the other tables."""
Index("ux_exchanges", exchanges.c.session_id, exchanges.c.question_id, unique=True)
Index(
    "ix_exchanges_list",
    *exchanges.c[
        "at", "id", "session_id", "question_id", "kind", "topic", "score", "uncertain", "contested"
    ],
)
"""All that a list of answers is filtered by, in the order of time."""
Index("ix_exchanges_score", *exchanges.c["score", "at", "id", "session_id", "question_id"])

remarks = Table(
    "remarks",
    metadata,
    _session_key(primary=True),
    Column("question_id", String, primary_key=True),
    Column("bookmarked", Boolean, nullable=False),
    Column("note", ExactText, nullable=False),
    Column("at", UtcTime, nullable=False),
)
"""What the candidate noted on an answer of theirs."""

confirmed = Table(
    "confirmed",
    metadata,
    _session_key(primary=True),
    Column("question_id", String, primary_key=True),
    Column("point_id", String, primary_key=True),
    Column("at", UtcTime, nullable=False),
)
"""The points whose verdict, changed by an appeal, the candidate confirmed."""

SAID = "CREATE VIRTUAL TABLE said USING fts5(grams, content='', tokenize='ascii')"
"""The index of everything said: which exchanges hold which words, but not the words in order."""


@event.listens_for(metadata, "after_create")
def _make_index(_metadata: MetaData, connection: Connection, **_more: object) -> None:
    connection.exec_driver_sql(SAID)
