"""A database is brought up to date whole or not at all, and a copy of it is kept."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection

from interviewer.storage import migrations
from interviewer.storage.database import Database, open_database
from interviewer.storage.errors import DatabaseUnavailable, Reason
from interviewer.storage.migrating import HISTORY
from interviewer.storage.schema import metadata
from interviewer.storage.sessions import SessionStore
from tests.storage.futures import NEXT, future
from tests.storage.samples import interview


def contents(path: Path) -> list[str]:
    """Return a database as the statements that would make it."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def words(path: Path, column: str = "text") -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        query = f"SELECT {column} FROM turns ORDER BY session_id, seq"
        return [text for (text,) in connection.execute(query)]


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[Database]:
    """A database that went through every migration, as those of older versions did."""
    database = open_database(tmp_path / "migrated.db", replace(HISTORY, tables=None))
    yield database
    database.close()


def told_of(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(query)]


def shape(database: Database) -> dict[str, list[Any]]:
    """Return what SQLite holds of every table: columns, links, indexes, limits."""
    with database.read() as connection:

        def told(pragma: str, of: str) -> list[tuple[Any, ...]]:
            return told_of(connection, f"PRAGMA {pragma}({of})")

        made = told_of(connection, "SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        return {
            name: [
                told("table_xinfo", name),
                sorted(row[2:] for row in told("foreign_key_list", name)),
                sorted((row[1:], *told("index_info", row[1])) for row in told("index_list", name)),
                sql.count("CHECK"),
            ]
            for name, sql in made
        }


def triggers(database: Database) -> dict[str, str]:
    """Return what SQLite does by itself, by name."""
    with database.read() as connection:
        made = told_of(connection, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return {name: " ".join(sql.split()) for name, sql in made}


def test_a_new_database_is_the_one_that_every_migration_leads_to(
    database: Database, migrated: Database
) -> None:
    assert shape(database) == shape(migrated)
    assert triggers(database) == triggers(migrated)
    with database.read() as new, migrated.read() as old:
        revisions = [
            each.exec_driver_sql("SELECT version_num FROM alembic_version").all()
            for each in (new, old)
        ]
    assert revisions[0] == revisions[1]


def test_the_migrations_lead_to_the_tables_that_the_code_uses(migrated: Database) -> None:
    with migrated.read() as connection:
        # The index of words is a virtual table, which has tables of its own.
        options = {
            "compare_type": True,
            "include_name": lambda name, kind, _: kind != "table" or not name.startswith("said"),
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
        made = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        )
        names: set[str] = set(made.scalars())
    assert names == {index.name for table in metadata.tables.values() for index in table.indexes}


def test_every_link_and_limit_of_the_code_is_in_the_database(database: Database) -> None:
    with database.read() as connection:
        for table in metadata.tables.values():
            rows = connection.exec_driver_sql(f"PRAGMA foreign_key_list({table.name})").all()
            made = {(row.table, row[6]) for row in rows}
            wanted = {
                (key.referred_table.name, key.ondelete or "NO ACTION")
                for key in table.foreign_key_constraints
            }
            assert made == wanted, table.name
            sql: str = connection.exec_driver_sql(
                f"SELECT sql FROM sqlite_master WHERE name = '{table.name}'"
            ).scalar_one()
            assert sql.count("CHECK") == sum(
                isinstance(constraint, CheckConstraint) for constraint in table.constraints
            )


def test_the_known_revisions_are_those_of_the_scripts() -> None:
    scripts = ScriptDirectory(str(HISTORY.scripts))
    found = [script.revision for script in scripts.walk_revisions()][::-1]
    assert tuple(found) == migrations.REVISIONS
    assert scripts.get_heads() == [migrations.HEAD]


def test_an_old_database_is_migrated_with_every_word(
    store: SessionStore, database: Database, path: Path, tmp_path: Path
) -> None:
    _, transcript = interview(store)
    database.close()
    migrated = open_database(path, future(tmp_path))
    with migrated.read() as connection:
        found = connection.exec_driver_sql("SELECT words, loudness FROM turns ORDER BY seq").all()
        kept: int = connection.exec_driver_sql("SELECT count(*) FROM asked_questions").scalar_one()
        foreign_keys: int = connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one()
    migrated.close()
    assert [tuple(row) for row in found] == [(turn.text, 2) for turn in transcript.turns]
    # Rebuilding the table of turns must not take along what points at it.
    assert kept == 1
    assert foreign_keys == 1


def test_a_copy_of_the_database_as_it_was_stands_beside_it(
    store: SessionStore, database: Database, path: Path, tmp_path: Path
) -> None:
    interview(store)
    database.close()
    before = contents(path)
    open_database(path, future(tmp_path)).close()
    (copy,) = path.parent.glob("*.backup")
    assert contents(copy) == before
    assert contents(path) != before
    again = copy.rename(path.with_name("restored.db"))
    restored = open_database(again)
    assert len(SessionStore(restored).list()) == 1
    restored.close()


def test_a_new_database_needs_no_copy(path: Path) -> None:
    open_database(path).close()
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_migration_that_fails_changes_nothing(
    store: SessionStore, database: Database, path: Path, tmp_path: Path
) -> None:
    interview(store)
    database.close()
    before = contents(path)
    broken = future(tmp_path, 'op.execute("SELECT nonsense")')
    with pytest.raises(DatabaseUnavailable):
        open_database(path, broken)
    assert contents(path) == before
    opened = open_database(path)
    assert len(SessionStore(opened).list()) == 1
    opened.close()


def test_a_migration_that_breaks_a_link_changes_nothing(
    store: SessionStore, database: Database, path: Path, tmp_path: Path
) -> None:
    interview(store)
    database.close()
    before = contents(path)
    breaks = future(tmp_path, 'op.execute("DELETE FROM snapshots")')
    with pytest.raises(DatabaseUnavailable, match="points nowhere"):
        open_database(path, breaks)
    assert contents(path) == before


def test_without_room_for_the_copy_nothing_is_migrated(
    store: SessionStore, database: Database, path: Path, tmp_path: Path
) -> None:
    interview(store)
    database.close()
    before = contents(path)
    # A folder of its name, with something in it, is in the way of the copy.
    in_the_way = path.with_name(f"{path.name}.revision-{HISTORY.head}.backup")
    in_the_way.mkdir()
    (in_the_way / "file").touch()
    with pytest.raises(DatabaseUnavailable) as caught:
        open_database(path, future(tmp_path))
    assert caught.value.reason is Reason.UNWRITABLE
    assert contents(path) == before


def test_a_migrated_database_is_newer_to_the_older_app(
    store: SessionStore, database: Database, path: Path, tmp_path: Path
) -> None:
    interview(store)
    database.close()
    open_database(path, future(tmp_path)).close()
    with pytest.raises(Exception, match="newer version") as caught:
        open_database(path)
    assert getattr(caught.value, "revision", None) == NEXT


def test_a_database_is_migrated_once(
    store: SessionStore, database: Database, path: Path, tmp_path: Path
) -> None:
    interview(store)
    database.close()
    later = future(tmp_path)
    open_database(path, later).close()
    (copy,) = path.parent.glob("*.backup")
    made = copy.stat().st_mtime_ns
    open_database(path, later).close()
    assert copy.stat().st_mtime_ns == made
    assert words(path, "words")
