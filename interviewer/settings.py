"""Where the app keeps its files, and what the user prefers.

Only the standard library and platformdirs are imported here: the first screen waits for this
module. tomlkit, which keeps the user's comments, is loaded when preferences are saved.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import platformdirs

HOME_VARIABLE = "INTERVIEWER_HOME"
"""Names one folder that holds everything: data, config and cache."""

BUILTIN = "builtin"

_SECRET_NAMES = frozenset({"api_key", "key", "secret", "password", "token"})


class FolderUnavailable(Exception):
    """A folder of the app cannot be made or written; the message is one line for the user."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"The folder {path} cannot be used: {reason}.")
        self.path = path
        self.reason = reason


def _usable(folder: Path) -> Path:
    """Make `folder`, readable by its owner alone; raises FolderUnavailable."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError:
        raise FolderUnavailable(folder, "a file of that name is in the way") from None
    except OSError as error:
        raise FolderUnavailable(folder, error.strerror or str(error)) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise FolderUnavailable(folder, "it is not writable")
    return folder


@dataclass(frozen=True, slots=True)
class Paths:
    """The app's folders. Asking for a place makes the folder it is in (FolderUnavailable)."""

    data: Path
    """Sessions, logs, own questions: what nobody can make again."""
    config: Path
    """Preferences."""
    cache: Path
    """What can be made again: the search index, the parsed bank."""

    @property
    def database(self) -> Path:
        """The SQLite file with every session."""
        return _usable(self.data) / "interviewer.db"

    @property
    def lock(self) -> Path:
        """The file whose lock says that an interview is running."""
        return _usable(self.data) / "interview.lock"

    @property
    def mistakes(self) -> Path:
        """The file of the notes on mistakes in questions."""
        return _usable(self.data) / "mistakes.jsonl"

    @property
    def habits(self) -> Path:
        """The file of what the connections' servers refuse; deleting it loses nothing."""
        return _usable(self.data) / "servers.json"

    @property
    def logs(self) -> Path:
        """The folder of log files."""
        return _usable(self.data / "logs")

    @property
    def evaluations(self) -> Path:
        """The folder of the reports on graders that `evaluate` keeps."""
        return _usable(self.data / "evaluations")

    @property
    def blueprints(self) -> Path:
        """The folder of the blueprints that were saved."""
        return _usable(self.data / "blueprints")

    @property
    def own_banks(self) -> Path:
        """The folder whose subfolders are the user's own banks: `mine/` holds `mine/ID`."""
        return _usable(self.data / "banks")

    @property
    def index(self) -> Path:
        """The folder of the search index; deleting it loses nothing."""
        return _usable(self.cache) / "index"

    @property
    def preferences(self) -> Path:
        """The file that holds the preferences; its folder is made when they are saved."""
        return self.config / "preferences.toml"


def paths() -> Paths:
    """Return the app's folders: under `INTERVIEWER_HOME` if set, else where the platform says."""
    if home := os.environ.get(HOME_VARIABLE):
        root = Path(home).expanduser().absolute()
        return Paths(data=root / "data", config=root / "config", cache=root / "cache")
    return Paths(
        data=platformdirs.user_data_path("interviewer", appauthor=False),
        config=platformdirs.user_config_path("interviewer", appauthor=False),
        cache=platformdirs.user_cache_path("interviewer", appauthor=False),
    )


@dataclass(slots=True)
class Preferences:
    """What the user chose in Settings. Every field has a default that works offline."""

    language: str | None = None
    """Of the interface, "zh" or "en"; None follows the system's locale."""
    interview_language: str | None = None
    """That new interviews start in; None means that of the interface."""
    theme: str = "dark"
    """"dark", "light", or the name of any theme of the front end."""
    persona: str = "neutral"
    """How the interviewer behaves: "friendly", "neutral" or "tough"."""
    connection: str = BUILTIN
    """The connection whose model interviews."""
    grader: str = BUILTIN
    """The connection whose model grades."""
    embedding: str = BUILTIN
    """The connection that embeds the bank for search."""
    second_opinion: bool = False
    """Whether a model that grades is asked twice about borderline points."""
    limit_cost: float = 0.0
    """What one interview's model calls may cost, in the money of the prices; 0 is no limit."""
    limit_tokens: int = 0
    """How many tokens one interview's model calls may read and write; 0 is no limit."""
    own_banks: list[str] = field(default_factory=list)
    """Further bank folders, beside those in `Paths.own_banks`."""
    keymap: dict[str, str] = field(default_factory=dict)
    """Keys the user changed: name of the binding -> keys."""
    connections: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Connections by name, as plain values; `interviewer.models.connection` gives them meaning.
    Keys stay out: they live in the environment or the system keyring."""
    welcomed: bool = False
    """Whether the first run's greeting was shown."""
    problems: tuple[str, ...] = field(default=(), compare=False, metadata={"stored": False})
    """What in the file could not be used, a line each; the default stands in for it."""


_CHOICES: Mapping[str, tuple[str, ...]] = {
    "language": ("zh", "en"),
    "interview_language": ("zh", "en"),
    "persona": ("friendly", "neutral", "tough"),
}


def _complaint(name: str, value: object) -> str | None:
    """Say what `name` should have been, or None if `value` will do."""
    if name in _CHOICES:
        wanted = _CHOICES[name]
        return None if value in wanted else "must be " + " or ".join(f"“{c}”" for c in wanted)
    match name:
        case "own_banks":
            fits = isinstance(value, list) and all(isinstance(item, str) for item in value)
            return None if fits else "must be a list of folders"
        case "keymap":
            fits = isinstance(value, dict) and all(isinstance(k, str) for k in value.values())
            return None if fits else "must be a table of keys"
        case "connections":
            fits = isinstance(value, dict) and all(isinstance(c, dict) for c in value.values())
            return None if fits else "must be a table of connections"
        case "limit_cost" | "limit_tokens":
            kinds = (int,) if name == "limit_tokens" else (int, float)
            fits = isinstance(value, kinds) and not isinstance(value, bool) and value >= 0
            return None if fits else "must be a number, 0 or more"
        case "welcomed" | "second_opinion":
            return None if isinstance(value, bool) else "must be true or false"
        case _:
            return None if isinstance(value, str) and value else "must be a text"


def _stored_names() -> list[str]:
    return [item.name for item in fields(Preferences) if item.metadata.get("stored", True)]


def load_preferences(where: Paths | None = None) -> Preferences:
    """Read the preferences. Never fails: what is unusable is left out and named in `problems`."""
    path = (where or paths()).preferences
    try:
        with path.open("rb") as file:
            table = tomllib.load(file)
    except FileNotFoundError:
        return Preferences()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return Preferences(problems=(f"{path}: {error}",))
    except OSError as error:
        return Preferences(problems=(f"{path}: {error.strerror or error}",))
    values: dict[str, Any] = {}
    problems: list[str] = []
    for name in _stored_names():
        if name in table:
            if complaint := _complaint(name, table[name]):
                problems.append(f"{path}: {name} {complaint}")
            else:
                values[name] = table[name]
    return Preferences(**values, problems=tuple(problems))


def save_preferences(preferences: Preferences, where: Paths | None = None) -> None:
    """Write the preferences in one step, keeping comments and whatever else is in the file.

    A file that is no TOML is set aside as `preferences.toml.broken`. Raises FolderUnavailable
    when the file cannot be written, and ValueError for a value that does not belong there, such
    as a secret in a connection.
    """
    _check(preferences)
    path = (where or paths()).preferences
    _usable(path.parent)
    # A link to a file elsewhere (dotfiles) stays a link: what it points to is replaced.
    target = path.resolve()
    try:
        _replace(target, _merged(target, preferences))
    except OSError as error:
        raise FolderUnavailable(path.parent, error.strerror or str(error)) from error


def _check(preferences: Preferences) -> None:
    for name in _stored_names():
        value = getattr(preferences, name)
        if value is not None and (complaint := _complaint(name, value)):
            raise ValueError(f"{name} {complaint}")
    for name, connection in preferences.connections.items():
        if secrets := _SECRET_NAMES & {key.lower() for key in connection}:
            raise ValueError(
                f"connection {name}: {min(secrets)} is a secret and never goes into a file"
            )


def _merged(target: Path, preferences: Preferences) -> str:
    """Return the file's new text: its old one with the preferences put in."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    document = tomlkit.document()
    if target.exists():
        try:
            document = tomlkit.parse(target.read_text(encoding="utf-8"))
        except (TOMLKitError, UnicodeDecodeError):
            target.replace(target.with_name(target.name + ".broken"))
    defaults = Preferences()
    for name in _stored_names():
        value = getattr(preferences, name)
        if value == getattr(defaults, name):
            document.pop(name, None)
        elif name not in document or document[name] != value:
            document[name] = value
    return tomlkit.dumps(document)


def _replace(target: Path, text: str) -> None:
    """Put `text` in the place of `target`, so that a crash leaves the old file or the new one."""
    written: Path | None = None
    try:
        with NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=target.parent, prefix=".", delete=False
        ) as file:
            written = Path(file.name)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        written.replace(target)
    finally:
        if written is not None:
            written.unlink(missing_ok=True)
