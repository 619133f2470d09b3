"""Before the report a guess, if one likes; then what it came to, and what to do about it."""

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from interviewer.domain.language import Language
from interviewer.domain.transcript import Kind, Move, Status
from interviewer.interview.workplace import Workplace
from interviewer.storage.sessions import SessionStore
from interviewer.tui.app import InterviewerApp
from interviewer.tui.screens.prediction import PredictionScreen
from interviewer.tui.screens.report import ReportScreen
from interviewer.tui.screens.transcript import TranscriptScreen
from interviewer.tui.widgets.graded_question import GradedQuestion, QuestionLine
from interviewer.tui.widgets.marked_turn import MarkedTurn
from interviewer.tui.widgets.point_card import PointCard
from interviewer.tui.widgets.prose import Prose
from tests.storage.samples import (
    HOSTILE,
    answers,
    asked,
    asks,
    at,
    evidence,
    grade,
    interview,
    question,
    says,
    session,
)
from tests.tui.conftest import MakeApp
from tests.tui.pilots import shown, until

Snap = Callable[..., bool]


def two_questions(store: SessionStore, *, graded: bool = True, language: str = "en") -> None:
    """Store a finished mock: one question with every verdict, one without a score or skipped."""
    first, second = question("kv-cache"), question("paging").model_copy(update={"topic": "peft"})
    store.create(session(language=Language(language)))
    store.ask("0abc", asked(first), asks(first))
    answer = store.append("0abc", answers("It stores keys and values.", "s1", seconds=95))
    store.append("0abc", says(Move.FOLLOW_UP, "And with length?"))
    store.ask("0abc", asked(second, slot=1), asks(second))
    store.append("0abc", answers("By pages.", "s2", "paging", seconds=200))
    store.append("0abc", says(Move.CLOSE, "Thank you.", None))
    given = grade(evidence(answer, "keys and values"))
    unsure = given.points[2].model_copy(update={"uncertain": True})
    store.add_grade("0abc", given.model_copy(update={"points": (*given.points[:2], unsure)}))
    store.add_grade("0abc", grade(question_id="paging", score=0.9 if graded else None))
    store.set_score("0abc", 0.7 if graded else None)
    store.set_status("0abc", Status.FINISHED, at(300), active_seconds=300)


async def in_report(
    app: InterviewerApp, pilot: Pilot[int], told: str = "Questions"
) -> ReportScreen:
    app.show_report("0abc")
    await until(pilot, lambda: any(told in prose.text for prose in app.screen.query(Prose)))
    await until(pilot, lambda: all(worker.is_finished for worker in app.workers))
    screen = app.screen
    assert isinstance(screen, ReportScreen)
    return screen


async def in_prediction(app: InterviewerApp, pilot: Pilot[int]) -> PredictionScreen:
    app.show_report("0abc", predict=True)
    await until(pilot, lambda: "Question 1 of 2" in shown(app))
    screen = app.screen
    assert isinstance(screen, PredictionScreen)
    return screen


class TestPrediction:
    async def test_one_key_a_question_then_the_report_compares(
        self, make_app: MakeApp, place: Workplace
    ) -> None:
        two_questions(place.store)
        app = make_app()
        async with app.run_test(size=(80, 40)) as pilot:
            await in_prediction(app, pilot)
            assert "It stores keys and values." in shown(app)
            assert "50" not in shown(app).split("How do you think")[0]  # no score is given away
            await pilot.press("8")
            await until(pilot, lambda: "Question 2 of 2" in shown(app))
            await pilot.press("x")
            await until(pilot, lambda: isinstance(app.screen, ReportScreen))
            assert place.store.predictions("0abc") == {"kv-cache": 0.8, "paging": 1.0}
            await until(pilot, lambda: "You predicted 90 on average" in shown(app))
            assert "20 points too high" in shown(app)
            assert "predicted 80" in shown(app)

    async def test_by_mouse_and_arrows_too(self, make_app: MakeApp, place: Workplace) -> None:
        two_questions(place.store)
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            await in_prediction(app, pilot)
            await pilot.click("#step-30")
            await until(pilot, lambda: "Question 2 of 2" in shown(app))
            await pilot.press("right", "enter")  # one step up from the middle
            await until(pilot, lambda: isinstance(app.screen, ReportScreen))
            assert place.store.predictions("0abc") == {"kv-cache": 0.3, "paging": 0.6}

    @pytest.mark.slow
    async def test_a_question_can_be_left_out_or_judged_once_more(
        self, make_app: MakeApp, place: Workplace
    ) -> None:
        two_questions(place.store)
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            await in_prediction(app, pilot)
            await pilot.press("1")
            await until(pilot, lambda: "Question 2 of 2" in shown(app))
            await pilot.press("b")
            await until(pilot, lambda: "Question 1 of 2" in shown(app))
            await pilot.press("2")
            await until(pilot, lambda: "Question 2 of 2" in shown(app))
            await pilot.press("s")
            await until(pilot, lambda: isinstance(app.screen, ReportScreen))
            assert place.store.predictions("0abc") == {"kv-cache": 0.2}

    async def test_escape_goes_to_the_report_at_once(
        self, make_app: MakeApp, place: Workplace
    ) -> None:
        two_questions(place.store)
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            await in_prediction(app, pilot)
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, ReportScreen))
            assert place.store.predictions("0abc") == {}
            await pilot.press("escape")
            await until(pilot, lambda: not isinstance(app.screen, ReportScreen | PredictionScreen))

    async def test_where_nothing_was_asked_there_is_nothing_to_predict(
        self, make_app: MakeApp, place: Workplace
    ) -> None:
        place.store.create(session(status=Status.FINISHED))
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            app.show_report("0abc", predict=True)
            await until(pilot, lambda: isinstance(app.screen, ReportScreen))
            await until(pilot, lambda: "No question was asked" in shown(app))


async def test_it_sums_up_and_says_what_to_study(make_app: MakeApp, place: Workplace) -> None:
    two_questions(place.store)
    app = make_app()
    async with app.run_test(size=(80, 60)) as pilot:
        await in_report(app, pilot)
        picture = shown(app)
        for expected in (
            "70 · good · provisional",
            "The main points are right",
            "5:00 used of 20:00 planned",
            "50  Inference and serving",
            "90  Parameter-efficient tuning",
            "1. Inference and serving · contradicted",
            "https://arxiv.org/abs/1911.02150",
            "1 verdict is uncertain: u goes there",
        ):
            assert expected in picture, expected


@pytest.mark.slow
async def test_a_question_unfolds_to_its_points_and_they_to_the_words(
    make_app: MakeApp, place: Workplace
) -> None:
    two_questions(place.store)
    app = make_app()
    async with app.run_test(size=(80, 60)) as pilot:
        screen = await in_report(app, pilot)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(screen.focused, QuestionLine))
        assert not screen.query(PointCard)
        await pilot.press("enter")
        await until(pilot, lambda: len(screen.query(PointCard)) == 3)
        assert "“keys and values”" in shown(app)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(screen.focused, PointCard))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TranscriptScreen))
        await until(pilot, lambda: isinstance(app.screen.focused, MarkedTurn))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        screen.set_focus(screen.query(QuestionLine).first())
        await pilot.press("enter")
        await until(pilot, lambda: "“keys and values”" not in shown(app))


async def test_uncertain_verdicts_are_visited_one_after_the_other(
    make_app: MakeApp, place: Workplace
) -> None:
    two_questions(place.store)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_report(app, pilot)
        await pilot.press("u")
        await until(pilot, lambda: isinstance(screen.focused, PointCard))
        card = screen.focused
        assert isinstance(card, PointCard)
        assert card.number == 3
        await until(pilot, lambda: "uncertain: please check" in shown(app))
        await pilot.press("u")  # there is only this one
        await pilot.pause()
        assert screen.focused is card


async def test_what_is_not_graded_is_offered_again_and_only_that(
    make_app: MakeApp, place: Workplace
) -> None:
    two_questions(place.store, graded=False)
    app = make_app()
    async with app.run_test(size=(80, 60)) as pilot:
        screen = await in_report(app, pilot)
        assert "1 question is not graded: g offers it" in shown(app)
        assert "this is the mean of the others" in shown(app)
        await pilot.press("g")
        await until(pilot, lambda: place.store.summary("0abc").score is not None)
        await until(pilot, lambda: "not graded" not in shown(app))
        grades = place.store.transcript("0abc").grades
        assert [given.question_id for given in grades] == ["kv-cache", "paging", "paging"]
        assert len(screen.query(GradedQuestion)) == 2


async def test_a_session_that_is_not_over_has_no_report_yet(
    make_app: MakeApp, place: Workplace
) -> None:
    interview(place.store, status=Status.PAUSED)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await in_report(app, pilot, "not over yet")
        assert "50" not in shown(app)
        await pilot.press("u", "g", "n", "m")
        assert isinstance(app.screen, ReportScreen)


async def test_what_is_not_there_is_told(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_report("nope")
        await until(pilot, lambda: "There is no session" in shown(app))


async def test_hostile_words_are_shown_as_they_are(make_app: MakeApp, place: Workplace) -> None:
    interview(place.store, words=HOSTILE, quote="[link](javascript:alert(1))")
    app = make_app()
    async with app.run_test(size=(80, 60)) as pilot:
        screen = await in_report(app, pilot)
        screen.set_focus(screen.query(QuestionLine).first())
        await pilot.press("enter")
        await until(pilot, lambda: "“[link](javascript:alert(1))”" in shown(app))


@pytest.mark.parametrize(
    ("language", "size"),
    [("en", (80, 24)), ("zh", (80, 40)), ("en", (110, 32)), ("zh", (160, 50))],
)
def test_it_looks_as_it_should(
    make_app: MakeApp,
    place: Workplace,
    snap_compare: Snap,
    language: str,
    size: tuple[int, int],
) -> None:
    two_questions(place.store, language=language)
    place.store.add_prediction("0abc", "kv-cache", 0.6)
    app = make_app(language=language)

    async def ready(pilot: Pilot[int]) -> None:
        screen = await in_report(app, pilot, "Questions" if language == "en" else "题目")
        if size[1] > 24:
            line = screen.query(QuestionLine).first()
            await pilot.press("n")
            await until(pilot, lambda: screen.find_widget(line).visible_region.area > 0)
            await pilot.press("enter")
            await until(pilot, lambda: all(card.region for card in screen.query(PointCard)))

    assert snap_compare(app, terminal_size=size, run_before=ready)


def test_practice_without_a_grade_looks_as_it_should(
    make_app: MakeApp, place: Workplace, snap_compare: Snap
) -> None:
    interview(place.store, kind=Kind.PRACTICE)
    place.store.add_grade("0abc", grade(score=None, seconds=30))
    app = make_app()

    async def ready(pilot: Pilot[int]) -> None:
        await in_report(app, pilot)

    assert snap_compare(app, run_before=ready)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_prediction_looks_as_it_should(
    make_app: MakeApp, place: Workplace, snap_compare: Snap, language: str
) -> None:
    two_questions(place.store, language=language)
    app = make_app(language=language)

    async def ready(pilot: Pilot[int]) -> None:
        app.show_report("0abc", predict=True)
        await until(pilot, lambda: "KV cache" in shown(app))

    assert snap_compare(app, run_before=ready)
