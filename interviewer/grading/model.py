"""Grading by a language model: it reports evidence and verdicts, code checks and counts them.

The model never gives a number. It sees the points in a shuffled order and the candidate's words
fenced by a nonce; what it quotes is looked up in those words, and a verdict whose quotes are not
there, speak to the grader, or do not bear on the point earns nothing.
"""

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage
from pydantic import BaseModel, ConfigDict, Field

from interviewer import __version__
from interviewer.domain.grade import (
    Evidence,
    FoundMisconception,
    Grade,
    PointVerdict,
    Provenance,
    Verdict,
    Versions,
)
from interviewer.domain.language import Language
from interviewer.domain.question import Question, RubricPoint
from interviewer.domain.transcript import Exchange, Utterance
from interviewer.grading.builtin.parameters import DEFAULT
from interviewer.grading.builtin.rubric import Rubric, compile_rubric
from interviewer.grading.evidence import Checked, EvidenceCheck
from interviewer.grading.scoring import BAND_FLOORS, CREDIT, band, score
from interviewer.grading.skipped import not_graded
from interviewer.models.faults import ModelFault
from interviewer.models.prompts import prompt_version, render
from interviewer.models.structured import ask_structured
from interviewer.models.usage import Meter, Usage

VERSION = "model-1"
"""Changes whenever the same reply could come to another grade."""
CLOSE = 0.05
"""A score so near to the edge of a band is borderline."""
_QUOTES = 8
"""Quotes that are read of one point; more than four are never kept."""


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")


class PointReply(_Reply):
    """What a model says of one rubric point: evidence first, then the verdict."""

    id: str = Field(description="The id of the rubric point.")
    evidence: list[str] = Field(
        description="The candidate's own words on this point, copied letter for letter."
    )
    verdict: Verdict = Field(description="What follows from the evidence.")


class MisconceptionReply(_Reply):
    """A known wrong claim that a model found."""

    id: str = Field(description="The id of the wrong claim.")
    evidence: list[str] = Field(description="The candidate's own words that make it.")


class GradeReply(_Reply):
    """What a model says of an answer."""

    points: Annotated[list[PointReply], Field(min_length=1)]
    misconceptions: list[MisconceptionReply] = []


@dataclass(frozen=True, slots=True)
class _Said:
    """One utterance as the prompt shows it."""

    text: str
    after: str
    asked: str
    """The authored follow-up before it; never the words that a model chose for it."""


_AFTER = {Provenance.AFTER_FOLLOW_UP: "after a follow-up", Provenance.AFTER_HINT: "after a hint"}


class ModelGrader:
    """Grades with a chat model. A failure gives a grade without a score, never zero."""

    def __init__(self, model: BaseChatModel, name: str, *, second_opinion: bool = False) -> None:
        """`name` is the connection's; with a second opinion, borderline points are judged twice."""
        self._model = model
        self._second_opinion = second_opinion
        self.name = name
        self._meter = Meter(getattr(model, "price", None))

    async def grade(
        self, exchange: Exchange, *, bank_version: str | None = None, at: datetime | None = None
    ) -> Grade:
        """Grade one exchange."""
        question = exchange.question
        points = list(question.rubric)
        random.Random(f"{question.id} {question.rubric_version}").shuffle(points)
        prompts = _prompts(exchange, points)
        versions = Versions(
            app=__version__,
            rubric=question.rubric_version,
            grader=VERSION,
            bank=bank_version,
            prompt=prompts.version,
        )
        try:
            reply = await ask_structured(
                self._model, prompts.messages, GradeReply, meter=self._meter
            )
        except ModelFault as fault:
            return not_graded(question, str(fault), grader=self.name, versions=versions, at=at)
        rubric = compile_rubric(question, DEFAULT)
        given = _Marking(exchange, rubric).grade(reply, self.name, versions, at)
        if self._second_opinion and (doubtful := borderline(given)):
            return await self._asked_twice(exchange, given, doubtful, rubric)
        return given

    async def _asked_twice(
        self, exchange: Exchange, given: Grade, doubtful: Sequence[str], rubric: Rubric
    ) -> Grade:
        """Judge the borderline points once more, by themselves; where the two differ, say so.

        Without a second answer the first one stands as it is.
        """
        points = [exchange.question.point(point_id) for point_id in reversed(doubtful)]
        prompts = _prompts(exchange, points)
        try:
            reply = await ask_structured(
                self._model, prompts.messages, GradeReply, meter=self._meter
            )
        except ModelFault:
            return given
        second = _Marking(exchange, rubric)
        verdicts = {point.id: second.point(point, reply, given.misconceptions) for point in points}
        return given.model_copy(
            update={
                "points": tuple(
                    point.model_copy(update={"uncertain": True})
                    if point.id in verdicts and verdicts[point.id].verdict is not point.verdict
                    else point
                    for point in given.points
                )
            }
        )

    async def judge(self, exchange: Exchange, point_id: str, quote: str) -> PointVerdict:
        """Judge one point afresh, pointed to a quote. Raises ModelFault and KeyError."""
        point = exchange.question.point(point_id)
        prompts = _prompts(exchange, [point], quote)
        reply = await ask_structured(self._model, prompts.messages, GradeReply, meter=self._meter)
        rubric = compile_rubric(exchange.question, DEFAULT)
        return _Marking(exchange, rubric).point(point, reply)

    @property
    def edition(self) -> str:
        """Which rules and prompts it grades by: those of the grader, then those of its prompts."""
        return f"{VERSION} {prompt_version('grade')} {prompt_version('grade_task')}"

    def spent(self) -> Usage:
        """Return what the calls took that were made since this was last asked."""
        return self._meter.take()

    async def aclose(self) -> None:
        """Close the model's connections; nothing is graded afterwards."""
        from interviewer.models.chat import close

        await close(self._model)


def borderline(grade: Grade) -> list[str]:
    """Return the points that could well have gone the other way, in rubric order.

    A partial or uncertain verdict, and, where the score is close to a band's edge, every must point
    that would move it across.
    """
    near = grade.score is not None and any(
        abs(grade.score - floor) <= CLOSE for floor in BAND_FLOORS.values() if floor > 0
    )
    return [
        point.id
        for point in grade.points
        if point.uncertain or point.verdict is Verdict.PARTIAL or (near and point.must)
    ]


@dataclass(frozen=True, slots=True)
class _Prompts:
    messages: tuple[SystemMessage, HumanMessage]
    version: str


def _prompts(exchange: Exchange, points: Sequence[RubricPoint], quote: str = "") -> _Prompts:
    nonce = _nonce(exchange)
    language = exchange.language
    rules = render("grade")
    task = render(
        "grade_task",
        nonce=nonce,
        question=exchange.question.prompt.in_(language),
        points=[{"id": point.id, "note": point.note.in_(language)} for point in points],
        misconceptions=_wrong(exchange.question, language) if not quote else [],
        utterances=[
            _Said(said.text, _AFTER.get(said.provenance, ""), _asked(exchange, said))
            for said in exchange.utterances
        ],
        quote=quote,
    )
    return _Prompts(
        (SystemMessage(rules.text), HumanMessage(task.text)), f"{rules.version} {task.version}"
    )


def _wrong(question: Question, language: Language) -> list[Mapping[str, str]]:
    return [{"id": each.id, "claim": each.claim.in_(language)} for each in question.misconceptions]


def _asked(exchange: Exchange, said: Utterance) -> str:
    if said.point_id is None:
        return ""
    return exchange.question.point(said.point_id).follow_up.in_(exchange.language)


def _nonce(exchange: Exchange) -> str:
    """Return a code that these words cannot contain: it depends on all of them."""
    words = "\0".join(said.text for said in exchange.utterances)
    return hashlib.sha256(f"{exchange.question.id}\0{words}".encode(errors="replace")).hexdigest()[
        :16
    ]


class _Marking:
    """Turns a model's reply into a grade, as far as the candidate's words bear it out."""

    def __init__(self, exchange: Exchange, rubric: Rubric) -> None:
        self._question = exchange.question
        self._rubric = rubric
        self._check = EvidenceCheck(exchange, rubric)
        self._provenance = {said.seq: said.provenance for said in exchange.utterances}
        self._failed = 0

    def grade(self, reply: GradeReply, name: str, versions: Versions, at: datetime | None) -> Grade:
        wrong = self._misconceptions(reply)
        points = tuple(self.point(point, reply, wrong) for point in self._question.rubric)
        total = score(points)
        return Grade(
            question_id=self._question.id,
            score=total,
            band=band(total),
            provisional=False,
            grader=name,
            points=points,
            misconceptions=wrong,
            failed_quotes=self._failed,
            versions=versions,
            at=at or datetime.now(UTC),
        )

    def point(
        self,
        point: RubricPoint,
        reply: GradeReply,
        wrong: Sequence[FoundMisconception] = (),
    ) -> PointVerdict:
        """Return the verdict on one point; one that the reply leaves out is missed, uncertain."""
        said = next((each for each in reply.points if each.id == point.id), None)
        claim = next(each for each in self._rubric.points if each.id == point.id)
        checked = self._check.check((said.evidence if said else [])[:_QUOTES], claim)
        self._failed += checked.failed
        verdict, uncertain = _borne_out(said, checked)
        evidence = checked.evidence
        if against := self._against(point, wrong):
            verdict, evidence = _with_error(verdict, evidence, against)
        return PointVerdict(
            id=point.id,
            must=point.must,
            weight=point.weight,
            verdict=verdict,
            provenance=self._earned(verdict, evidence),
            uncertain=uncertain,
            evidence=evidence if verdict is not Verdict.MISSED or uncertain else (),
        )

    def _misconceptions(self, reply: GradeReply) -> tuple[FoundMisconception, ...]:
        found: dict[str, FoundMisconception] = {}
        claims = {claim.id: claim for claim in self._rubric.misconceptions}
        for said in reply.misconceptions:
            claim = claims.get(said.id)
            if claim is None or said.id in found:
                continue
            checked = self._check.check(said.evidence[:_QUOTES], claim)
            self._failed += checked.failed
            if checked.supports:
                found[said.id] = FoundMisconception(id=said.id, evidence=checked.evidence)
        return tuple(found.values())

    def _against(
        self, point: RubricPoint, wrong: Sequence[FoundMisconception]
    ) -> tuple[Evidence, ...]:
        denies = {each.id for each in self._question.misconceptions if point.id in each.contradicts}
        return tuple(span for each in wrong if each.id in denies for span in each.evidence)

    def _earned(self, verdict: Verdict, evidence: Sequence[Evidence]) -> Provenance | None:
        """Return the least help after which one of the passages was said."""
        if verdict is Verdict.MISSED or not evidence:
            return None
        return max((self._provenance[each.seq] for each in evidence), key=CREDIT.__getitem__)


def _borne_out(said: PointReply | None, checked: Checked) -> tuple[Verdict, bool]:
    """Return the verdict that the checked quotes bear out, and whether it is uncertain."""
    if said is None:
        return Verdict.MISSED, True
    if said.verdict is Verdict.MISSED or checked.supports:
        return said.verdict, False
    return Verdict.MISSED, True


def _with_error(
    verdict: Verdict, evidence: tuple[Evidence, ...], against: tuple[Evidence, ...]
) -> tuple[Verdict, tuple[Evidence, ...]]:
    """Weigh what earned a point against a wrong claim: partial only if it came later."""
    last = max((each.seq, each.end) for each in against)
    credited = verdict in (Verdict.MET, Verdict.PARTIAL)
    if credited and any((each.seq, each.start) >= last for each in evidence):
        return Verdict.PARTIAL, evidence
    return Verdict.CONTRADICTED, against[:4]
