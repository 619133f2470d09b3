"""A transcript leads from verdicts to words and back; a verdict can be doubted."""

import json
import shutil
from collections.abc import Callable

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from interviewer.domain.grade import Grade, Verdict
from interviewer.domain.language import Language
from interviewer.domain.transcript import Kind, Move, Status
from interviewer.grading.appeal import Appeal
from interviewer.interview import appeals
from interviewer.interview.workplace import Workplace
from interviewer.settings import paths
from interviewer.tui.app import InterviewerApp
from interviewer.tui.screens.interview import InterviewScreen
from interviewer.tui.screens.report import ReportScreen
from interviewer.tui.screens.transcript import TranscriptScreen
from interviewer.tui.widgets.check_dialog import CheckDialog
from interviewer.tui.widgets.choice import Choice
from interviewer.tui.widgets.marked_section import MarkedSection
from interviewer.tui.widgets.marked_turn import MarkedTurn
from interviewer.tui.widgets.point_card import PointCard
from tests.storage.samples import (
    HOSTILE,
    answers,
    asked,
    asks,
    at,
    grade,
    interview,
    question,
    says,
    session,
)
from tests.tui.conftest import MakeApp
from tests.tui.pilots import shown, until
from tests.tui.rooms import Clock, Voice, clock, voice

__all__ = ["clock", "voice"]

Snap = Callable[..., bool]


async def in_transcript(
    app: InterviewerApp, pilot: Pilot[int], at: tuple[str, str] | None = None
) -> TranscriptScreen:
    app.show_transcript("0abc", at)
    await until(pilot, lambda: app.screen.query(MarkedSection))
    await until(pilot, lambda: all(worker.is_finished for worker in app.workers))
    screen = app.screen
    assert isinstance(screen, TranscriptScreen)
    return screen


def stands_out(turn: MarkedTurn) -> bool:
    return turn.chosen is not None


async def test_words_hints_follow_ups_and_provenance_are_all_there(
    make_app: MakeApp, place: Workplace
) -> None:
    interview(place.store)
    app = make_app()
    async with app.run_test(size=(80, 60)) as pilot:
        await in_transcript(app, pilot)
        picture = shown(app)
        for expected in (
            "Interviewer · Hint",
            "Interviewer · Follow-up · on point 2",
            "keys and values[✓1][✗]",
            "✓ met, after a hint",
            "✗ Not right: the cache does not grow",
            "it grows with every token",
            "50 · mixed · provisional",
        ):
            assert expected in picture, expected
        assert "Two for each token." not in picture
        await pilot.press("m")
        await until(pilot, lambda: "Two for each token." in shown(app))


@pytest.mark.slow
async def test_n_and_p_step_and_enter_goes_to_the_words_and_back(
    make_app: MakeApp, place: Workplace
) -> None:
    interview(place.store)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_transcript(app, pilot)
        first, second, _third = screen.query(PointCard)
        await pilot.press("n")
        await until(pilot, lambda: screen.focused is first)
        await pilot.press("n")
        await until(pilot, lambda: screen.focused is second)
        await pilot.press("enter")  # no words are behind it
        assert screen.focused is second
        await pilot.press("p")
        await until(pilot, lambda: screen.focused is first)
        await pilot.press("enter")
        turn = next(turn for turn in screen.query(MarkedTurn) if turn.holds(1))
        await until(pilot, lambda: screen.focused is turn)
        assert stands_out(turn)
        assert screen.find_widget(turn).visible_region.area > 0
        await pilot.press("enter")
        await until(pilot, lambda: screen.focused is first)
        await pilot.press("enter")
        await until(pilot, lambda: screen.focused is turn)
        await pilot.press("n")  # from the words, on to the next point
        await until(pilot, lambda: screen.focused is second)


@pytest.mark.slow
async def test_a_click_on_marked_words_goes_to_their_verdict(
    make_app: MakeApp, place: Workplace
) -> None:
    interview(place.store, words="keys and values, and no more")
    app = make_app()
    async with app.run_test(size=(80, 60)) as pilot:
        screen = await in_transcript(app, pilot)
        turn = next(turn for turn in screen.query(MarkedTurn) if turn.holds(1))
        await pilot.click(turn, offset=(3, 0))
        await until(pilot, lambda: screen.focused is screen.query(PointCard).first())
        screen.set_focus(None)
        await pilot.click(turn, offset=(27, 0))  # words that nothing is said of
        assert not isinstance(screen.focused, PointCard)


async def test_it_opens_at_the_words_that_were_asked_for(
    make_app: MakeApp, place: Workplace
) -> None:
    interview(place.store)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_transcript(app, pilot, ("kv-cache", "point-1"))
        await until(pilot, lambda: isinstance(screen.focused, MarkedTurn))


async def test_an_interview_that_is_not_over_shows_no_marks_and_can_be_gone_on_with(
    make_app: MakeApp, place: Workplace, voice: Voice, clock: Clock
) -> None:
    item = question()
    place.store.create(session())
    place.store.ask("0abc", asked(item), asks(item))
    place.store.append("0abc", answers("keys and values, and the cache", "s1"))
    place.store.append("0abc", says(Move.FOLLOW_UP, "And with length?"))
    place.store.add_grade("0abc", grade())
    place.store.set_status("0abc", Status.PAUSED, at(60))
    app = make_app()
    async with app.run_test(size=(80, 60)) as pilot:
        screen = await in_transcript(app, pilot)
        assert "keys and values, and the cache" in shown(app)
        assert "The marks are shown when the interview is over." in shown(app)
        assert not screen.query(PointCard)
        assert "Model answer" not in shown(app)
        await pilot.press("r", "g")
        assert app.screen is screen
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))


async def test_a_database_that_cannot_be_read_is_told(make_app: MakeApp) -> None:
    shutil.rmtree(paths().data)
    paths().data.write_text("in the way")
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_transcript("0abc")
        await until(pilot, lambda: "in the way" in shown(app))
        await pilot.press("n", "g", "e", "r", "o")
        assert isinstance(app.screen, TranscriptScreen)


async def test_a_session_in_which_nothing_was_said(make_app: MakeApp, place: Workplace) -> None:
    place.store.create(session(status=Status.FINISHED))
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_transcript("0abc")
        await until(pilot, lambda: "Nothing was said" in shown(app))
        await pilot.press("n", "p", "m", "[", "]")


class TestDoubt:
    async def doubted(
        self, app: InterviewerApp, pilot: Pilot[int], number: int
    ) -> TranscriptScreen:
        """Have a verdict checked by the sentence at the cursor."""
        screen = await in_transcript(app, pilot)
        cards = list(screen.query(PointCard))
        while screen.focused is not cards[number - 1]:
            await pilot.press("n")
            await pilot.pause(0.05)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, CheckDialog))
        assert app.screen.query_one(OptionList).option_count == 2
        await pilot.press("enter")
        return screen

    @pytest.mark.slow
    async def test_a_granted_check_changes_the_verdict_where_the_reader_stands(
        self, make_app: MakeApp, place: Workplace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def granted(given: Grade, *_: object, **__: object) -> Appeal:
            points = tuple(
                point.model_copy(update={"verdict": Verdict.MET})
                if point.id == "point-2"
                else point
                for point in given.points
            )
            new = given.model_copy(update={"points": points, "score": 0.9, "band": 4})
            return Appeal(granted=True, found=True, grade=new)

        monkeypatch.setattr(appeals, "appeal", granted)
        interview(place.store)
        app = make_app()
        async with app.run_test(size=(80, 40)) as pilot:
            screen = await self.doubted(app, pilot, 2)
            await until(pilot, lambda: "90 · strong" in shown(app))
            await until(pilot, lambda: isinstance(screen.focused, PointCard))
            assert isinstance(screen.focused, PointCard)
            assert screen.focused.number == 2
            assert place.store.summary("0abc").score == pytest.approx(0.9)
            # Whoever is sure of it makes an example of it, by which graders are measured.
            assert list(place.confirmed.labelled()) == []
            await until(pilot, lambda: isinstance(app.screen, Choice))
            await pilot.press("right", "enter")
            await until(pilot, lambda: app.screen is screen)
            await until(pilot, lambda: list(place.confirmed.labelled()))
            (row,) = map(json.loads, place.confirmed.labelled())
            assert row["verdicts"] == {"point-2": "met"}

    @pytest.mark.slow
    async def test_a_refused_check_lets_the_candidate_count_the_point(
        self, make_app: MakeApp, place: Workplace
    ) -> None:
        interview(place.store)
        app = make_app()
        async with app.run_test(size=(80, 40)) as pilot:
            await self.doubted(app, pilot, 3)
            await until(pilot, lambda: isinstance(app.screen, Choice))
            assert "second score" in shown(app)
            await pilot.press("right", "enter")
            await until(pilot, lambda: "contested" in shown(app))
            newest = place.store.transcript("0abc").grade("kv-cache")
            assert newest is not None
            assert newest.points[2].contested
            assert newest.score == 0.5

    async def test_leaving_the_check_changes_nothing(
        self, make_app: MakeApp, place: Workplace
    ) -> None:
        interview(place.store)
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await in_transcript(app, pilot)
            await pilot.press("n")
            await until(pilot, lambda: isinstance(screen.focused, PointCard))
            await pilot.press("c")
            await until(pilot, lambda: isinstance(app.screen, CheckDialog))
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is screen)
            assert len(place.store.transcript("0abc").grades) == 1


async def test_grading_again_adds_a_grade_and_tells_both_scores(
    make_app: MakeApp, place: Workplace
) -> None:
    interview(place.store)
    app = make_app()
    async with app.run_test(size=(80, 40)) as pilot:
        await in_transcript(app, pilot)
        await pilot.press("g")
        await until(pilot, lambda: len(place.store.transcript("0abc").grades) == 2)
        await until(pilot, lambda: any("Score before: 50" in n.message for n in app._notifications))
        assert len(app.screen.query(MarkedSection)) == len({*app.screen.query(MarkedSection)})


async def test_with_a_model_set_up_one_is_asked_who_shall_grade(
    make_app: MakeApp, place: Workplace
) -> None:
    interview(place.store)
    connection = {"base_url": "http://127.0.0.1:9/v1", "model": "m"}
    app = make_app(connections={"mine": connection}, grader="mine")
    async with app.run_test(size=(80, 40)) as pilot:
        await in_transcript(app, pilot)
        await pilot.press("g")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        assert "mine" in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, TranscriptScreen))
        assert len(place.store.transcript("0abc").grades) == 1


@pytest.mark.slow
async def test_report_and_transcript_give_way_to_each_other(
    make_app: MakeApp, place: Workplace
) -> None:
    interview(place.store)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await in_transcript(app, pilot)
        depth = len(app.screen_stack)
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, ReportScreen))
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.screen, TranscriptScreen))
        assert len(app.screen_stack) == depth


@pytest.mark.parametrize("quote", ["bold", "tick", "{{ 7*7 }}", "=HYPERLINK(1)"])
async def test_hostile_words_are_shown_as_they_are(
    make_app: MakeApp, place: Workplace, quote: str
) -> None:
    interview(place.store, words=HOSTILE, quote=quote)
    app = make_app()
    async with app.run_test(size=(80, 60)) as pilot:
        screen = await in_transcript(app, pilot, ("kv-cache", "point-1"))
        await until(pilot, lambda: isinstance(screen.focused, MarkedTurn))
        assert f"{quote}[✓1][✗]" in shown(app)
        assert "[link](javascript:alert(1))" in shown(app)
        assert "\x1b" not in shown(app)


async def test_one_line_of_fifty_thousand_characters_is_readable(
    make_app: MakeApp, place: Workplace
) -> None:
    interview(place.store, words="显存" * 25_000 + " keys and values")
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_transcript(app, pilot, ("kv-cache", "point-1"))
        await until(pilot, lambda: isinstance(screen.focused, MarkedTurn))
        await until(pilot, lambda: "keys and values[✓1]" in shown(app))


@pytest.mark.parametrize(
    ("language", "size"), [("en", (80, 24)), ("zh", (80, 24)), ("en", (160, 50))]
)
def test_it_looks_as_it_should(
    make_app: MakeApp,
    place: Workplace,
    snap_compare: Snap,
    language: str,
    size: tuple[int, int],
) -> None:
    interview(place.store, language=Language(language))
    app = make_app(language=language)

    async def ready(pilot: Pilot[int]) -> None:
        screen = await in_transcript(app, pilot, ("kv-cache", "point-1"))
        await until(pilot, lambda: isinstance(screen.focused, MarkedTurn))

    assert snap_compare(app, terminal_size=size, run_before=ready)


def test_practice_that_asked_twice_looks_as_it_should(
    make_app: MakeApp, place: Workplace, snap_compare: Snap
) -> None:
    interview(place.store, kind=Kind.PRACTICE)
    place.store.add_grade("0abc", grade(score=None, seconds=30))
    app = make_app()

    async def ready(pilot: Pilot[int]) -> None:
        await in_transcript(app, pilot)

    assert snap_compare(app, terminal_size=(110, 32), run_before=ready)


def test_the_check_looks_as_it_should(
    make_app: MakeApp, place: Workplace, snap_compare: Snap
) -> None:
    interview(place.store)
    app = make_app()

    async def ready(pilot: Pilot[int]) -> None:
        screen = await in_transcript(app, pilot)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(screen.focused, PointCard))
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, CheckDialog))

    assert snap_compare(app, run_before=ready)


def test_trouble_looks_as_it_should(make_app: MakeApp, snap_compare: Snap) -> None:
    app = make_app()

    async def ready(pilot: Pilot[int]) -> None:
        app.show_transcript("nope")
        await until(pilot, lambda: "There is no session" in shown(app))
        app.clear_notifications()
        await until(pilot, lambda: not app.screen.query("Toast"))

    assert snap_compare(app, run_before=ready)
