"""Text that is data, made safe to show: never markup, never a control sequence."""

import re

from textual.content import Content, Span

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# Controls, direction overrides, zero-width signs, hidden tag letters, surrogates.
_CONTROLS = (
    "\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f"
)
# Flags are pairs of letters; a tone colours a wide emoji; up to four emoji are joined to one.
# Anywhere else a terminal and Textual disagree on how many cells these signs take.
_LETTER = "\U0001f1e6-\U0001f1ff"
_TONE = "\U0001f3fb-\U0001f3ff"
_TONED = (
    "(?![\U0001f3cb\U0001f3cc\U0001f574\U0001f575\U0001f590])"
    f"[\u270a\u270b\U0001f385-\U0001f3fa\U0001f400-\U0001faf8][{_TONE}]"
)
_EMOJI = (
    f"(?:{_TONED}|[\u2190-\u2bff\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff]"
    "\ufe0f?)"
)
_SEQUENCE = f"[{_LETTER}]{{2}}|{_EMOJI}(?:\u200d{_EMOJI}){{1,3}}|{_TONED}"
_UNPRINTABLE = re.compile(f"({_SEQUENCE})|[{_CONTROLS}{_LETTER}{_TONE}\u200d]")


def inert(text: str) -> str:
    """Return `text` with every character that is not to be obeyed replaced, one for one.

    Tabs become spaces, so that columns can be counted. Offsets stay what they were.
    """
    return _UNPRINTABLE.sub(_replacement, text)


def _replacement(match: re.Match[str]) -> str:
    if match[1]:
        return match[0]
    return " " if match[0] == "\t" else REPLACEMENT


def editable(text: str) -> str:
    """Return `text` as an editor takes it: as `inert`, but tabs stay and every line ends alike."""
    parts = text.replace("\r\n", "\n").replace("\r", "\n").split("\t")
    return "\t".join(inert(part) for part in parts)


def content(text: str, marks: list[Span] | None = None) -> Content:
    """Return data as content that no markup is read in; `marks` are spans of the text."""
    return Content(inert(text), marks)
