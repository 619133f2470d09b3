"""API keys: from the environment or the system keyring, and nowhere else."""

import os
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from pydantic import SecretStr

from interviewer.models.connection import Connection
from interviewer.models.faults import FaultKind, ModelFault

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE = "interviewer"
_PATIENCE = 3.0
# These keep secrets readable on disk, or keep none at all.
_REFUSED = ("keyrings.alt", "keyring.backends.null", "keyring.backends.fail")


class KeyringUnavailable(Exception):
    """The system keyring cannot be used; the message is one line for the user."""


def find_key(connection: Connection) -> SecretStr | None:
    """Return the key that `connection` names, or None if it names none.

    Raises ModelFault(no_key) when there should be one and there is not. May take up to 3 s when
    the keyring does not answer.
    """
    if connection.api_key_env is not None:
        if value := os.environ.get(connection.api_key_env, "").strip():
            return SecretStr(value)
        if not connection.keyring:
            raise ModelFault(FaultKind.NO_KEY, f"the variable {connection.api_key_env} is not set")
    if not connection.keyring:
        return None
    try:
        value = _in_time(lambda: _backend().get_password(SERVICE, connection.name)) or ""
    except KeyringUnavailable as error:
        raise ModelFault(FaultKind.NO_KEY, str(error)) from error
    if not value:
        raise ModelFault(FaultKind.NO_KEY, f"the keyring holds no key for {connection.name}")
    return SecretStr(value)


def store_key(name: str, key: SecretStr) -> None:
    """Put the key of connection `name` into the system keyring. Raises KeyringUnavailable."""
    _in_time(lambda: _backend().set_password(SERVICE, name, key.get_secret_value()))


def forget_key(name: str) -> None:
    """Take the key of connection `name` out of the keyring, if it is there.

    Raises KeyringUnavailable.
    """
    from keyring.errors import PasswordDeleteError

    def delete() -> None:
        try:
            _backend().delete_password(SERVICE, name)
        except PasswordDeleteError:
            return

    _in_time(delete)


def _backend() -> "KeyringBackend":
    """Return the keyring to use: the first of the system's that is no plain file."""
    import keyring

    chosen = keyring.get_keyring()
    for backend in getattr(chosen, "backends", [chosen]):
        if not type(backend).__module__.startswith(_REFUSED):
            return backend  # type: ignore[no-any-return]
    raise KeyringUnavailable(
        "This system has no keyring that keeps secrets safe: put the key into an environment "
        "variable and name that in Settings."
    )


def _in_time(work: Callable[[], T]) -> T:
    """Run `work` for at most 3 s: a keyring that waits for a dialog would freeze everything."""
    answers: SimpleQueue[tuple[T | None, Exception | None]] = SimpleQueue()

    def run() -> None:
        try:
            answers.put((work(), None))
        except Exception as error:
            answers.put((None, error))

    # A daemon thread: one that never comes back must not keep the app from ending.
    Thread(target=run, name="keyring", daemon=True).start()
    try:
        value, error = answers.get(timeout=_PATIENCE)
    except Empty:
        raise KeyringUnavailable(f"The keyring did not answer within {_PATIENCE:.0f} s.") from None
    if isinstance(error, KeyringUnavailable):
        raise error
    if error is not None:
        raise KeyringUnavailable(f"The keyring failed: {type(error).__name__}.") from error
    return value  # type: ignore[return-value]
