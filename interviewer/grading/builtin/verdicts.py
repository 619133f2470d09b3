"""From what was found to verdicts: credit and where it came from, wrong claims, corrections."""

from collections.abc import Sequence
from dataclasses import dataclass

from interviewer.bank.text import Span, word_count
from interviewer.domain.grade import (
    Evidence,
    FoundMisconception,
    PointVerdict,
    Verdict,
)
from interviewer.domain.question import Question
from interviewer.grading.builtin.answer import Answer
from interviewer.grading.builtin.code import code_evidence
from interviewer.grading.builtin.matching import Matcher, Support
from interviewer.grading.builtin.parameters import Parameters
from interviewer.grading.builtin.rubric import Claim, Rubric
from interviewer.grading.builtin.topic import relatedness
from interviewer.grading.scoring import CREDIT, VALUES
from interviewer.grading.share import LONG_ANSWER, MOST_OF_ANSWER


@dataclass(frozen=True, slots=True)
class Finding:
    """A support for a claim in one utterance."""

    answer: Answer
    support: Support
    order: tuple[int, int]
    """Place in the exchange: utterance, then sentence."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with what convinced the grader of it."""

    verdict: PointVerdict
    reasons: tuple[str, ...]
    strength: float


class Assessor:
    """Judges one exchange by one compiled rubric."""

    def __init__(
        self, question: Question, rubric: Rubric, answers: Sequence[Answer], limits: Parameters
    ) -> None:
        self._question = question
        self._rubric = rubric
        self._answers = answers
        self._limits = limits
        on_topic = relatedness(answers, rubric, limits)
        self._matchers = [Matcher(answer, rubric, limits, on_topic) for answer in answers]
        self._length = sum(word_count(answer.text) for answer in answers)

    def misconceptions(self) -> list[tuple[Claim, Finding]]:
        """Return the wrong claims that were made, each with its last occurrence."""
        found = []
        for claim in self._rubric.misconceptions:
            made = [finding for finding in self._findings(claim) if self._is_meant(claim, finding)]
            if made:
                found.append((claim, max(made, key=lambda finding: finding.order)))
        return found

    def _is_meant(self, claim: Claim, finding: Finding) -> bool:
        """Tell whether a window says the wrong claim rather than what is right instead.

        A cue group of the wrong claim settles it; wording alone must be clear, and the right
        claim must be neither cued nor likelier.
        """
        support, limits = finding.support, self._limits
        if support.by_cue:
            return True
        matcher = self._matchers[finding.order[0]]
        right = self._rubric.corrections[claim.id]
        strength, similarity = matcher.likeness(claim, support.window)
        return (
            support.strength >= limits.misconception
            and similarity >= limits.misconception_wording
            and strength > matcher.likeness(right, support.window)[0]
            and not matcher.has_cue(right, support.window)
        )

    def _findings(self, claim: Claim) -> list[Finding]:
        return [
            Finding(answer, support, (at, support.window.start))
            for at, (answer, matcher) in enumerate(zip(self._answers, self._matchers, strict=True))
            for support in matcher.supports(claim)
        ]

    def judge(self, claim: Claim, wrong: Sequence[tuple[Claim, Finding]]) -> Judged:
        """Judge one point, given the wrong claims that contradict it."""
        source = self._question.point(claim.id)
        findings = [
            finding
            for finding in self._findings(claim)
            if not any(_same_words(finding, against) for _, against in wrong)
        ]
        findings += self._in_code(claim)
        best = self._best(findings)
        verdict = self._verdict(best.support.strength) if best else Verdict.MISSED
        if wrong:
            last = max((finding for _, finding in wrong), key=lambda finding: finding.order)
            if best is not None and verdict is Verdict.MET and best.order > last.order:
                verdict = Verdict.PARTIAL
            else:
                best, verdict = last, Verdict.CONTRADICTED
        strength = best.support.strength if best else 0.0
        earned = best is not None and verdict is not Verdict.MISSED
        return Judged(
            PointVerdict(
                id=source.id,
                must=source.must,
                weight=source.weight,
                verdict=verdict,
                provenance=best.answer.utterance.provenance if best and earned else None,
                uncertain=self._is_uncertain(best, verdict),
                evidence=self.evidence(best) if best and earned else (),
            ),
            (best.support.reason,) if best else (),
            strength,
        )

    def _in_code(self, claim: Claim) -> list[Finding]:
        found = []
        for at, answer in enumerate(self._answers):
            evidence = code_evidence(answer.utterance.text, claim.code)
            if evidence is not None:
                line, group = evidence
                support = Support(1.0, range(0), f"code: {group}", (line,), (line,))
                found.append(Finding(answer, support, (at, 0)))
        return found

    def _best(self, findings: Sequence[Finding]) -> Finding | None:
        """Choose what is worth most, counting the help it took; the earliest of equals."""

        def worth(finding: Finding) -> tuple[float, float, int, int]:
            support = finding.support
            value = VALUES[self._verdict(support.strength)]
            help_ = CREDIT[finding.answer.utterance.provenance]
            return (value * help_, support.strength, -finding.order[0], -finding.order[1])

        return max(findings, key=worth, default=None)

    def _verdict(self, strength: float) -> Verdict:
        if strength >= self._limits.met:
            return Verdict.MET
        return Verdict.PARTIAL if strength >= self._limits.partial else Verdict.MISSED

    def _is_uncertain(self, best: Finding | None, verdict: Verdict) -> bool:
        if best is None or verdict is Verdict.CONTRADICTED:
            return False
        near = any(
            abs(best.support.strength - threshold) <= self._limits.doubt
            for threshold in (self._limits.met, self._limits.partial)
        )
        return near or best.support.doubtful

    def evidence(self, finding: Finding) -> tuple[Evidence, ...]:
        """Return the words that convinced, the whole sentences unless they are too much of all."""
        spans: Sequence[Span] = finding.support.spans
        limit = MOST_OF_ANSWER * self._length
        text = finding.answer.utterance.text
        if self._length > LONG_ANSWER and sum(word_count(s.of(text)) for s in spans) > limit:
            spans = finding.support.tight
        return tuple(
            Evidence(
                seq=finding.answer.utterance.seq,
                start=span.start,
                end=span.end,
                quote=span.of(text),
            )
            for span in spans[: self._limits.most_evidence]
        )

    def found(self, wrong: Sequence[tuple[Claim, Finding]]) -> tuple[FoundMisconception, ...]:
        """Return the wrong claims in the form of a grade."""
        return tuple(
            FoundMisconception(id=claim.id, evidence=self.evidence(finding))
            for claim, finding in wrong
        )


def _same_words(one: Finding, other: Finding) -> bool:
    return one.answer is other.answer and bool(set(one.support.window) & set(other.support.window))
