"""The first run: shown once, in either language, with one key to a sample question."""

from textual.pilot import Pilot

from interviewer import i18n
from interviewer.domain.transcript import Kind
from interviewer.interview.workplace import Workplace
from interviewer.settings import Preferences, load_preferences
from interviewer.tui.app import InterviewerApp
from interviewer.tui.screens.first_run import FirstRunScreen
from interviewer.tui.screens.home import HomeScreen
from interviewer.tui.screens.practice import PracticeScreen
from tests.tui.pilots import shown, until
from tests.tui.rooms import Voice, voice

__all__ = ["voice"]

SIZE = (80, 24)


def new_app(language: str = "en") -> InterviewerApp:
    i18n.install(language)
    return InterviewerApp(preferences=Preferences())


async def greeted(pilot: Pilot[int], app: InterviewerApp) -> None:
    await until(pilot, lambda: isinstance(app.screen, FirstRunScreen) and app.focused)


async def test_it_is_shown_once() -> None:
    app = new_app()
    async with app.run_test(size=SIZE) as pilot:
        await greeted(pilot, app)
        await pilot.press("h")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        await until(pilot, lambda: load_preferences().welcomed)
    again = InterviewerApp(preferences=load_preferences())
    async with again.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: isinstance(again.screen, HomeScreen))
        assert not any(isinstance(screen, FirstRunScreen) for screen in again.screen_stack)


async def test_the_language_is_switched_by_a_key_and_kept() -> None:
    app = new_app()
    async with app.run_test(size=SIZE) as pilot:
        await greeted(pilot, app)
        assert "● English" in shown(app)
        await pilot.press("l")
        await until(pilot, lambda: "● 中文" in shown(app))
        assert "欢迎" in shown(app)
        await pilot.press("h")
        await until(pilot, lambda: "模拟面试" in shown(app))
        await until(pilot, lambda: load_preferences().language == "zh")


async def test_the_language_is_switched_by_mouse() -> None:
    app = new_app("zh")
    async with app.run_test(size=SIZE) as pilot:
        await greeted(pilot, app)
        assert "● 中文" in shown(app)
        await pilot.click("#language-en")
        await until(pilot, lambda: "Welcome" in shown(app))
        await until(pilot, lambda: load_preferences().language == "en")


async def test_one_key_leads_to_a_sample_question_and_then_home(
    voice: Voice, place: Workplace
) -> None:
    app = new_app()
    async with app.run_test(size=SIZE) as pilot:
        await greeted(pilot, app)
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
        screen = app.screen
        assert isinstance(screen, PracticeScreen)
        await until(pilot, lambda: screen.has_begun and not screen.editor.read_only)
        [session] = place.store.list()
        assert session.kind is Kind.PRACTICE
        assert len(place.store.transcript(session.id).session.blueprint.slots) == 1
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert load_preferences().welcomed


async def test_a_session_that_was_named_comes_before_the_greeting(
    voice: Voice, place: Workplace
) -> None:
    app = InterviewerApp("0none", preferences=Preferences())
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))


async def test_where_nothing_can_be_written_it_leads_home_all_the_same(
    tmp_path_factory: object, monkeypatch: object
) -> None:
    app = new_app()
    async with app.run_test(size=SIZE) as pilot:
        await greeted(pilot, app)
        import interviewer.settings as settings

        def refuse(folder: object) -> None:
            raise settings.FolderUnavailable(folder, "it is not writable")  # type: ignore[arg-type]

        monkeypatch.setattr(settings, "_usable", refuse)  # type: ignore[attr-defined]
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
