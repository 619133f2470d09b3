"""Grading stored sessions once more: one, or many, which may be stopped and gone on with."""

from collections.abc import Callable, Collection, Sequence

from interviewer.domain.grade import Grade
from interviewer.domain.transcript import Transcript
from interviewer.interview.journal import Journal
from interviewer.interview.marking import Grader, Marking
from interviewer.interview.report import standing
from interviewer.interview.timekeeping import Timekeeper
from interviewer.storage.sessions import SessionStore


def edition_of(grade: Grade) -> str:
    """Return which rules and prompts a grade was given by."""
    versions = grade.versions
    return versions.grader if versions.prompt is None else f"{versions.grader} {versions.prompt}"


def left_to_grade(transcript: Transcript, grader: Grader) -> list[str]:
    """Return the questions that `grader`, as it is now, has not graded last, in the order asked.

    What it could not grade is among them.
    """
    left = []
    for asked in transcript.asked:
        question = asked.question
        grade = transcript.grade(question.id)
        done = (
            grade is not None
            and grade.score is not None
            and (grade.grader, edition_of(grade)) == (grader.name, grader.edition)
            and grade.versions.rubric == question.rubric_version
        )
        skipped = not transcript.exchange(question.id).utterances
        if not done and not (skipped and grade is not None):
            left.append(question.id)
    return left


async def regrade_session(
    store: SessionStore,
    transcript: Transcript,
    grader: Grader,
    time: Timekeeper,
    *,
    only: Collection[str] | None = None,
    graded: Callable[[Grade], None] = lambda _: None,
) -> list[Grade]:
    """Grade the asked questions of a stored session once more, beside their old grades.

    `only` names some of them; `graded` is told of each grade that is on disk. The session's score
    becomes that of the new grades, also when this is stopped in the middle; where a grader fails,
    the old grade stands. Returns what the grader said, in the order asked.
    """
    journal = Journal(store, transcript, time)
    grades: list[Grade] = []
    marking = Marking(journal, grader, time.now, graded)
    try:
        for question_id in [asked.question.id for asked in transcript.asked]:
            if only is None or question_id in only:
                given = await marking.grade(question_id, anew=True)
                grades.append(given)
    finally:
        await journal.score(standing(journal.transcript).score)
    return grades


async def regrade_sessions(
    store: SessionStore,
    session_ids: Sequence[str],
    grader: Grader,
    time: Timekeeper,
    progress: Callable[[int, int], None],
) -> list[Grade]:
    """Grade many sessions once more, as far as `grader` has not done so already.

    Each grade is on disk before the next begins, so that this can be stopped at any moment and
    called again to go on. `progress` is told how many of how many questions are done. Sessions
    that are not over are left out.
    """
    work: list[tuple[str, list[str]]] = []
    for session_id in session_ids:
        transcript = store.transcript(session_id)
        if transcript.session.status.is_over and (left := left_to_grade(transcript, grader)):
            work.append((session_id, left))
    total, done = sum(len(left) for _, left in work), 0
    grades: list[Grade] = []

    progress(0, total)
    for session_id, left in work:
        transcript = store.transcript(session_id)
        for question_id in left:
            grades += await regrade_session(store, transcript, grader, time, only={question_id})
            transcript = store.transcript(session_id)
            done += 1
            progress(done, total)
    return grades
