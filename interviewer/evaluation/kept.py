"""Reports that are kept: the newest of each grader and labelled set, one JSON file each.

Beside them stands the report that ships with the app: of the built-in grader, on the project's own
labelled answers. What is read here was written by another version or another hand: it is checked,
and a file that is no report is left out with a reason.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from interviewer.bank.cache import write_atomically
from interviewer.storage.documents import dumps

SHIPPED = Path(__file__).with_name("builtin.json")
"""The built-in grader's report, written by `make figures`."""
MOST_FILES = 200
"""Files that are read, the newest of them."""
MOST_BYTES = 1_000_000
"""Of one file; a report takes a few thousand."""
_NAME_CHARACTERS = 40

Name = Annotated[str, Field(min_length=1, max_length=1_000)]
Count = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]


class NotKept(OSError):
    """A report could not be written."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class KeptInterval(_Part):
    """A figure and the interval it lies in; None is what could not be told."""

    value: float | None
    low: float | None = None
    high: float | None = None


class KeptReliance(_Part):
    """How many verdicts there were, and the share of them that people bear out."""

    verdicts: Count
    agreed: Share | None


class KeptReliability(_Part):
    """Verdicts that the grader marked as uncertain, and the others."""

    certain: KeptReliance
    uncertain: KeptReliance


class KeptPoints(_Part):
    """Agreement on rubric points."""

    credit_f1: float | None
    false_credit: float | None
    intervals: Mapping[str, KeptInterval] = {}
    reliability: KeptReliability | None = None

    def interval(self, name: str) -> KeptInterval:
        """Return `credit_f1` or `false_credit`; reports of early versions have no bounds."""
        bare = self.credit_f1 if name == "credit_f1" else self.false_credit
        return self.intervals.get(name) or KeptInterval(value=bare)


class KeptReport(_Part):
    """What is shown of a report; `evaluate --json` says the rest."""

    labelled_set: Name = Field(alias="set")
    grader: Name
    at: AwareDatetime
    rows: Count
    questions: Count
    agreement: Mapping[str, KeptInterval]
    points: KeptPoints | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """The reports there are, the newest first, and why others could not be read."""

    reports: tuple[KeptReport, ...]
    shipped: KeptReport | None
    """One of the reports: that which came with the app."""
    problems: tuple[str, ...]


def keep(folder: Path, document: Mapping[str, Any]) -> Path:
    """Write a report in the place of an older one of the same grader and set. Raises NotKept."""
    path = folder / _file_name(str(document["grader"]), str(document["set"]))
    if not write_atomically(path, (dumps(document) + "\n").encode()):
        raise NotKept(f"{path} cannot be written")
    return path


def _file_name(grader: str, labelled_set: str) -> str:
    """Return a name that says what is in the file, whatever characters the two names hold."""
    plain = re.sub(r"[^a-z0-9]+", "-", f"{grader} {labelled_set}".lower()).strip("-")
    exact = hashlib.sha256(f"{grader}\0{labelled_set}".encode(errors="replace")).hexdigest()
    return f"{plain[:_NAME_CHARACTERS] or 'report'}-{exact[:12]}.json"


def read_kept(folder: Path, shipped: Path | None = None) -> Kept:
    """Read the reports in a folder and the shipped one, be it another file. Never fails."""
    found: list[KeptReport] = []
    problems: list[str] = []
    for path in _newest(folder, problems):
        _read(path, found, problems)
    own: list[KeptReport] = []
    _read(shipped or SHIPPED, own, problems)
    reports = sorted([*found, *own], key=lambda report: report.at, reverse=True)
    return Kept(tuple(reports), own[0] if own else None, tuple(problems))


def _newest(folder: Path, problems: list[str]) -> list[Path]:
    try:
        dated = [(path.stat().st_mtime, path) for path in folder.iterdir() if _is_report(path)]
    except FileNotFoundError:
        return []
    except OSError as error:
        problems.append(f"{folder}: {error.strerror or error}")
        return []
    return [path for _, path in sorted(dated, reverse=True)[:MOST_FILES]]


def _is_report(path: Path) -> bool:
    return path.suffix == ".json" and path.is_file()


def _read(path: Path, found: list[KeptReport], problems: list[str]) -> None:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            problems.append(f"{path.name}: longer than {MOST_BYTES} bytes")
            return
        found.append(KeptReport.model_validate_json(data))
    except OSError as error:
        problems.append(f"{path.name}: {error.strerror or error}")
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        problems.append(": ".join(part for part in (path.name, field, first["msg"]) if part))
