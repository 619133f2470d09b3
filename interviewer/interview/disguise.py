"""When a question that comes back in practice is asked in disguise."""

from collections.abc import Callable, Sequence

from interviewer.domain.blueprint import Blueprint
from interviewer.domain.question import Question


def disguised(
    questions: Sequence[Question], plan: Blueprint, times_answered: Callable[[str], int]
) -> Sequence[Question]:
    """Return questions as they are to be asked: one answered before, in another wording each time.

    Its prompt and its variants take turns. Where the plan wants no disguise, or a question has
    none, it is asked as the bank has it. `times_answered` is asked in the thread that calls.
    """
    if not plan.variants:
        return questions
    return [each.reworded(times_answered(each.id)) if each.variants else each for each in questions]
