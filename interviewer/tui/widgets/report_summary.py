"""What a session comes to, above its questions: score, topics, what to study."""

from collections.abc import Sequence
from statistics import fmean

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from interviewer.domain.language import Language
from interviewer.domain.transcript import Transcript
from interviewer.grading.scoring import band
from interviewer.i18n import _, ngettext
from interviewer.interview.clock import clock_text
from interviewer.interview.report import Report, StudyItem
from interviewer.models.usage import Usage
from interviewer.tui.bars import bar
from interviewer.tui.inert import content
from interviewer.tui.widgets.prose import Prose
from interviewer.wording import (
    band_description,
    band_name,
    score_text,
    topic_name,
    usage_line,
    verdict_name,
)

BAR, TOPIC_BAR = 30, 10
CLOSE = 5
"""Points that a prediction may be off and still count as close."""


class ReportSummary(Vertical):
    """Score with its band, time, topics from best to worst, three things to study."""

    def __init__(
        self,
        report: Report,
        transcript: Transcript,
        predictions: dict[str, float],
        to_do: Sequence[str],
        usage: Usage,
    ) -> None:
        """Sum a session up; `to_do` says what the candidate may want to look after first.

        `usage` is what the models took.
        """
        super().__init__(id="report-summary")
        self._to_do = to_do
        self._usage = usage
        self._report = report
        self._language = transcript.session.language
        self._predictions = predictions

    def compose(self) -> ComposeResult:
        """Lay the summary out."""
        total = self._report.total
        score = total.score if total.score is not None else total.partial_mean
        words = score_text(score)
        if score is not None:
            words += f" · {band_name(band(score))}"
        if self._is_provisional:
            words += " · " + _("provisional: the built-in grader gave it")
        yield Prose(words, [(0, len(words), "bold")], id="report-score")
        yield Static(bar(score, BAR), id="report-bar")
        for line in self._facts(score):
            yield Prose(line)
        for line in self._to_do:
            yield Prose(line, classes="to-do")
        if len(self._report.topics) > 1:
            yield Prose(_("By topic"), classes="heading")
            for topic, mean in self._report.topics:
                told = content(f" {score_text(mean):>3}  {topic_name(topic)}")
                yield Static(bar(mean, TOPIC_BAR) + told, classes="topic")
        if self._report.study:
            yield Prose(_("To study next"), classes="heading")
            for number, item in enumerate(self._report.study, 1):
                yield Prose(*_study(number, item, self._language), classes="study")

    @property
    def _is_provisional(self) -> bool:
        grades = [item.grade for item in self._report.questions if item.grade is not None]
        return any(grade.provisional for grade in grades)

    def _facts(self, score: float | None) -> list[str]:
        report, total = self._report, self._report.total
        lines = []
        if score is not None:
            lines.append(band_description(band(score), self._language))
        if total.score is None and total.partial_mean is not None:
            lines.append(_("Some questions are not graded; this is the mean of the others."))
        told = _("{reached} of {planned} questions reached.")
        lines.append(told.format(reached=total.reached, planned=total.planned))
        if report.planned_minutes is not None:
            told = _("{used} used of {planned} planned")
            planned = clock_text(report.planned_minutes * 60)
            lines.append(told.format(used=clock_text(report.used_seconds), planned=planned))
        lines += self._prediction()
        if self._usage.calls:
            lines.append(usage_line(self._usage))
        return lines

    def _prediction(self) -> list[str]:
        """Compare what was predicted with what was scored, over the questions that have both."""
        pairs = [
            (self._predictions[item.question.id], item.grade.score)
            for item in self._report.questions
            if item.question.id in self._predictions
            and item.grade is not None
            and item.grade.score is not None
        ]
        if not pairs:
            return []
        predicted = fmean(pair[0] for pair in pairs)
        scored = fmean(pair[1] for pair in pairs)
        off = round(predicted * 100) - round(scored * 100)
        told = ngettext(
            "You predicted {predicted} on the one question that you judged.",
            "You predicted {predicted} on average over {n} questions.",
            len(pairs),
        ).format(predicted=score_text(predicted), n=len(pairs))
        if abs(off) < CLOSE:
            judged = _("That is close.")
        elif off > 0:
            judged = _("That is {n} points too high.").format(n=off)
        else:
            judged = _("That is {n} points too low.").format(n=-off)
        return [_("{told} {judged}").format(told=told, judged=judged)]


def _study(
    number: int, item: StudyItem, language: Language
) -> tuple[str, list[tuple[int, int, str]]]:
    head = f"{number}. {topic_name(item.question.topic)} · {verdict_name(item.verdict)}"
    read = "\n".join(
        source.title + (f"\n{source.link}" if source.link else "") for source in item.point.sources
    )
    text = f"{head}\n{item.point.note.in_(language)}\n{read}"
    return text, [(0, len(head), "bold"), (len(text) - len(read), len(text), "$text-muted")]
