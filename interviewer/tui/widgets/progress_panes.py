"""The five parts of Progress; each says below its figures how they were reckoned."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll

from interviewer.domain.blueprint import Blueprint
from interviewer.i18n import N_, _, ngettext
from interviewer.practice.gathering import Progress
from interviewer.practice.progress import FORECAST_DAYS, Judgement, Streak
from interviewer.tui import progress_figures as figures
from interviewer.tui.widgets.cycle import Cycle
from interviewer.tui.widgets.figure import Figure
from interviewer.tui.widgets.prose import Prose
from interviewer.tui.widgets.report_summary import CLOSE
from interviewer.wording import score_text

Plans = dict[str, tuple[str, Sequence[Blueprint]]]
"""Kinds of mocks: by key, what each is called and what blueprints it may come to."""


class Pane(VerticalScroll):
    """One part; it can have the focus, so that the arrows scroll it."""

    HOW: ClassVar[str]
    """How its figures were reckoned, marked by `N_`."""

    def compose(self) -> ComposeResult:
        """How they were reckoned; a part has its figures above that."""
        yield Prose(_(self.HOW), classes="how")

    def show(self, progress: Progress) -> None:
        """Show what the answers come to, of which there are some."""

    def fill(self, progress: Progress) -> None:
        """Show what all answers come to, or in the first paragraph that there are none."""
        for node in self.query("Figure, .heading"):
            node.display = not progress.is_empty
        first = self.query(Prose).first()
        first.display = True
        if progress.is_empty:
            told = _("Nothing is graded yet. After your first answers this is where they add up.")
            first.show(told)
        else:
            self.show(progress)


class OverviewPane(Pane):
    """Streak and sums, then scores and minutes by week."""

    HOW = N_(
        "A week is seven days from the Monday below it. Its score is the mean of all "
        "graded answers, in mocks and in practice, each session's last word on a question; "
        "a skipped question counts 0. Minutes are those for which the clock of a session "
        "ran. The streak counts days with a graded answer; one day without is forgiven, "
        "two in a row end it."
    )

    def compose(self) -> ComposeResult:
        """Numbers, two plots, how they were reckoned."""
        yield Prose(_("One moment …"), id="overview-numbers")
        with Horizontal(classes="plots"):
            with Vertical(classes="plot"):
                yield Prose(_("Mean score by week"), classes="heading")
                yield Figure(id="overview-scores")
            with Vertical(classes="plot"):
                yield Prose(_("Minutes by week"), classes="heading")
                yield Figure(id="overview-minutes")
        yield from super().compose()

    def show(self, progress: Progress) -> None:
        """Fill the numbers and the plots."""
        this = progress.weeks[-1]
        lines = [_streak_line(progress.streak)]
        told = ngettext(
            "This week: {n} answer, mean {score}, {minutes:.0f} minutes.",
            "This week: {n} answers, mean {score}, {minutes:.0f} minutes.",
            this.answers,
        )
        lines.append(
            told.format(n=this.answers, score=score_text(this.score), minutes=this.minutes)
        )
        told = ngettext(
            "In all: {n} graded answer, {hours:.1f} hours.",
            "In all: {n} graded answers, {hours:.1f} hours.",
            progress.answers,
        )
        lines.append(told.format(n=progress.answers, hours=progress.minutes / 60))
        numbers = "\n".join(lines)
        self.query_one("#overview-numbers", Prose).show(numbers, [(0, len(lines[0]), "bold")])
        scores, minutes = figures.scores_by_week, figures.minutes_by_week
        self.query_one("#overview-scores", Figure).show(partial(scores, progress.weeks))
        self.query_one("#overview-minutes", Figure).show(partial(minutes, progress.weeks))


class TopicsPane(Pane):
    """The heat map."""

    HOW = N_(
        "Each cell: how well the questions are known, 0 to 100, and how many of the bank's "
        "were answered. It is the mean, over the questions answered, of the last score "
        "times the chance that it is still known today (FSRS); it fades until you repeat. "
        "Questions never answered are left out."
    )

    def compose(self) -> ComposeResult:
        """A sentence while there is no map, the map, how it was reckoned."""
        yield Prose(_("One moment …"), id="topics-told")
        yield Figure(id="topics-map")
        yield from super().compose()

    def show(self, progress: Progress) -> None:
        """Draw the map."""
        self.query_one("#topics-told").display = False
        self.query_one("#topics-map", Figure).show(partial(figures.heat_map, progress.table))


class PredictionPane(Pane):
    """Predictions against scores."""

    HOW = N_(
        "Before a report you may say how each answer went. Here the mean of these "
        "predictions stands beside the mean score of the same answers; ▲ is too sure, ▼ "
        "too modest. A topic takes three predicted answers."
    )

    def compose(self) -> ComposeResult:
        """A sentence, the scale, the topics."""
        yield Prose(_("One moment …"), id="prediction-told")
        yield Prose(_("What you predicted, and what the answers scored"), classes="heading")
        yield Figure(id="prediction-steps")
        yield Prose(_("By topic, the furthest off first"), classes="heading")
        yield Figure(id="prediction-topics")
        yield from super().compose()

    def show(self, progress: Progress) -> None:
        """Fill the sentence and the figures."""
        calibration = progress.calibration
        for node in self.query(".heading, #prediction-steps"):
            node.display = calibration.overall is not None
        told = _calibration_line(calibration.overall)
        self.query_one("#prediction-told", Prose).show(told, [(0, len(told), "bold")])
        steps, topics = figures.predictions_by_step, figures.predictions_by_topic
        self.query_one("#prediction-steps", Figure).show(partial(steps, calibration))
        self.query_one("#prediction-topics", Figure).show(partial(topics, calibration))
        self.query(".heading").last().display = bool(calibration.topics)


class SchedulePane(Pane):
    """What is due, what will be, and how much is still known."""

    HOW = N_(
        "FSRS sets when a question comes back: below 35 Again, below 60 Hard, then Good, "
        "Easy from 90 unprompted. A must point that was missed, and any that was "
        "contradicted, comes back by itself as a question of one minute, but waits while "
        "its question is due. Today holds what is overdue. A day's load is the sum of 1 / "
        "interval. Remembered: repeats that were not rated Again. Still known: the mean "
        "chance by FSRS."
    )

    def compose(self) -> ComposeResult:
        """Numbers, the forecast, how they were reckoned."""
        yield Prose(_("One moment …"), id="schedule-numbers")
        told = _("Coming due in the next {n} days").format(n=FORECAST_DAYS)
        yield Prose(told, classes="heading")
        yield Figure(id="schedule-forecast")
        yield from super().compose()

    def show(self, progress: Progress) -> None:
        """Fill the numbers and the plot."""
        outlook = progress.outlook
        lines = [
            _("{n} to go over today.").format(n=outlook.due),
            _("On the schedule: {questions} questions, {points} points.").format(
                questions=outlook.questions, points=outlook.points
            ),
            _("At the intervals of now that is {load:.0f} a day.").format(load=outlook.load),
        ]
        if outlook.remembered is not None:
            lines.append(
                ngettext(
                    "Remembered: {share:.0%} of {n} repeat.",
                    "Remembered: {share:.0%} of {n} repeats.",
                    outlook.repeats,
                ).format(share=outlook.remembered, n=outlook.repeats)
            )
        if outlook.known is not None:
            lines.append(
                _("Still known now, by estimate: {share:.0%}.").format(share=outlook.known)
            )
        numbers = "\n".join(lines)
        self.query_one("#schedule-numbers", Prose).show(numbers, [(0, len(lines[0]), "bold")])
        today = progress.now.astimezone().date()
        labels = [f"{today + timedelta(days=n):%d}" for n in range(FORECAST_DAYS)]
        draw = partial(figures.forecast, outlook, labels)
        self.query_one("#schedule-forecast", Figure).show(draw)


class ReadinessPane(Pane):
    """What a mock of a chosen kind would come to."""

    HOW = N_(
        "A question that you have answered is expected at its last score times the chance "
        "that it is still known; a new one at what first tries came to on its topic and "
        "level, leaning on the topic and on everything where those are few; tries count "
        "half after 90 days. The interval is made to hold eight of ten such mocks. What "
        "the interviewer's follow-ups add is not in it, nor is the nervousness of the day."
    )

    def compose(self) -> ComposeResult:
        """The choice, the score to be expected, the places, how it was reckoned."""
        yield Cycle(_("Mock interview"), [("", "…")], "", label_cells=16, id="readiness-kind")
        yield Prose(_("One moment …"), id="readiness-told")
        yield Figure(id="readiness-interval")
        yield Prose(_("Its topics, and what each is expected to bring"), classes="heading")
        yield Figure(id="readiness-places")
        yield from super().compose()

    def offer(self, plans: Plans) -> None:
        """Offer kinds of mocks."""
        kind = self.query_one(Cycle)
        chosen = kind.value if kind.value in plans else next(iter(plans))
        kind.offer([(key, name) for key, (name, _blueprints) in plans.items()], chosen)

    def tell(self, progress: Progress, blueprints: Sequence[Blueprint]) -> None:
        """Show what a mock after one of these blueprints would come to."""
        readiness = progress.estimate.readiness(blueprints)
        for node in self.query("#readiness-interval, #readiness-places, .heading"):
            node.display = readiness is not None
        told = self.query_one("#readiness-told", Prose)
        if readiness is None:
            told.show(_why_unready(blueprints))
            return
        words = _("Expected score {expected}; eight of ten such mocks between {low} and {high}.")
        words = words.format(
            expected=score_text(readiness.expected),
            low=score_text(readiness.low),
            high=score_text(readiness.high),
        )
        known = ngettext(
            "It rests on {n} question that you have answered.",
            "It rests on {n} different questions that you have answered.",
            readiness.answers,
        ).format(n=readiness.answers)
        told.show(f"{words}\n{known}", [(0, len(words), "bold")])
        draw = partial(figures.interval, readiness)
        self.query_one("#readiness-interval", Figure).show(draw)
        draw = partial(figures.places, readiness.places)
        self.query_one("#readiness-places", Figure).show(draw)


def _why_unready(blueprints: Sequence[Blueprint]) -> str:
    if any(blueprint.slots for blueprint in blueprints):
        return _("Answer five different questions first; then there is something to go by.")
    return _("The bank has no questions for such a mock.")


def _streak_line(streak: Streak) -> str:
    told = ngettext("Streak: {n} day", "Streak: {n} days", streak.days).format(n=streak.days)
    told += _(" (longest {n})").format(n=streak.longest)
    if streak.today:
        return told + " · " + _("today is done.")
    return told + " · " + (_("answer one today to keep it.") if streak.days else _("begin today."))


def _calibration_line(overall: Judgement | None) -> str:
    if overall is None:
        return _("No predictions yet: before the report of a mock you are asked for them.")
    off = figures.points_off(overall)
    told = ngettext(
        "Over {n} answer you predicted {predicted} and scored {scored} on average.",
        "Over {n} answers you predicted {predicted} and scored {scored} on average.",
        overall.answers,
    ).format(
        n=overall.answers,
        predicted=score_text(overall.predicted),
        scored=score_text(overall.scored),
    )
    if abs(off) < CLOSE:
        judged = _("That is close.")
    elif off > 0:
        judged = _("That is {n} points too high.").format(n=off)
    else:
        judged = _("That is {n} points too low.").format(n=-off)
    return _("{told} {judged}").format(told=told, judged=judged)
