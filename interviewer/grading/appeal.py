"""Appeals: a candidate contests a verdict with words of their own.

The point is judged again without regard to the old verdict: by a model on the whole exchange, by
the built-in grader on the quoted words alone. Where that is refused, the candidate may mark the
point themselves; it is shown as contested, with a second score beside the official one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from interviewer.domain.grade import Evidence, Grade, PointVerdict
from interviewer.domain.transcript import Exchange
from interviewer.grading.builtin.grader import BuiltinGrader
from interviewer.grading.evidence import locate
from interviewer.grading.model import ModelGrader
from interviewer.grading.scoring import band, contested_score, score, value


@dataclass(frozen=True, slots=True)
class Appeal:
    """What came of an appeal."""

    granted: bool
    found: bool
    """Whether the quoted words are the candidate's at all."""
    grade: Grade | None
    """The new grade, if the appeal was granted."""


class NotGraded(ValueError):
    """There is no verdict to contest: the question was not graded."""


def appeal(
    grade: Grade,
    exchange: Exchange,
    point_id: str,
    quote: str,
    *,
    grader: BuiltinGrader,
    at: datetime | None = None,
) -> Appeal:
    """Judge one point by the quoted words alone, with the built-in grader.

    Raises KeyError for an unknown point and NotGraded for a grade without verdicts.
    """
    _point(grade, point_id)
    located = _locate(exchange, quote)
    if located is None:
        return Appeal(granted=False, found=False, grade=None)
    return _decided(grade, _by_builtin(exchange, located, point_id, grader), at)


async def appeal_to_model(
    grade: Grade,
    exchange: Exchange,
    point_id: str,
    quote: str,
    *,
    grader: ModelGrader,
    at: datetime | None = None,
) -> Appeal:
    """Let a model judge one point again; it does not see the old verdict.

    Raises KeyError, NotGraded, and ModelFault where the model fails.
    """
    _point(grade, point_id)
    if _locate(exchange, quote) is None:
        return Appeal(granted=False, found=False, grade=None)
    return _decided(grade, await grader.judge(exchange, point_id, quote), at)


def contest(grade: Grade, point_id: str, *, at: datetime | None = None) -> Grade:
    """Let the candidate mark a point themselves: a second score, the official one unchanged.

    Raises KeyError for an unknown point and NotGraded for a grade without verdicts.
    """
    marked = _point(grade, point_id).model_copy(update={"contested": True})
    points = _with(grade, marked)
    return grade.model_copy(
        update={
            "points": points,
            "contested_score": contested_score(points),
            "at": at or datetime.now(UTC),
        }
    )


def _point(grade: Grade, point_id: str) -> PointVerdict:
    if grade.score is None:
        raise NotGraded(f"{grade.question_id} was not graded")
    for point in grade.points:
        if point.id == point_id:
            return point
    raise KeyError(point_id)


def _locate(exchange: Exchange, quote: str) -> Evidence | None:
    prompt = exchange.question.prompt
    return locate(quote, exchange.utterances, (prompt.zh, prompt.en, *exchange.interviewer_texts))


def _with(grade: Grade, replaced: PointVerdict) -> tuple[PointVerdict, ...]:
    return tuple(replaced if point.id == replaced.id else point for point in grade.points)


def _decided(grade: Grade, judged: PointVerdict, at: datetime | None) -> Appeal:
    """Grant an appeal whose new verdict is worth more than the old one."""
    if value(judged) <= value(_point(grade, judged.id)):
        return Appeal(granted=False, found=True, grade=None)
    points = _with(grade, judged)
    total = score(points)
    new = grade.model_copy(
        update={
            "points": points,
            "score": total,
            "band": band(total),
            "contested_score": contested_score(points),
            "at": at or datetime.now(UTC),
        }
    )
    return Appeal(granted=True, found=True, grade=new)


def _by_builtin(
    exchange: Exchange, quoted: Evidence, point_id: str, grader: BuiltinGrader
) -> PointVerdict:
    said = next(each for each in exchange.utterances if each.seq == quoted.seq)
    alone = exchange.model_copy(
        update={"utterances": (said.model_copy(update={"text": quoted.quote}),)}
    )
    judged = next(point for point in grader.grade(alone).points if point.id == point_id)
    moved = tuple(
        each.model_copy(update={"start": each.start + quoted.start, "end": each.end + quoted.start})
        for each in judged.evidence
    )
    return judged.model_copy(update={"evidence": moved})
