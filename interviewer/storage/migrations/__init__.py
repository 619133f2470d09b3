"""The history of the database's form. Alembic runs it; nothing here is edited once released."""

REVISIONS = ("0001", "0002", "0003")
"""Every revision, oldest first: known without importing Alembic, which takes a while."""

HEAD = REVISIONS[-1]
