"""What a stored session is looked at with: which grader regrades, which sentences can be quoted."""

from collections.abc import Sequence

from interviewer.bank.text import sentences
from interviewer.domain.grade import PointVerdict, Verdict
from interviewer.domain.transcript import Exchange, Transcript
from interviewer.interview.state import counted
from interviewer.settings import BUILTIN, Preferences


def graders(transcript: Transcript, preferences: Preferences) -> list[str]:
    """Return who may grade again: the session's own grader, the preferred one, the built-in one.

    A connection that is no longer set up is left out.
    """
    names = dict.fromkeys((transcript.session.grader, preferences.grader, BUILTIN))
    return [name for name in names if name == BUILTIN or name in preferences.connections]


def ungraded(transcript: Transcript) -> list[str]:
    """Return the questions that count and have no score, in the order asked."""
    graded = {
        asked.question.id: grade is not None and grade.score is not None
        for asked in counted(transcript)
        for grade in [transcript.grade(asked.question.id)]
    }
    return [question_id for question_id, has_score in graded.items() if not has_score]


def missed(transcript: Transcript) -> list[str]:
    """Return the questions with a must point that was missed or wrong, in the order asked."""
    lacking = (Verdict.MISSED, Verdict.CONTRADICTED)
    return [
        asked.question.id
        for asked in transcript.asked
        if (grade := transcript.grade(asked.question.id)) is not None
        and any(point.must and point.verdict in lacking for point in grade.points)
    ]


def quotable(exchange: Exchange, verdict: PointVerdict) -> tuple[Sequence[str], int]:
    """Return the sentences of the candidate's words, and the one that the verdict looks at."""
    found: list[str] = []
    looked_at = 0
    for said in exchange.utterances:
        for span in sentences(said.text):
            if any(
                e.seq == said.seq and span.start <= e.start < span.end for e in verdict.evidence
            ):
                looked_at = len(found)
            found.append(span.of(said.text))
    return found, looked_at
