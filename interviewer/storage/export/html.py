"""The session as one HTML page that needs nothing else and runs nothing."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from interviewer.domain.grade import PointVerdict
from interviewer.domain.transcript import Transcript
from interviewer.storage.export import facts
from interviewer.storage.export.labels import Labels, labels_for
from interviewer.storage.export.view import Piece, marks_hidden, sections
from interviewer.storage.export.visible import visible
from interviewer.storage.records import SessionSummary


def render(summary: SessionSummary, transcript: Transcript, labels: Labels | None = None) -> str:
    """Return the session as HTML, in its own language unless `labels` are given."""
    labels = labels or labels_for(transcript.session.language)
    hidden = marks_hidden(transcript)

    def point_words(point: PointVerdict) -> str:
        return facts.point_words(point, labels)

    return _template().render(
        labels=labels,
        summary=summary,
        facts=facts.facts(summary, transcript, labels),
        score=None if hidden else summary.score,
        hidden=hidden,
        sections=sections(transcript, labels.language),
        grade_line=lambda grade: facts.grade_line(grade, labels),
        point_words=point_words,
        mark_class=_mark_class,
        lang="zh-Hans" if labels.language == "zh" else "en",
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
