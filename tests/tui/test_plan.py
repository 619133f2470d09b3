"""What a mock will ask for is laid out so that its topics can be read."""

import pytest

from interviewer.domain.blueprint import Blueprint, Slot
from interviewer.domain.question import Level
from interviewer.tui.widgets.plan import slot_rows

PLAN = Blueprint(
    minutes=30,
    slots=(
        Slot(topic="rag-retrieval", level=Level.JUNIOR, minutes=4),
        Slot(topic="training-optimization", level=Level.MID, minutes=5),
    ),
)


@pytest.mark.parametrize(
    ("width", "second"),
    [
        (46, " 2  Training and optimisation      mid · 5 min"),
        (36, " 2  Training and optimisation    mid"),
        (24, " 2  Training and o…  mid"),
    ],
)
def test_minutes_go_before_a_topic_is_cut(width: int, second: str) -> None:
    assert [row.plain for row in slot_rows(PLAN.slots, width)][1] == second
