"""What lists of answers are filtered and searched by, remarks, confirmed verdicts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TIME = sa.String(27)


def upgrade() -> None:
    """Make the tables; the next opening fills those that follow from what was said."""
    _exchanges()
    op.create_table(
        "remarks",
        sa.Column("session_id", sa.String(), primary_key=True, nullable=False),
        sa.Column("question_id", sa.String(), primary_key=True, nullable=False),
        sa.Column("bookmarked", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        _of_a_session("remarks"),
    )
    op.create_table(
        "confirmed",
        sa.Column("session_id", sa.String(), primary_key=True, nullable=False),
        sa.Column("question_id", sa.String(), primary_key=True, nullable=False),
        sa.Column("point_id", sa.String(), primary_key=True, nullable=False),
        sa.Column("at", TIME, nullable=False),
        _of_a_session("confirmed"),
    )
    op.execute("CREATE VIRTUAL TABLE said USING fts5(grams, content='', tokenize='ascii')")


def _exchanges() -> None:
    op.create_table(
        "exchanges",
        sa.Column("id", sa.Integer(), primary_key=True, nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("score", sa.Float()),
        sa.Column("uncertain", sa.Boolean(), nullable=False),
        sa.Column("contested", sa.Boolean(), nullable=False),
        _of_a_session("exchanges"),
    )
    op.create_index("ux_exchanges", "exchanges", ["session_id", "question_id"], unique=True)
    op.create_index(
        "ix_exchanges_list",
        "exchanges",
        [
            "at", "id", "session_id", "question_id", "kind", "topic", "score", "uncertain",
            "contested",
        ],
    )  # fmt: skip
    op.create_index(
        "ix_exchanges_score", "exchanges", ["score", "at", "id", "session_id", "question_id"]
    )


def _of_a_session(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["session_id"], ["sessions.id"], name=f"fk_{table}_sessions", ondelete="CASCADE"
    )
