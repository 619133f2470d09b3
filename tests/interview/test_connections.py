"""Connections come and go, their keys with them, and nothing else changes."""

import pytest
from pydantic import SecretStr

from interviewer.interview import connections
from interviewer.interview.connections import drop_connection, keep_connection, known_connections
from interviewer.models.connection import Connection
from interviewer.models.keys import KeyringUnavailable
from interviewer.models.usage import Price
from interviewer.settings import BUILTIN, Preferences, load_preferences, save_preferences

FULL = Connection(
    name="mine",
    base_url="http://localhost:8000/v1",
    model="some",
    api_key_env="A_KEY",
    read_seconds=9,
    price=Price(read=1, written=2),
    extra_body={"thinking": {"type": "disabled"}},
)


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A keyring in memory."""
    held: dict[str, str] = {}

    def store(name: str, key: SecretStr) -> None:
        held[name] = key.get_secret_value()

    monkeypatch.setattr(connections, "store_key", store)
    monkeypatch.setattr(connections, "forget_key", lambda name: held.pop(name, None))
    return held


def test_a_kept_connection_comes_back_whole_from_the_file() -> None:
    preferences = Preferences()
    keep_connection(preferences, FULL)
    save_preferences(preferences)
    assert known_connections(load_preferences()) == [FULL]


def test_keeping_it_again_replaces_it_and_leaves_the_others() -> None:
    preferences = Preferences()
    other = FULL.model_copy(update={"name": "other"})
    for each in (FULL, other, FULL.model_copy(update={"model": "new"})):
        keep_connection(preferences, each)
    assert {c.name: c.model for c in known_connections(preferences)} == {
        "mine": "new",
        "other": "some",
    }


def test_the_key_goes_into_the_keyring_and_nowhere_else(keyring: dict[str, str]) -> None:
    preferences = Preferences()
    connection = Connection(name="mine", base_url="http://h/v1", model="m", keyring=True)
    keep_connection(preferences, connection, SecretStr("sk-secret"))
    assert keyring == {"mine": "sk-secret"}
    assert "sk-secret" not in repr(preferences)


def test_without_a_keyring_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str, key: SecretStr) -> None:
        raise KeyringUnavailable("there is none")

    monkeypatch.setattr(connections, "store_key", refuse)
    preferences = Preferences()
    with pytest.raises(KeyringUnavailable):
        keep_connection(preferences, FULL, SecretStr("sk-secret"))
    assert preferences.connections == {}


def test_a_dropped_connection_takes_its_key_along_and_the_builtin_takes_over(
    keyring: dict[str, str],
) -> None:
    preferences = Preferences(connection="mine", grader="mine", embedding="other")
    connection = Connection(name="mine", base_url="http://h/v1", model="m", keyring=True)
    keep_connection(preferences, connection, SecretStr("sk-secret"))
    drop_connection(preferences, "mine")
    drop_connection(preferences, "mine")
    assert keyring == {}
    assert preferences.connections == {}
    assert (preferences.connection, preferences.grader) == (BUILTIN, BUILTIN)
    assert preferences.embedding == "other"


def test_a_broken_connection_hides_no_other() -> None:
    preferences = Preferences(connections={"broken": {"base_url": "ftp://x"}})
    keep_connection(preferences, FULL)
    assert known_connections(preferences) == [FULL]
