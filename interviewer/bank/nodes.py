"""YAML text as a tree that remembers lines.

Every scalar is text, as written: `1911.02150` stays what it is and `no` is a word, because the
schema, not YAML, decides what is a number. Built from the parser's events and not by recursion, so
that a hostile file meets our limits before it meets the stack.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

MAX_DEPTH = 24
"""Levels of nesting; the schema needs eight."""
MAX_ALIASES = 256
MAX_NODES = 200_000
"""Values in one file, each alias counted with all that it stands for."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_SYNTAX = (
    ("cannot start any token", "a tab or reserved character begins a value; quote it"),
    ("control characters are not allowed", "a control character stands here"),
    ("special characters are not allowed", "a control character stands here"),
)


@dataclass(slots=True)
class Node:
    """One value: its line, and whether nothing below it is wrong."""

    line: int
    value: "str | list[Node] | dict[str, Node] | None"
    keys: dict[str, int] = field(default_factory=dict)
    """The line of each key, where the value is a mapping."""
    size: int = 1
    sound: bool = True

    def plain(self) -> Any:
        """Return the value as text, None, lists and dictionaries."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def line_of(self, path: tuple[str | int, ...]) -> int:
        """Return the line of what `path` names, or of the closest thing around it that exists.

        A key that stands there without the value wanted gives the key's own line.
        """
        node = self
        line = self.line
        for step in path:
            if isinstance(node.value, dict) and step in node.value:
                line = node.keys[str(step)]
                node = node.value[str(step)]
            elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.line
            else:
                break
        return line


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in the text itself."""

    line: int
    message: str


class _Fatal(Exception):
    """The rest of the text cannot be read."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(line, message)


@dataclass(slots=True)
class _Open:
    """A container whose end has not come yet."""

    node: Node
    faults_before: int
    anchor: str | None
    key: str | None = None
    key_line: int = 0
    key_expected: bool = True
    key_dropped: bool = False


class _Builder:
    """Builds one tree from parser events."""

    def __init__(self, faults: list[Fault], anchors: dict[str, Node | None], offset: int) -> None:
        self.faults = faults
        self.anchors = anchors
        self.offset = offset
        self.stack: list[_Open] = []
        self.root: Node | None = None
        self.aliases = 0

    def line(self, event: yaml.Event) -> int:
        return (event.start_mark.line if event.start_mark else 0) + 1 + self.offset

    def wrong(self, line: int, message: str) -> None:
        self.faults.append(Fault(line, message))

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self.scalar(event)
        elif isinstance(event, yaml.AliasEvent):
            self.alias(event)
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            self.open(event)
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            self.close()
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise _Fatal(self.line(event), "a second document begins; a file holds one list")

    def scalar(self, event: yaml.ScalarEvent) -> None:
        line = self.line(event)
        if event.tag not in (None, "!", "tag:yaml.org,2002:str"):
            self.wrong(line, f"tags such as {event.tag} are not used here")
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.node.value, dict) and top.key_expected:
            self.key(top, event.value, line)
            return
        plain = event.style is None or event.style == ""
        value = None if plain and event.value in _NULLS else event.value
        node = Node(line, value)
        if event.anchor:
            self.anchors[event.anchor] = node
        self.add(node)

    def key(self, top: _Open, key: str, line: int) -> None:
        top.key, top.key_line, top.key_expected = key, line, False
        top.key_dropped = False
        if key in top.node.keys:
            self.wrong(line, f"`{key}` stands here twice (first in line {top.node.keys[key]})")
            top.key_dropped = True

    def alias(self, event: yaml.AliasEvent) -> None:
        line = self.line(event)
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise _Fatal(line, f"more than {MAX_ALIASES} aliases")
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.node.value, dict) and top.key_expected:
            self.wrong(line, "an alias cannot be a key")
            self.key(top, f"*{event.anchor}", line)
            return
        name = event.anchor or ""
        target = self.anchors.get(name)
        if target is None:
            why = "stands for itself" if name in self.anchors else "is not defined above"
            self.wrong(line, f"alias *{name} {why}")
            target = Node(line, None, sound=False)
        # The same tree under another line: a problem in it is shown where it is used.
        self.add(Node(line, target.value, target.keys, target.size, target.sound))

    def open(self, event: yaml.SequenceStartEvent | yaml.MappingStartEvent) -> None:
        line = self.line(event)
        if len(self.stack) >= MAX_DEPTH:
            raise _Fatal(line, f"nested deeper than {MAX_DEPTH} levels")
        before = len(self.faults)
        if event.tag not in (None, "!"):
            self.wrong(line, f"tags such as {event.tag} are not used here")
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.node.value, dict) and top.key_expected:
            raise _Fatal(line, "a key must be a word")
        if event.anchor:
            self.anchors[event.anchor] = None
        is_list = isinstance(event, yaml.SequenceStartEvent)
        node = Node(line, [] if is_list else {})
        self.stack.append(_Open(node, before, event.anchor))

    def close(self) -> None:
        done = self.stack.pop()
        done.node.sound = done.node.sound and len(self.faults) == done.faults_before
        if done.anchor:
            self.anchors[done.anchor] = done.node
        self.add(done.node)

    def add(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        top.node.size += node.size
        if top.node.size > MAX_NODES:
            raise _Fatal(node.line, f"more than {MAX_NODES} values in one file")
        top.node.sound = top.node.sound and node.sound
        if isinstance(top.node.value, list):
            top.node.value.append(node)
        elif isinstance(top.node.value, dict):
            key, top.key_expected = top.key or "", True
            if not top.key_dropped:
                top.node.value[key] = node
                top.node.keys[key] = top.key_line


def read_nodes(text: str) -> tuple[list[Node], list[Fault]]:
    """Read the items of the list that `text` is, and everything wrong in it.

    A mapping counts as a list of one. Where the YAML itself is broken, each top-level item is read
    by itself, so that one broken item costs no other. Never raises.
    """
    faults: list[Fault] = []
    try:
        root = _build(text, faults, {}, 0)
    except _Fatal as fatal:
        return _read_one_by_one(text, fatal.fault)
    if root is None or root.value is None:
        return [], [*faults, Fault(1, "the file holds no questions")]
    if isinstance(root.value, dict):
        return [root], faults
    if isinstance(root.value, list):
        if not root.value:
            faults.append(Fault(root.line, "the file holds no questions"))
        return root.value, faults
    return [], [*faults, Fault(root.line, "the file must be a list of questions")]


def _build(
    text: str, faults: list[Fault], anchors: dict[str, Node | None], offset: int
) -> Node | None:
    builder = _Builder(faults, anchors, offset)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.YAMLError as error:
        raise _Fatal(*_explain(error, text, offset)) from error
    return builder.root


def _explain(error: yaml.YAMLError, text: str, offset: int) -> tuple[int, str]:
    """Return the line and the meaning of a syntax error."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        number = int(mark.line)
    else:
        position = getattr(error, "position", 0)
        number = text.encode()[:position].count(b"\n") if isinstance(position, int) else 0
    words = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML")
    context = getattr(error, "context", None)
    lines = text.split("\n")
    number = min(number, len(lines) - 1)
    indentation = lines[number][: len(lines[number]) - len(lines[number].lstrip())]
    if "\t" in indentation:
        return number + 1 + offset, "the line is indented with a tab; use spaces"
    for phrase, meaning in _SYNTAX:
        if phrase in words:
            return number + 1 + offset, f"{meaning} ({words})"
    return number + 1 + offset, f"not YAML: {words}" + (f" ({context})" if context else "")


def _read_one_by_one(text: str, first: Fault) -> tuple[list[Node], list[Fault]]:
    """Read each top-level item by itself; `first` is what stopped the reading of the whole."""
    items: list[Node] = []
    faults: list[Fault] = []
    anchors: dict[str, Node | None] = {}
    for offset, chunk in _chunks(text):
        try:
            root = _build(chunk, faults, anchors, offset)
        except _Fatal as fatal:
            faults.append(fatal.fault)
            continue
        if root is not None and isinstance(root.value, list):
            items.extend(root.value)
    return items, faults or [first]


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    """Yield each top-level list item of `text` with the number of lines before it."""
    lines = text.split("\n")
    first = next((line for line in lines if re.match(r" *-(\s|$)", line)), None)
    if first is None:
        return
    dash = re.compile(" " * (len(first) - len(first.lstrip(" "))) + r"-(\s|$)")
    starts = [number for number, line in enumerate(lines) if dash.match(line)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield start, "\n".join(lines[start:end]) + "\n"
