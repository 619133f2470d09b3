"""A question with its own rubric: what an answer is marked against."""

import hashlib
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self

from pydantic import AliasChoices, BeforeValidator, Field, StringConstraints, model_validator

from interviewer.domain.language import Frozen, NonEmpty, Phrases, Text

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
QuestionId = Annotated[
    str,
    StringConstraints(
        pattern=r"^([a-z0-9_]+/)?[a-z0-9]+(-[a-z0-9]+)*(#[a-z0-9]+(-[a-z0-9]+)*)?$", max_length=200
    ),
]
"""What stands behind `#` names a point: see `interviewer.domain.drill`."""
Minutes = Annotated[float, Field(gt=0, le=60)]


class Level(StrEnum):
    """How experienced a candidate the question is meant for, in rising order."""

    JUNIOR = "junior"
    MID = "mid"
    SENIOR = "senior"

    @property
    def rank(self) -> int:
        """0 for junior, 2 for senior."""
        return list(Level).index(self)


class Role(StrEnum):
    """The kind of engineer that is interviewed."""

    ALGORITHM = "algorithm"
    APPLICATION = "application"
    INFRASTRUCTURE = "infrastructure"


class Source(Frozen):
    """Where a claim can be checked, and when somebody last did."""

    title: NonEmpty
    arxiv: Annotated[str, StringConstraints(pattern=r"^\d{4}\.\d{4,5}$")] | None = None
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = None
    version: NonEmpty | None = None
    """The version of the software or paper, where the claim holds for that version only."""
    checked: date

    @property
    def link(self) -> str | None:
        """An address to open, if one is known."""
        return self.url or (f"https://arxiv.org/abs/{self.arxiv}" if self.arxiv else None)


def _listed(given: object) -> object:
    """Let a single source stand without a list around it."""
    return [given] if isinstance(given, Mapping | Source) else given


_Several = Annotated[tuple[Source, ...], Field(min_length=1, max_length=4)]
Sources = Annotated[
    _Several,
    BeforeValidator(_listed, json_schema_input_type=Source | _Several),
    Field(validation_alias=AliasChoices("source", "sources")),
]
"""What carries a claim: `source:` in a file, one or several that carry a part each."""


CueGroup = Annotated[tuple[NonEmpty, ...], Field(min_length=1, max_length=6)]
"""Terms that must all occur near each other. A term is a literal; `a|b` are alternatives, a final
`*` matches any ending, a leading `!` forbids the term, numbers (with units) compare as values."""


class RubricPoint(Frozen):
    """One atomic claim that a good answer makes."""

    id: Slug
    must: bool
    weight: Annotated[float, Field(gt=0, le=10)]
    note: Text
    follow_up: Text
    cues: tuple[CueGroup, ...] = ()
    code_cues: tuple[CueGroup, ...] = ()
    paraphrases: Phrases
    near_misses: Phrases = Phrases()
    sources: Sources


class Misconception(Frozen):
    """A wrong claim that people make, the points it contradicts, and what is right."""

    id: Slug
    claim: Text
    contradicts: Annotated[tuple[Slug, ...], Field(min_length=1)]
    cues: tuple[CueGroup, ...] = ()
    paraphrases: Phrases = Phrases()
    correction: Text
    sources: Sources


class Code(Frozen):
    """The reference solution of a hand-coding question and the tests that prove it."""

    language: NonEmpty = "python"
    solution: NonEmpty
    tests: NonEmpty


class Question(Frozen):
    """A question of the bank, complete: everything a mock, a grade and a review need."""

    id: QuestionId
    topic: Slug
    level: Level
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    minutes: Minutes
    tags: tuple[NonEmpty, ...] = ()
    prompt: Text
    asked_as: Phrases = Phrases()
    """How people ask for the same in other words: what search reads beside the prompt."""
    variants: Annotated[tuple[Text, ...], Field(max_length=4)] = ()
    """The same question in disguise (another setting, a symptom, a colleague's wrong plan), for
    whoever knows the prompt by heart; answered by the same rubric."""
    rubric: Annotated[tuple[RubricPoint, ...], Field(min_length=1, max_length=12)]
    misconceptions: tuple[Misconception, ...] = ()
    hints: Annotated[tuple[Text, ...], Field(max_length=4)] = ()
    model_answer: Text
    code: Code | None = None
    related: tuple[QuestionId, ...] = ()

    @model_validator(mode="after")
    def _rubric_holds_together(self) -> Self:
        ids = [point.id for point in self.rubric]
        if len(set(ids)) != len(ids):
            raise ValueError("two rubric points have the same id")
        if not any(point.must for point in self.rubric):
            raise ValueError("at least one rubric point must be a must point")
        names = [misconception.id for misconception in self.misconceptions]
        if len(set(names)) != len(names):
            raise ValueError("two misconceptions have the same id")
        for misconception in self.misconceptions:
            if unknown := set(misconception.contradicts) - set(ids):
                raise ValueError(
                    f"misconception {misconception.id} contradicts unknown points: "
                    + ", ".join(sorted(unknown))
                )
        return self

    def point(self, point_id: str) -> RubricPoint:
        """Return the rubric point `point_id`; KeyError if the question has none of that name."""
        for point in self.rubric:
            if point.id == point_id:
                return point
        raise KeyError(point_id)

    def reworded(self, turns: int) -> Self:
        """Return the question asked in its variant `turns` further on; after the last, the first.

        Prompt and variants change places in a round, so that none is lost.
        """
        ways = (self.prompt, *self.variants)
        start = turns % len(ways)
        prompt, *others = ways[start:] + ways[:start]
        return self.model_copy(update={"prompt": prompt, "variants": tuple(others)})

    def as_spoken(self, words: str) -> Self:
        """Return the question in the wording that `words` end with, or as it is if with none."""
        said = words.rstrip()
        for turns, way in enumerate((self.prompt, *self.variants)):
            if said.endswith((way.zh, way.en)):
                return self.reworded(turns)
        return self

    @cached_property
    def rubric_version(self) -> str:
        """A short fingerprint of all that decides a grade; it changes when the rubric does."""
        graded = self.model_dump_json(include={"rubric", "misconceptions"})
        return hashlib.sha256(graded.encode()).hexdigest()[:12]
