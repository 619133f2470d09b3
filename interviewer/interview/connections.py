"""The model connections that the user sets up: added, changed, taken away, their keys with them."""

from pydantic import SecretStr, ValidationError

from interviewer.models.connection import Connection, connection_from
from interviewer.models.keys import forget_key, store_key
from interviewer.settings import BUILTIN, Preferences

_ROLES = ("connection", "grader", "embedding")


def known_connections(preferences: Preferences) -> list[Connection]:
    """Return those that can be used, in their order; a broken one stands in the file alone."""
    known = []
    for name, values in preferences.connections.items():
        try:
            known.append(connection_from(name, values))
        except ValidationError:
            continue
    return known


def keep_connection(
    preferences: Preferences, connection: Connection, key: SecretStr | None = None
) -> None:
    """Add or replace a connection; `key` goes into the system keyring. Nothing is saved yet.

    Raises KeyringUnavailable, and has then changed nothing. May take up to 3 s.
    """
    if key is not None:
        store_key(connection.name, key)
    values = connection.model_dump(
        mode="json", exclude={"name"}, exclude_defaults=True, exclude_none=True
    )
    preferences.connections = {**preferences.connections, connection.name: values}


def drop_connection(preferences: Preferences, name: str) -> None:
    """Take a connection away, and its key; where it was chosen, the built-in model takes over.

    Raises KeyringUnavailable when the key could not be taken out of the keyring; the connection
    is gone all the same. May take up to 3 s.
    """
    values = preferences.connections.get(name, {})
    preferences.connections = {
        other: kept for other, kept in preferences.connections.items() if other != name
    }
    for role in _ROLES:
        if getattr(preferences, role) == name:
            setattr(preferences, role, BUILTIN)
    if values.get("keyring"):
        forget_key(name)
