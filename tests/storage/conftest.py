"""A database of its own for every test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from interviewer.storage.database import Database, open_database
from interviewer.storage.sessions import SessionStore


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without sessions, to be copied: migrating takes a while."""
    path = tmp_path_factory.mktemp("empty") / "interviewer.db"
    open_database(path).close()
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the test's database stands, or will."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder / "interviewer.db"


@pytest.fixture
def database(path: Path, empty_database: Path) -> Iterator[Database]:
    """An open, empty database."""
    shutil.copy(empty_database, path)
    opened = open_database(path)
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> SessionStore:
    """The sessions of that database."""
    return SessionStore(database)
