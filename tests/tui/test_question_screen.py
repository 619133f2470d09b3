"""A question's page spoils nothing before it is asked to, and remembers how one did."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from textual.pilot import Pilot
from textual.widgets import Collapsible, OptionList, TextArea

from interviewer.domain.transcript import Kind
from interviewer.interview.workplace import Workplace
from interviewer.storage.mistakes import LONGEST_NOTE, Mistake
from interviewer.tui.app import InterviewerApp
from interviewer.tui.screens.practice import PracticeScreen
from interviewer.tui.screens.question import QuestionScreen
from interviewer.tui.screens.transcript import TranscriptScreen
from interviewer.tui.widgets.note import Note
from interviewer.tui.widgets.question_page import QuestionPage
from tests.storage.samples import NOON, grade, session
from tests.tui.conftest import MakeApp
from tests.tui.pilots import shown, until

Snap = Callable[..., bool]


async def reading(app: InterviewerApp, pilot: Pilot[int], question: str = "kv-cache-size") -> None:
    app.show_question(question)
    await until(pilot, lambda: app.screen.query_one(QuestionPage).query("#part-answer"))
    await pilot.pause(0.1)


def practised(place: Workplace, *scores: float | None) -> None:
    for number, score in enumerate(scores):
        begun = NOON - timedelta(days=400 - number)
        place.store.create(session(f"s{number}", kind=Kind.PRACTICE, started_at=begun))
        place.store.add_grade(f"s{number}", grade(question_id="kv-cache-size", score=score))


def tells(app: InterviewerApp, words: str) -> bool:
    return words in shown(app)


def hides(app: InterviewerApp, words: str) -> bool:
    return words not in shown(app)


async def test_nothing_of_the_answer_is_shown_before_it_is_asked_for(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(110, 50)) as pilot:
        await reading(app, pilot)
        page = shown(app)
        assert "How large is the KV cache" in page
        assert "Algorithm, Infrastructure · 4 min · attention, kv" in page
        secrets = {
            "r": "grows linearly with the length.",
            "w": "Every token adds to it.",
            "h": "Keys and values are read again.",
            "m": "The KV cache holds",
        }
        for secret in secrets.values():
            assert secret not in page
        for press, secret in secrets.items():
            await pilot.press(press)
            await until(pilot, partial(tells, app, secret))
            await pilot.press(press)
            await until(pilot, partial(hides, app, secret))


async def test_parts_unfold_by_the_mouse_too_and_name_their_sources(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(110, 50)) as pilot:
        await reading(app, pilot)
        await pilot.click("#part-rubric CollapsibleTitle")
        await until(pilot, lambda: "https://arxiv.org/abs/1911.02150" in shown(app))
        assert "checked 2026-11-22" in shown(app)


async def test_ones_own_results_lead_to_the_transcripts(
    make_app: MakeApp, place: Workplace
) -> None:
    practised(place, 0.3, None, 0.8)
    app = make_app()
    async with app.run_test(size=(110, 40)) as pilot:
        await reading(app, pilot)
        lines = [line for line in shown(app).split("\n") if "Practice" in line and "·" in line]
        assert ["80" in lines[0], "not graded" in lines[1], "30" in lines[2]] == [True] * 3
        app.screen.query_one(OptionList).focus()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TranscriptScreen))


@pytest.mark.slow
async def test_a_note_on_a_mistake_is_kept_and_shown(make_app: MakeApp, place: Workplace) -> None:
    app = make_app()
    async with app.run_test(size=(110, 40)) as pilot:
        await reading(app, pilot)
        await pilot.press("r")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, Note))
        await pilot.press("f5")
        assert isinstance(app.screen, Note), "there is nothing to save yet"
        await pilot.press(*"Wrong unit", "f5")
        await until(pilot, lambda: "You noted on 2026-11-22: Wrong unit" in shown(app))
        kept = place.mistakes.read("kv-cache-size")
        assert [(note.text, bool(note.bank_version)) for note in kept] == [("Wrong unit", True)]
        rubric = app.screen.query_one("#part-rubric", Collapsible)
        assert not rubric.collapsed, "what was open stays open"


async def test_a_note_that_is_left_or_too_long_is_not_kept(
    make_app: MakeApp, place: Workplace
) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await reading(app, pilot)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, Note))
        app.screen.query_one(TextArea).text = "x" * (LONGEST_NOTE + 3)
        await until(pilot, lambda: "3 characters too many" in shown(app))
        await pilot.press("f5", "escape")
        await until(pilot, lambda: "Not saved yet" in shown(app))
        assert isinstance(app.screen, Note), "what was written is not lost by one key"
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert place.mistakes.read() == []


async def test_it_is_read_in_the_other_language_by_one_key(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await reading(app, pilot)
        await pilot.press("l")
        await until(pilot, lambda: "占多少显存" in shown(app))
        await pilot.press("l")
        await until(pilot, lambda: "How large" in shown(app))


async def test_it_is_practised_now_and_comes_back_with_a_result(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await reading(app, pilot)
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
        await until(pilot, lambda: "How large is the KV cache" in shown(app))


async def test_a_question_that_the_bank_has_not_is_told(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        app.show_question("no-such")
        await until(pilot, lambda: "no-such" in shown(app))
        await pilot.press("f5", "n", "r", "l", "escape")
        assert not isinstance(app.screen, QuestionScreen)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_looks_as_it_should(
    make_app: MakeApp, place: Workplace, snap_compare: Snap, language: str
) -> None:
    practised(place, 0.3, None, 0.8)
    place.mistakes.add(Mistake("kv-cache-size", "The unit is wrong.", NOON, "b1"))
    app = make_app(language=language)

    async def ready(pilot: Pilot[int]) -> None:
        await reading(app, pilot)

    assert snap_compare(app, run_before=ready)


def test_the_rubric_looks_as_it_should(make_app: MakeApp, snap_compare: Snap) -> None:
    app = make_app(theme="light")

    async def ready(pilot: Pilot[int]) -> None:
        await reading(app, pilot)
        await pilot.press("r")
        await pilot.pause(0.2)

    assert snap_compare(app, terminal_size=(110, 32), run_before=ready)


def test_a_note_looks_as_it_should(make_app: MakeApp, snap_compare: Snap) -> None:
    app = make_app(language="zh")

    async def ready(pilot: Pilot[int]) -> None:
        await reading(app, pilot)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, Note))

    assert snap_compare(app, run_before=ready)
