"""Whether an answer speaks of the question at all: a fine answer to another one earns nothing."""

from collections.abc import Sequence

from interviewer.bank.text import is_cjk
from interviewer.grading.builtin.answer import Reading
from interviewer.grading.builtin.frequencies import is_known, rarity
from interviewer.grading.builtin.parameters import Parameters
from interviewer.grading.builtin.rubric import Rubric


def relatedness(answers: Sequence[Reading], rubric: Rubric, limits: Parameters) -> float:
    """Return 0 for an answer about something else, 1 for one about the question.

    Measured by the share of its vocabulary, rare words counting most, that is the question's. Words
    that no question of the bank uses show nothing: plain talk is about any subject.
    """
    names = {
        feature.name
        for answer in answers
        for feature in answer.features
        if feature.name in rubric.vocabulary or is_known(feature.name)
    }
    weights = {name: rarity(name) for name in names}
    total = sum(weights.values())
    if not total:
        return 1.0
    own = sum(weight for name, weight in weights.items() if name in rubric.vocabulary)
    cjk = sum(weight for name, weight in weights.items() if is_cjk(name[0])) / total
    prior, share = limits.topic_prior
    related = (own + prior * share) / (total + prior)
    low, high = (
        cjk * for_cjk + (1 - cjk) * for_latin
        for for_cjk, for_latin in zip(limits.foreign_cjk, limits.foreign_latin, strict=True)
    )
    return min(1.0, max(0.0, (related - low) / (high - low)))
