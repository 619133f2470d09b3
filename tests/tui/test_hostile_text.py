"""Whatever people, files or servers say is shown, never obeyed, and breaks no layout."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Collapsible, Input, OptionList, TextArea

from interviewer.domain.transcript import Draft
from interviewer.interview import workplace
from interviewer.interview.interview import MAX_ANSWER
from interviewer.interview.workplace import Workplace
from interviewer.models.probe import Probe
from interviewer.settings import FolderUnavailable
from interviewer.storage.mistakes import Mistake
from interviewer.tui.app import InterviewerApp
from interviewer.tui.inert import editable, inert
from interviewer.tui.screens import connection_form
from interviewer.tui.screens.connection_form import ConnectionForm
from interviewer.tui.screens.home import HomeScreen
from interviewer.tui.screens.interview import InterviewScreen
from interviewer.tui.screens.practice import PracticeScreen
from interviewer.tui.widgets.check_dialog import CheckDialog
from interviewer.tui.widgets.choice import Choice, confirmation
from interviewer.tui.widgets.export_dialog import ExportDialog
from interviewer.tui.widgets.graded_question import GradedQuestion
from interviewer.tui.widgets.line_dialog import LineDialog
from interviewer.tui.widgets.long_list import LongList
from interviewer.tui.widgets.marked_section import MarkedSection
from interviewer.tui.widgets.note import Note
from interviewer.tui.widgets.point_card import PointCard
from interviewer.tui.widgets.question_page import QuestionPage
from tests.storage.samples import NOON
from tests.tui import hostile
from tests.tui.bank import write_bank
from tests.tui.conftest import MakeApp
from tests.tui.hostile import (
    ALL,
    CHINESE,
    CORPUS,
    HALVES,
    LINE,
    LITERAL,
    WIDE,
    is_sound,
    seen,
    squeezed,
    store_session,
)
from tests.tui.pilots import shown, until
from tests.tui.rooms import Clock, Voice, clock, seated, voice
from tests.tui.test_home import interrupted
from tests.tui.test_practice_screen import answered, in_round

__all__ = ["clock", "voice"]

SMALL, TALL = (80, 24), (110, 400)
SAID = "It holds keys and values per token. "
LONGEST_ANSWER = MAX_ANSWER - 1_000
LONG = {"line": LINE, "chinese": CHINESE, "families": WIDE}

Steps = Callable[["Scene"], Awaitable[object]]


class Scene:
    """An app in which everything that can be data says `text`."""

    def __init__(self, app: InterviewerApp, pilot: Pilot[int], place: Workplace, text: str) -> None:
        self.app = app
        self.pilot = pilot
        self.place = place
        self.text = text

    async def until(self, reached: Callable[[], object]) -> None:
        await until(self.pilot, reached)

    async def paste(self, text: str | None = None) -> None:
        self.app.post_message(events.Paste(self.text if text is None else text))
        await self.pilot.pause()

    async def settled(self) -> None:
        """Wait until nothing is done any more but what waits for a person."""
        waiting = ("index", "dialog")
        await self.until(
            lambda: all(w.is_finished for w in self.app.workers if w.group not in waiting)
        )


# Where data is shown. Each begins at Home.


async def transcript(scene: Scene) -> None:
    store_session(scene.place.store, scene.text)
    scene.app.show_transcript("0abc")
    await scene.until(lambda: scene.app.screen.query(MarkedSection))
    for fold in scene.app.screen.query(Collapsible):
        fold.collapsed = False


async def report(scene: Scene) -> None:
    store_session(scene.place.store, scene.text)
    scene.app.show_report("0abc")
    await scene.until(lambda: len(scene.app.screen.query(GradedQuestion)) == 2)
    for each in scene.app.screen.query(GradedQuestion):
        await each.unfold()
    for fold in scene.app.screen.query(Collapsible):
        fold.collapsed = False


async def prediction(scene: Scene) -> None:
    store_session(scene.place.store, scene.text)
    scene.app.show_report("0abc", predict=True)
    await scene.until(lambda: "Question 1 of 2" in shown(scene.app))


async def reviews(scene: Scene) -> None:
    store_session(scene.place.store, scene.text)
    scene.app.show_reviews()
    await scene.until(lambda: scene.app.screen.query_one(LongList).count == 1)
    await scene.until(lambda: "x" in shown(scene.app))
    await scene.settled()
    scene.app.screen.query_one(Input).focus()
    await scene.paste()


async def checking(scene: Scene) -> None:
    await transcript(scene)
    card = scene.app.screen.query(PointCard).first()
    card.focus()
    card.action_check()
    await scene.until(lambda: isinstance(scene.app.screen, CheckDialog))


async def question_bank(scene: Scene) -> None:
    scene.app.show_bank()
    listed = scene.app.screen.query_one
    await scene.until(lambda: scene.app.screen.query_one(LongList).count > 4)
    listed(LongList).focus()
    await scene.pilot.press("end")


async def search(scene: Scene) -> None:
    scene.app.show_bank()
    await scene.until(lambda: scene.app.screen.query_one(LongList).count > 4)
    await scene.paste()
    await scene.pilot.pause(0.3)


async def question_page(scene: Scene) -> None:
    note = Mistake("hostile", scene.text[:4_000], NOON, "b1")
    scene.place.mistakes.add(note)
    scene.app.show_question("hostile")
    await scene.until(lambda: scene.app.screen.query_one(QuestionPage).query("#part-answer"))
    for fold in scene.app.screen.query(Collapsible):
        fold.collapsed = False


async def noting(scene: Scene) -> None:
    scene.app.push_screen(Note("What is wrong?", scene.text[:30], 4_000))
    await scene.until(lambda: isinstance(scene.app.screen, Note))
    scene.app.screen.query_one(TextArea).focus()
    await scene.paste()


async def asking_back(scene: Scene) -> None:
    scene.app.push_screen(confirmation(scene.text, "Go"))
    await scene.until(lambda: isinstance(scene.app.screen, Choice))


async def typing_a_line(scene: Scene) -> None:
    scene.app.push_screen(LineDialog(scene.text[:400], "Go", value=scene.text))
    await scene.until(lambda: isinstance(scene.app.screen, LineDialog))


async def choosing_a_grader(scene: Scene) -> None:
    store_session(scene.place.store, "words")
    scene.app.preferences.grader = next(iter(scene.app.preferences.connections))
    scene.app.show_transcript("0abc")
    await scene.until(lambda: scene.app.screen.query(MarkedSection))
    await scene.settled()
    await scene.pilot.press("g")
    await scene.until(lambda: isinstance(scene.app.screen, Choice))


async def connections(scene: Scene) -> None:
    scene.app.preferences.connection = next(iter(scene.app.preferences.connections))
    scene.app.show_settings("models")
    await scene.until(lambda: scene.app.screen.query_one("#models-list", OptionList).options)


async def connection(scene: Scene) -> None:
    await connections(scene)
    scene.app.screen.query_one("#models-list").focus()
    await scene.pilot.press("enter")
    await scene.until(lambda: isinstance(scene.app.screen, ConnectionForm))
    scene.app.screen.query_one("#field-model", Input).value = ""
    await scene.pilot.press("f5")
    models = scene.app.screen.query_one("#connection-models", OptionList)
    await scene.until(lambda: models.display)


async def setting_up_a_mock(scene: Scene) -> None:
    scene.app.preferences.connection = next(iter(scene.app.preferences.connections))
    scene.app.set_up_mock()
    await scene.until(lambda: "min" in shown(scene.app))
    await scene.settled()


async def setting_up_practice(scene: Scene) -> None:
    scene.app.set_up_practice()
    await scene.until(lambda: "of-my-own" in shown(scene.app))


async def notes(scene: Scene) -> None:
    for number in range(3):
        note = Mistake(f"mine/{number}", scene.text[:4_000], NOON, "b1")
        scene.place.mistakes.add(note)
    scene.app.show_settings("data")
    await scene.until(lambda: len(scene.app.screen.query_one("#data-notes", OptionList).options))


async def notices(scene: Scene) -> None:
    scene.app.show_bank()
    await scene.until(lambda: scene.app.screen.query_one(LongList).count > 4)
    scene.app.notify(scene.text[:300], title=scene.text[:80], timeout=60, markup=True)
    scene.app.screen.notify(scene.text[:300], title=scene.text[:80], timeout=60)
    scene.app.screen.tell_failure(ValueError(scene.text))  # type: ignore[attr-defined]
    await scene.until(lambda: scene.app.screen.query("Toast"))


async def exporting(scene: Scene) -> None:
    def refuse(*_: object) -> None:
        raise FolderUnavailable(Path(scene.text), scene.text)

    scene.app.push_screen(ExportDialog(lambda form: Path(scene.text), refuse))
    await scene.until(lambda: isinstance(scene.app.screen, ExportDialog))


async def palette(scene: Scene) -> None:
    await scene.pilot.press("ctrl+p")
    await scene.until(lambda: scene.app.screen.query("CommandInput"))
    await scene.paste()
    await scene.pilot.pause(0.3)


async def trouble(scene: Scene) -> None:
    home = scene.app.screen
    assert isinstance(home, HomeScreen)
    await scene.settled()
    await home._show_trouble(FolderUnavailable(Path(scene.text), scene.text))


async def draft(scene: Scene) -> None:
    paused = interrupted(scene.place.store, "0mock", questions=1)
    scene.place.store.save_draft(paused.id, Draft(text=scene.text, at=NOON))
    await scene.app.resume_session(paused.id)
    await scene.until(lambda: isinstance(scene.app.screen, InterviewScreen))
    await scene.until(lambda: scene.app.screen.query_one(TextArea).text)
    await scene.settled()


async def interview(scene: Scene) -> None:
    screen = await seated(scene.pilot, scene.app)
    await scene.paste(scene.text[:LONGEST_ANSWER])
    await scene.pilot.press("f5")
    await scene.until(lambda: len(screen.interview.transcript.turns) >= 3)
    await scene.until(lambda: not screen.editor.read_only)
    screen.talk.notice(scene.text)
    await scene.paste()
    await scene.pilot.press("ctrl+end")


async def practice(scene: Scene) -> None:
    screen = await in_round(scene.app, scene.pilot)
    await answered(scene.pilot, screen, SAID + scene.text[:LONGEST_ANSWER])
    assert isinstance(scene.app.screen, PracticeScreen)


SHOWS_ALL: dict[str, Steps] = {
    "transcript": transcript,
    "report": report,
    "prediction": prediction,
    "question": question_page,
    "asking back": asking_back,
    "practice": practice,
    "interview": interview,
}
"""Places that show a text as a whole."""

SHOWS_SOME: dict[str, Steps] = {
    "reviews": reviews,
    "check": checking,
    "bank": question_bank,
    "search": search,
    "note": noting,
    "line": typing_a_line,
    "grader": choosing_a_grader,
    "connections": connections,
    "connection": connection,
    "mock set-up": setting_up_a_mock,
    "practice set-up": setting_up_practice,
    "notes": notes,
    "notices": notices,
    "export": exporting,
    "palette": palette,
    "trouble": trouble,
    "draft": draft,
}
"""Places that show as much of a text as there is room for."""

COVERED = frozenset({"check", "notices", "palette"})
"""Where something lies across the frames of what is beneath."""


@pytest.fixture
def said_by(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def speak(text: str) -> None:
        monkeypatch.setattr(voice, "_words", lambda _: text)

    return speak


@pytest.fixture
def scene_of(
    make_app: MakeApp,
    place: Workplace,
    clock: Clock,
    said_by: Callable[[str], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[str], InterviewerApp]:
    """Make an app whose bank, models and interviewer speak a text."""

    async def probe(*_: object, **__: object) -> Probe:
        return Probe(models=(*CORPUS.values(), "a-model"), seconds=None)

    def make(text: str) -> InterviewerApp:
        folder = write_bank(tmp_path / "bank", hostile.question("hostile", hostile.written(text)))
        monkeypatch.setattr(workplace, "bank_dir", lambda: folder)
        monkeypatch.setattr(connection_form, "probe", probe)
        said_by(text)
        address = "http://127.0.0.1:9/" + text
        names = [text, *CORPUS.values()] if text == ALL else [text]
        return make_app(connections={name: {"base_url": address, "model": text} for name in names})

    return make


async def looks_sound(scene: Scene, name: str) -> None:
    covered = name in COVERED
    await scene.settled()
    is_sound(scene.app, covered=covered)
    for press in ("pagedown", "end", "pageup"):
        await scene.pilot.press(press)
        await scene.pilot.pause()
        is_sound(scene.app, covered=covered)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*SHOWS_ALL, *SHOWS_SOME])
async def test_the_corpus_is_shown_and_not_obeyed(
    name: str,
    scene_of: Callable[[str], InterviewerApp],
    place: Workplace,
) -> None:
    app = scene_of(ALL)
    async with app.run_test(size=TALL, notifications=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        scene = Scene(app, pilot, place, ALL)
        await {**SHOWS_ALL, **SHOWS_SOME}[name](scene)
        await scene.settled()
        is_sound(app, covered=name in COVERED)
        if name in SHOWS_ALL:
            picture = squeezed(shown(app))
            for literal in LITERAL:
                assert squeezed(literal) in picture, literal
        await pilot.resize_terminal(*SMALL)
        await pilot.pause()
        await looks_sound(scene, name)
        assert app.is_running


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "length"),
    [
        (name, length)
        for name in (*SHOWS_ALL, *SHOWS_SOME)
        for length in LONG
        # Textual breaks the lines of an editor between any two code points.
        if (name, length) not in {("draft", "families"), ("note", "families")}
    ],
)
async def test_a_line_without_end_breaks_no_layout(
    name: str,
    length: str,
    scene_of: Callable[[str], InterviewerApp],
    place: Workplace,
) -> None:
    app = scene_of(LONG[length])
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        scene = Scene(app, pilot, place, LONG[length])
        await {**SHOWS_ALL, **SHOWS_SOME}[name](scene)
        await looks_sound(scene, name)


async def test_an_answer_is_shown_and_not_obeyed(
    scene_of: Callable[[str], InterviewerApp], place: Workplace
) -> None:
    words = f"{ALL}\n{HALVES}"
    app = scene_of("words")
    async with app.run_test(size=TALL) as pilot:
        scene = Scene(app, pilot, place, words)
        await transcript(scene)
        is_sound(app)
        picture = squeezed(shown(app))
        assert "�half�" in picture
        for text in CORPUS.values():
            assert seen(text)[:20] in picture, text


async def test_what_is_pasted_copied_and_told_passes_one_door(
    scene_of: Callable[[str], InterviewerApp], place: Workplace
) -> None:
    app = scene_of("words")
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        scene = Scene(app, pilot, place, ALL)
        await noting(scene)
        written = app.screen.query_one(TextArea).text
        assert written == editable(ALL)
        assert "\t" in written
        app.copy_to_clipboard(ALL)
        assert app.clipboard == editable(ALL)
        app.notify(ALL, title=ALL, markup=True)
        await pilot.pause()
        [notice] = app._notifications
        assert (notice.message, notice.title, notice.markup) == (inert(ALL), inert(ALL), False)


@pytest.mark.parametrize("name", CORPUS)
def test_offsets_stay_what_they_were(name: str) -> None:
    assert len(inert(CORPUS[name])) == len(CORPUS[name])


@pytest.mark.parametrize(
    "text", ["👩‍👩‍👧‍👦", "🇨🇳🇬🇧", "👍🏽", "🏃🏽‍♂️", "❤️‍🔥", "🏳️‍🌈", "é", "e\u0301", "שלום", "显存"]
)
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert inert(text) == text


@pytest.mark.parametrize("text", ["🇨", "a\u200d中", "🏽", "\u200d", "🖐🏽", "👩\u200d" * 6])
def test_signs_whose_width_nobody_agrees_on_are_replaced(text: str) -> None:
    assert "�" in inert(text)
