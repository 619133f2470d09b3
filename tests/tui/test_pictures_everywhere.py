"""Every screen in both languages, light and dark, where there is more room; states left over.

How the screens look at 80x24 in dark is held beside the tests of what they do.
"""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot
from textual.widgets import Collapsible, Input, OptionList, Select

from interviewer import i18n
from interviewer.domain.blueprint import Blueprint, Slot
from interviewer.domain.language import Language
from interviewer.domain.transcript import Kind, Status
from interviewer.interview.workplace import Workplace
from interviewer.models.faults import FaultKind, ModelFault
from interviewer.models.probe import Probe
from interviewer.settings import paths
from interviewer.storage.blueprints import Saved
from interviewer.storage.mistakes import Mistake
from interviewer.tui.app import InterviewerApp
from interviewer.tui.screens import connection_form
from interviewer.tui.screens.connection_form import ConnectionForm
from interviewer.tui.screens.first_run import FirstRunScreen
from interviewer.tui.screens.help import HelpScreen
from interviewer.tui.screens.home import HomeScreen
from interviewer.tui.screens.mock_setup import MockSetupScreen
from interviewer.tui.screens.plan import PlanScreen
from interviewer.tui.screens.practice_setup import PracticeSetupScreen
from interviewer.tui.widgets.cycle import Cycle
from interviewer.tui.widgets.export_dialog import ExportDialog
from interviewer.tui.widgets.graded_question import GradedQuestion
from interviewer.tui.widgets.line_dialog import LineDialog
from interviewer.tui.widgets.long_list import LongList
from interviewer.tui.widgets.marked_turn import MarkedTurn
from interviewer.tui.widgets.note import Note
from interviewer.tui.widgets.point_card import PointCard
from interviewer.tui.widgets.prose import Prose
from interviewer.tui.widgets.question_page import QuestionPage
from tests.storage.samples import NOON, interview, session
from tests.tui.bank import QUESTIONS
from tests.tui.conftest import MakeApp
from tests.tui.histories import weeks_of_practice
from tests.tui.pilots import shown, until
from tests.tui.reports import write_report
from tests.tui.rooms import Clock, Voice, clock, seated, tick, voice
from tests.tui.test_home import finished, interrupted
from tests.tui.test_practice_screen import ANSWER, answered, in_round
from tests.tui.test_report_screen import two_questions

pytestmark = pytest.mark.slow

__all__ = ["clock", "voice"]

Compare = Callable[..., bool]

VIEWS = {
    "zh-light-110x32": ("zh", "light", (110, 32)),
    "en-dark-160x50": ("en", "dark", (160, 50)),
}
SMALL = {
    "en-light-80x24": ("en", "light", (80, 24)),
    "zh-dark-80x24": ("zh", "dark", (80, 24)),
}
ZH_ANSWER = "它保存每个 token 的键和值。大小是固定的。我会用分页。"


class Scene:
    """An app to be pictured, and the place it works on."""

    def __init__(self, pilot: Pilot[int], place: Workplace, clock: Clock) -> None:
        app = pilot.app
        assert isinstance(app, InterviewerApp)
        self.app = app
        self.pilot = pilot
        self.place = place
        self.clock = clock
        self.language = Language(i18n.current())

    @property
    def words(self) -> str:
        return ANSWER if self.language is Language.EN else ZH_ANSWER

    async def until(self, reached: Callable[[], object]) -> None:
        await until(self.pilot, reached)

    async def settled(self) -> None:
        """Wait until nothing is done any more but what waits for a person."""
        waiting = ("index", "dialog")
        await self.until(
            lambda: all(w.is_finished for w in self.app.workers if w.group not in waiting)
        )
        await self.pilot.pause(0.1)

    def fill(self) -> None:
        """Store mocks and practice, finished and interrupted."""
        store = self.place.store
        for number in range(12):
            finished(store, number, (number * 37 % 100) / 100)
        interrupted(store, "0mock", questions=3)
        interrupted(store, "0practice", kind=Kind.PRACTICE, questions=1, days=1)
        interview(store, "0zh", language=Language.ZH)


Steps = Callable[[Scene], Awaitable[object]]


async def home(scene: Scene) -> None:
    scene.fill()
    scene.app.push_screen(HomeScreen())
    await scene.until(lambda: scene.app.screen.query("#resume-list:focus"))


async def first_run(scene: Scene) -> None:
    scene.app.push_screen(FirstRunScreen())
    await scene.until(lambda: scene.app.screen.query("#first-sample:focus"))


async def mock_setup(scene: Scene) -> None:
    scene.app.set_up_mock()
    await scene.until(lambda: scene.app.screen.query_one("#mock-plan").border_subtitle)


async def practice_setup(scene: Scene) -> None:
    scene.app.set_up_practice()
    await scene.until(lambda: "4" in shown(scene.app))
    await scene.settled()


async def sitting(scene: Scene) -> None:
    screen = await seated(scene.pilot, scene.app)
    await scene.pilot.press("f2")
    await scene.until(lambda: len(screen.interview.transcript.turns) == 3)
    await scene.until(lambda: not screen.editor.read_only)
    await tick(scene.pilot, scene.clock, screen, 83)
    screen.editor.text = scene.words
    saved = i18n.gettext_("saved")
    await scene.until(lambda: saved in str(screen.editor.border_subtitle))


async def practising(scene: Scene) -> None:
    screen = await in_round(scene.app, scene.pilot)
    await scene.until(lambda: not screen.editor.read_only and screen.focused is screen.editor)
    screen.editor.text = scene.words
    saved = i18n.gettext_("saved")
    await scene.until(lambda: saved in str(screen.editor.border_subtitle))


async def practice_marks(scene: Scene) -> None:
    screen = await in_round(scene.app, scene.pilot)
    await answered(scene.pilot, screen, scene.words)
    await scene.pilot.press("n")
    await scene.until(lambda: isinstance(screen.focused, PointCard))


async def prediction(scene: Scene) -> None:
    two_questions(scene.place.store, language=scene.language.value)
    scene.app.show_report("0abc", predict=True)
    await scene.until(lambda: scene.app.screen.query("#step-50:focus"))


async def report(scene: Scene) -> None:
    two_questions(scene.place.store, language=scene.language.value)
    scene.app.show_report("0abc")
    await scene.until(lambda: scene.app.screen.query(GradedQuestion))
    await scene.settled()
    await scene.app.screen.query(GradedQuestion).first().unfold()
    await scene.pilot.press("n")


async def transcript(scene: Scene) -> None:
    interview(scene.place.store, language=scene.language)
    scene.app.show_transcript("0abc", ("kv-cache", "point-1"))
    await scene.until(lambda: isinstance(scene.app.screen.focused, MarkedTurn))


async def reviews(scene: Scene) -> None:
    scene.fill()
    scene.app.show_reviews()
    await scene.until(lambda: scene.app.screen.query_one(LongList).count == 15)
    await scene.settled()
    await scene.pilot.pause(0.3)


async def bank(scene: Scene) -> None:
    scene.app.show_bank()
    await scene.until(lambda: scene.app.screen.query_one(LongList).count == 4)
    await scene.pilot.press("down", "down")
    await scene.pilot.pause(0.2)


async def question(scene: Scene) -> None:
    scene.place.mistakes.add(Mistake("kv-cache-size", "The unit is wrong.", NOON, "b1"))
    scene.app.show_question("kv-cache-size")
    await scene.until(lambda: scene.app.screen.query_one(QuestionPage).query("#part-answer"))
    for fold in scene.app.screen.query(Collapsible):
        fold.collapsed = False


async def settings(scene: Scene, section: str) -> None:
    scene.app.show_settings(section)
    await scene.pilot.pause()
    await scene.settled()
    await scene.until(lambda: scene.app.screen.query(f"#{section}"))


async def general(scene: Scene) -> None:
    await settings(scene, "general")


async def models(scene: Scene) -> None:
    await settings(scene, "models")


async def keys(scene: Scene) -> None:
    await settings(scene, "keys")
    listed = scene.app.screen.query_one("#keys OptionList", OptionList)
    await scene.until(lambda: listed.option_count)


async def data(scene: Scene) -> None:
    scene.fill()
    scene.place.mistakes.add(Mistake("kv-cache-size", "The unit is wrong.", NOON, "b1"))
    await settings(scene, "data")
    await scene.until(lambda: scene.app.screen.query_one("#data-notes", OptionList).options)
    for folder in scene.app.screen.query(".folder").results(Prose):
        folder.show(folder.text[: folder.text.index("/")] + "~/interviewer")


async def graders(scene: Scene) -> None:
    folder = paths().evaluations
    for day, (name, grader) in enumerate([("mohler", "office"), ("asag2024", "local")], 20):
        told = {"set": name, "grader": grader, "at": f"2026-11-{day}T12:00:00+00:00"}
        write_report(folder / f"{name}.json", **told, points=None)
    (folder / "broken.json").write_text("{")
    await settings(scene, "graders")
    await scene.until(lambda: "0.81" in shown(scene.app))


async def connection(scene: Scene) -> None:
    await models(scene)
    scene.app.screen.query_one("#models-list").focus()
    await scene.pilot.press("enter")
    await scene.until(lambda: isinstance(scene.app.screen, ConnectionForm))
    scene.app.screen.query_one("#field-model", Input).value = ""
    await scene.pilot.press("f5")
    listed = scene.app.screen.query_one("#connection-models", OptionList)
    await scene.until(lambda: listed.display)


async def helping(scene: Scene) -> None:
    await sitting(scene)
    await scene.pilot.press("f1")
    await scene.until(lambda: isinstance(scene.app.screen, HelpScreen))


async def palette(scene: Scene) -> None:
    await bank(scene)
    await scene.pilot.press("ctrl+p")
    await scene.until(lambda: scene.app.screen.query_one("CommandList", OptionList).option_count)
    await scene.pilot.pause(0.3)


async def practice_rounds(scene: Scene) -> None:
    weeks_of_practice(scene.place.store)
    await practice_setup(scene)
    screen = scene.app.screen
    assert isinstance(screen, PracticeSetupScreen)
    await scene.until(lambda: screen._cards)
    what = screen.query_one("#setup-what", Cycle)
    screen.set_focus(what)
    while what.value != "drills":
        await scene.pilot.press("right")
    await scene.settled()


async def drilling(scene: Scene) -> None:
    screen = await in_round(scene.app, scene.pilot, "kv-cache-size#what")
    await answered(scene.pilot, screen, scene.words.split(".")[0].split("。")[0])


async def saved_blueprint(scene: Scene) -> None:
    slots = tuple(
        Slot(topic=each.topic, level=each.level, minutes=each.minutes) for each in QUESTIONS
    )
    for name in ("推理岗 45 分钟", "Infra, two rounds"):
        scene.place.blueprints.save(Saved(name, Blueprint(minutes=45, slots=slots * 2)))
    await mock_setup(scene)
    screen = scene.app.screen
    assert isinstance(screen, MockSetupScreen)
    await scene.until(lambda: screen._saved)
    preset = screen.query_one("#mock-preset", Cycle)
    screen.set_focus(preset)
    await scene.pilot.press("left")
    await scene.until(lambda: "45" in screen.query_one("#mock-minutes", Input).value)
    await scene.settled()


async def editing_a_plan(scene: Scene) -> None:
    """A plan that was changed in one place; its level is one that the bank does not have."""
    await mock_setup(scene)
    await scene.pilot.press("f4")
    await scene.until(lambda: isinstance(scene.app.screen, PlanScreen))
    await scene.pilot.press("down", "a", "enter", "down")
    level = scene.app.screen.query_one("#plan-level", Cycle)
    await scene.until(lambda: scene.app.screen.focused is level)
    await scene.pilot.press("right")
    await scene.settled()


async def saving_a_blueprint(scene: Scene) -> None:
    await saved_blueprint(scene)
    await scene.pilot.press("ctrl+s")
    await scene.until(lambda: isinstance(scene.app.screen, LineDialog))


SCREENS: dict[str, Steps] = {
    "first run": first_run,
    "home": home,
    "mock set-up": mock_setup,
    "interview": sitting,
    "prediction": prediction,
    "report": report,
    "practice set-up": practice_setup,
    "practice rounds": practice_rounds,
    "practice": practising,
    "practice marks": practice_marks,
    "drilling": drilling,
    "saved blueprint": saved_blueprint,
    "editing a plan": editing_a_plan,
    "reviews": reviews,
    "transcript": transcript,
    "bank": bank,
    "question": question,
    "settings general": general,
    "settings models": models,
    "settings keys": keys,
    "settings data": data,
    "settings graders": graders,
    "connection": connection,
    "help": helping,
    "palette": palette,
}


# States that nothing else holds a picture of.


async def sitting_with_commands(scene: Scene) -> None:
    await sitting(scene)
    await scene.pilot.press("ctrl+p")
    await scene.until(lambda: scene.app.screen.query_one("CommandList", OptionList).option_count)
    await scene.pilot.pause(0.3)


async def no_such_report(scene: Scene) -> None:
    scene.app.show_report("nope")
    await scene.until(lambda: "nope" in shown(scene.app))
    await scene.settled()


async def no_such_question(scene: Scene) -> None:
    scene.app.show_question("nope")
    await scene.until(lambda: "nope" in shown(scene.app))


async def bank_loading(scene: Scene) -> None:
    async def never() -> Workplace:
        await asyncio.Event().wait()
        raise AssertionError

    scene.app.workplace = never  # type: ignore[method-assign]
    scene.app.show_bank()
    await scene.until(lambda: scene.app.screen.query("#bank-state"))


async def reviews_loading(scene: Scene) -> None:
    async def never() -> Workplace:
        await asyncio.Event().wait()
        raise AssertionError

    scene.app.workplace = never  # type: ignore[method-assign]
    scene.app.show_reviews()
    await scene.until(lambda: scene.app.screen.query("#reviews-state"))


async def one_review(scene: Scene) -> None:
    scene.place.store.create(session(status=Status.PAUSED))
    scene.app.show_reviews()
    await scene.until(lambda: scene.app.screen.query_one(LongList).count == 1)
    await scene.settled()


async def menu(scene: Scene) -> None:
    await bank(scene)
    await scene.pilot.press("f4")
    await scene.pilot.press("enter")
    await scene.until(lambda: scene.app.screen.query(Select).first().expanded)


async def deleting_a_session(scene: Scene) -> None:
    await reviews(scene)
    await scene.pilot.press("d")
    await scene.until(lambda: scene.app.screen.query("#choice"))


async def exporting(scene: Scene) -> None:
    await one_review(scene)
    await scene.pilot.press("e")
    await scene.until(lambda: isinstance(scene.app.screen, ExportDialog))
    scene.app.screen.query_one(Input).value = "~/Downloads/interview.md"


async def noting(scene: Scene) -> None:
    await question(scene)
    await scene.pilot.press("n")
    await scene.until(lambda: isinstance(scene.app.screen, Note))


async def notice(scene: Scene) -> None:
    await bank(scene)
    scene.app.screen.tell_failure(ModelFault(FaultKind.TIMED_OUT, ""))  # type: ignore[attr-defined]
    await scene.until(lambda: scene.app.screen.query("Toast"))


STATES: dict[str, Steps] = {
    "report of no session": no_such_report,
    "no such question": no_such_question,
    "bank loading": bank_loading,
    "reviews loading": reviews_loading,
    "one review": one_review,
    "menu": menu,
    "deleting a session": deleting_a_session,
    "exporting": exporting,
    "noting a mistake": noting,
    "practice rounds": practice_rounds,
    "drilling": drilling,
    "saved blueprint": saved_blueprint,
    "saving a blueprint": saving_a_blueprint,
    "editing a plan": editing_a_plan,
    "notice": notice,
    "practice": practising,
    "connection": connection,
    "several graders": graders,
    "commands while sitting": sitting_with_commands,
    "palette": palette,
}


@pytest.fixture
def pictured(
    make_app: MakeApp,
    place: Workplace,
    voice: Voice,
    clock: Clock,
    snap_compare: Compare,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[Steps, tuple[str, str, tuple[int, int]]], bool]:
    """Compare what steps lead to with its picture."""

    async def probe(*_: object, **__: object) -> Probe:
        return Probe(models=("qwen3-32b", "deepseek-v3.2", "glm-4.6"))

    monkeypatch.setattr(connection_form, "probe", probe)

    def compare(steps: Steps, view: tuple[str, str, tuple[int, int]]) -> bool:
        language, theme, size = view
        app = make_app(
            language=language,
            interview_language=language,
            theme=theme,
            connections={
                "local": {"base_url": "http://127.0.0.1:8000/v1", "model": "qwen3-32b"},
                "office": {"base_url": "https://models.example/v1", "model": "deepseek-v3.2"},
            },
        )

        async def before(pilot: Pilot[int]) -> None:
            await until(pilot, lambda: isinstance(app.screen, HomeScreen))
            scene = Scene(pilot, place, clock)
            await steps(scene)
            await pilot.pause()

        return snap_compare(app, terminal_size=size, run_before=before)

    return compare


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", SCREENS)
def test_a_screen(pictured: Callable[..., bool], name: str, view: str) -> None:
    assert pictured(SCREENS[name], VIEWS[view])


@pytest.mark.parametrize("view", SMALL)
@pytest.mark.parametrize("name", STATES)
def test_a_state(pictured: Callable[..., bool], name: str, view: str) -> None:
    assert pictured(STATES[name], SMALL[view])
