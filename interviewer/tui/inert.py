"""Text that is data, made safe to show: never markup, never a control sequence."""

import re

from textual.content import Content, Span

# Controls, direction overrides, zero-width signs but the joiners, hidden tag letters, surrogates.
_UNPRINTABLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


def inert(text: str) -> str:
    """Return `text` with every character that is not to be obeyed replaced, one for one.

    Tabs become spaces, so that columns can be counted. Offsets stay what they were.
    """
    return _UNPRINTABLE.sub(
        lambda match: " " if match[0] == "\t" else "\N{REPLACEMENT CHARACTER}", text
    )


def content(text: str, marks: list[Span] | None = None) -> Content:
    """Return data as content that no markup is read in; `marks` are spans of the text."""
    return Content(inert(text), marks)
