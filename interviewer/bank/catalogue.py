"""The bank in memory."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from interviewer.bank.nodes import Node, read_nodes
from interviewer.bank.problem import Problem
from interviewer.bank.shelf import Head, Shelf, head_of
from interviewer.domain.drill import drill, parts
from interviewer.domain.question import Level, Question, Role


class UnknownQuestion(LookupError):
    """The bank has no question of this id."""

    def __init__(self, question_id: str) -> None:
        super().__init__(f"there is no question `{question_id}` in the bank")
        self.question_id = question_id


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question begins."""

    path: Path
    line: int


@dataclass(frozen=True)
class Bank:
    """All questions that loaded, and every problem found on the way.

    Questions keep the order of their files; `version` changes when any file does.
    """

    questions: Mapping[str, Question]
    places: Mapping[str, Place] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    replaced: Mapping[str, str] = field(default_factory=dict)
    """Shipped ids that a question of the user's own stands in for, with the id of that one."""
    version: str = ""

    def __post_init__(self) -> None:
        """Close the mappings to changes."""
        if not isinstance(self.questions, Shelf):
            object.__setattr__(self, "questions", Shelf(self.questions.values()))
        for name in ("places", "replaced"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def __len__(self) -> int:
        """Return the number of questions."""
        return len(self.questions)

    def get(self, question_id: str) -> Question:
        """Return a question, or the one that replaces it, or the drill of one of its points.

        Raises UnknownQuestion.
        """
        whole, point_id = parts(question_id)
        try:
            question = self.questions[self.replaced.get(whole, whole)]
            return question if point_id is None else drill(question, point_id)
        except KeyError:
            raise UnknownQuestion(question_id) from None

    def holds(self, question_id: str) -> bool:
        """Whether `get` has something to return."""
        whole, point_id = parts(question_id)
        if point_id is None:
            return self.replaced.get(whole, whole) in self.questions
        try:
            self.get(question_id)
        except UnknownQuestion:
            return False
        return True

    def topics(self) -> tuple[str, ...]:
        """Return the topics that have questions, in alphabetical order."""
        return tuple(self._by_topic)

    def find(
        self, topic: str | None = None, level: Level | None = None, role: Role | None = None
    ) -> tuple[Question, ...]:
        """Return the questions of this topic, level and role, in the bank's order."""
        return tuple(self.questions[head.id] for head in self.heads(topic, level, role))

    def heads(
        self, topic: str | None = None, level: Level | None = None, role: Role | None = None
    ) -> tuple[Head, ...]:
        """Return the heads of the questions of this topic, level and role: cheap, for counting."""
        pool = self._all_heads if topic is None else self._by_topic.get(topic, ())
        return tuple(
            head
            for head in pool
            if (level is None or head.level is level) and (role is None or role in head.roles)
        )

    def only(self, question_ids: Collection[str]) -> "Bank":
        """Return the bank with nothing but these questions; ids that it does not have are none."""
        kept = {id_: self.questions[id_] for id_ in self.questions if id_ in question_ids}
        return replace(self, questions=kept)

    def line_of(self, question_id: str, *path: str | int) -> int:
        """Return the line where a question begins, or that of a part of it.

        `path` walks into the question, as in `line_of(id, "rubric", 0, "note", "zh")`; what does
        not stand in the file gives the line around it. Raises UnknownQuestion.
        """
        place = self.place(question_id)
        if not path:
            return place.line
        node = self._trees.get(place.path, {}).get(place.line)
        if node is None:
            tree = _tree(place.path)
            self._trees[place.path] = tree
            node = tree.get(place.line)
        return node.line_of(path) if node is not None else place.line

    def place(self, question_id: str) -> Place:
        """Return the file and line where a question begins; raises UnknownQuestion."""
        id_ = self.replaced.get(question_id, question_id)
        if id_ not in self.questions:
            raise UnknownQuestion(question_id)
        return self.places.get(id_, Place(Path("bank"), 1))

    @cached_property
    def _all_heads(self) -> tuple[Head, ...]:
        if isinstance(self.questions, Shelf):
            return self.questions.heads()
        return tuple(head_of(question) for question in self.questions.values())

    @cached_property
    def _by_topic(self) -> dict[str, tuple[Head, ...]]:
        topics: dict[str, list[Head]] = {}
        for head in self._all_heads:
            topics.setdefault(head.topic, []).append(head)
        return {topic: tuple(topics[topic]) for topic in sorted(topics)}

    @cached_property
    def _trees(self) -> dict[Path, dict[int, Node]]:
        return {}


def _tree(path: Path) -> dict[int, Node]:
    """Read a file again for the lines within its questions, which the cache does not keep."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return {}
    return {node.line: node for node in read_nodes(text)[0]}
