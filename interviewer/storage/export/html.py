"""The session as one HTML page that needs nothing else and runs nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from interviewer.domain.grade import PointVerdict
from interviewer.domain.transcript import Transcript
from interviewer.storage.export import facts
from interviewer.storage.export.labels import Labels, labels_for
from interviewer.storage.export.view import Piece, Section, marks_hidden, sections
from interviewer.storage.export.visible import visible
from interviewer.storage.records import SessionSummary


def render(summary: SessionSummary, transcript: Transcript, labels: Labels | None = None) -> str:
    """Return the session as HTML, in its own language unless `labels` are given."""
    labels = labels or labels_for(transcript.session.language)
    hidden = marks_hidden(transcript)

    def point_words(point: PointVerdict) -> str:
        return facts.point_words(point, labels)

    laid_out = sections(transcript, labels.language)
    return _template().render(
        labels=labels,
        summary=summary,
        facts=facts.facts(summary, transcript, labels),
        score=None if hidden else summary.score,
        hidden=hidden,
        sections=laid_out,
        plot=list(_plot(laid_out)) if not hidden else [],
        grade_line=lambda grade: facts.grade_line(grade, labels),
        point_words=point_words,
        mark_class=_mark_class,
        lang="zh-Hans" if labels.language == "zh" else "en",
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """One question in the plot at the head of the page."""

    part: int
    """The number of its section on the page."""
    number: int
    topic: str
    percent: int | None
    band: str


def _plot(laid_out: Sequence[Section]) -> Iterator[Bar]:
    for part, section in enumerate(laid_out, 1):
        if section.number is not None:
            grade = section.marked.grade if section.marked else None
            score = grade.score if grade else None
            yield Bar(
                part=part,
                number=section.number,
                topic=section.question.topic if section.question else "",
                percent=None if score is None else round(score * 100),
                band=f"b{grade.band}" if grade and grade.band else "",
            )


def _mark_class(piece: Piece) -> str:
    """Name the colour of a marked piece: the worst verdict on it decides."""
    order = ("contradicted", "missed", "partial", "met")
    return min((mark.verdict.value for mark in piece.marks), key=order.index)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("interviewer.storage.export"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # Before escaping, and on every value: no place can be forgotten.
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
    return environment.get_template("session.html")
