"""A used-up limit: grading is asked about before its call, as speaking is; the answer is safe."""

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from interviewer.domain.transcript import Move, Status
from interviewer.interview.workplace import Workplace
from interviewer.models.usage import Usage
from interviewer.tui.screens.home import HomeScreen
from interviewer.tui.widgets.choice import Choice
from tests.interview.desk import PaidGrader
from tests.tui.conftest import MakeApp
from tests.tui.pilots import shown, until
from tests.tui.rooms import Clock, Voice, clock, voice
from tests.tui.test_practice_screen import ANSWER, in_round

__all__ = ["clock", "voice"]

Snap = Callable[..., bool]


@pytest.fixture
def paid(monkeypatch: pytest.MonkeyPatch) -> PaidGrader:
    """A model that grades, which has used the limit up with its first grade."""
    grader = PaidGrader(Usage(calls=1, tokens_in=400))
    whichever = Workplace.grader
    monkeypatch.setattr(
        Workplace,
        "grader",
        lambda place, name: grader if name == "fake" else whichever(place, name),
    )
    return grader


@pytest.mark.slow
async def test_marks_wait_for_a_choice_and_are_then_given_by_the_built_in_grader(
    make_app: MakeApp, voice: Voice, clock: Clock, paid: PaidGrader, place: Workplace
) -> None:
    app = make_app(grader="fake", limit_tokens=300)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_round(app, pilot)
        screen.editor.text = ANSWER
        await pilot.press("f5")
        await until(pilot, lambda: screen.marks.display)
        await pilot.press("space")
        await until(pilot, lambda: screen.interview.accepts_input)
        screen.editor.text = ANSWER
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        assert "Nothing is lost" in shown(app)
        stored = place.store.transcript(screen.interview.transcript.session.id)
        assert sum(turn.move is Move.ANSWER for turn in stored.turns) == 2
        assert not screen.marks.display
        await pilot.click("#choice-builtin")
        await until(pilot, lambda: screen.marks.display)
        assert len(paid.graded) == 1
        await until(pilot, lambda: "provisional" in shown(app))


async def test_pausing_there_leaves_the_session_to_be_gone_on_with(
    make_app: MakeApp, voice: Voice, clock: Clock, paid: PaidGrader, place: Workplace
) -> None:
    app = make_app(grader="fake", limit_tokens=300)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_round(app, pilot)
        screen.editor.text = ANSWER
        await pilot.press("f5")
        await until(pilot, lambda: screen.marks.display)
        await pilot.press("g")  # it has its grade: nothing to do
        await screen.interview.grade_again()
        await until(pilot, lambda: isinstance(app.screen, Choice))
        await pilot.click("#choice-pause")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert place.store.list()[0].status is Status.PAUSED
        assert len(paid.graded) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_looks_as_it_should(
    make_app: MakeApp,
    voice: Voice,
    clock: Clock,
    paid: PaidGrader,
    snap_compare: Snap,
    language: str,
) -> None:
    app = make_app(grader="fake", limit_tokens=300, language=language)

    async def ready(pilot: Pilot[int]) -> None:
        screen = await in_round(app, pilot)
        screen.editor.text = ANSWER
        await pilot.press("f5")
        await until(pilot, lambda: screen.marks.display)
        await pilot.press("space")
        await until(pilot, lambda: screen.interview.accepts_input)
        screen.editor.text = ANSWER
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        await pilot.pause(0.1)

    assert snap_compare(app, run_before=ready, terminal_size=(80, 24))
