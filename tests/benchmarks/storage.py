"""A history of 10,000 sessions with 100,000 graded answers: what listing and reading it takes.

The rows are made in bulk, from the shipped bank; what is timed goes through the store as the app
uses it, in a process that opens the database anew.
"""

import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from interviewer.bank.loading import load_bank
from interviewer.domain.blueprint import Blueprint, Slot
from interviewer.domain.grade import Evidence, Grade, PointVerdict, Provenance, Verdict, Versions
from interviewer.domain.language import Language
from interviewer.domain.question import Question
from interviewer.domain.transcript import (
    AskedQuestion,
    Draft,
    Kind,
    Move,
    Session,
    Speaker,
    Status,
    Turn,
)
from interviewer.practice.gathering import gather
from interviewer.practice.schedule import cards_of
from interviewer.resources import bank_dir
from interviewer.storage import rows
from interviewer.storage.answers import Answers, Flag, WantedAnswers
from interviewer.storage.database import Database, open_database
from interviewer.storage.glance import glance
from interviewer.storage.ids import new_session_id
from interviewer.storage.kept import Kept
from interviewer.storage.records import Order
from interviewer.storage.schema import asked_questions, grades, sessions, snapshots, turns
from interviewer.storage.sessions import SessionStore

SESSIONS = 10_000
QUESTIONS = 10
"""In each session; each with an answer, a follow-up, a second answer and a grade."""
BATCH = 500
RUNS = 7
MOST_MS = 300.0
MOST_TYPING_MS = 50.0
MOST_MB = 300.0
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
LAST = BEGINNING + timedelta(minutes=45 * SESSIONS)

Rows = dict[Any, list[rows.Values]]


def generate(path: Path) -> None:
    """Fill a new database."""
    questions = list(load_bank(bank_dir()).questions.values())
    chance = random.Random(1)
    database = open_database(path)
    with database.write() as connection:
        connection.execute(insert(snapshots), [rows.snapshot_values(q) for q in questions])
    for first in range(0, SESSIONS, BATCH):
        made: Rows = {sessions: [], turns: [], asked_questions: [], grades: []}
        for number in range(first, min(first + BATCH, SESSIONS)):
            _add_session(made, number, chance.sample(questions, QUESTIONS), chance)
        with database.write() as connection:
            for table, values in made.items():
                connection.execute(insert(table), values)
    # A person's numbers are kept along the way, an answer at a time.
    Kept(database, cards_of).refresh()
    database.close()
    began = time.perf_counter()
    open_database(path).close()
    taken = time.perf_counter() - began
    print(f"taking a whole history into the index, once: {taken:.0f} s", flush=True)


def _add_session(made: Rows, number: int, asked: list[Question], chance: random.Random) -> None:
    began = BEGINNING + timedelta(minutes=45 * number)
    session = Session(
        id=new_session_id(began),
        kind=chance.choice(list(Kind)),
        status=Status.FINISHED if number % 100 else Status.PAUSED,
        language=chance.choice(list(Language)),
        started_at=began,
        ended_at=began + timedelta(minutes=40) if number % 100 else None,
        blueprint=Blueprint(
            minutes=45, slots=tuple(Slot(topic=q.topic, level=q.level, minutes=4) for q in asked)
        ),
        nonce=f"{chance.getrandbits(64):x}",
        active_seconds=2400,
    )
    made[sessions].append(
        rows.session_values(session) | {"score": chance.random(), "questions": len(asked)}
    )
    for slot, question in enumerate(asked):
        _add_question(made, session, slot, question, chance)


def _add_question(
    made: Rows, session: Session, slot: int, question: Question, chance: random.Random
) -> None:
    language = session.language
    at = session.started_at + timedelta(minutes=4 * slot)
    answer = question.model_answer.in_(language)
    point = chance.choice(question.rubric)
    said = (
        (Speaker.INTERVIEWER, Move.ASK, question.prompt.in_(language)),
        (Speaker.CANDIDATE, Move.ANSWER, answer[: chance.randint(len(answer) // 2, len(answer))]),
        (Speaker.INTERVIEWER, Move.FOLLOW_UP, point.follow_up.in_(language)),
        (Speaker.CANDIDATE, Move.ANSWER, point.note.in_(language)),
    )
    for offset, (role, move, text) in enumerate(said, 1):
        turn = Turn(
            seq=4 * slot + offset,
            role=role,
            move=move,
            question_id=question.id,
            text=text,
            at=at + timedelta(seconds=40 * offset),
            submission_id=f"{slot}-{offset}" if role is Speaker.CANDIDATE else None,
            spoken_by="builtin" if role is Speaker.INTERVIEWER else None,
        )
        made[turns].append(rows.turn_values(session.id, turn))
    made[asked_questions].append(
        {
            "session_id": session.id,
            "seq": 4 * slot + 1,
            "question_id": question.id,
            "slot": slot,
            "bank_version": "1",
            "snapshot": rows.snapshot_values(question)["hash"],
            "at": at,
        }
    )
    grade = _grade(question, 4 * slot + 2, said[1][2], at + timedelta(minutes=4), chance)
    made[grades].append(rows.grade_values(session.id, grade, at))


def _grade(question: Question, seq: int, answer: str, at: datetime, chance: random.Random) -> Grade:
    points = []
    for point in question.rubric:
        start = chance.randrange(len(answer) // 2)
        end = min(len(answer), start + 60)
        span = Evidence(seq=seq, start=start, end=end, quote=answer[start:end])
        verdict = chance.choice(list(Verdict))
        points.append(
            PointVerdict(
                id=point.id,
                must=point.must,
                weight=point.weight,
                verdict=verdict,
                provenance=Provenance.UNPROMPTED if verdict is Verdict.MET else None,
                evidence=() if verdict is Verdict.MISSED else (span,),
            )
        )
    return Grade(
        question_id=question.id,
        score=chance.random(),
        band=chance.randint(1, 4),
        provisional=True,
        grader="builtin",
        points=tuple(points),
        versions=Versions(app="0.1.0", rubric=question.rubric_version, grader="1"),
        at=at,
    )


def milliseconds(call: Callable[[], object], runs: int = RUNS) -> float:
    """Return the median time of a call."""
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        call()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


class Figures:
    """Prints figures and remembers whether their limits were kept."""

    def __init__(self) -> None:
        self.kept = True

    def show(self, what: str, value: float, unit: str = "ms", limit: float | None = None) -> None:
        promised = "" if limit is None else f" (under {limit:.0f} {unit})"
        print(f"{what}: {value:.1f} {unit}{promised}", flush=True)
        self.kept = self.kept and (limit is None or value < limit)


def measure(path: Path) -> int:
    """Print the figures of a filled database; 1 if a limit is missed."""
    figures = Figures()
    began = time.perf_counter()
    database = open_database(path)
    store = SessionStore(database)
    figures.show("open", (time.perf_counter() - began) * 1000, limit=MOST_MS)
    began = time.perf_counter()
    everything = store.list()
    figures.show("first list of all sessions", (time.perf_counter() - began) * 1000, limit=MOST_MS)
    assert len(everything) == SESSIONS
    figures.show("list of all sessions", milliseconds(store.list), limit=MOST_MS)
    figures.show(
        "list, mocks in Chinese that are finished",
        milliseconds(
            lambda: store.list(kind=Kind.MOCK, language=Language.ZH, status=Status.FINISHED)
        ),
        limit=MOST_MS,
    )
    figures.show("list, a page of 50", milliseconds(lambda: store.list(limit=50)), limit=MOST_MS)
    figures.show("sessions to resume", milliseconds(store.interrupted), limit=MOST_MS)
    figures.show(
        "the 30 questions asked last", milliseconds(lambda: store.recent_questions(30)),
        limit=MOST_MS,
    )  # fmt: skip
    _practice(database, figures)
    _answers(Answers(database), store, figures)
    scores = milliseconds(Kept(database, cards_of).cards)
    figures.show("each question's last score", scores, limit=MOST_MS)
    some = random.Random(2).sample([summary.id for summary in everything], 50)
    names = iter(some)
    figures.show(
        "first transcript", milliseconds(lambda: store.transcript(next(names)), 1), limit=MOST_MS
    )
    figures.show(
        "transcript", milliseconds(lambda: store.transcript(next(names)), 40), limit=MOST_MS
    )
    _typing(store, some[0], figures)
    began = time.perf_counter()
    store.remove(some[1])
    figures.show("delete a session", (time.perf_counter() - began) * 1000, limit=MOST_MS)
    began = time.perf_counter()
    store.wipe()
    figures.show("wipe it from the file, meanwhile", (time.perf_counter() - began) * 1000)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures.show("memory at most", memory, "MB", MOST_MB)
    database.close()
    return 0 if figures.kept else 1


def _practice(database: Database, figures: Figures) -> None:
    """What Home, practice and Progress wait for, and what one more answer adds to it."""
    kept, bank = Kept(database, cards_of), load_bank(bank_dir())
    bank.heads()
    now = BEGINNING + timedelta(days=300)
    home = milliseconds(lambda: glance(database.path, 40, now))
    figures.show("what Home shows", home, limit=MOST_MS)
    figures.show("what is due", milliseconds(lambda: kept.due(now)), limit=MOST_MS)
    progress = milliseconds(lambda: gather(kept, bank, now))
    figures.show("all figures of Progress", progress, limit=MOST_MS)
    store = SessionStore(database)
    session_id = store.list(kind=Kind.PRACTICE, limit=1)[0].id
    transcript = store.transcript(session_id)
    again = transcript.grades[0].model_copy(update={"score": 0.9})

    def regrade() -> None:
        store.add_grade(session_id, again)
        gather(kept, bank, now)

    figures.show("all figures of Progress after one more grade", milliseconds(regrade))


def _answers(answers: Answers, store: SessionStore, figures: Figures) -> None:
    """What the two lists of Review wait for: numbers in order, a window of lines, words found."""
    everything = WantedAnswers()
    rare = "梯度检查点"
    wanted = {
        "answers, all": everything,
        "answers, worst first": replace(everything, order=Order.WORST),
        "answers, of one topic in practice": WantedAnswers(
            kind=Kind.PRACTICE, topic="attention", score=(0.35, 0.6)
        ),
        "answers, of the last 30 days": replace(everything, since=LAST - timedelta(days=30)),
        "answers, uncertain": WantedAnswers(flag=Flag.UNCERTAIN),
        "answers with 显存": WantedAnswers("显存"),
        f"answers with {rare}": WantedAnswers(rare),
        "answers with 'the'": WantedAnswers("the"),
        "answers with 'KV cache 显存' in practice": WantedAnswers("KV cache 显存", Kind.PRACTICE),
        "answers with 'kv-cache'": WantedAnswers("kv-cache"),
        "answers with words that nobody said": WantedAnswers("zyzzyva 犇犇"),
    }
    for name, each in wanted.items():
        taken = milliseconds(partial(answers.find, each))
        figures.show(f"{name} ({len(answers.find(each)):,})", taken, limit=MOST_MS)
    numbers = answers.find(everything)
    figures.show(
        "a window of 100 answers", milliseconds(lambda: answers.lines(numbers[5000:5100])),
        limit=MOST_MS,
    )  # fmt: skip
    for text in ("显存", "the"):
        figures.show(
            f"sessions with {text}", milliseconds(partial(store.containing, text)),
            limit=MOST_MS,
        )  # fmt: skip


def _typing(store: SessionStore, session_id: str, figures: Figures) -> None:
    """What a person waits for: drafts and answers on their way to the disk."""
    now = datetime.now(UTC)
    draft = Draft(text="显存 " * 500, at=now)
    figures.show(
        "save a draft of 1,500 characters",
        milliseconds(lambda: store.save_draft(session_id, draft), 50),
        limit=MOST_TYPING_MS,
    )
    question = store.transcript(session_id).asked[0]
    numbers = iter(range(1000))

    def submit() -> None:
        turn = Turn(
            seq=0,
            role=Speaker.CANDIDATE,
            move=Move.ANSWER,
            question_id=question.question.id,
            text=draft.text,
            at=now,
            submission_id=f"new-{next(numbers)}",
        )
        store.append(session_id, turn)

    figures.show("store an answer", milliseconds(submit, 50), limit=MOST_TYPING_MS)
    ask = Turn(
        seq=0,
        role=Speaker.INTERVIEWER,
        move=Move.ASK,
        question_id=question.question.id,
        text="?",
        at=now,
    )
    again = AskedQuestion(question=question.question, slot=0, bank_version="1")
    figures.show(
        "store a question with its rubric",
        milliseconds(lambda: store.ask(session_id, again, ask), 50),
        limit=MOST_TYPING_MS,
    )


def main() -> int:
    """Generate, then measure in a fresh process; 1 if a limit is missed."""
    if len(sys.argv) > 1:
        return measure(Path(sys.argv[1]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "interviewer.db"
        began = time.perf_counter()
        generate(path)
        seconds = time.perf_counter() - began
        size = path.stat().st_size / 1e6
        print(
            f"{SESSIONS:,} sessions, {SESSIONS * QUESTIONS:,} graded answers: "
            f"{size:.0f} MB, made in {seconds:.0f} s",
            flush=True,
        )
        command = [sys.executable, "-m", "tests.benchmarks.storage", str(path)]
        return subprocess.run(command).returncode


if __name__ == "__main__":
    sys.exit(main())
