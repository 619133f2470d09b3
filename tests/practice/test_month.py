"""A month as a person would live it: what Progress says is what the exported documents come to."""

import asyncio
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from interviewer.domain.language import Language
from interviewer.domain.question import Question
from interviewer.domain.transcript import Kind, Status, Transcript
from interviewer.interview.appeals import appeal_verdict, mark_oneself
from interviewer.interview.blueprints import chosen_blueprint, mock_blueprint
from interviewer.interview.events import Event
from interviewer.interview.interview import Interview
from interviewer.interview.marking import ThreadedGrader
from interviewer.interview.regrading import regrade_session
from interviewer.interview.timekeeping import VirtualTime
from interviewer.interview.workplace import Workplace
from interviewer.practice.choosing import weakest
from interviewer.practice.gathering import gather
from interviewer.practice.progress import chance
from interviewer.settings import Preferences, paths
from interviewer.storage.documents import dumps, show_document
from tests.practice import recomputed

DAYS = 30
OFF_DAYS = (4, 11, 12, 20)
START = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime(START)


@pytest.fixture
def place(time: VirtualTime) -> Iterator[Workplace]:
    opened = Workplace(paths(), Preferences(), time)
    yield opened
    opened.close()


class Candidate:
    """Answers from the model answers, more of them as the days go by."""

    def __init__(self, place: Workplace, time: VirtualTime) -> None:
        self.place = place
        self.time = time
        self.chance = random.Random(5)
        self.skill = 0.35
        self.predictions: dict[tuple[str, str], float] = {}

    def words(self, question: Question, language: Language) -> str:
        """Say some of the points, each by its note."""
        said = [
            point.note.in_(language)
            for point in question.rubric
            if self.chance.random() < self.skill
        ]
        return "\n".join(said) or ("不太清楚。" if language is Language.ZH else "I am not sure.")

    async def sit(self, kind: Kind, plan_ids: list[str] | None = None) -> str:
        bank = self.place.bank
        language = self.chance.choice(list(Language))
        if kind is Kind.MOCK:
            plan = mock_blueprint(bank, minutes=20, seed=self.chance.randrange(999))
        else:
            plan = chosen_blueprint(bank, plan_ids or [])
        transcript = self.place.new_session(kind, language, plan)
        heard: list[Event] = []
        interview = self.place.interview(transcript, heard.append)
        await interview.begin()
        while not interview.state.closed:
            await self._move(interview, language)
        if kind is Kind.MOCK:
            self._predict(interview.transcript)
        return transcript.session.id

    async def _move(self, interview: Interview, language: Language) -> None:
        for _ in range(self.chance.randint(8, 25)):
            self.time.advance(4)
            await interview.tick()
        if interview.state.closed or not interview.accepts_input:
            if interview.in_review:
                await interview.proceed()
            return
        current = interview.state.current
        assert current is not None
        dice = self.chance.random()
        if dice < 0.05:
            await interview.skip()
        elif dice < 0.1:
            await interview.dont_know()
        else:
            await interview.submit(self.words(current.question, language))
        if interview.in_review:
            # Reading the marks takes a while.
            self.time.advance(3)
            if self.chance.random() < 0.15:
                await interview.again()
            else:
                await interview.proceed()

    def _predict(self, transcript: Transcript) -> None:
        for asked in transcript.asked:
            if self.chance.random() < 0.8:
                guess = self.chance.randint(3, 10) / 10
                session_id, question_id = transcript.session.id, asked.question.id
                self.place.store.add_prediction(session_id, question_id, guess)
                self.predictions[session_id, question_id] = guess


async def a_month(place: Workplace, time: VirtualTime) -> Candidate:
    """Mocks on Mondays and Thursdays, practice every day but a few, second thoughts on Sundays."""
    candidate = Candidate(place, time)
    bank_ids = list(place.bank.questions)
    for day in range(DAYS):
        now = START + timedelta(days=day, hours=candidate.chance.choice([0, 5, 15]))
        time.advance(max(0.0, (now - time.now()).total_seconds()))
        candidate.skill = 0.35 + 0.5 * day / DAYS
        if day in OFF_DAYS:
            continue
        if day % 7 in (0, 3):
            await candidate.sit(Kind.MOCK)
        due = place.due_questions()[:6]
        new = candidate.chance.sample(bank_ids, 2)
        await candidate.sit(Kind.PRACTICE, [*due, *new])
        if day % 7 == 6:
            await second_thoughts(place, candidate)
        if day == 15:
            # Left in the middle, and never come back to: its marks stay hidden.
            plan = mock_blueprint(place.bank, minutes=20, seed=1)
            begun = place.new_session(Kind.MOCK, Language.EN, plan)
            interview = place.interview(begun, lambda _: None)
            await interview.begin()
            await interview.submit("I am not sure.")
            await interview.pause()
    return candidate


async def second_thoughts(place: Workplace, candidate: Candidate) -> None:
    """Appeal against a verdict, mark a point oneself, have a session graded anew."""
    finished = [each for each in place.store.list() if each.status is Status.FINISHED]
    for summary in finished[:3]:
        transcript = place.store.transcript(summary.id)
        for grade in transcript.grades:
            lost = [point for point in grade.points if point.verdict != "met"]
            words = transcript.exchange(grade.question_id).utterances
            newest = transcript.grade(grade.question_id) is grade
            if newest and lost and words and grade.score is not None:
                quote = words[0].text.split("\n")[0]
                await appeal_verdict(place, transcript, grade.question_id, lost[0].id, quote)
                transcript = place.store.transcript(summary.id)
                await mark_oneself(place, transcript, grade.question_id, lost[-1].id)
                break
    chosen = place.store.transcript(candidate.chance.choice(finished).id)
    await regrade_session(place.store, chosen, ThreadedGrader(place.builtin_grader), place.time)


def exported(place: Workplace, folder: Path) -> list[recomputed.Document]:
    """Write every session to a file as the export does, and read the files."""
    documents = []
    for summary in place.store.list():
        path = folder / f"{summary.id}.json"
        text = dumps(show_document(summary, place.store.transcript(summary.id)))
        path.write_text(text, encoding="utf-8")
        documents.append(json.loads(path.read_text(encoding="utf-8")))
    return documents


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_month_adds_up(place: Workplace, time: VirtualTime, tmp_path: Path) -> None:
    candidate = asyncio.run(a_month(place, time))
    documents = exported(place, tmp_path)
    progress = gather(place.kept, place.bank, time.now())
    assert len(documents) > 30
    assert progress.answers > 150

    # The schedule, and with it what is due.
    cards = recomputed.cards(documents)
    assert place.kept.cards() == cards
    assert progress.outlook.points == sum(card.point_id is not None for card in cards)
    assert progress.outlook.repeats == sum(card.reviews - 1 for card in cards)
    assert weakest(cards, {card.question_id for card in cards}, time.now())
    first = min(card.due for card in cards if card.point_id is None)
    later = max(time.now(), first)
    whole = {card.question_id for card in cards if card.point_id is None and card.due < later}
    due = [
        (card.question_id, card.point_id)
        for card in cards
        if card.due < later and (card.point_id is None or card.question_id not in whole)
    ]
    assert sorted(place.kept.due(later), key=str) == sorted(due, key=str)

    # Weeks, and the streak, which the two days off together end and single ones do not.
    days = recomputed.days(documents)
    assert progress.answers == sum(many for many, _scored in days.values())
    for week in progress.weeks:
        within = [days.get(week.begins + timedelta(days=n), (0, 0.0)) for n in range(7)]
        many = sum(each[0] for each in within)
        assert week.answers == many
        if many:
            assert week.score == pytest.approx(sum(each[1] for each in within) / many)
    assert progress.streak.days == DAYS - 13 - 1
    assert progress.streak.longest == DAYS - 13 - 1

    # Mastery: the mean of what each question scored last, fading.
    last = {card.question_id: card for card in cards if card.point_id is None}
    for topic, levels in progress.table.items():
        for level, cell in levels.items():
            heads = place.bank.heads(topic, level)
            known = [
                last[head.id].score * chance(last[head.id], time.now())
                for head in heads
                if head.id in last
            ]
            assert (cell.answered, cell.held) == (len(known), len(heads))
            if known:
                assert cell.mastery == pytest.approx(sum(known) / len(known))

    # Predictions against what their answers score by now, regrades and appeals included.
    scores = {
        (answer.session_id, answer.question_id): answer.score
        for answer in recomputed.last_of_sessions(documents)
        if answer.point_id is None
    }
    pairs = [(guess, scores[key]) for key, guess in candidate.predictions.items() if key in scores]
    overall = progress.calibration.overall
    assert overall is not None
    assert overall.answers == len(pairs) > 20
    assert overall.predicted == pytest.approx(sum(guess for guess, _ in pairs) / len(pairs))
    assert overall.scored == pytest.approx(sum(score for _, score in pairs) / len(pairs))

    # The candidate got better, and the app noticed.
    scored = [week.score for week in progress.weeks if week.score is not None]
    assert scored[-1] > scored[0]
    every = [place.store.transcript(each.id).session for each in place.store.list()]
    minutes = sum(session.active_seconds for session in every) / 60
    assert progress.minutes == pytest.approx(minutes)
