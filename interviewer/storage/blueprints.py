"""Blueprints that somebody saved: one TOML file each, which can be read, edited and handed on.

What stands in a file is data from anywhere: it is read within limits, and what does not belong
there is refused with a sentence that says so.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from pydantic import ValidationError

from interviewer.domain.blueprint import Blueprint
from interviewer.i18n import N_, _
from interviewer.storage.errors import StorageError, from_os
from interviewer.storage.export.files import write

ENDING = ".toml"
LONGEST_NAME = 60
MAX_BYTES = 64 * 1024
MOST_SLOTS = 120

_HEAD = "An Interviewer blueprint: the plan of a mock. Each [[slots]] is a place for one question."
_UNREADABLE = N_("{path} is no blueprint: {reason}")


@dataclass(frozen=True, slots=True)
class Saved:
    """A blueprint with its name."""

    name: str
    blueprint: Blueprint


class NoBlueprint(StorageError):
    """A file holds no blueprint; the message is one line for the user."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(_(_UNREADABLE).format(path=path, reason=" ".join(reason.split())))


def fits_name(name: str) -> bool:
    """Whether a blueprint may be called so: one line that can be shown."""
    return bool(name.strip()) and len(name) <= LONGEST_NAME and name.isprintable()


class Blueprints:
    """The blueprints in one folder. Calls may raise StorageError."""

    def __init__(self, folder: Path) -> None:
        """The folder exists."""
        self._folder = folder

    def all(self) -> list[Saved]:
        """Return them by name. A file that cannot be read is left out: opening it says why."""
        found: dict[str, Saved] = {}
        for path in self._files():
            try:
                saved = read(path)
            except StorageError:
                continue
            found.setdefault(saved.name, saved)
        return sorted(found.values(), key=lambda saved: saved.name.casefold())

    def save(self, saved: Saved) -> None:
        """Keep a blueprint, in place of one of the same name."""
        path = self._path_of(saved.name) or self._free_path(saved.name)
        text = as_toml(saved)
        try:
            with NamedTemporaryFile(dir=self._folder, prefix=".", delete=False) as file:
                beside = Path(file.name)
                file.write(text.encode())
            try:
                beside.replace(path)
            finally:
                beside.unlink(missing_ok=True)
        except OSError as error:
            raise from_os(error, path) from error

    def delete(self, name: str) -> None:
        """Delete a blueprint; it does not matter if it is gone already."""
        path = self._path_of(name)
        if path is not None:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise from_os(error, path) from error

    def _files(self) -> list[Path]:
        try:
            return sorted(self._folder.glob(f"*{ENDING}"))
        except OSError as error:
            raise from_os(error, self._folder) from error

    def _path_of(self, name: str) -> Path | None:
        for path in self._files():
            try:
                if read(path).name == name:
                    return path
            except StorageError:
                continue
        return None

    def _free_path(self, name: str) -> Path:
        stem = file_stem(name)
        path = self._folder / f"{stem}{ENDING}"
        number = 1
        while path.exists():
            number += 1
            path = self._folder / f"{stem}-{number}{ENDING}"
        return path


def file_stem(name: str) -> str:
    """Return a name as a part of a file name: letters and digits of any script, and hyphens."""
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-") or "blueprint"


def read(path: Path) -> Saved:
    """Read a blueprint from a file. Raises NoBlueprint, or StorageError where it cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise from_os(error, path) from error
    if len(data) > MAX_BYTES:
        raise NoBlueprint(path, _("it is too long"))
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NoBlueprint(path, str(error)) from error
    return _saved(path, table)


def _saved(path: Path, table: dict[str, Any]) -> Saved:
    name = table.pop("name", None)
    if not isinstance(name, str) or not fits_name(name):
        raise NoBlueprint(path, _("it needs a name of up to {n} characters").format(n=LONGEST_NAME))
    try:
        blueprint = Blueprint.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise NoBlueprint(path, f"{where}: {first['msg']}") from error
    if blueprint.minutes is None or not 0 < len(blueprint.slots) <= MOST_SLOTS:
        told = _("it needs minutes, and between 1 and {n} slots").format(n=MOST_SLOTS)
        raise NoBlueprint(path, told)
    return Saved(name.strip(), blueprint)


def as_toml(saved: Saved) -> str:
    """Return the text of a file that `read` reads back to an equal blueprint."""
    import tomlkit

    document = tomlkit.document()
    document.add(tomlkit.comment(_HEAD))
    document["name"] = saved.name
    values = saved.blueprint.model_dump(
        mode="json", exclude_none=True, exclude={"seed", "variants"}
    )
    slots = values.pop("slots")
    for key, value in values.items():
        document[key] = value
    tables = tomlkit.aot()
    for slot in slots:
        table = tomlkit.table()
        table.update(slot)
        tables.append(table)
    document["slots"] = tables
    return tomlkit.dumps(document)


def write_file(saved: Saved, path: Path) -> None:
    """Write a blueprint to hand on; what exists already is not replaced. Raises ExportFailed."""
    write(path, as_toml(saved))
