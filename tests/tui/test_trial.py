"""Running code in practice: on its key alone, asked for once, and readable in both languages."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static
from textual.widgets._footer import FooterKey

from interviewer.domain.question import Code, Level
from interviewer.interview import workplace
from interviewer.practice.trial import Attempt, Check, CodeLine, Outcome, Trial
from interviewer.tui.app import InterviewerApp
from interviewer.tui.beginnings import practice_of
from interviewer.tui.screens import practice
from interviewer.tui.screens.practice import PracticeScreen
from interviewer.tui.trial_text import MOST_LINES, headline, parts, permission
from interviewer.tui.widgets.choice import Choice
from interviewer.tui.widgets.trial_result import TrialResult
from tests.tui.bank import question, write_bank
from tests.tui.conftest import MakeApp
from tests.tui.pilots import shown, until
from tests.tui.rooms import Clock, Voice, clock, seated, voice

__all__ = ["clock", "voice"]

Snap = Callable[..., bool]

CODE = Code(
    solution='def top(logits, k=1):\n    """The k largest, in falling order."""\n'
    "    return sorted(logits)[::-1][:k]\n",
    tests="assert top([1, 3, 2]) == [3]\nassert top([1, 3, 2], k=2) == [3, 2]\n",
)
HAND_CODING = question(
    "top-k", "hand-coding", Level.JUNIOR, "手写 top-k。", "Write top-k.", minutes=10
).model_copy(update={"code": CODE})

WRONG = "Sort, then take:\n```python\ndef top(logits, k=1):\n    return sorted(logits)[:k]\n```"
RIGHT = "def top(logits, k=1):\n    return sorted(logits)[::-1][:k]"


@pytest.fixture(scope="module")
def coding_bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_bank(tmp_path_factory.mktemp("coding") / "bank", HAND_CODING)


@pytest.fixture(autouse=True)
def with_code(still: None, coding_bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workplace, "bank_dir", lambda: coding_bank)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was run, in place of running it."""
    answers: list[str] = []

    def note(answer: str, *_: object) -> Trial:
        answers.append(answer)
        return Trial(outcome=Outcome.PASSED, tests=2)

    monkeypatch.setattr(practice, "try_out", note)
    return answers


async def in_round(
    app: InterviewerApp, pilot: Pilot[int], *ids: str, words: str = ""
) -> PracticeScreen:
    app.open_session(practice_of(await app.workplace(), ids or ["top-k"]))
    await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
    screen = app.screen
    assert isinstance(screen, PracticeScreen)
    await until(pilot, lambda: screen.has_begun and screen.interview.accepts_input)
    await until(pilot, lambda: screen.focused is screen.editor)
    screen.editor.text = words
    await pilot.pause()
    return screen


async def agreed(app: InterviewerApp, pilot: Pilot[int]) -> None:
    """Ask for a run and say yes."""
    await pilot.press("ctrl+r")
    await until(pilot, lambda: isinstance(app.screen, Choice))
    await pilot.press("tab", "enter")


def footer(app: InterviewerApp) -> list[str]:
    return [key.action for key in app.screen.query(FooterKey) if key.display]


def notice(screen: PracticeScreen) -> str:
    return str(screen.query_one("#notice", Static).render())


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_key_runs_what_was_typed_and_says_what_came_of_it(
    make_app: MakeApp, voice: Voice, clock: Clock, language: str
) -> None:
    app = make_app(language=language)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_round(app, pilot, words=WRONG)
        assert "try_code" in footer(app)
        assert ("Run my code" if language == "en" else "运行代码") in shown(app)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        assert "def top(logits, k=1)" in shown(app)
        assert "10 seconds" in shown(app) or "限时 10 秒" in shown(app)
        await pilot.press("tab", "enter")
        await until(pilot, lambda: isinstance(app.screen, TrialResult))
        picture = shown(app)
        assert (
            "Test 1 of 2 does not hold" if language == "en" else "第 1 个测试没有通过"
        ) in picture
        assert "assert top([1, 3, 2]) == [3]" in picture
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        assert screen.editor.text == WRONG
        assert screen.focused is screen.editor
        screen.editor.text = RIGHT
        await pilot.press("ctrl+r")  # agreed to once, it is not asked back again
        await until(pilot, lambda: isinstance(app.screen, TrialResult))
        assert ("All 2 tests hold" if language == "en" else "全部 2 个测试通过") in shown(app)
        assert screen.interview.transcript.grades == ()
        assert notice(screen) == ""


@pytest.mark.slow
async def test_nothing_runs_without_a_yes(
    make_app: MakeApp, voice: Voice, clock: Clock, runs: list[str]
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_round(app, pilot, words=RIGHT)
        for no in ("escape", "enter"):
            await pilot.press("ctrl+r")
            await until(pilot, lambda: isinstance(app.screen, Choice))
            await pilot.press(no)
            await until(pilot, lambda: app.screen is screen)
        assert runs == []
        await agreed(app, pilot)
        await until(pilot, lambda: isinstance(app.screen, TrialResult))
        assert runs == [RIGHT]


async def the_key_does_nothing(app: InterviewerApp, pilot: Pilot[int], runs: list[str]) -> None:
    screen = app.screen
    await pilot.press("ctrl+r")
    await pilot.pause(0.1)
    assert app.screen is screen
    assert runs == []


async def test_answering_and_grading_run_nothing(
    make_app: MakeApp, voice: Voice, clock: Clock, runs: list[str]
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_round(app, pilot, words=RIGHT)
        await pilot.press("f5")
        await until(pilot, lambda: screen.marks.display)
        assert "try_code" not in footer(app)
        await the_key_does_nothing(app, pilot, runs)


async def test_a_question_without_tests_has_no_such_key(
    make_app: MakeApp, voice: Voice, clock: Clock, runs: list[str]
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await in_round(app, pilot, "lora-rank", words=RIGHT)
        assert "try_code" not in footer(app)
        await the_key_does_nothing(app, pilot, runs)


@pytest.mark.slow
async def test_the_key_comes_with_its_question(
    make_app: MakeApp, voice: Voice, clock: Clock
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_round(app, pilot, "lora-rank", "top-k", words="By its rank.")
        await pilot.press("f5")
        await until(pilot, lambda: screen.marks.display)
        await pilot.press("space")
        await until(pilot, lambda: not screen.marks.display and "try_code" in footer(app))


@pytest.mark.slow
async def test_a_mock_interview_has_no_such_key(
    make_app: MakeApp, voice: Voice, clock: Clock, runs: list[str]
) -> None:
    app = make_app()
    async with app.run_test(size=(160, 50)) as pilot:
        screen = await seated(pilot, app)
        held = {active.binding.action for active in screen.active_bindings.values()}
        assert "submit" in held
        assert "try_code" not in held
        assert "ctrl+r" not in screen.active_bindings
        await the_key_does_nothing(app, pilot, runs)


class Endless:
    """A trial that goes on until it is stopped."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.began = threading.Event()
        self.ended = threading.Event()
        monkeypatch.setattr(practice, "try_out", self)

    def __call__(self, answer: str, code: Code, stop: threading.Event) -> None:
        self.began.set()
        assert stop.wait(20)
        self.ended.set()


class TestWhileItRuns:
    @pytest.mark.slow
    async def test_escape_stops_it_and_nothing_else(
        self, make_app: MakeApp, voice: Voice, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        endless = Endless(monkeypatch)
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await in_round(app, pilot, words=RIGHT)
            await agreed(app, pilot)
            await until(pilot, lambda: "running" in notice(screen))
            await pilot.press("x")  # one can go on writing
            await pilot.press("escape")
            await until(pilot, lambda: "stopped" in notice(screen))
            assert endless.ended.is_set()
            assert app.screen is screen
            assert sorted(screen.editor.text) == sorted(RIGHT + "x")

    @pytest.mark.slow
    async def test_a_second_press_starts_no_second_run(
        self, make_app: MakeApp, voice: Voice, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        endless = Endless(monkeypatch)
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await in_round(app, pilot, words=RIGHT)
            await agreed(app, pilot)
            await until(pilot, endless.began.is_set)
            await pilot.press("ctrl+r", "ctrl+r")
            assert len([w for w in app.workers if w.group == "trial" and not w.is_finished]) == 1
            await pilot.press("escape")
            await until(pilot, lambda: "stopped" in notice(screen))

    @pytest.mark.slow
    @pytest.mark.parametrize("key", ["f5", "f8", "ctrl+q"])
    async def test_going_on_or_away_ends_it(
        self,
        make_app: MakeApp,
        voice: Voice,
        clock: Clock,
        monkeypatch: pytest.MonkeyPatch,
        key: str,
    ) -> None:
        endless = Endless(monkeypatch)
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await in_round(app, pilot, words=RIGHT)
            await agreed(app, pilot)
            await until(pilot, endless.began.is_set)
            await pilot.press(key)
            await until(pilot, endless.ended.is_set)
            if key == "f5":
                await until(pilot, lambda: screen.marks.display)
                assert app.screen is screen


def test_hostile_output_is_shown_as_it_is() -> None:
    trial = Trial(outcome=Outcome.PASSED, tests=1, output="x\n" * 999, output_is_cut=True)
    (printed,) = parts(trial, CODE)
    assert printed.text.count("\n") == MOST_LINES
    assert printed.text.endswith("not shown")


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_is_told(outcome: Outcome) -> None:
    assert headline(Trial(outcome=outcome)).endswith(".")
    assert "{" not in headline(Trial(outcome=outcome, line=3))


@pytest.mark.parametrize("attempt", list(Attempt))
def test_every_attempt_is_told(attempt: Attempt) -> None:
    told = headline(Trial(outcome=Outcome.REFUSED, attempt=attempt))
    assert told.startswith("Your code wanted to")


def test_what_the_tests_call_is_told_beforehand_and_where_it_is_missing() -> None:
    assert "def top(logits, k=1)\n    The k largest" in permission(CODE)
    missing = Trial(outcome=Outcome.MISSING, detail="top")
    assert [part.text.split("\n")[0] for part in parts(missing, CODE)] == [
        "top",
        "def top(logits, k=1)",
    ]


FAILED = Trial(
    outcome=Outcome.FAILED,
    detail="IndexError: list index out of range",
    check=Check(number=2, total=2, source="assert top([1, 3, 2], k=2) == [3, 2]"),
    trace=(CodeLine(number=4, text="    return [logits[i] for i in range(k + 9)]  # 取前 k 个"),),
    output="[bold]no[/bold] \x1b[2J\n翻倍 ✓\n",
)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_failure_looks_as_it_should(
    make_app: MakeApp,
    voice: Voice,
    clock: Clock,
    snap_compare: Snap,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
) -> None:
    monkeypatch.setattr(practice, "try_out", lambda *_: FAILED)
    app = make_app(language=language)

    async def before(pilot: Pilot[int]) -> None:
        await in_round(app, pilot, words=WRONG)
        await agreed(app, pilot)
        await until(pilot, lambda: isinstance(app.screen, TrialResult))
        assert "[bold]no[/bold]" in shown(app)
        assert "\x1b" not in shown(app)

    assert snap_compare(app, terminal_size=(80, 24), run_before=before)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_asking_looks_as_it_should(
    make_app: MakeApp, voice: Voice, clock: Clock, snap_compare: Snap, language: str
) -> None:
    app = make_app(language=language)

    async def before(pilot: Pilot[int]) -> None:
        await in_round(app, pilot, words=WRONG)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: isinstance(app.screen, Choice))

    assert snap_compare(app, terminal_size=(80, 24), run_before=before)


@pytest.mark.slow
async def test_the_longest_output_can_be_read_in_a_small_window(
    make_app: MakeApp, voice: Voice, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    loud = FAILED.model_copy(update={"output": "很长 \x1b " * 9_000, "output_is_cut": True})
    monkeypatch.setattr(practice, "try_out", lambda *_: loud)
    app = make_app(language="zh")
    async with app.run_test(size=(60, 20)) as pilot:
        screen = await in_round(app, pilot, words=WRONG)
        await agreed(app, pilot)
        await until(pilot, lambda: isinstance(app.screen, TrialResult))
        assert "第 2 个测试没有通过" in shown(app)
        await pilot.press("end")
        await until(pilot, lambda: "不再显示" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen)
