"""The first schema: sessions, what was said in them, grades, predictions, model calls."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TIME = sa.String(27)


def upgrade() -> None:
    """Make every table of the first release."""
    _sessions_and_turns()
    _asked_questions()
    _drafts_and_grades()
    _predictions_and_calls()


def _session_key(*, primary: bool = False) -> sa.Column[str]:
    return sa.Column("session_id", sa.String(), primary_key=primary, nullable=False)


def _of_a_session(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["session_id"], ["sessions.id"], name=f"fk_{table}_sessions", ondelete="CASCADE"
    )


def _sessions_and_turns() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("ended_at", TIME),
        sa.Column("blueprint", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("grader", sa.String(), nullable=False),
        sa.Column("active_seconds", sa.Float(), nullable=False),
        sa.Column("score", sa.Float()),
        sa.Column("questions", sa.Integer(), nullable=False, server_default="0"),
        sa.CheckConstraint("score BETWEEN 0 AND 1", name=op.f("ck_sessions_score_is_a_share")),
    )
    op.create_index(
        "ix_sessions_list",
        "sessions",
        ["started_at", "id", "kind", "status", "language", "ended_at", "score", "questions"],
    )
    op.create_index("ix_sessions_status_started_at", "sessions", ["status", "started_at"])
    op.create_table(
        "turns",
        _session_key(primary=True),
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("question_id", sa.String()),
        sa.Column("point_id", sa.String()),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("submission_id", sa.String()),
        sa.Column("spoken_by", sa.String()),
        sa.Column("active_seconds", sa.Float(), nullable=False),
        _of_a_session("turns"),
    )
    op.create_index("ux_turns_submission", "turns", ["session_id", "submission_id"], unique=True)


def _asked_questions() -> None:
    op.create_table(
        "snapshots",
        sa.Column("hash", sa.String(), primary_key=True),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
    )
    op.create_table(
        "asked_questions",
        sa.Column("session_id", sa.String(), primary_key=True),
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("bank_version", sa.String(), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id", "seq"],
            ["turns.session_id", "turns.seq"],
            name="fk_asked_questions_turns",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["snapshot"], ["snapshots.hash"], name="fk_asked_questions_snapshots"
        ),
    )
    op.create_index("ix_asked_questions_question_id_at", "asked_questions", ["question_id", "at"])
    op.create_index("ix_asked_questions_snapshot", "asked_questions", ["snapshot"])


def _drafts_and_grades() -> None:
    op.create_table(
        "drafts",
        _session_key(primary=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("active_seconds", sa.Float(), nullable=False),
        _of_a_session("drafts"),
    )
    op.create_table(
        "grades",
        sa.Column("id", sa.Integer(), primary_key=True),
        _session_key(),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("score", sa.Float()),
        sa.Column("band", sa.Integer()),
        sa.Column("unprompted", sa.Boolean(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("grader", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        _of_a_session("grades"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_grades_newest",
        "grades",
        ["session_id", "question_id", "id", "asked_at", "score", "unprompted"],
    )
    op.create_index("ix_grades_question_id_asked_at", "grades", ["question_id", "asked_at"])


def _predictions_and_calls() -> None:
    op.create_table(
        "predictions",
        _session_key(primary=True),
        sa.Column("question_id", sa.String(), primary_key=True),
        sa.Column("score", sa.Float(), nullable=False),
        _of_a_session("predictions"),
        sa.CheckConstraint("score BETWEEN 0 AND 1", name=op.f("ck_predictions_score_is_a_share")),
    )
    op.create_table(
        "model_calls",
        sa.Column("id", sa.Integer(), primary_key=True),
        _session_key(),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("connection", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("tokens_in", sa.Integer(), nullable=False),
        sa.Column("tokens_cached", sa.Integer(), nullable=False),
        sa.Column("tokens_out", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("cost", sa.Float()),
        sa.Column("fault", sa.String()),
        sa.Column("at", TIME, nullable=False),
        _of_a_session("model_calls"),
    )
    op.create_index("ix_model_calls_session_id", "model_calls", ["session_id"])
