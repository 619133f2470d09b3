"""A connection as it is being filled in: any text in any field, made sense of when it is used."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from pydantic import SecretStr, ValidationError

from interviewer.i18n import N_, _
from interviewer.models.connection import Connection, connection_from
from interviewer.models.presets import PRESETS, Preset

NOT_YET_CHOSEN = "?"
"""Stands for the model while the server is only asked which it has."""


class KeySource(StrEnum):
    """Where the key comes from."""

    NONE = "none"
    ENVIRONMENT = "environment"
    KEYRING = "keyring"


_COMPLAINTS = {
    "name": N_("Give the connection a name."),
    "base_url": N_("The address begins with http:// or https://."),
    "model": N_("Choose a model: Test lists those that the server has."),
    "api_key_env": N_("The name of the variable has letters, digits and underscores only."),
}


class Incomplete(ValueError):
    """What was filled in is no connection yet; the message is one sentence for the user."""


@dataclass(frozen=True, slots=True)
class ConnectionDraft:
    """What stands in the fields."""

    name: str = ""
    base_url: str = ""
    model: str = ""
    source: KeySource = KeySource.NONE
    variable: str = ""
    secret: str = field(default="", repr=False)
    """A key that was typed; empty keeps the one in the keyring."""
    rest: dict[str, Any] = field(default_factory=dict)
    """What a connection of the file says beyond these fields."""

    @classmethod
    def of(cls, connection: Connection) -> Self:
        """Return what stands in the fields when a connection is to be changed."""
        source = KeySource.NONE
        if connection.keyring:
            source = KeySource.KEYRING
        elif connection.api_key_env is not None:
            source = KeySource.ENVIRONMENT
        own = {"name", "base_url", "model", "keyring", "api_key_env"}
        return cls(
            name=connection.name,
            base_url=connection.base_url,
            model=connection.model,
            source=source,
            variable=connection.api_key_env or "",
            rest=connection.model_dump(mode="json", exclude=own, exclude_defaults=True),
        )

    def filled(self, preset: Preset, taken: Collection[str]) -> Self:
        """Return the draft filled in for a kind of server, under a name that is not taken."""
        names = [preset.name, *(f"{preset.name}-{n}" for n in range(2, len(taken) + 3))]
        return replace(
            self,
            name=next(name for name in names if name not in taken),
            base_url=preset.base_url,
            model="",
            source=KeySource.ENVIRONMENT if preset.api_key_env else KeySource.NONE,
            variable=preset.api_key_env or "",
        )

    @property
    def key(self) -> SecretStr | None:
        """The key that was typed for the keyring, if one was."""
        typed = self.secret.strip()
        return SecretStr(typed) if typed and self.source is KeySource.KEYRING else None

    def connection(self, taken: Collection[str] = (), *, any_model: bool = False) -> Connection:
        """Return the connection, or raise Incomplete. `taken` are the names of the others.

        With `any_model` no model needs to be chosen yet.
        """
        name = self.name.strip()
        if name in taken:
            raise Incomplete(_("Another connection has this name."))
        if self.source is KeySource.ENVIRONMENT and not self.variable.strip():
            raise Incomplete(_("Name the environment variable that holds the key."))
        model = self.model.strip() or (NOT_YET_CHOSEN if any_model else "")
        values = {
            **self.rest,
            "base_url": self.base_url,
            "model": model,
            "keyring": self.source is KeySource.KEYRING,
            "api_key_env": (
                self.variable.strip() if self.source is KeySource.ENVIRONMENT else None
            ),
        }
        try:
            return connection_from(name, values)
        except ValidationError as error:
            raise Incomplete(_complaint(error)) from error


def _complaint(error: ValidationError) -> str:
    for problem in error.errors(include_url=False, include_context=False):
        place = str(problem["loc"][0]) if problem["loc"] else ""
        if place == "name" and problem["type"] == "value_error":
            return _("This name belongs to the built-in model.")
        if place in _COMPLAINTS:
            return _(_COMPLAINTS[place])
    return _("This connection cannot be used: {problem}").format(problem=error.errors()[0]["msg"])


def preset_named(name: str) -> Preset | None:
    """Return the preset of this name."""
    return next((preset for preset in PRESETS if preset.name == name), None)
