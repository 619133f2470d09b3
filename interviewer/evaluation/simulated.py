"""What came of simulated interviews, told: for people in lines, for programs as a document."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from statistics import fmean
from typing import Any

from interviewer.domain.language import Language
from interviewer.evaluation.candidates import CandidateKind
from interviewer.evaluation.conduct import Conduct
from interviewer.evaluation.simulating import Simulation
from interviewer.models.usage import Usage
from interviewer.storage.records import total_usage

RANKED = (CandidateKind.STRONG, CandidateKind.VAGUE, CandidateKind.WRONG)
"""Whose marks must fall in this order."""


@dataclass(frozen=True)
class Held:
    """One simulated interview and how it was conducted."""

    simulation: Simulation
    conduct: Conduct
    candidate: Usage
    """What the model took that played the candidate."""


@dataclass(frozen=True)
class Order:
    """Whether marks fall from strong over vague to wrong, in one language."""

    language: Language
    means: dict[CandidateKind, float]
    seeds: int
    seeds_kept: int
    """How many single seeds keep the order too."""

    @property
    def kept(self) -> bool:
        """Whether the mean marks keep the order."""
        means = [self.means[kind] for kind in RANKED]
        return all(higher > lower for higher, lower in pairwise(means))


def orders(held: Sequence[Held]) -> list[Order]:
    """Compare the marks of each language in which all the ranked candidates were interviewed."""
    found = []
    for language in Language:
        scores: dict[int, dict[CandidateKind, float]] = {}
        for each in held:
            one = each.simulation
            if one.language is language and one.kind in RANKED and each.conduct.score is not None:
                scores.setdefault(one.seed, {})[one.kind] = each.conduct.score
        whole = [marks for marks in scores.values() if len(marks) == len(RANKED)]
        if whole:
            means = {kind: fmean(marks[kind] for marks in whole) for kind in RANKED}
            kept = sum(_falls(marks) for marks in whole)
            found.append(Order(language, means, len(whole), kept))
    return found


def _falls(marks: dict[CandidateKind, float]) -> bool:
    strong, vague, wrong = (marks[kind] for kind in RANKED)
    return strong > vague > wrong


def all_kept(held: Sequence[Held]) -> bool:
    """Tell whether every promise was kept, the order of marks included."""
    return all(each.conduct.kept for each in held) and all(o.kept for o in orders(held))


def document(held: Sequence[Held]) -> dict[str, Any]:
    """Return the document of `simulate`."""
    return {
        "interviews": [_interview(each) for each in held],
        "orders": [
            {
                "language": order.language.value,
                **{kind.value: mean for kind, mean in order.means.items()},
                "seeds": order.seeds,
                "seeds_kept": order.seeds_kept,
                "kept": order.kept,
            }
            for order in orders(held)
        ],
        "kept": all_kept(held),
    }


def _interview(held: Held) -> dict[str, Any]:
    simulation, conduct = held.simulation, held.conduct
    session = simulation.transcript.session
    return {
        "persona": simulation.kind.value,
        "language": simulation.language.value,
        "seed": simulation.seed,
        "model": session.model,
        "grader": session.grader,
        "status": session.status.value,
        "score": conduct.score,
        "questions": conduct.questions,
        "planned": conduct.planned,
        "seconds": conduct.seconds,
        "planned_seconds": conduct.planned_seconds,
        "not_graded": conduct.not_graded,
        "follow_ups": asdict(conduct.follow_ups),
        "quotes": conduct.quotes,
        "faults": list(simulation.faults),
        "promises": conduct.promises,
        "problems": list(problems(conduct)),
        "usage": asdict(used(simulation)),
        "candidate_usage": asdict(held.candidate),
    }


def used(simulation: Simulation) -> Usage:
    """Return what the models of an interview took."""
    return total_usage(simulation.calls)


def problems(conduct: Conduct) -> Iterable[str]:
    """Yield what broke a promise, a line each."""
    if not conduct.finished:
        yield "the interview did not come to its end"
    yield from conduct.late
    yield from conduct.off_plan
    yield from (f"{question_id} was asked twice" for question_id in conduct.repeated)
    yield from conduct.astray
    if (astray := conduct.follow_ups.asked - conduct.follow_ups.at_missed) > 0:
        yield f"{astray} follow-ups at points that were not missed"
    yield from (f"{leak.question_id}: said “{leak.said}”" for leak in conduct.leaks)
    yield from (f"no such words: {quote}" for quote in conduct.false_quotes)
    yield from (f"lost: {words}" for words in conduct.lost)
