"""Two grades of one question side by side: what one of them gives that the other does not."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from interviewer.domain.grade import Grade, PointVerdict
from interviewer.grading.scoring import value


class Change(StrEnum):
    """How a point stands in the second grade beside the first."""

    GAINED = "gained"
    LOST = "lost"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class PointChange:
    """One point in both grades; None where a grade does not know it: the rubric has changed."""

    id: str
    before: PointVerdict | None
    after: PointVerdict | None

    @property
    def change(self) -> Change:
        """Whether it is worth more, less, or as much: help that was needed counts."""
        difference = _worth(self.after) - _worth(self.before)
        if difference == 0:
            return Change.SAME
        return Change.GAINED if difference > 0 else Change.LOST


def compare(before: Grade, after: Grade) -> tuple[PointChange, ...]:
    """Set two grades of a question side by side, in the order of the second one's rubric."""
    old = {point.id: point for point in before.points}
    new = {point.id: point for point in after.points}
    return tuple(
        PointChange(id_, old.get(id_), new.get(id_)) for id_ in dict.fromkeys([*new, *old])
    )


def totals(changes: tuple[PointChange, ...]) -> dict[Change, int]:
    """Count the changes of each kind."""
    found = Counter(change.change for change in changes)
    return {kind: found[kind] for kind in Change}


def _worth(point: PointVerdict | None) -> float:
    return 0.0 if point is None or point.verdict is None else value(point)
