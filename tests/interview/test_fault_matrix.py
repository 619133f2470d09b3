"""Whatever a server does in whatever phase, an interview ends well, nothing lost or invented."""

from collections.abc import Iterator

import pytest

from tests.fakeserver.troubles import TROUBLES, Phase
from tests.interview.matrix import Matrix, matrix

QUICK = [
    ("503", Phase.FOLLOW_UP),
    ("obeys injections", Phase.CLOSE),
    ("100 MB", Phase.GRADE),
    ("unknown tool", Phase.HINT),
    ("refuses tools", Phase.CLARIFY),
    ("an error inside the stream", Phase.ASK),
]


@pytest.fixture(scope="module")
def made() -> Iterator[Matrix]:
    with matrix() as found:
        yield found


@pytest.mark.slow
@pytest.mark.parametrize(("trouble", "phase"), QUICK)
async def test_an_interview_goes_through_it(made: Matrix, trouble: str, phase: Phase) -> None:
    cell = await made.cell(trouble, phase)
    assert cell.wrong == ()


@pytest.mark.slow
@pytest.mark.parametrize("trouble", TROUBLES)
async def test_it_is_gone_through_in_every_phase(made: Matrix, trouble: str) -> None:
    cells = [await made.cell(trouble, phase) for phase in Phase]
    assert [cell.wrong for cell in cells] == [()] * len(Phase)
