"""A mock interview as it is sat: every move, every fault, nothing lost, nothing startling."""

import asyncio
from functools import partial

import pytest
from textual.containers import Vertical
from textual.events import Paste
from textual.widgets import Button, Static

from interviewer.domain.language import Language
from interviewer.domain.transcript import Move, Speaker, Status
from interviewer.interview.workplace import Workplace
from interviewer.models.faults import FaultKind
from interviewer.settings import paths
from interviewer.storage.database import Database
from interviewer.storage.errors import DatabaseUnavailable, Reason
from interviewer.storage.lock import InterviewLock
from interviewer.tui.screens.home import HomeScreen
from interviewer.tui.screens.interview import InterviewScreen
from interviewer.tui.widgets.choice import Choice
from interviewer.tui.widgets.moves import Moves
from tests.tui.conftest import MakeApp
from tests.tui.pilots import shown, until
from tests.tui.rooms import Clock, Voice, clock, seated, tick, voice

__all__ = ["clock", "voice"]

SIZE = (80, 24)


def said(screen: InterviewScreen) -> list[tuple[Speaker, Move]]:
    return [(turn.role, turn.move) for turn in screen.interview.transcript.turns]


def has_answered(screen: InterviewScreen, before: int) -> bool:
    """Tell whether the interviewer has spoken after an answer to what was said `before`."""
    return len(screen.interview.transcript.turns) >= before + 2 and not screen.interview.is_calling


def notice(screen: InterviewScreen) -> str:
    return str(screen.query_one("#notice", Static).render())


@pytest.mark.slow
async def test_a_whole_interview_by_the_built_in_model(
    make_app: MakeApp, clock: Clock, place: Workplace
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await seated(pilot, app)
        planned = len(screen.interview.transcript.session.blueprint.slots)
        while not screen.interview.state.closed:
            before = len(screen.interview.transcript.turns)
            for key in "keys":
                await pilot.press(key)
            await pilot.press("f5")
            await until(pilot, partial(has_answered, screen, before))
        await until(pilot, lambda: not isinstance(app.screen, InterviewScreen))
        session = screen.interview.transcript.session
        stored = place.store.transcript(session.id)
        assert stored.session.status is Status.FINISHED
        assert len(stored.asked) == planned
        assert {turn.text for turn in stored.turns if turn.move is Move.ANSWER} == {"keys"}
        assert len(stored.grades) == planned


async def test_an_answer_is_on_disk_before_the_editor_is_empty(
    make_app: MakeApp, voice: Voice, clock: Clock, place: Workplace
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await seated(pilot, app)
        voice.waits = asyncio.Event()
        await pilot.press(*"grows", "f5")
        await until(pilot, lambda: screen.editor.text == "")
        session_id = screen.interview.transcript.session.id
        assert place.store.transcript(session_id).turns[-1].text == "grows"
        assert screen.editor.read_only
        voice.waits.set()
        await until(pilot, lambda: not screen.editor.read_only)


@pytest.mark.slow
async def test_the_interviewer_is_said_to_think_and_the_keys_stay_where_they_were(
    make_app: MakeApp, voice: Voice, clock: Clock
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await seated(pilot, app)
        voice.waits = asyncio.Event()
        before = shown(app).splitlines()[-1]
        await pilot.press("x", "f5")
        await until(pilot, lambda: "thinking" in notice(screen))
        assert shown(app).splitlines()[-1] == before
        voice.waits.set()
        await until(pilot, lambda: notice(screen) == "")


async def test_streamed_words_do_not_move_when_they_are_stored(
    make_app: MakeApp, voice: Voice, clock: Clock
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await seated(pilot, app)
        await screen.conversation.say("One. ")
        await pilot.pause()
        lines = shown(app).splitlines()
        at = next(i for i, line in enumerate(lines) if "One." in line)
        await screen.conversation.show(screen.interview.transcript.turns[-1])
        await pilot.pause()
        assert "Interviewer" in shown(app).splitlines()[at - 1]
        assert "Well." in shown(app).splitlines()[at]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "move"), [("f2", Move.HINT), ("f4", Move.DONT_KNOW), ("f6", Move.SKIP)]
)
async def test_a_move_that_loses_nothing_is_made_without_asking_back(
    make_app: MakeApp, voice: Voice, clock: Clock, key: str, move: Move
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await seated(pilot, app)
        await pilot.press(key)
        await until(pilot, lambda: (Speaker.CANDIDATE, move) in said(screen))


@pytest.mark.slow
async def test_skipping_asks_back_only_where_typed_words_would_go(
    make_app: MakeApp, voice: Voice, clock: Clock
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await seated(pilot, app)
        await pilot.press(*"half", "f6")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        assert screen.editor.text == "half"
        await pilot.press("f6")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        await pilot.press("right", "enter")
        await until(pilot, lambda: (Speaker.CANDIDATE, Move.SKIP) in said(screen))


@pytest.mark.slow
async def test_not_knowing_keeps_typed_words_where_a_hint_follows_and_asks_back_where_not(
    make_app: MakeApp, voice: Voice, clock: Clock
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await seated(pilot, app)
        await pilot.press(*"half", "f4")
        await until(pilot, lambda: (Speaker.INTERVIEWER, Move.HINT) in said(screen))
        assert screen.editor.text == "half"
        await until(pilot, lambda: not screen.editor.read_only)
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        assert screen.editor.text == "half"


async def test_every_move_has_a_button_where_there_is_room(
    make_app: MakeApp, voice: Voice, clock: Clock
) -> None:
    app = make_app()
    async with app.run_test(size=(110, 32)) as pilot:
        screen = await seated(pilot, app)
        names = [button.name for button in screen.query_one(Moves).query(Button)]
        assert names == [
            *("hint", "clarify", "dont_know", "skip", "repeat"),
            *("language", "copy", "pause", "end"),
        ]
        await pilot.click(screen.query_one(Moves).query(Button).first())
        await until(pilot, lambda: (Speaker.INTERVIEWER, Move.HINT) in said(screen))
        assert app.focused is screen.editor


@pytest.mark.parametrize(("size", "is_line"), [((80, 24), True), ((110, 32), False)])
async def test_the_clocks_are_a_line_on_narrow_screens_and_a_panel_on_wide_ones(
    make_app: MakeApp, voice: Voice, clock: Clock, size: tuple[int, int], is_line: bool
) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        screen = await seated(pilot, app)
        panel = screen.query_one("#panel", Vertical)
        assert (panel.region.height == 1) is is_line
        assert screen.query_one("#clock-line").display is is_line
        await tick(pilot, clock, screen, 65)
        await until(pilot, lambda: "28:55" in shown(app))
        assert "1:05 of" in shown(app)


@pytest.mark.slow
async def test_a_clarification_is_asked_for_in_a_line_of_its_own(
    make_app: MakeApp, voice: Voice, clock: Clock
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await seated(pilot, app)
        await pilot.press(*"half", "f3")
        await until(pilot, lambda: app.screen is not screen)
        await pilot.press(*"which", "enter")
        await until(pilot, lambda: (Speaker.INTERVIEWER, Move.CLARIFY) in said(screen))
        assert screen.editor.text == "half"
        assert "For inference." in shown(app)


async def test_the_question_can_be_heard_again_in_the_other_language(
    make_app: MakeApp, voice: Voice, clock: Clock
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await seated(pilot, app)
        await pilot.press("ctrl+l")
        await until(pilot, lambda: screen.interview.transcript.session.language is Language.ZH)
        turns = len(screen.interview.transcript.turns)
        current = screen.interview.state.current
        assert current is not None
        await pilot.press("f7")
        await until(pilot, lambda: current.question.prompt.zh in shown(app))
        assert len(screen.interview.transcript.turns) == turns


async def test_the_question_is_copied(
    make_app: MakeApp, voice: Voice, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    monkeypatch.setattr("pyperclip.copy", copied.append)
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await seated(pilot, app)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: copied)
        current = screen.interview.state.current
        assert current is not None
        assert copied == [current.question.prompt.en] == [app.clipboard]


@pytest.mark.slow
async def test_warnings_are_a_quiet_line_and_the_time_ends_with_a_grace(
    make_app: MakeApp, voice: Voice, clock: Clock, place: Workplace
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await seated(pilot, app)
        await pilot.press(*"running")
        await tick(pilot, clock, screen, 30 * 60 * 0.75)
        await until(pilot, lambda: "25%" in notice(screen))
        await tick(pilot, clock, screen, 30 * 60 * 0.15)
        await until(pilot, lambda: "10%" in notice(screen))
        await tick(pilot, clock, screen, 30 * 60 * 0.10)
        await until(pilot, lambda: "2:00" in notice(screen))
        assert not screen.editor.read_only
        await tick(pilot, clock, screen, 60)
        await until(pilot, lambda: "1:00" in shown(app).splitlines()[0])
        await tick(pilot, clock, screen, 64)
        await until(pilot, lambda: not isinstance(app.screen, InterviewScreen))
        stored = place.store.transcript(screen.interview.transcript.session.id)
        assert [turn.text for turn in stored.turns if turn.move is Move.ANSWER] == ["running"]


async def test_escape_stops_a_call_at_once_and_loses_nothing(
    make_app: MakeApp, voice: Voice, clock: Clock
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await seated(pilot, app)
        voice.waits = asyncio.Event()
        await pilot.press(*"grows", "f5")
        await until(pilot, lambda: screen.interview.is_calling and len(voice.contexts) == 2)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        assert not screen.interview.is_calling
        assert screen.interview.transcript.turns[-1].text == "grows"
        voice.waits = None
        await pilot.press("enter")
        await until(pilot, lambda: said(screen)[-1][0] is Speaker.INTERVIEWER)
        assert len(voice.contexts) == 3
        answers = [turn for turn in screen.interview.transcript.turns if turn.text == "grows"]
        assert len(answers) == 1


@pytest.mark.slow
async def test_escape_otherwise_offers_the_ways_out(
    make_app: MakeApp, voice: Voice, clock: Clock, place: Workplace
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await seated(pilot, app)
        await pilot.press(*"half", "escape")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        await pilot.press("right", "enter")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        [paused] = place.store.interrupted()
        assert paused.status is Status.PAUSED


@pytest.mark.slow
async def test_a_paused_interview_goes_on_where_it_was(
    make_app: MakeApp, voice: Voice, clock: Clock
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await seated(pilot, app)
        await pilot.press(*"half a thought")
        await tick(pilot, clock, screen, 40)
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        await until(pilot, lambda: app.screen.query_one("#resume-list").has_focus)
        assert "question 1 of" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        again = app.screen
        assert isinstance(again, InterviewScreen)
        await until(pilot, lambda: again.has_begun and not again.editor.read_only)
        assert again.editor.text == "half a thought"
        assert again.interview.reading.active == 40
        assert "Well." in shown(app)


@pytest.mark.slow
@pytest.mark.parametrize(("keys", "spoken"), [(["enter"], 3), (["right", "enter"], 3)])
async def test_after_a_fault_one_tries_again_or_goes_on_built_in(
    make_app: MakeApp, voice: Voice, clock: Clock, keys: list[str], spoken: int
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await seated(pilot, app)
        voice.fault = FaultKind.SERVER_ERROR
        await pilot.press(*"grows", "f5")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        assert "error of its own" in shown(app)
        voice.fault = None
        await pilot.press(*keys)
        await until(pilot, lambda: not screen.editor.read_only)
        assert len(voice.contexts) == spoken
        assert said(screen)[-1][0] is Speaker.INTERVIEWER


@pytest.mark.slow
async def test_a_model_that_cannot_be_called_at_all_is_told_before_anything_is_asked(
    make_app: MakeApp, voice: Voice, clock: Clock, place: Workplace
) -> None:
    app = make_app(
        connection="mine",
        connections={
            "mine": {"base_url": "http://127.0.0.1:9/v1", "model": "m", "api_key_env": "NO_SUCH"}
        },
    )
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.screen.query("#start-list"))
        await pilot.press("m")
        await until(pilot, lambda: app.screen.query_one("#mock-plan").border_subtitle)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        assert "No key" in shown(app)
        await pilot.press("right", "enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        screen = app.screen
        assert isinstance(screen, InterviewScreen)
        await until(pilot, lambda: screen.has_begun and not screen.editor.read_only)
        stored = place.store.transcript(screen.interview.transcript.session.id)
        assert stored.session.model == "builtin"


@pytest.mark.slow
async def test_where_the_disk_is_full_the_words_stay_and_the_reason_is_told(
    make_app: MakeApp, voice: Voice, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await seated(pilot, app)
        write = Database.write

        def full(self: Database) -> object:
            raise DatabaseUnavailable(Reason.FULL, paths().database)

        monkeypatch.setattr(Database, "write", full)
        await pilot.press(*"grows")
        await until(pilot, lambda: "is full" in notice(screen))
        await until(pilot, lambda: "not saved" in str(screen.editor.border_subtitle))
        await pilot.press("f5")
        await until(pilot, lambda: any("is full" in n.message for n in app._notifications))
        await until(pilot, lambda: not screen.editor.read_only)
        assert screen.editor.text == "grows"
        monkeypatch.setattr(Database, "write", write)
        await pilot.press("f5")
        await until(pilot, lambda: screen.editor.text == "")
        assert said(screen)[1] == (Speaker.CANDIDATE, Move.ANSWER)


async def test_a_second_window_is_refused_with_its_reason(
    make_app: MakeApp, voice: Voice, clock: Clock, place: Workplace
) -> None:
    app = make_app()
    with InterviewLock(paths().lock):
        async with app.run_test(size=SIZE) as pilot:
            await until(pilot, lambda: app.screen.query("#start-list"))
            await pilot.press("m")
            await until(pilot, lambda: app.screen.query_one("#mock-plan").border_subtitle)
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, HomeScreen))
            assert any("another window" in n.message for n in app._notifications)
    assert place.store.list() == []


async def test_leaving_the_interview_frees_the_seat(
    make_app: MakeApp, voice: Voice, clock: Clock
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await seated(pilot, app)
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        with InterviewLock(paths().lock) as lock:
            assert lock.held


async def test_a_pasted_answer_stands_in_the_editor_once(
    make_app: MakeApp, voice: Voice, clock: Clock
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await seated(pilot, app)
        app.post_message(Paste("one\r\ntwo"))
        await until(pilot, lambda: screen.editor.text == "one\ntwo")
        await pilot.pause()
        assert screen.editor.text == "one\ntwo"
