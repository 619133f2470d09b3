"""Slips of the keyboard: an unknown word that is one of the rubric's but for one letter."""

from collections.abc import Iterable

from rapidfuzz.distance import OSA

from interviewer.bank.text import STOP_WORDS, stem
from interviewer.grading.builtin.frequencies import is_known

SHORTEST = 6
"""Letters of the shortest word in which a slip is mended; in shorter ones too much is one away."""


class Spelling:
    """Mends words by the vocabulary of one rubric.

    A word is mended only if nobody uses it as it stands, it begins with the right letter, and one
    insertion, omission, exchange or swap of neighbours separates it from a word of the rubric.
    """

    def __init__(self, words: Iterable[str]) -> None:
        """`words`: the folded Latin words of the rubric, those with digits (`chatglm2`) too."""
        self._words = frozenset(word for word in words if word.isascii() and word.isalnum())
        self._stems = frozenset(stem(word) for word in self._words)
        self._by_letter: dict[str, list[str]] = {}
        for word in sorted(self._words):
            if len(word) >= SHORTEST:
                self._by_letter.setdefault(word[0], []).append(word)

    def mend(self, word: str) -> str:
        """Return the word that was meant, or the word itself."""
        if len(word) < SHORTEST or word in self._words or word in STOP_WORDS:
            return word
        stemmed = stem(word)
        if stemmed in self._stems or is_known(stemmed):
            return word
        for meant in self._by_letter.get(word[0], ()):
            if abs(len(meant) - len(word)) <= 1 and OSA.distance(word, meant, score_cutoff=1) <= 1:
                return meant
        return word
