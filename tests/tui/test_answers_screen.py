"""The list of answers: searched, narrowed down, bookmarked, noted on, opened, practised again."""

import threading
from collections.abc import Callable, Collection
from datetime import timedelta

import pytest
from sqlalchemy import insert
from textual.pilot import Pilot
from textual.widgets import Input, Select, Static, TextArea

from interviewer.domain.transcript import Kind, Status
from interviewer.interview.workplace import Workplace
from interviewer.settings import paths
from interviewer.storage import rows
from interviewer.storage.answers import AnswerLine, Answers, Remark, WantedAnswers
from interviewer.storage.errors import DatabaseUnavailable, Reason
from interviewer.storage.schema import exchanges, sessions
from interviewer.tui.app import InterviewerApp
from interviewer.tui.screens import answers as answers_screen
from interviewer.tui.screens import finding
from interviewer.tui.screens.answers import AnswersScreen
from interviewer.tui.screens.practice import PracticeScreen
from interviewer.tui.screens.transcript import TranscriptScreen
from interviewer.tui.widgets.long_list import LongList
from interviewer.tui.widgets.marked_section import MarkedSection
from interviewer.tui.widgets.note import Note
from interviewer.tui.widgets.point_card import PointCard
from tests.storage.samples import HOSTILE, NOON, answers, asked, asks, grade, question, session
from tests.tui.conftest import MakeApp
from tests.tui.pilots import shown, until

Snap = Callable[..., bool]


def state(app: InterviewerApp) -> str:
    return str(app.screen.query_one("#answers-state", Static).render())


def questions(app: InterviewerApp) -> list[str]:
    screen = app.screen
    assert isinstance(screen, AnswersScreen)
    lines = [screen._line(index) for index in range(screen.query_one(LongList).count)]
    return [line.question_id for line in lines if line is not None]


async def in_answers(app: InterviewerApp, pilot: Pilot[int], told: str) -> AnswersScreen:
    app.show_answers()
    await until(pilot, lambda: told in state(app))
    screen = app.screen
    assert isinstance(screen, AnswersScreen)
    return screen


def fill(place: Workplace) -> None:
    """Store a practice of three answers, two of them graded, and a mock that is not over."""
    store = place.store
    words = {
        "kv-cache-size": "KV cache 的显存随序列长度线性增长，要乘以层数。",
        "gqa": "Query heads share keys and values, so the cache shrinks.",
        "cache-hostile": f"显存 {HOSTILE}",
    }
    store.create(session("0p", kind=Kind.PRACTICE))
    for number, (name, text) in enumerate(words.items()):
        store.ask("0p", asked(question(name)), asks(question(name), seconds=60 * number))
        store.append("0p", answers(text, f"p{number}", name))
    store.add_grade("0p", grade(question_id="kv-cache-size", score=0.9))
    store.add_grade("0p", grade(question_id="gqa", score=0.3))
    store.set_status("0p", Status.FINISHED, NOON)
    store.create(session("0m", started_at=NOON - timedelta(days=9)))
    store.ask("0m", asked(question("paused")), asks(question("paused"), seconds=-9 * 86400))
    store.append("0m", answers("half an answer", "m0", "paused"))
    store.add_grade("0m", grade(question_id="paused", score=1.0))


async def test_without_answers_it_says_how_to_begin(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await in_answers(app, pilot, "There are no answers yet")
        await pilot.press("enter", "b", "w", "p")
        assert isinstance(app.screen, AnswersScreen)


async def test_two_characters_find_the_answer_and_hostile_text_is_only_shown(
    make_app: MakeApp, place: Workplace
) -> None:
    fill(place)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_answers(app, pilot, "4 answers")
        screen.query_one(Input).value = "显存"
        await until(pilot, lambda: "2 answers" in state(app))
        assert set(questions(app)) == {"cache-hostile", "kv-cache-size"}
        assert "\x1b" not in shown(app)
        screen.query_one(Input).value = '" OR said MATCH "'
        await until(pilot, lambda: "Nothing is found" in state(app))


@pytest.mark.slow
async def test_filters_and_hidden_marks(make_app: MakeApp, place: Workplace) -> None:
    fill(place)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_answers(app, pilot, "4 answers")

        async def choose(name: str, value: str, found: list[str]) -> None:
            screen.query_one(f"#answers-{name}", Select).value = value
            await until(pilot, lambda: questions(app) == found)

        await choose("order", "best", ["kv-cache-size", "gqa", "cache-hostile", "paused"])
        await choose("score", "1", ["gqa"])
        await choose("score", "none", ["cache-hostile", "paused"])
        await choose("since", "7", ["cache-hostile"])
        await choose("kind", "mock", [])
        await choose("since", "", ["paused"])


@pytest.mark.slow
async def test_bookmarks_and_notes_are_kept_and_found(make_app: MakeApp, place: Workplace) -> None:
    fill(place)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_answers(app, pilot, "4 answers")
        await pilot.press("down", "b")
        await until(pilot, lambda: "★" in shown(app))
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, Note))
        app.screen.query_one(TextArea).text = "再看 roofline"
        await pilot.press("f5")
        await until(pilot, lambda: app.screen is screen and "✎" in shown(app))
        assert place.answers.remarks("0p") == {"gqa": Remark(True, "再看 roofline")}
        screen.query_one(Input).value = "roofline"
        await until(pilot, lambda: questions(app) == ["gqa"])
        # A note can be changed, and emptied.
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, Note))
        assert app.screen.query_one(TextArea).text == "再看 roofline"
        app.screen.query_one(TextArea).text = ""
        await pilot.press("f5")
        await until(pilot, lambda: place.answers.remarks("0p") == {"gqa": Remark(True)})


@pytest.mark.slow
async def test_an_answer_opens_in_its_transcript_and_can_be_practised_again(
    make_app: MakeApp, place: Workplace
) -> None:
    fill(place)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_answers(app, pilot, "4 answers")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TranscriptScreen))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        await pilot.press("end", "up", "p")
        await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
        (begun,) = place.store.list(status=Status.RUNNING, kind=Kind.PRACTICE)
        slots = place.store.transcript(begun.id).session.blueprint.slots
        assert [slot.question_id for slot in slots] == ["kv-cache-size"]


@pytest.mark.slow
async def test_remarks_stand_in_the_transcript_too(make_app: MakeApp, place: Workplace) -> None:
    fill(place)
    app = make_app()
    async with app.run_test(size=(80, 40)) as pilot:
        app.show_transcript("0p", ("gqa", ""))
        await until(pilot, lambda: len(app.screen.query(MarkedSection)) == 3)
        screen = app.screen
        await until(pilot, lambda: all(worker.is_finished for worker in app.workers))
        app.screen.query(MarkedSection)[1].query(PointCard).first().focus()
        await pilot.press("b")
        await until(pilot, lambda: place.answers.remarks("0p") == {"gqa": Remark(True)})
        await until(pilot, lambda: "★" in shown(app))
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, Note))
        app.screen.query_one(TextArea).text = "[b]roofline[/b]"
        await pilot.press("f5")
        await until(pilot, lambda: app.screen is screen and "★✎ [b]roofline" in shown(app))


@pytest.mark.slow
async def test_review_leads_there_with_the_words_that_were_looked_for(
    make_app: MakeApp, place: Workplace
) -> None:
    fill(place)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_reviews()
        await until(pilot, lambda: "2 sessions" in shown(app))
        app.screen.query_one(Input).value = "shrinks"
        await pilot.press("a")
        await until(pilot, lambda: questions(app) == ["gqa"])


async def at_rest(app: InterviewerApp, pilot: Pilot[int]) -> None:
    await until(pilot, lambda: all(worker.is_finished for worker in app.workers))


@pytest.fixture
def typed_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be looked for because somebody stops typing."""
    monkeypatch.setattr(finding, "DEBOUNCE", 600.0)


@pytest.mark.usefixtures("typed_in_one_go")
async def test_enter_right_after_typing_opens_what_the_words_find(
    make_app: MakeApp, place: Workplace
) -> None:
    fill(place)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await in_answers(app, pilot, "4 answers")
        await pilot.press("f3", *"shrinks", "enter")
        await until(pilot, lambda: isinstance(app.screen, TranscriptScreen))
        await until(pilot, lambda: "Query heads share keys" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: questions(app) == ["gqa"])


@pytest.mark.usefixtures("typed_in_one_go")
async def test_enter_right_after_typing_opens_nothing_where_nothing_is_found(
    make_app: MakeApp, place: Workplace
) -> None:
    fill(place)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_answers(app, pilot, "4 answers")
        await pilot.press("f3", *"zzqq", "enter")
        await until(pilot, lambda: "Nothing is found" in state(app))
        await at_rest(app, pilot)
        assert app.screen is screen


async def test_enter_in_the_query_opens_an_answer_far_down(
    make_app: MakeApp, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers_screen, "PAGE", 2)
    fill(place)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await in_answers(app, pilot, "4 answers")
        await pilot.press("end", "f3", "enter")
        await until(pilot, lambda: isinstance(app.screen, TranscriptScreen))


class Gate:
    """Holds searches without words back until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()
        find = Answers.find

        def held_back(answers: Answers, wanted: WantedAnswers) -> list[int]:
            found = find(answers, wanted)
            if not wanted.text:
                self.reached.set()
                assert self.opened.wait(20)
            return found

        monkeypatch.setattr(Answers, "find", held_back)


async def test_the_cursor_stays_where_it_was_moved_to_during_a_search(
    make_app: MakeApp, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(place)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_answers(app, pilot, "4 answers")
        gate = Gate(monkeypatch)
        await pilot.press("b")
        await until(pilot, gate.reached.is_set)
        await pilot.press("down", "down")
        gate.opened.set()
        await until(pilot, lambda: "★" in shown(app))
        assert screen.query_one(LongList).cursor == 2


async def test_the_list_after_a_bookmark_is_that_of_the_words_typed_last(
    make_app: MakeApp, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(place)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_answers(app, pilot, "4 answers")
        gate = Gate(monkeypatch)
        await pilot.press("b")
        await until(pilot, gate.reached.is_set)
        screen.query_one(Input).value = "shrinks"
        await until(pilot, lambda: questions(app) == ["gqa"])
        gate.opened.set()
        await at_rest(app, pilot)
        await pilot.pause(0.2)
        assert questions(app) == ["gqa"]


async def test_a_topic_that_is_gone_does_not_narrow_the_list_down(
    make_app: MakeApp, place: Workplace
) -> None:
    fill(place)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_answers(app, pilot, "4 answers")
        (topic,) = place.answers.topics()
        screen.query_one("#answers-topic", Select).value = topic
        await at_rest(app, pilot)
        app.show_bank()
        await until(pilot, lambda: app.screen is not screen)
        place.store.delete("0p")
        place.store.delete("0m")
        app.pop_screen()
        await until(pilot, lambda: "There are no answers yet" in state(app))


async def test_another_order_of_no_answers_is_no_filter_to_take_away(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_answers(app, pilot, "There are no answers yet")
        screen.query_one("#answers-order", Select).value = "best"
        await pilot.pause()
        await at_rest(app, pilot)
        assert "There are no answers yet" in state(app)


def fill_with(place: Workplace, count: int) -> None:
    """Store answers about which nothing was said, ten to a session."""
    made = [rows.session_values(session(f"s{number:04}")) for number in range(count // 10)]
    lines = [
        {
            "session_id": f"s{number % len(made):04}",
            "question_id": f"q{number:05}",
            "kind": "practice",
            "topic": "attention",
            "level": "mid",
            "at": NOON + timedelta(minutes=number),
            "score": None,
            "uncertain": False,
            "contested": False,
        }
        for number in range(count)
    ]
    with place.store._database.write() as connection:
        connection.execute(insert(sessions), made)
        connection.execute(insert(exchanges), lines)


@pytest.mark.slow
async def test_lines_of_a_long_list_are_read_as_they_come_into_sight(
    make_app: MakeApp, place: Workplace
) -> None:
    fill_with(place, 3_000)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await in_answers(app, pilot, "3,000 answers")
        assert list(screen._pages) == [0]
        for key in ("end", "home", *["pagedown"] * 30):
            await pilot.press(key)
        await pilot.press("end")
        await until(pilot, lambda: screen._pointed_at is not None)
        assert screen._pointed_at is not None
        assert screen._pointed_at.question_id == "q00000"
        assert len(screen._pages) <= 21


async def test_twenty_pages_are_not_read_again(
    make_app: MakeApp, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers_screen, "PAGE", 10)
    fill_with(place, 150)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await in_answers(app, pilot, "150 answers")
        for _ in range(14):
            await pilot.press("pagedown")
            await until(pilot, lambda: "One moment" not in shown(app))
            await at_rest(app, pilot)
        await pilot.press("home")
        assert "One moment" not in shown(app)
        assert len(questions(app)) == 150


async def test_lines_that_could_not_be_read_are_read_when_they_come_into_sight_again(
    make_app: MakeApp, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_with(place, 150)
    read = Answers.lines
    failures = 0

    def fails(answers: Answers, numbers: Collection[int]) -> dict[int, AnswerLine]:
        nonlocal failures
        failures += 1
        raise DatabaseUnavailable(Reason.LOCKED, paths().database)

    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await in_answers(app, pilot, "150 answers")
        monkeypatch.setattr(Answers, "lines", fails)
        await pilot.press("end")
        await until(pilot, lambda: "That did not work" in shown(app))
        await pilot.pause(0.2)
        assert failures <= 2
        monkeypatch.setattr(Answers, "lines", read)
        await pilot.press("home", "end")
        await until(pilot, lambda: screen._pointed_at is not None)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
def test_it_looks_as_it_should(
    make_app: MakeApp, place: Workplace, snap_compare: Snap, language: str, size: tuple[int, int]
) -> None:
    fill(place)
    place.answers.set_remark("0p", "kv-cache-size", Remark(True, "乘以层数, see roofline"), NOON)
    app = make_app(language=language)

    async def ready(pilot: Pilot[int]) -> None:
        app.show_answers("显存")
        await until(pilot, lambda: app.screen.query_one(LongList).count == 2)
        await pilot.press("down")
        await pilot.pause(0.3)

    assert snap_compare(app, terminal_size=size, run_before=ready)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_found_looks_as_it_should(
    make_app: MakeApp, place: Workplace, snap_compare: Snap, language: str
) -> None:
    fill(place)
    app = make_app(language=language)

    async def ready(pilot: Pilot[int]) -> None:
        app.show_answers("zyzzyva")
        await until(pilot, lambda: "zyzzyva" in shown(app) and state(app))
        await until(pilot, lambda: app.screen.query_one(LongList).count == 0)
        await until(pilot, lambda: all(worker.is_finished for worker in app.workers))

    assert snap_compare(app, terminal_size=(80, 24), run_before=ready)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_note_being_written_looks_as_it_should(
    make_app: MakeApp, place: Workplace, snap_compare: Snap, language: str
) -> None:
    fill(place)
    place.answers.set_remark("0p", "cache-hostile", Remark(True, "显存: layers × heads"), NOON)
    app = make_app(language=language)

    async def ready(pilot: Pilot[int]) -> None:
        app.show_answers()
        await until(pilot, lambda: app.screen.query_one(LongList).count == 4)
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, Note))

    assert snap_compare(app, terminal_size=(80, 24), run_before=ready)
