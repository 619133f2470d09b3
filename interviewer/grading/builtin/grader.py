"""The built-in grader: an exchange in, a grade out, the same every time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from interviewer import __version__
from interviewer.domain.grade import Grade, Versions
from interviewer.domain.question import Question
from interviewer.domain.transcript import Exchange
from interviewer.grading.asked import Asked
from interviewer.grading.builtin.answer import Answer
from interviewer.grading.builtin.parameters import DEFAULT, VERSION, Parameters
from interviewer.grading.builtin.rubric import Rubric, compile_rubric
from interviewer.grading.builtin.verdicts import Assessor, Judged
from interviewer.grading.scoring import band, score

NAME = "builtin"
_KEPT = 512
"""Compiled rubrics that are kept."""


@dataclass(frozen=True)
class Explained:
    """A grade with the reasons for each verdict."""

    grade: Grade
    reasons: Mapping[str, tuple[str, ...]]
    """For each point or misconception, the cue or wording that it was recognised by."""
    strengths: Mapping[str, float]
    """For each point, how strongly it was found, 0 to 1."""


class BuiltinGrader:
    """Grades with what the author put into the rubric; no model, no network."""

    def __init__(self, parameters: Parameters = DEFAULT) -> None:
        self._parameters = parameters
        self._rubrics: dict[tuple[str, str, str], Rubric] = {}

    def grade(
        self, exchange: Exchange, *, bank_version: str | None = None, at: datetime | None = None
    ) -> Grade:
        """Grade one exchange. ValueError if a cue of its rubric cannot be read."""
        return self.explain(exchange, bank_version=bank_version, at=at).grade

    def prepare(self, question: Question) -> None:
        """Compile the rubric of a question ahead of its first answer. ValueError as for `grade`."""
        self._rubric(question)

    def explain(
        self, exchange: Exchange, *, bank_version: str | None = None, at: datetime | None = None
    ) -> Explained:
        """Grade one exchange and say what convinced the grader of each verdict."""
        question = exchange.question
        rubric = self._rubric(question)
        asked = [
            Asked(text)
            for text in (question.prompt.zh, question.prompt.en, *exchange.interviewer_texts)
        ]
        mend = rubric.spelling.mend
        answers = [Answer(said, asked, self._parameters, mend) for said in exchange.utterances]
        assessor = Assessor(question, rubric, answers, self._parameters)
        wrong = assessor.misconceptions()
        judged: list[Judged] = []
        for claim in rubric.points:
            against = [
                (each, finding)
                for each, finding in wrong
                if claim.id in _contradicts(question, each.id)
            ]
            judged.append(assessor.judge(claim, against))
        points = tuple(each.verdict for each in judged)
        total = score(points)
        grade = Grade(
            question_id=question.id,
            score=total,
            band=band(total),
            provisional=True,
            grader=NAME,
            points=points,
            misconceptions=assessor.found(wrong),
            versions=Versions(
                app=__version__,
                rubric=question.rubric_version,
                grader=VERSION,
                bank=bank_version,
            ),
            at=at or datetime.now(UTC),
        )
        return Explained(
            grade=grade,
            reasons={each.verdict.id: each.reasons for each in judged}
            | {claim.id: (finding.support.reason,) for claim, finding in wrong},
            strengths={each.verdict.id: each.strength for each in judged},
        )

    def _rubric(self, question: Question) -> Rubric:
        key = (question.id, question.rubric_version, question.prompt.model_dump_json())
        rubric = self._rubrics.get(key)
        if rubric is None:
            rubric = compile_rubric(question, self._parameters)
            if len(self._rubrics) >= _KEPT:
                self._rubrics.pop(next(iter(self._rubrics)), None)
            self._rubrics[key] = rubric
        return rubric


def _contradicts(question: Question, misconception_id: str) -> tuple[str, ...]:
    return next(each.contradicts for each in question.misconceptions if each.id == misconception_id)
