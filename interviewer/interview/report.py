"""What a finished interview comes to: score, questions, topics, time, and what to study."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from interviewer.domain.grade import Grade, Verdict
from interviewer.domain.question import Question, RubricPoint
from interviewer.domain.transcript import Kind, Move, Speaker, Transcript
from interviewer.grading.scoring import GradedQuestion, SessionScore, session_score
from interviewer.interview.effort import Effort, effort
from interviewer.interview.state import counted

STUDY_POINTS = 3


@dataclass(frozen=True)
class QuestionReport:
    """How one asked question went."""

    question: Question
    grade: Grade | None
    skipped: bool
    planned_minutes: float
    used_seconds: float
    follow_ups: int
    hints: int
    effort: Effort


@dataclass(frozen=True)
class StudyItem:
    """A point worth studying next."""

    question: Question
    point: RubricPoint
    verdict: Verdict


@dataclass(frozen=True)
class Report:
    """A whole session, summed up."""

    total: SessionScore
    questions: tuple[QuestionReport, ...]
    topics: tuple[tuple[str, float], ...]
    """Topic and mean score of its graded questions, best first."""
    study: tuple[StudyItem, ...]
    used_seconds: float
    planned_minutes: float | None


def report(transcript: Transcript) -> Report:
    """Sum up a session from its transcript."""
    questions = tuple(_question_reports(transcript))
    session = transcript.session
    return Report(
        total=standing(transcript),
        questions=questions,
        topics=_by_topic(questions),
        study=_to_study(questions),
        used_seconds=session.active_seconds,
        planned_minutes=session.blueprint.minutes,
    )


def standing(transcript: Transcript) -> SessionScore:
    """Return the session score as far as it is known."""
    asked = [
        GradedQuestion(
            minutes=a.question.minutes,
            score=grade.score if (grade := transcript.grade(a.question.id)) else None,
        )
        for a in counted(transcript)
    ]
    # Practice plans every question there is; leaving most of them is no shortfall.
    is_mock = transcript.session.kind is Kind.MOCK
    planned = len(transcript.session.blueprint.slots) if is_mock else len(asked)
    return session_score(asked, planned=planned)


def _question_reports(transcript: Transcript) -> Iterable[QuestionReport]:
    ends = _ends(transcript)
    slots = transcript.session.blueprint.slots
    for asked in transcript.asked:
        turns = transcript.turns_on(asked.question.id)
        begun = next((turn.active_seconds for turn in turns), 0.0)
        answered = any(turn.move is Move.ANSWER for turn in turns)
        said = [turn.move for turn in turns if turn.role is Speaker.INTERVIEWER]
        in_plan = asked.slot < len(slots)
        yield QuestionReport(
            question=asked.question,
            grade=transcript.grade(asked.question.id),
            skipped=not answered and any(turn.move is Move.SKIP for turn in turns),
            planned_minutes=slots[asked.slot].minutes if in_plan else asked.question.minutes,
            used_seconds=max(0.0, ends.get(asked.question.id, begun) - begun),
            follow_ups=said.count(Move.FOLLOW_UP),
            hints=said.count(Move.HINT),
            effort=effort(transcript, asked.question.id),
        )


def _ends(transcript: Transcript) -> dict[str, float]:
    """Active seconds of the last turn on each question."""
    return {
        turn.question_id: turn.active_seconds
        for turn in transcript.turns
        if turn.question_id is not None
    }


def _by_topic(questions: Iterable[QuestionReport]) -> tuple[tuple[str, float], ...]:
    scores: dict[str, list[float]] = {}
    for item in questions:
        if item.grade is not None and item.grade.score is not None:
            scores.setdefault(item.question.topic, []).append(item.grade.score)
    means = [(topic, fmean(values)) for topic, values in scores.items()]
    return tuple(sorted(means, key=lambda pair: (-pair[1], pair[0])))


def _to_study(questions: Iterable[QuestionReport]) -> tuple[StudyItem, ...]:
    """The weightiest points that were wrong or missed, wrong ones first."""
    urgency = {Verdict.CONTRADICTED: 0, Verdict.MISSED: 1, Verdict.PARTIAL: 2}
    items = [
        StudyItem(item.question, item.question.point(point.id), point.verdict)
        for item in questions
        if item.grade is not None
        for point in item.grade.points
        if point.must and point.verdict is not None and point.verdict in urgency
    ]
    items.sort(key=lambda item: (urgency[item.verdict], -item.point.weight))
    return tuple(items[:STUDY_POINTS])
