"""A later version of the app: the shipped history and one revision more, for tests of migrating."""

import shutil
from pathlib import Path

from interviewer.storage.migrating import HISTORY, History

NEXT = "9999"

_SCRIPT = f'''
import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{HISTORY.head}"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table("bookmarks", sa.Column("session_id", sa.String(), primary_key=True))
    op.execute("INSERT INTO bookmarks SELECT id FROM sessions")
    with op.batch_alter_table("turns") as batch:
        batch.add_column(sa.Column("loudness", sa.Float(), server_default="1"))
        batch.alter_column("text", new_column_name="words")
    op.execute("UPDATE turns SET loudness = 2")
    {{more}}
'''


def future(folder: Path, more: str = "pass") -> History:
    """Write that history into `folder`; `more` is what its last step does besides."""
    scripts = folder / "migrations"
    shutil.copytree(HISTORY.scripts, scripts, dirs_exist_ok=True)
    (scripts / "versions" / "next.py").write_text(_SCRIPT.format(more=more), encoding="utf-8")
    return History((*HISTORY.revisions, NEXT), scripts)
