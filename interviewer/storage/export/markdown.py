"""The session as Markdown. Whatever was said stays text: no markup, no link, no HTML of its own."""

import re
from collections.abc import Iterator
from itertools import pairwise

from interviewer.domain.grade import Evidence, Verdict
from interviewer.domain.transcript import Move, Speaker, Transcript
from interviewer.storage.export.facts import facts, grade_line, point_words
from interviewer.storage.export.labels import Labels, labels_for
from interviewer.storage.export.view import (
    Marked,
    PointLine,
    Said,
    Section,
    marks_hidden,
    sections,
)
from interviewer.storage.export.visible import visible
from interviewer.storage.records import SessionSummary

_SIGNS = {
    Verdict.MET: "✓",
    Verdict.PARTIAL: "◐",
    Verdict.MISSED: "○",
    Verdict.CONTRADICTED: "✗",
    None: "·",
}

# What begins markup within a line of CommonMark or GitHub's dialect of it, addresses included.
_INLINE = re.compile(r"[\\`*_\[\]<>&~|$^#]|:(?=//)|(?<=www)\.", re.IGNORECASE)
# What begins a block at the start of a line; the rest of it is in _INLINE.
_MARKER = re.compile(r"^(\d{1,9}(?=[.)])|)([-+=.)])")
_BACKTICKS = re.compile("`+")


def render(summary: SessionSummary, transcript: Transcript, labels: Labels | None = None) -> str:
    """Return the session as Markdown, in its own language unless `labels` are given."""
    labels = labels or labels_for(transcript.session.language)
    lines = [f"# {labels.title[summary.kind]}", ""]
    lines += [
        f"- **{name}**: {inline(value)}" for name, value in facts(summary, transcript, labels)
    ]
    if marks_hidden(transcript):
        lines += ["", f"*{labels.hidden}*"]
    for section in sections(transcript, labels.language):
        lines += ["", *_section(section, labels)]
    return "\n".join(lines) + "\n"


def _section(section: Section, labels: Labels) -> Iterator[str]:
    if section.number is None:
        closes = section.said[0].turn.move is Move.CLOSE
        yield f"## {labels.closing if closes else labels.opening}"
    else:
        title = labels.question.format(number=section.number)
        name = f": {inline(section.question.id)}" if section.question else ""
        yield f"## {title}{name}"
    is_code = section.question is not None and section.question.code is not None
    for said in section.said:
        yield ""
        yield from _turn(said, labels, is_code=is_code)
    if section.marked:
        yield from ("", f"### {labels.grade}", "")
        yield from _grade(section.marked, labels)
    if section.model_answer:
        yield from ("", f"### {labels.model_answer}", "", *block(section.model_answer))


def _turn(said: Said, labels: Labels, *, is_code: bool) -> Iterator[str]:
    turn = said.turn
    head = f"**{labels.speaker[turn.role]}** · {labels.move[turn.move]} · "
    head += labels.turn.format(seq=turn.seq)
    yield f"{head} · {labels.stood_in}" if said.stood_in else head
    if turn.text:
        yield ""
        literal = is_code and turn.role is Speaker.CANDIDATE
        for line in _fenced(turn.text) if literal else block(turn.text):
            yield f"> {line}".rstrip()


def _grade(marked: Marked, labels: Labels) -> Iterator[str]:
    yield inline(grade_line(marked.grade, labels))
    if marked.points:
        yield ""
    for line in marked.points:
        yield from _point(line, labels)
    if marked.wrong:
        yield from ("", f"**{labels.misconceptions}**", "")
    for wrong in marked.wrong:
        yield f"- ✗ {inline(wrong.claim)}"
        yield from _quotes(wrong.evidence, labels)
        if wrong.correction:
            yield f"    - {labels.correction}: {inline(wrong.correction)}"


def _point(line: PointLine, labels: Labels) -> Iterator[str]:
    point = line.verdict
    note = inline(line.note if line.note is not None else point.id)
    yield f"- {_SIGNS[point.verdict]} **{line.number}.** {note} ({point_words(point, labels)})"
    yield from _quotes(point.evidence, labels)


def _quotes(evidence: tuple[Evidence, ...], labels: Labels) -> Iterator[str]:
    for span in evidence:
        yield f"    - “{inline(span.quote)}” ({labels.turn.format(seq=span.seq)})"


def inline(text: str) -> str:
    """Return `text` as Markdown that reads as the text itself, on one line."""
    line = " ".join(visible(text).split())
    line = _INLINE.sub(lambda match: "\\" + match[0], line)
    return _MARKER.sub(r"\1\\\2", line)


def block(text: str) -> Iterator[str]:
    """Give `text` as lines of Markdown that keep its lines and their indentation."""
    lines = [_indented(line) for line in visible(text).expandtabs(4).split("\n")]
    for line, following in pairwise([*lines, ""]):
        # A backslash at the end keeps a break within a paragraph; at its end it would be seen.
        yield line + "\\" if line and following else line


def _indented(line: str) -> str:
    body = line.lstrip(" ")
    return "&nbsp;" * (len(line) - len(body)) + inline(body) if body else ""


def _fenced(text: str) -> Iterator[str]:
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield from (fence, *visible(text).split("\n"), fence)
