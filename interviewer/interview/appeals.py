"""Contesting a verdict of a stored session: judged again, or marked by the candidate."""

import asyncio

from interviewer.domain.grade import Grade
from interviewer.domain.transcript import Transcript
from interviewer.grading.appeal import Appeal, NotGraded, appeal, appeal_to_model, contest
from interviewer.grading.model import ModelGrader
from interviewer.interview.journal import Journal
from interviewer.interview.report import standing
from interviewer.interview.workplace import Workplace
from interviewer.storage.records import ModelCall


async def appeal_verdict(
    place: Workplace, transcript: Transcript, question_id: str, point_id: str, quote: str
) -> Appeal:
    """Have a verdict judged again by the words `quote`; a granted one is on disk on return.

    The session's own grader judges. Raises NotGraded, KeyError for an unknown question or point,
    UnknownConnection, ModelFault and StorageError.
    """
    grade = _grade(transcript, question_id)
    exchange = transcript.exchange(question_id)
    grader = await asyncio.to_thread(place.grader, transcript.session.grader)
    now = place.time.now()
    if isinstance(grader, ModelGrader):
        try:
            result = await appeal_to_model(grade, exchange, point_id, quote, grader=grader, at=now)
        finally:
            await _account(place, transcript, grader)
    else:
        builtin = place.builtin_grader
        result = await asyncio.to_thread(
            lambda: appeal(grade, exchange, point_id, quote, grader=builtin, at=now)
        )
    if result.grade is not None:
        await _keep(place, transcript, result.grade)
    return result


async def mark_oneself(
    place: Workplace, transcript: Transcript, question_id: str, point_id: str
) -> Grade:
    """Let the candidate mark a point as met: contested, with a second score; on disk on return.

    Raises NotGraded, KeyError and StorageError.
    """
    grade = contest(_grade(transcript, question_id), point_id, at=place.time.now())
    await _keep(place, transcript, grade)
    return grade


async def _account(place: Workplace, transcript: Transcript, grader: ModelGrader) -> None:
    """Store what the appeal took, and hang up."""
    await grader.aclose()
    usage = grader.spent()
    if usage.calls:
        name, journal = grader.name, Journal(place.store, transcript, place.time)
        await journal.call(
            ModelCall("appeal", connection=name, model=name, usage=usage, at=place.time.now())
        )


def _grade(transcript: Transcript, question_id: str) -> Grade:
    grade = transcript.grade(question_id)
    if grade is None:
        raise NotGraded(question_id)
    return grade


async def _keep(place: Workplace, transcript: Transcript, grade: Grade) -> None:
    journal = Journal(place.store, transcript, place.time)
    await journal.grade(grade)
    await journal.score(standing(journal.transcript).score)
