"""The plan of a mock interview."""

from typing import Annotated

from pydantic import Field

from interviewer.domain.language import Frozen
from interviewer.domain.question import Level, Minutes, QuestionId, Role, Slug


class Slot(Frozen):
    """A place for one question."""

    topic: Slug
    level: Level
    minutes: Minutes
    wanted: Level | None = None
    """The level that was asked for, where the bank could only fill a neighbouring one."""
    question_id: QuestionId | None = None
    """A certain question, where the slot is not for any that fits."""


class Blueprint(Frozen):
    """Slots for one sitting. `minutes` None means that no clock runs (practice)."""

    role: Role | None = None
    level: Level | None = None
    topics: tuple[Slug, ...] = ()
    minutes: Annotated[float, Field(gt=0, le=480)] | None = None
    slots: tuple[Slot, ...] = ()
    seed: int = 0
    variants: bool = False
    """Whether a question that was answered before is asked in disguise, where it has variants."""
