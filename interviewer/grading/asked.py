"""Recognises words that only repeat what the interviewer said."""

from itertools import pairwise

from interviewer.bank.text import Tokens, located_features

COPIED = 0.9
"""Share of a passage's features that makes it a copy: one new word may be the answer."""
COPIED_PAIRS = 0.75
"""Share of its pairs of neighbouring words that must be the same as well."""


class Asked:
    """Something the interviewer said, to recognise where it is only repeated."""

    def __init__(self, text: str) -> None:
        tokens = Tokens(text)
        self.names = frozenset(feature.name for feature in located_features(tokens))
        self.pairs = frozenset(pairwise(token.stem for token in tokens.tokens))

    def is_repeated_by(self, tokens: Tokens, part: range) -> bool:
        """Tell whether a passage of at least two features is made of these words, in this order."""
        names = [feature.name for feature in located_features(tokens, part)]
        if len(names) < 2:
            return False
        pairs = list(pairwise(tokens.tokens[at].stem for at in part))
        same_names = sum(name in self.names for name in names) / len(names)
        same_pairs = sum(pair in self.pairs for pair in pairs) / max(1, len(pairs))
        return same_names >= COPIED and same_pairs >= COPIED_PAIRS
