"""What a text says, in the units in which two texts are compared."""

from collections import Counter
from collections.abc import Sequence

from interviewer.bank.text import STOP_CHARACTERS, STOP_WORDS, Tokens
from interviewer.grading.builtin.answer import Reading


class Content:
    """The words, telling features and letters of a text or of a part of it."""

    def __init__(self, reading: Reading, part: Sequence[int] | None = None) -> None:
        """`part` holds the numbers of the tokens; the whole text without it."""
        tokens = reading.text
        inside = frozenset(range(len(tokens)) if part is None else part)
        self.words = frozenset(_word(tokens, at) for at in inside if _tells(tokens, at))
        self.denied: dict[str, set[bool]] = {}
        """For each feature and number, whether it was denied where it was said."""
        for feature in reading.features:
            if feature.first in inside:
                self.denied.setdefault(feature.name, set()).add(
                    reading.is_denied(feature.first, feature.end)
                )
        for number, at in reading.numbers:
            if at in inside:
                name = f"#{max(number.values):g}"
                self.denied.setdefault(name, set()).add(reading.is_denied(at, at + 1))
        self.letters = _letters(tokens, sorted(inside))
        self.row = [_word(tokens, at) for at in sorted(inside) if _tells(tokens, at)]


def _tells(tokens: Tokens, at: int) -> bool:
    token = tokens.tokens[at]
    if token.kind == "cjk":
        return token.raw not in STOP_CHARACTERS
    return token.kind != "symbol" and not {token.raw, token.stem} & STOP_WORDS


def _word(tokens: Tokens, at: int) -> str:
    return tokens.tokens[at].stem


def _letters(tokens: Tokens, part: Sequence[int]) -> Counter[str]:
    """Count runs of letters: three within a Latin word, two neighbouring CJK characters."""
    found: Counter[str] = Counter()
    before = ""
    for at in part:
        token = tokens.tokens[at]
        if token.kind == "cjk":
            if before and not token.breaks:
                found[before + token.raw] += 1
            before = token.raw
            continue
        before = ""
        if _tells(tokens, at):
            padded = f" {token.stem} "
            found.update(padded[i : i + 3] for i in range(len(padded) - 2))
    return found
