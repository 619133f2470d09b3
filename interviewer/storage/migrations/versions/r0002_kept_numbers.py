"""What is kept of grades: cards, calibration, tallies, and notes of what is to be reckoned anew."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TIME = sa.String(27)
QUESTION = "substr({0}.question_id, 1, instr({0}.question_id || '#', '#') - 1)"


def upgrade() -> None:
    """Make the tables and the triggers, and note everything that there is."""
    _tables()
    _triggers()
    op.execute(
        "INSERT OR IGNORE INTO stale_questions"
        f" SELECT DISTINCT {QUESTION.format('grades')} FROM grades"
    )
    op.execute("INSERT OR IGNORE INTO stale_sessions SELECT DISTINCT session_id FROM grades")


def _tables() -> None:
    op.create_table(
        "cards",
        sa.Column("question_id", sa.String(), primary_key=True, nullable=False),
        sa.Column("point_id", sa.String(), primary_key=True, nullable=False),
        sa.Column("due", TIME, nullable=False),
        sa.Column("last", TIME, nullable=False),
        sa.Column("stability", sa.Float(), nullable=False),
        sa.Column("difficulty", sa.Float(), nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("first_at", TIME, nullable=False),
        sa.Column("first_score", sa.Float(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
    )
    op.create_table(
        "calibration",
        sa.Column("question_id", sa.String(), primary_key=True, nullable=False),
        sa.Column("step", sa.Integer(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("scored", sa.Float(), nullable=False),
    )
    op.create_table(
        "tallies",
        sa.Column("session_id", sa.String(), primary_key=True, nullable=False),
        sa.Column("at", TIME, primary_key=True, nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("scored", sa.Float(), nullable=False),
        _of_a_session("tallies"),
    )
    op.create_table(
        "stale_questions", sa.Column("question_id", sa.String(), primary_key=True, nullable=False)
    )
    op.create_table(
        "stale_sessions",
        sa.Column("session_id", sa.String(), primary_key=True, nullable=False),
        _of_a_session("stale_sessions"),
    )


def _of_a_session(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["session_id"], ["sessions.id"], name=f"fk_{table}_sessions", ondelete="CASCADE"
    )


def _triggers() -> None:
    ended = "IN ('finished', 'abandoned')"
    note = (
        f"INSERT INTO stale_questions SELECT {QUESTION} WHERE {QUESTION} NOT IN"
        " (SELECT question_id FROM stale_questions);"
    )
    session = (
        "INSERT INTO stale_sessions SELECT {0} WHERE {0} NOT IN"
        " (SELECT session_id FROM stale_sessions);"
    )
    forget = f"DELETE FROM {{}} WHERE question_id = {QUESTION.format('OLD')};"
    of_grades = QUESTION.format("grades")
    for name, when, what in (
        (
            "grade_comes",
            "INSERT ON grades",
            f"{note.format('NEW')} {session.format('NEW.session_id')}",
        ),
        (
            "grade_goes",
            "DELETE ON grades",
            f"{forget.format('cards')} {forget.format('calibration')} {note.format('OLD')}",
        ),
        ("prediction_comes", "INSERT ON predictions", note.format("NEW")),
        ("prediction_changes", "UPDATE ON predictions", note.format("NEW")),
        (
            "marks_become_known",
            (
                "UPDATE OF status ON sessions WHEN NEW.kind = 'mock' AND"
                f" (OLD.status {ended}) <> (NEW.status {ended})"
            ),
            (
                f"INSERT INTO stale_questions SELECT DISTINCT {of_grades} FROM grades"
                f" WHERE session_id = NEW.id AND {of_grades} NOT IN"
                f" (SELECT question_id FROM stale_questions); {session.format('NEW.id')}"
            ),
        ),
    ):
        op.execute(f"CREATE TRIGGER {name} AFTER {when} BEGIN {what} END")
