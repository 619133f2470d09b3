"""Text from a candidate, a bank or a model, made safe to put into a prompt or on a screen."""

import re
import unicodedata

# Bidirectional overrides and invisible "tag" letters: they make text read differently from what
# it says, to a person or to a model.
_HIDDEN = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]")
_KEPT = frozenset("\n\t")


def plain(text: str, limit: int | None = None) -> str:
    """Return `text` without control characters, lone surrogates and hidden letters.

    Line ends become `\\n`. With a `limit` in code points, the middle of a longer text is left
    out, and the text says how much.
    """
    text = _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(
        letter
        for letter in text
        if letter in _KEPT or unicodedata.category(letter) not in ("Cc", "Cs")
    )
    if limit is None or len(text) <= limit:
        return text
    head = limit * 2 // 3
    tail = limit - head
    left_out = len(text) - limit
    return f"{text[:head]}\n[… {left_out} characters left out …]\n{text[-tail:]}"


def one_line(text: str, limit: int) -> str:
    """Return `text` on one line, at most `limit` code points, with an ellipsis where it was cut."""
    flat = " ".join(plain(text).split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"
