"""Practice: chosen with a few keys, marked in the candidate's own words, gone on with or again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Static

from interviewer.bank.shelf import Shelf
from interviewer.domain.language import Text
from interviewer.domain.transcript import Move, Status
from interviewer.grading.skipped import not_graded
from interviewer.interview.marking import ThreadedGrader
from interviewer.interview.workplace import Workplace
from interviewer.settings import paths
from interviewer.storage.database import Database
from interviewer.storage.errors import DatabaseUnavailable, Reason
from interviewer.tui.app import InterviewerApp
from interviewer.tui.beginnings import practice_of
from interviewer.tui.marks import CHOSEN_STYLE
from interviewer.tui.screens.practice import PracticeScreen
from interviewer.tui.screens.practice_setup import PracticeSetupScreen
from interviewer.tui.screens.report import ReportScreen
from interviewer.tui.widgets.choice import Choice
from interviewer.tui.widgets.cycle import Cycle
from interviewer.tui.widgets.marked_page import MarkedPage
from interviewer.tui.widgets.marked_turn import MarkedTurn
from interviewer.tui.widgets.point_card import PointCard
from interviewer.tui.widgets.topic_picker import TopicPicker
from tests.storage.samples import HOSTILE, session
from tests.tui.bank import QUESTIONS
from tests.tui.conftest import NOW, MakeApp
from tests.tui.histories import one_answer
from tests.tui.pilots import shown, until
from tests.tui.rooms import Clock, Voice, clock, voice

__all__ = ["clock", "voice"]

Snap = Callable[..., bool]

ANSWER = "It holds keys and values per token. Its size is fixed. I would page it."


async def in_setup(app: InterviewerApp, pilot: Pilot[int]) -> PracticeSetupScreen:
    app.set_up_practice()
    await until(pilot, lambda: "question" in told(app) or "题" in told(app))
    screen = app.screen
    assert isinstance(screen, PracticeSetupScreen)
    return screen


def told(app: InterviewerApp) -> str:
    return str(app.screen.query_one("#setup-count", Static).render())


async def in_round(app: InterviewerApp, pilot: Pilot[int], *ids: str) -> PracticeScreen:
    """Begin to practise these questions."""
    app.open_session(practice_of(await app.workplace(), ids or ["kv-cache-size", "mqa-vs-gqa"]))
    await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
    screen = app.screen
    assert isinstance(screen, PracticeScreen)
    await until(pilot, lambda: screen.has_begun and screen.interview.accepts_input)
    return screen


async def answered(pilot: Pilot[int], screen: PracticeScreen, words: str = ANSWER) -> None:
    """Submit an answer and wait for its marks."""
    await until(pilot, lambda: not screen.editor.read_only and screen.focused is screen.editor)
    screen.editor.text = words
    await pilot.press("f5")
    await until(pilot, lambda: screen.marks.display and screen.query(MarkedTurn))
    await until(pilot, lambda: isinstance(screen.focused, MarkedPage))


def asked(screen: PracticeScreen) -> list[str | None]:
    turns = screen.interview.transcript.turns
    return [turn.question_id for turn in turns if turn.move is Move.ASK]


class TestSetUp:
    async def test_it_says_how_many_topics_are_chosen(self, make_app: MakeApp) -> None:
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await in_setup(app, pilot)
            topics = screen.query_one(TopicPicker)
            assert "all" in str(topics.border_subtitle)
            topics.focus()
            await pilot.press("space")
            await until(pilot, lambda: "1 chosen" in str(topics.border_subtitle))

    async def test_it_counts_what_is_chosen(self, make_app: MakeApp) -> None:
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await in_setup(app, pilot)
            assert "4 questions" in told(app)
            screen.set_focus(screen.query_one(TopicPicker))
            await pilot.press("space")
            await until(pilot, lambda: "2 questions" in told(app))
            screen.set_focus(screen.query_one("#setup-role", Cycle))
            await pilot.press("left")  # any -> infrastructure, which asks of one question only
            await until(pilot, lambda: "1 question" in told(app))
            assert screen.query_one(TopicPicker).topics == ["attention"]
            await pilot.press("x")
            assert screen.query_one(TopicPicker).topics == []

    async def test_where_the_bank_has_nothing_start_is_off(self, make_app: MakeApp) -> None:
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await in_setup(app, pilot)
            assert screen._bank is not None
            screen._bank = type(screen._bank)(questions={})
            screen._offer_topics()
            await until(pilot, lambda: "no question" in told(app))
            assert screen.query_one("#setup-start", Button).disabled
            await pilot.press("f5")
            assert app.screen is screen

    async def test_enter_starts_with_what_is_chosen(
        self, make_app: MakeApp, voice: Voice, clock: Clock, place: Workplace
    ) -> None:
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await in_setup(app, pilot)
            screen.query_one(TopicPicker).select("peft")
            screen.query_one("#setup-language", Cycle).choose("zh")
            await until(pilot, lambda: "1 question" in told(app))
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
            await until(pilot, lambda: "LoRA 的秩怎么选" in shown(app))
            stored = place.store.transcript(place.store.list()[0].id)
            assert [slot.topic for slot in stored.session.blueprint.slots] == ["peft"]
            assert screen not in app.screen_stack

    @pytest.mark.parametrize("disguised", [True, False])
    async def test_what_was_answered_before_comes_in_disguise_unless_switched_off(
        self,
        make_app: MakeApp,
        voice: Voice,
        clock: Clock,
        place: Workplace,
        disguised: bool,
    ) -> None:
        plain = place.bank.get("lora-rank")
        other = Text(zh="同事把秩调到 512，效果没变。", en="A colleague set it to 512 in vain.")
        place.store.create(session("0old", status=Status.FINISHED))
        place.store.add_grade("0old", not_graded(plain, "", at=NOW))
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await in_setup(app, pilot)
            shelf = (await app.workplace()).bank.questions
            assert isinstance(shelf, Shelf)
            shelf.put(shelf.head(plain.id), plain.model_copy(update={"variants": (other,)}))
            screen.query_one(TopicPicker).select("peft")
            await until(pilot, lambda: "1 question" in told(app))
            if not disguised:
                screen.set_focus(screen.query_one("#setup-repeats", Cycle))
                await pilot.press("right")
                assert "as before" in shown(app)
            await pilot.press("f5")
            await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
            asked_as = other if disguised else plain.prompt
            await until(pilot, lambda: asked_as.en in " ".join(shown(app).split()))

    async def test_what_is_due_can_be_taken_as_it_is(
        self, make_app: MakeApp, voice: Voice, clock: Clock, place: Workplace
    ) -> None:
        question = place.bank.get("lora-rank")
        place.store.create(session("0due", status=Status.FINISHED))
        points = place.builtin_grader
        weak = not_graded(question, "", at=NOW).model_copy(
            update={"score": 0.1, "band": 1, "at": NOW - timedelta(days=30)}
        )
        assert points is not None
        place.store.add_grade("0due", weak)
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await in_setup(app, pilot)
            await until(pilot, lambda: len(screen._due) == 1)
            what = screen.query_one("#setup-what", Cycle)
            screen.set_focus(what)
            await pilot.press("right")
            await until(pilot, lambda: "1 question" in told(app))
            assert "due today (1)" in shown(app)
            screen.query_one(TopicPicker).select("attention")
            await until(pilot, lambda: "no question" in told(app))
            screen.query_one(TopicPicker).deselect_all()
            await until(pilot, lambda: "1 question" in told(app))
            await pilot.press("f5")
            await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
            await until(pilot, lambda: "rank of LoRA" in shown(app))

    @pytest.mark.parametrize(
        ("what", "expected"),
        [
            ("due", ["kv-cache-size#what", "lora-rank"]),
            ("weakest", ["lora-rank", "kv-cache-size"]),
            ("drills", ["kv-cache-size#what", "lora-rank#grows", "lora-rank#what"]),
            ("warm-up", ["kv-cache-size", "rag-pipeline", "lora-rank", "mqa-vs-gqa"]),
        ],
    )
    async def test_each_kind_of_round_asks_what_it_says(
        self, make_app: MakeApp, place: Workplace, what: str, expected: list[str]
    ) -> None:
        known, weak = QUESTIONS[0], QUESTIONS[2]
        one_answer(place.store, known, 0.95, NOW - timedelta(days=3), "0known", missed=["what"])
        one_answer(place.store, weak, 0.1, NOW - timedelta(days=2), "0weak")
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await in_setup(app, pilot)
            await until(pilot, lambda: screen._cards)
            cycle = screen.query_one("#setup-what", Cycle)
            screen.set_focus(cycle)
            for _ in range(5):
                if cycle.value != what:
                    await pilot.press("right")
            assert cycle.value == what
            assert screen._bank is not None
            assert screen._round(screen._bank) == expected
            assert "minutes" in told(app)
            screen.query_one(TopicPicker).select("peft")
            await pilot.pause()
            assert all(asked.startswith("lora-rank") for asked in screen._round(screen._bank))

    async def test_a_point_is_drilled_by_its_own_follow_up_in_a_minute(
        self, make_app: MakeApp, place: Workplace, voice: Voice, clock: Clock
    ) -> None:
        app = make_app()
        async with app.run_test(size=(80, 40)) as pilot:
            screen = await in_round(app, pilot, "kv-cache-size#what")
            assert "In a minute, on this alone: Could you be more precise?" in shown(app)
            await answered(pilot, screen, "It holds keys and values per token.")
            assert "✓ met" in shown(app)
            assert "linearly" not in shown(app)  # the other points are not asked for
            grade = screen.interview.transcript.grades[-1]
            assert (grade.question_id, grade.score) == ("kv-cache-size#what", 1.0)
            (card,) = place.kept.cards()
            assert (card.question_id, card.point_id) == ("kv-cache-size", "what")


class TestRound:
    @pytest.mark.slow
    async def test_an_answer_is_marked_in_its_own_words(
        self, make_app: MakeApp, voice: Voice, clock: Clock
    ) -> None:
        app = make_app()
        async with app.run_test(size=(80, 40)) as pilot:
            screen = await in_round(app, pilot)
            await answered(pilot, screen)
            picture = shown(app)
            assert "[✓1]" in picture
            assert "✓ met, unprompted" in picture
            assert "It grows linearly with the length." in picture  # the note of a missed point
            assert "provisional" in picture
            assert "The KV cache holds keys" not in picture
            await pilot.press("m")
            await until(pilot, lambda: "The KV cache holds keys" in shown(app))

    @pytest.mark.slow
    async def test_every_point_leads_to_its_words_and_back(
        self, make_app: MakeApp, voice: Voice, clock: Clock
    ) -> None:
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await in_round(app, pilot)
            await answered(pilot, screen)
            await pilot.press("n")
            await until(pilot, lambda: isinstance(screen.focused, PointCard))
            turn = next(turn for turn in screen.query(MarkedTurn) if turn.holds(1))
            assert any(mark[2] == CHOSEN_STYLE for mark in turn._marks)
            await pilot.press("enter")
            await until(pilot, lambda: screen.focused is turn)
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(screen.focused, PointCard))
            assert screen.focused is screen.query(PointCard).first()

    @pytest.mark.slow
    async def test_next_and_again_by_one_key_each(
        self, make_app: MakeApp, voice: Voice, clock: Clock
    ) -> None:
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await in_round(app, pilot)
            await answered(pilot, screen)
            await pilot.press("a")
            await until(pilot, lambda: not screen.marks.display)
            await answered(pilot, screen, "It grows linearly with the length.")
            await pilot.press("space")
            await until(pilot, lambda: len(asked(screen)) == 3 and not screen.marks.display)
            assert asked(screen) == ["kv-cache-size", "kv-cache-size", "mqa-vs-gqa"]
            assert "How large is the KV cache" not in shown(app)  # one question at a time

    async def test_after_the_last_question_comes_the_report(
        self, make_app: MakeApp, voice: Voice, clock: Clock, place: Workplace
    ) -> None:
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await in_round(app, pilot, "lora-rank")
            await answered(pilot, screen, "It holds keys and values per token.")
            await pilot.press("space")
            await until(pilot, lambda: isinstance(app.screen, ReportScreen))
            assert place.store.list()[0].status is Status.FINISHED

    @pytest.mark.slow
    async def test_marks_that_were_being_read_are_there_again_on_resume(
        self, make_app: MakeApp, voice: Voice, clock: Clock
    ) -> None:
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await in_round(app, pilot)
            await answered(pilot, screen)
            await pilot.press("f8")
            await until(pilot, lambda: not isinstance(app.screen, PracticeScreen))
            await app.resume_session(screen.interview.transcript.session.id)
            await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
            again = app.screen
            assert isinstance(again, PracticeScreen)
            await until(pilot, lambda: again.marks.display and "[✓1]" in shown(app))
            assert asked(again) == ["kv-cache-size"]

    async def test_an_answer_that_could_not_be_graded_is_offered_again(
        self,
        make_app: MakeApp,
        voice: Voice,
        clock: Clock,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        async def unreachable(*_: object, **__: object) -> None:
            raise ConnectionError("the server is away")

        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await in_round(app, pilot)
            with monkeypatch.context() as patch:
                patch.setattr(ThreadedGrader, "grade", unreachable)
                await answered(pilot, screen)
            assert "not graded" in shown(app)
            assert "the server is away" in shown(app)
            await pilot.press("g")
            await until(pilot, lambda: "[✓1]" in shown(app))
            await pilot.press("g")
            assert len(screen.interview.transcript.grades) == 2  # once graded, g does nothing

    @pytest.mark.slow
    async def test_a_disk_that_fails_is_told_and_nothing_is_stuck(
        self,
        make_app: MakeApp,
        voice: Voice,
        clock: Clock,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await in_round(app, pilot)
            await answered(pilot, screen)

            def full(_: Database) -> None:
                raise DatabaseUnavailable(Reason.FULL, paths().database)

            with monkeypatch.context() as patch:
                patch.setattr(Database, "write", full)
                await pilot.press("space")
                await until(pilot, lambda: isinstance(app.screen, Choice))
            await pilot.press("enter")  # try again
            await until(pilot, lambda: app.screen is screen and screen.marks.display)
            await pilot.press("space")
            await until(pilot, lambda: not screen.marks.display)

    async def test_hostile_words_are_marked_and_shown_as_they_are(
        self, make_app: MakeApp, voice: Voice, clock: Clock
    ) -> None:
        app = make_app()
        async with app.run_test(size=(80, 40)) as pilot:
            screen = await in_round(app, pilot)
            await answered(pilot, screen, f"It holds keys and values per token.\n{HOSTILE}")
            assert "[bold]no[/bold]" in shown(app)
            assert "\x1b" not in shown(app)


class TestPictures:
    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_set_up(self, make_app: MakeApp, snap_compare: Snap, language: str) -> None:
        app = make_app(language=language)

        async def before(pilot: Pilot[int]) -> None:
            screen = await in_setup(app, pilot)
            screen.query_one(TopicPicker).select("peft")

        assert snap_compare(app, terminal_size=(80, 24), run_before=before)

    @pytest.mark.parametrize(
        ("language", "size"), [("en", (80, 24)), ("zh", (80, 24)), ("en", (110, 32))]
    )
    def test_marks(
        self,
        make_app: MakeApp,
        voice: Voice,
        clock: Clock,
        snap_compare: Snap,
        language: str,
        size: tuple[int, int],
    ) -> None:
        app = make_app(language=language)
        words = ANSWER if language == "en" else "它保存每个 token 的键和值。大小是固定的。"

        async def before(pilot: Pilot[int]) -> None:
            screen = await in_round(app, pilot)
            await answered(pilot, screen, words)
            await pilot.press("n")
            await until(pilot, lambda: isinstance(screen.focused, PointCard))

        assert snap_compare(app, terminal_size=size, run_before=before)
