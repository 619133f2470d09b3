"""Questions that are read when they are wanted."""

from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel, ConfigDict

from interviewer.domain.question import Level, Question, Role


class Head(BaseModel):
    """What must be known of every question at once: enough to count, filter and plan."""

    model_config = ConfigDict(frozen=True)

    id: str
    topic: str
    level: Level
    roles: tuple[Role, ...]
    minutes: float
    line: int = 1
    """Where it begins in its file."""
    replaces: str | None = None
    """The shipped question that it stands in for."""


class Shelf(Mapping[str, Question]):
    """Questions by id, in order; one put there as JSON becomes a Question when first taken.

    The JSON must come from a question that was valid: taking it raises ValidationError otherwise.
    """

    def __init__(self, questions: Iterable[Question] = ()) -> None:
        self._items: dict[str, Question | bytes] = {}
        self._heads: dict[str, Head] = {}
        for question in questions:
            self.put(head_of(question), question)

    def put(self, head: Head, question: Question | bytes) -> None:
        """Put a question, or its JSON, on the shelf."""
        self._items[head.id] = question
        self._heads[head.id] = head

    def remove(self, question_id: str) -> None:
        """Take a question off the shelf; KeyError if it is not there."""
        del self._items[question_id]
        del self._heads[question_id]

    def __getitem__(self, question_id: str) -> Question:
        item = self._items[question_id]
        if isinstance(item, bytes):
            item = Question.model_validate_json(item)
            self._items[question_id] = item
        return item

    def __contains__(self, question_id: object) -> bool:
        return question_id in self._items

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._items))

    def __len__(self) -> int:
        return len(self._items)

    def head(self, question_id: str) -> Head:
        """Return the head of a question; KeyError if it is not there."""
        return self._heads[question_id]

    def heads(self) -> tuple[Head, ...]:
        """Return all heads, in order."""
        return tuple(self._heads.values())


def head_of(question: Question, line: int = 1, replaces: str | None = None) -> Head:
    """Return what must be known of a question at once."""
    return Head(
        id=question.id,
        topic=question.topic,
        level=question.level,
        roles=question.roles,
        minutes=question.minutes,
        line=line,
        replaces=replaces,
    )
