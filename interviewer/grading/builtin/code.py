"""Finds claims in the code of an answer, line by line; the code is never run."""

import re
from collections.abc import Iterator, Sequence

from interviewer.bank.cues import CodeCueGroup
from interviewer.bank.text import Span, trim

_FENCE = re.compile(r"^[ \t]*(```|~~~)[^\n]*$", re.MULTILINE)
_LOOKS_LIKE_CODE = re.compile(
    r"""
      ^\s*(?:def|class|return|import|from|for|while|if|elif|else|with|try|except|assert|raise|yield)
        \b.*[:(=\w]
    | ^\s*[\w.\[\]'",: ]+\s*(?:[-+*/@|&]|//|\*\*)?=(?!=)\s*\S
    | ^\s*[\w.]+\([^\n]*\)\s*$
    | ^\s*[)\]}]+,?\s*$
    """,
    re.VERBOSE,
)
_LONGEST = 24
"""Physical lines that one logical line may have."""


def code_lines(text: str) -> Iterator[Span]:
    """Yield the logical lines of code in a text: those in fences, and those that look like code.

    Open brackets join lines; comments and doc strings are left out.
    """
    lines = list(_physical(text))
    at = 0
    while at < len(lines):
        line, fenced = lines[at]
        at += 1
        body = _bare(line.of(text))
        if not body.strip() or not (fenced or _LOOKS_LIKE_CODE.match(body)):
            continue
        end, depth = line.end, _depth(body)
        used = 1
        while depth > 0 and at < len(lines) and used < _LONGEST:
            following = lines[at][0]
            depth += _depth(_bare(following.of(text)))
            end = following.end
            at += 1
            used += 1
        logical = trim(text, Span(line.start, end))
        if logical is not None:
            yield logical


def _physical(text: str) -> Iterator[tuple[Span, bool]]:
    fenced = quoted = False
    start = 0
    for raw in text.split("\n"):
        span = Span(start, start + len(raw))
        start += len(raw) + 1
        if _FENCE.match(raw):
            fenced = not fenced
            continue
        quotes = raw.count('"""') + raw.count("'''")
        if not quoted and not quotes:
            yield span, fenced
        if quotes % 2:
            quoted = not quoted


def _bare(line: str) -> str:
    """Return a line without its comment (a `#` inside a string literal begins none)."""
    quote = ""
    for at, character in enumerate(line):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "#":
            return line[:at]
    return line


def _depth(line: str) -> int:
    return sum(line.count(opening) for opening in "([{") - sum(line.count(end) for end in ")]}")


def code_evidence(text: str, groups: Sequence[CodeCueGroup]) -> tuple[Span, str] | None:
    """Return the first line of code that holds one of the groups, and the group."""
    if not groups:
        return None
    for line in code_lines(text):
        bare = "\n".join(_bare(part) for part in line.of(text).split("\n"))
        for group in groups:
            if group.found_in(bare):
                return line, str(group)
    return None
