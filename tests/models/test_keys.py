"""Keys: from the environment or a keyring that keeps them safe; a clear fault otherwise."""

import time
from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from pydantic import SecretStr

from interviewer.models import keys
from interviewer.models.connection import Connection, connection_from
from interviewer.models.faults import FaultKind, ModelFault
from interviewer.models.keys import KeyringUnavailable, find_key, forget_key, store_key

LOCAL = {"base_url": "http://127.0.0.1:1/v1", "model": "m"}


class Memory(KeyringBackend):
    """A keyring that forgets everything at the end."""

    priority = 1

    def __init__(self, pause: float = 0.0) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.pause = pause

    def get_password(self, service: str, username: str) -> str | None:
        time.sleep(self.pause)
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError("not there")


@pytest.fixture(autouse=True)
def _own_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_a_connection_without_a_key_needs_none() -> None:
    assert find_key(connection_from("local", LOCAL)) is None


def test_a_key_comes_from_the_named_variable_only(monkeypatch: pytest.MonkeyPatch) -> None:
    named = connection_from("c", {**LOCAL, "api_key_env": "MY_KEY"})
    monkeypatch.setenv("OPENAI_API_KEY", "not-consented")
    with pytest.raises(ModelFault, match="MY_KEY is not set") as caught:
        find_key(named)
    assert caught.value.kind is FaultKind.NO_KEY
    monkeypatch.setenv("MY_KEY", " abc ")
    key = find_key(named)
    assert key is not None
    assert key.get_secret_value() == "abc"
    assert "abc" not in repr((key, named))


def test_a_key_is_kept_in_the_keyring_and_forgotten() -> None:
    keyring.set_keyring(Memory())
    stored = connection_from("c", {**LOCAL, "keyring": True})
    store_key("c", SecretStr("abc"))
    key = find_key(stored)
    assert key is not None
    assert key.get_secret_value() == "abc"
    forget_key("c")
    forget_key("c")
    with pytest.raises(ModelFault, match="holds no key"):
        find_key(stored)


def test_a_keyring_that_hangs_is_given_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_PATIENCE", 0.1)
    keyring.set_keyring(Memory(pause=1.0))
    started = time.monotonic()
    with pytest.raises(ModelFault, match="did not answer"):
        find_key(connection_from("c", {**LOCAL, "keyring": True}))
    assert time.monotonic() - started < 0.6


def test_a_keyring_that_keeps_secrets_in_plain_text_is_refused() -> None:
    plaintext = Memory()
    type(plaintext).__module__ = "keyrings.alt.file"
    try:
        keyring.set_keyring(plaintext)
        with pytest.raises(KeyringUnavailable, match="environment variable"):
            store_key("c", SecretStr("abc"))
        assert not plaintext.kept
    finally:
        type(plaintext).__module__ = __name__


@pytest.mark.parametrize(
    "values",
    [
        {**LOCAL, "base_url": "ftp://x"},
        {**LOCAL, "api_key": "abc"},
        {**LOCAL, "model": " "},
        {**LOCAL, "read_seconds": 0},
    ],
    ids=["no http", "a secret", "no model", "no patience"],
)
def test_a_connection_that_makes_no_sense_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        connection_from("c", values)


def test_no_connection_may_pass_for_the_builtin_model() -> None:
    with pytest.raises(ValueError, match="built-in"):
        Connection(name="builtin", base_url="http://127.0.0.1:1/v1", model="m")
