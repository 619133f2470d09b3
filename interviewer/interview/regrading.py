"""Grading stored sessions once more: one, or many, which may be stopped and gone on with."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from interviewer.domain.grade import Grade
from interviewer.domain.transcript import AskedQuestion, Transcript
from interviewer.interview.journal import Journal
from interviewer.interview.marking import Grader, Marking
from interviewer.interview.report import standing
from interviewer.interview.state import counted
from interviewer.interview.timekeeping import Timekeeper
from interviewer.interview.workplace import NotOver
from interviewer.models.usage import Usage
from interviewer.storage.sessions import SessionStore


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch of regrading is."""

    done: int
    total: int
    """Answers to grade."""
    failed: int = 0
    """How many of those done could not be graded."""
    reason: str | None = None
    """Why the last of them could not."""
    usage: Usage = field(default_factory=Usage)
    """What the grader's calls took."""


def edition_of(grade: Grade) -> str:
    """Return which rules and prompts a grade was given by."""
    versions = grade.versions
    return versions.grader if versions.prompt is None else f"{versions.grader} {versions.prompt}"


def left_to_grade(transcript: Transcript, grader: Grader) -> list[str]:
    """Return the questions that `grader`, as it is now, has not graded last, in the order asked.

    What it could not grade is among them.
    """
    left = []
    for asked in _gradable(transcript):
        question = asked.question
        grade = transcript.grade(question.id)
        done = (
            grade is not None
            and grade.score is not None
            and (grade.grader, edition_of(grade)) == (grader.name, grader.edition)
            and grade.versions.rubric == question.rubric_version
        )
        if not done:
            left.append(question.id)
    return left


def _gradable(transcript: Transcript) -> list[AskedQuestion]:
    """Return the questions on which another grade may say something new, in the order asked.

    Where the last try was a skip, the grade that there is stands.
    """
    return [
        asked
        for asked in counted(transcript)
        if transcript.exchange(asked.question.id).utterances
        or transcript.grade(asked.question.id) is None
    ]


async def regrade_session(
    store: SessionStore,
    transcript: Transcript,
    grader: Grader,
    time: Timekeeper,
    *,
    only: Collection[str] | None = None,
    done: Callable[[Grade], None] = lambda _: None,
    spent: Callable[[Usage], None] = lambda _: None,
) -> list[Grade]:
    """Grade what was answered in a stored session once more, beside the old grades.

    `only` names some of the questions; `done` is told what the grader said of each of them, and
    `spent` what that took. The session's score
    becomes that of the new grades, also when this is stopped in the middle; where a grader fails,
    the old grade stands. Returns what the grader said, in the order asked. Raises NotOver.
    """
    if not transcript.session.status.is_over:
        raise NotOver(transcript.session.id)
    journal = Journal(store, transcript, time)
    marking = Marking(journal, grader, time.now, lambda _: None, spent)
    grades: list[Grade] = []
    for question_id in [asked.question.id for asked in _gradable(transcript)]:
        if only is None or question_id in only:
            try:
                grades.append(await marking.grade(question_id, anew=True))
            finally:
                await journal.score(standing(journal.transcript).score)
            done(grades[-1])
    return grades


async def regrade_sessions(
    store: SessionStore,
    session_ids: Sequence[str],
    grader: Grader,
    time: Timekeeper,
    progress: Callable[[Progress], None],
) -> list[Grade]:
    """Grade many sessions once more, as far as `grader` has not done so already.

    Each grade is on disk before the next begins, so that this can be stopped at any moment and
    called again to go on. Sessions that are not over are left out.
    """
    work = await asyncio.to_thread(work_left, store, session_ids, grader)
    grades: list[Grade] = []
    reached = Progress(0, sum(map(len, work.values())))

    def tell(grade: Grade) -> None:
        nonlocal reached
        reached = replace(reached, done=reached.done + 1)
        if grade.score is None:
            reached = replace(reached, failed=reached.failed + 1, reason=grade.reason)
        progress(reached)

    def spend(usage: Usage) -> None:
        nonlocal reached
        reached = replace(reached, usage=reached.usage + usage)

    progress(reached)
    for session_id, left in work.items():
        transcript = await asyncio.to_thread(store.transcript, session_id)
        grades += await regrade_session(
            store, transcript, grader, time, only=left, done=tell, spent=spend
        )
    return grades


def work_left(
    store: SessionStore, session_ids: Sequence[str], grader: Grader
) -> dict[str, list[str]]:
    """Return what is left to grade in each session that is over and has such questions."""
    work = {}
    for session_id in session_ids:
        transcript = store.transcript(session_id)
        if transcript.session.status.is_over and (left := left_to_grade(transcript, grader)):
            work[session_id] = left
    return work
