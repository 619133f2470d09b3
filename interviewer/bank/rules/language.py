"""Every text is really in its language, and holds nothing that cannot be seen."""

import unicodedata
from collections.abc import Iterator

from interviewer.bank.rules.finding import Finding, error, lines, texts, warning
from interviewer.bank.text import is_cjk
from interviewer.domain.question import Question

_FEW = 0.15
"""A Chinese text with a smaller share of Chinese letters than this is worth a look."""
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})


def check(question: Question) -> Iterator[Finding]:
    """Yield texts in the wrong language, and texts with characters that are not seen."""
    for at, language, line in lines(question):
        hidden = {c for c in line if c != "\n" and unicodedata.category(c) in _INVISIBLE}
        if hidden:
            codes = ", ".join(f"U+{ord(character):04X}" for character in sorted(hidden))
            yield error(at, f"characters that cannot be seen: {codes}")
        yield from _in_language(at, language, line)
    for at, text in texts(question):
        if text.zh == text.en:
            yield error(at, "the two languages say it in the same words")


def _in_language(at: tuple[str | int, ...], language: str, line: str) -> Iterator[Finding]:
    letters = [character for character in line if character.isalpha()]
    chinese = sum(is_cjk(character) for character in letters)
    share = chinese / len(letters) if letters else 0.0
    if language == "zh":
        # a formula may be all there is to say; words may not be English words
        words = [word for word in line.split() if word.isalpha() and len(word) > 2]
        if not chinese and len(words) > 2:
            yield error(at, "no Chinese in the Chinese text")
        elif share < _FEW and len(letters) > 40:
            yield warning(at, "hardly any Chinese in the Chinese text")
    elif share > 0.2:
        yield error(at, "Chinese in the English text")
    elif chinese:
        yield warning(at, "Chinese characters in the English text")
