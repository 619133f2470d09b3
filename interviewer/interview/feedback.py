"""What the interviewer may say at the end of how a mock went."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from statistics import fmean

from interviewer.agent.context import Feedback
from interviewer.domain.grade import Grade
from interviewer.domain.transcript import Exchange, Kind, Move, Transcript
from interviewer.grading.scoring import GradedQuestion, band, session_score

Assess = Callable[[Exchange], Awaitable[Grade | None]]

APART = 0.15
"""Two topics are not told apart when their scores are closer than this."""


async def sum_up(transcript: Transcript, assess: Assess) -> Feedback | None:
    """Sum a mock up by the grades there are, and what has none as `assess` sees it."""
    if transcript.session.kind is not Kind.MOCK:
        return None
    grades: dict[str, Grade] = {}
    for question_id in answered(transcript):
        known = transcript.grade(question_id)
        if known is None or known.score is None:
            known = await assess(transcript.exchange(question_id))
        if known is not None:
            grades[question_id] = known
    return feedback(transcript, grades)


def answered(transcript: Transcript) -> Sequence[str]:
    """Return the questions that something was answered to, in the order asked."""
    return [
        asked.question.id
        for asked in transcript.asked
        if any(turn.move is Move.ANSWER for turn in transcript.turns_on(asked.question.id))
    ]


def feedback(transcript: Transcript, grades: Mapping[str, Grade]) -> Feedback | None:
    """Sum `grades` up to a band and two topics; None where nothing was answered.

    What was skipped counts 0, as in the score; a question without a grade is left out.
    """
    if not answered(transcript):
        return None
    given = set(answered(transcript))
    asked, topics = [], dict[str, list[float]]()
    for each in transcript.asked:
        grade = grades.get(each.question.id)
        score = 0.0 if each.question.id not in given else grade.score if grade else None
        if score is None:
            continue
        asked.append(GradedQuestion(minutes=each.question.minutes, score=score))
        topics.setdefault(each.question.topic, []).append(score)
    mean = session_score(asked, planned=len(asked)).partial_mean
    if mean is None:
        return None
    means = {topic: fmean(scores) for topic, scores in topics.items()}
    best, worst = max(means, key=means.__getitem__), min(means, key=means.__getitem__)
    if means[best] - means[worst] < APART:
        return Feedback(band(mean))
    return Feedback(band(mean), best, worst)
