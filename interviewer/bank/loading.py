"""From YAML files to a `Bank`: every problem with its line, and no bad question costs another."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from interviewer.bank.cache import CachedFile, FileCache
from interviewer.bank.catalogue import Bank, Place
from interviewer.bank.nodes import Node, read_nodes
from interviewer.bank.problem import Problem, Severity
from interviewer.bank.schema_errors import explain
from interviewer.bank.shelf import Head, Shelf, head_of
from interviewer.domain.question import Question

MAX_BYTES = 4 * 1024 * 1024
"""Size of one question file."""
MAX_FILES = 500
"""Files read from one bank folder."""


@dataclass(slots=True)
class ParsedFile:
    """What one file holds; `problems` are (line, message, severity)."""

    questions: list[Question] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    problems: list[tuple[int, str, Severity]] = field(default_factory=list)

    def wrong(self, line: int, message: str, severity: Severity = "error") -> None:
        """Note a problem."""
        self.problems.append((line, message, severity))


def load_bank(
    shipped: Path,
    own: Sequence[Path] = (),
    cache: Path | None = None,
    prepared: Path | None = None,
) -> Bank:
    """Load the shipped bank and the user's own bank folders.

    A question of an own folder `mine` has the id `mine/ID`; with `replaces: ID` it stands in for a
    shipped one. `cache` is a folder for parsed files; one that cannot be read or written costs
    time and nothing else. `prepared` is one that came with the app. Never raises for what the
    files hold: see `Bank.problems`.
    """
    assembly = _Assembly(FileCache(cache, prepared))
    assembly.add_folder(shipped, "")
    for folder in own:
        assembly.add_folder(folder, _bank_name(folder))
    return assembly.bank()


def parse_question_file(path: Path) -> tuple[list[Question], list[Problem]]:
    """Read one file of questions, or of a single question, apart from any bank."""
    data, fault = _read(path)
    parsed = ParsedFile() if data is None else _parse(data, "")
    if fault is not None:
        parsed.wrong(*fault)
    return parsed.questions, [Problem(path, *problem) for problem in sorted(parsed.problems)]


def _bank_name(folder: Path) -> str:
    """Return the name under which an own folder's ids live: its own, in `a-z0-9_`."""
    return re.sub(r"[^a-z0-9]+", "_", folder.resolve().name.lower()).strip("_") or "own"


def _read(path: Path) -> tuple[bytes | None, tuple[int, str] | None]:
    """Read a file within the size limit; else say why not."""
    try:
        if not path.is_file():
            return None, (1, "this is not a file")
        if path.stat().st_size > MAX_BYTES:
            return None, (1, f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB")
        return path.read_bytes(), None
    except OSError as error:
        return None, (1, f"cannot be read: {error.strerror or error}")


def _parse(data: bytes, prefix: str) -> ParsedFile:
    """Turn the bytes of one file into questions whose ids live under `prefix`."""
    parsed = ParsedFile()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        parsed.wrong(line, f"not UTF-8 (byte 0x{data[error.start]:02x}); save the file as UTF-8")
        return parsed
    items, faults = read_nodes(text)
    for fault in faults:
        parsed.wrong(fault.line, fault.message)
    for item in items:
        _parse_item(item, prefix, parsed)
    parsed.problems.sort()
    return parsed


def _parse_item(item: Node, prefix: str, parsed: ParsedFile) -> None:
    if not isinstance(item.value, dict):
        parsed.wrong(item.line, "each item must be a question: `id: …` and its fields")
        return
    data = item.plain()
    if "#" in str(data.get("id")):
        parsed.wrong(item.line_of(("id",)), "`#` has no place in an id: it names a point")
        return
    replaces = data.pop("replaces", None)
    if replaces is not None and not prefix:
        parsed.wrong(item.line_of(("replaces",)), "only a bank of your own can replace a question")
    if prefix and isinstance(data.get("id"), str):
        name = data["id"].removeprefix(prefix + "/")
        data["id"] = f"{prefix}/{name}"
    try:
        question = Question.model_validate(data)
    except ValidationError as error:
        for line, message in explain(error, item):
            parsed.wrong(line, message)
        return
    if not item.sound or (replaces is not None and not prefix):
        return
    parsed.questions.append(question)
    parsed.heads.append(head_of(question, item.line, None if replaces is None else str(replaces)))


class _Assembly:
    """Puts files together into one bank."""

    def __init__(self, cache: FileCache) -> None:
        self.cache = cache
        self.questions = Shelf()
        self.places: dict[str, Place] = {}
        self.problems: list[Problem] = []
        self.replaced: dict[str, str] = {}
        self.wishes: list[tuple[str, str]] = []
        self.names: set[str] = set()
        self.fingerprint = hashlib.sha256()

    def add_folder(self, folder: Path, prefix: str) -> None:
        if prefix and prefix in self.names:
            self.wrong(folder, 1, f"another bank of yours is called `{prefix}` too; rename one")
            return
        self.names.add(prefix)
        for path in self.files(folder):
            data, fault = _read(path)
            if data is None:
                self.wrong(path, *(fault or (1, "cannot be read")))
            else:
                self.add_file(path, data, prefix)

    def files(self, folder: Path) -> list[Path]:
        try:
            found = sorted(
                path
                for path in folder.iterdir()
                if path.suffix in (".yaml", ".yml") and not path.name.startswith(".")
            )
        except OSError as error:
            self.wrong(folder, 1, f"the bank folder cannot be read: {error.strerror or error}")
            return []
        if len(found) > MAX_FILES:
            self.wrong(folder, 1, f"more than {MAX_FILES} question files; the rest is left out")
        return found[:MAX_FILES]

    def add_file(self, path: Path, data: bytes, prefix: str) -> None:
        digest = hashlib.sha256(data).hexdigest()
        self.fingerprint.update(f"{prefix}\0{path.stem}\0{digest}\n".encode())
        cached = self.cache.get(digest, prefix)
        if cached is not None:
            self.add_parsed(path, cached.problems, cached.heads, cached.questions)
            return
        parsed = _parse(data, prefix)
        self.add_parsed(path, parsed.problems, parsed.heads, parsed.questions)
        texts = [question.model_dump_json().encode() for question in parsed.questions]
        entry = CachedFile(heads=parsed.heads, problems=parsed.problems, questions=texts)
        self.cache.put(digest, prefix, entry)

    def add_parsed(
        self,
        path: Path,
        problems: Iterable[tuple[int, str, Severity]],
        heads: Iterable[Head],
        questions: Iterable[Question | bytes],
    ) -> None:
        for line, message, severity in problems:
            self.wrong(path, line, message, severity)
        for head, question in zip(heads, questions, strict=True):
            self.add_question(head, question, Place(path, head.line))

    def add_question(self, head: Head, question: Question | bytes, place: Place) -> None:
        if head.id in self.questions:
            first = self.places[head.id]
            where = f"{first.path.name}:{first.line}"
            self.wrong(place.path, place.line, f"`{head.id}` is taken already, at {where}")
            return
        self.questions.put(head, question)
        self.places[head.id] = place
        if head.replaces is not None:
            self.wishes.append((head.id, head.replaces))

    def wrong(self, path: Path, line: int, message: str, severity: Severity = "error") -> None:
        self.problems.append(Problem(path, line, message, severity))

    def bank(self) -> Bank:
        """Settle what depends on the whole, and hand the bank over."""
        own = [id_ for id_ in self.questions if "/" in id_]
        self.replace()
        self.resolve_related(own)
        self.cache.sweep()
        return Bank(
            questions=self.questions,
            places=self.places,
            problems=tuple(self.problems),
            replaced=self.replaced,
            version=self.fingerprint.hexdigest()[:16],
        )

    def replace(self) -> None:
        for own, shipped in self.wishes:
            place = self.places[own]
            if shipped in self.replaced:
                message = f"`{shipped}` is replaced by `{self.replaced[shipped]}` already"
                self.wrong(place.path, place.line, message)
            elif "/" in shipped or shipped not in self.questions:
                message = f"there is no shipped question `{shipped}` to replace"
                self.wrong(place.path, place.line, message)
            else:
                self.replaced[shipped] = own
                self.questions.remove(shipped)
                del self.places[shipped]

    def resolve_related(self, own: Iterable[str]) -> None:
        """Let a question of an own bank name its neighbours by their short ids."""
        for id_ in own:
            question = self.questions[id_]
            prefix = id_.split("/")[0] + "/"
            related = tuple(
                prefix + name if "/" not in name and prefix + name in self.questions else name
                for name in question.related
            )
            if related != question.related:
                changed = question.model_copy(update={"related": related})
                self.questions.put(self.questions.head(id_), changed)
