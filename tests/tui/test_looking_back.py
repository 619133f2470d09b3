"""A session looked back at: replayed, its grades compared, what was missed practised again."""

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from interviewer.domain.language import Language
from interviewer.domain.transcript import Kind, Move, Status
from interviewer.interview.workplace import Workplace
from interviewer.tui.app import InterviewerApp
from interviewer.tui.screens.comparison import ComparisonScreen
from interviewer.tui.screens.practice import PracticeScreen
from interviewer.tui.screens.replay import ReplayScreen
from interviewer.tui.screens.transcript import TranscriptScreen
from interviewer.tui.second_look import ungraded
from interviewer.tui.widgets.graded_question import GradedQuestion
from interviewer.tui.widgets.marked_section import MarkedSection
from interviewer.tui.widgets.prose import Prose
from tests.interview.samples import Talk
from tests.interview.samples import question as asked
from tests.interview.samples import session as sitting
from tests.storage.samples import HOSTILE, grade, interview, question
from tests.tui.conftest import MakeApp
from tests.tui.pilots import shown, until
from tests.tui.test_report_screen import in_report, two_questions

Snap = Callable[..., bool]


def twice(place: Workplace, language: Language = Language.EN) -> None:
    """Store two attempts at a question, the second graded better in one point."""
    interview(place.store, language=language)
    _, transcript = interview(place.store, "0b", kind=Kind.PRACTICE, language=language)
    given = transcript.grades[-1]
    met = given.points[0]
    better = [given.points[1].model_copy(update={"verdict": met.verdict}), given.points[2]]
    place.store.add_grade(
        "0b",
        given.model_copy(
            update={"points": (met, *better), "score": 0.8, "band": 4, "grader": "office"}
        ),
    )


async def in_comparison(app: InterviewerApp, pilot: Pilot[int]) -> ComparisonScreen:
    app.show_transcript("0b")
    await until(pilot, lambda: app.screen.query(MarkedSection))
    await until(pilot, lambda: all(worker.is_finished for worker in app.workers))
    await pilot.press("h")
    await until(pilot, lambda: isinstance(app.screen, ComparisonScreen))
    await until(pilot, lambda: "→" in shown(app) or "yet" in shown(app))
    screen = app.screen
    assert isinstance(screen, ComparisonScreen)
    return screen


async def test_two_graders_then_two_attempts_side_by_side(
    make_app: MakeApp, place: Workplace
) -> None:
    twice(place)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await in_comparison(app, pilot)
        assert "50 → 80" in shown(app)
        assert "1 gained, 0 lost, 2 the same" in shown(app)
        assert "office" in shown(app)
        await pilot.press("s")
        await until(pilot, lambda: "0 gained, 1 lost, 2 the same" in shown(app))
        await pilot.press("s", "left")  # the first attempt beside the last grade
        await until(pilot, lambda: "Mock interview" in shown(app))
        assert "1 gained" in shown(app)
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.screen, TranscriptScreen))


async def test_one_grade_alone_says_how_another_comes(make_app: MakeApp, place: Workplace) -> None:
    interview(place.store, "0b")
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await in_comparison(app, pilot)
        assert "one grade so far" in shown(app)


async def test_what_was_missed_is_practised(make_app: MakeApp, place: Workplace) -> None:
    two_questions(place.store)
    item = question("kv-cache-size")
    place.store.add_grade("0abc", grade(question_id="paging", score=1.0).model_copy(
        update={"points": ()}
    ))  # fmt: skip
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_report(app, pilot)
        assert screen.transcript is not None
        # The bank of the tests has another question of this kind; the one asked is not in it.
        renamed = screen.transcript.model_copy(
            update={
                "asked": tuple(
                    a.model_copy(update={"question": item}) if a.question.id == "kv-cache" else a
                    for a in screen.transcript.asked
                ),
                "grades": tuple(
                    g.model_copy(update={"question_id": item.id})
                    if g.question_id == "kv-cache"
                    else g
                    for g in screen.transcript.grades
                ),
            }
        )
        screen.transcript = renamed
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
        (begun,) = place.store.list(kind=Kind.PRACTICE, status=Status.RUNNING)
        slots = place.store.transcript(begun.id).session.blueprint.slots
        assert [slot.question_id for slot in slots] == ["kv-cache-size"]


async def test_a_question_that_is_gone_from_the_bank_cannot_be_practised(
    make_app: MakeApp, place: Workplace
) -> None:
    two_questions(place.store)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_report(app, pilot)
        await pilot.press("x")
        await until(pilot, lambda: app._notifications)
        assert app.screen is screen
        assert any("not in the bank" in note.message for note in app._notifications)


async def test_the_report_tells_what_time_and_words_were_spent_on(
    make_app: MakeApp, place: Workplace
) -> None:
    two_questions(place.store)
    app = make_app()
    async with app.run_test(size=(80, 40)) as pilot:
        await in_report(app, pilot)
        await app.screen.query(GradedQuestion).first().unfold()
        told = "first point after 1:31 · 40% of the words earned nothing"
        assert any(prose.text.endswith(f"\n{told}") for prose in app.screen.query(Prose))


async def in_replay(app: InterviewerApp, pilot: Pilot[int]) -> ReplayScreen:
    app.show_replay("0abc")
    await until(pilot, lambda: app.screen.query(MarkedSection))
    screen = app.screen
    assert isinstance(screen, ReplayScreen)
    return screen


@pytest.mark.slow
async def test_a_replay_gives_nothing_away_before_its_time(
    make_app: MakeApp, place: Workplace
) -> None:
    two_questions(place.store)
    app = make_app()
    async with app.run_test(size=(80, 40)) as pilot:
        await in_replay(app, pilot)
        assert "How large is the KV cache?" in shown(app)
        assert "keys and values" not in shown(app)
        await pilot.press("space")
        await until(pilot, lambda: "keys and values" in shown(app))
        assert "✓" not in shown(app)
        await pilot.press("space", "space")
        await until(pilot, lambda: "✓ met" in shown(app))
        await pilot.press("space")
        await until(pilot, lambda: "Question 2 of 2 · turn 1 of" in shown(app))
        await pilot.press("b")
        await until(pilot, lambda: "✓ met" in shown(app))
        await pilot.press("j")
        await until(pilot, lambda: "Question 2 of 2 · turn 1 of" in shown(app))
        await pilot.press("k")
        await until(pilot, lambda: "Question 1 of 2 · turn 1 of" in shown(app))
        await pilot.press("b", "k")
        assert "Question 1 of 2" in shown(app)


async def test_a_mock_that_is_not_over_is_not_replayed(make_app: MakeApp, place: Workplace) -> None:
    interview(place.store, status=Status.PAUSED)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_replay("0abc")
        await until(pilot, lambda: "when the interview is over" in shown(app))
        await pilot.press("space", "b", "k", "j")
        assert not app.screen.query(MarkedSection)


async def test_hostile_words_are_only_shown(make_app: MakeApp, place: Workplace) -> None:
    interview(place.store, words=f"{HOSTILE} keys and values")
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await in_replay(app, pilot)
        await pilot.press(*["space"] * 6)
        await until(pilot, lambda: "note 1" in "".join(p.text for p in app.screen.query(Prose)))
        assert "\x1b" not in shown(app)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
class TestPictures:
    def test_compared(
        self,
        make_app: MakeApp,
        place: Workplace,
        snap_compare: Snap,
        language: str,
        size: tuple[int, int],
    ) -> None:
        twice(place, Language(language))
        app = make_app(language=language)

        async def ready(pilot: Pilot[int]) -> None:
            await in_comparison(app, pilot)

        assert snap_compare(app, terminal_size=size, run_before=ready)

    def test_replayed(
        self,
        make_app: MakeApp,
        place: Workplace,
        snap_compare: Snap,
        language: str,
        size: tuple[int, int],
    ) -> None:
        two_questions(place.store, language=language)
        app = make_app(language=language)

        async def ready(pilot: Pilot[int]) -> None:
            await in_replay(app, pilot)
            await pilot.press("space")
            await pilot.pause(0.2)

        assert snap_compare(app, terminal_size=size, run_before=ready)


def test_a_question_that_practice_was_left_at_waits_for_no_grade() -> None:
    talk = Talk(sitting(kind=Kind.PRACTICE)).ask(asked("q-one"))
    talk.candidate(Move.ANSWER, "q-one", "words").ask(asked("q-two"))
    assert ungraded(talk.transcript) == ["q-one"]
