"""What the quiet line above the editor says of an event."""

from interviewer.i18n import _
from interviewer.interview.clock import GRACE, Reading, clock_text
from interviewer.interview.events import (
    Asked,
    DraftUnsaved,
    Event,
    Failed,
    LimitNear,
    Noticed,
    Retried,
    TimeUp,
    Warned,
)
from interviewer.interview.interview import MAX_ANSWER
from interviewer.wording import fault_sentence, level_name, limit_line, notice_line, warning_line

LONG_THOUGHT = 3.0
"""Seconds after which it is said how long the interviewer has been thinking."""


def notice_of(event: Event, reading: Reading) -> str | None:
    """Return the sentence that an event deserves, or None."""
    match event:
        case Asked(asked=asked, wanted=wanted) if wanted is not None:
            told = _("No question for {wanted} is left here: this one is for {level}.")
            return told.format(wanted=level_name(wanted), level=level_name(asked.question.level))
        case Retried() as retried:
            return _("The model did not answer; trying again ({n} of {of}).").format(
                n=retried.attempt, of=retried.attempts
            )
        case Failed(fault, grading):
            return fault_sentence(fault, grading=grading)
        case LimitNear(share):
            return limit_line(share)
        case Warned(share):
            return warning_line(share, reading)
        case TimeUp():
            told = _("Time is up: {left} to finish this answer.")
            return told.format(left=clock_text(GRACE))
        case DraftUnsaved(reason):
            return reason
        case Noticed(notice):
            return notice_line(notice, MAX_ANSWER)
        case _:
            return None


def lasting(event: Event) -> float | None:
    """Return after how many seconds the sentence may go; None to let it stand."""
    match event:
        case Asked() | Warned() | LimitNear():
            return 20.0
        case Noticed():
            return 8.0
        case _:
            return None


def thinking_line(seconds: float) -> str:
    """Say that the interviewer thinks; when it takes long, how long and what can be done."""
    if seconds < LONG_THOUGHT:
        return _("The interviewer is thinking …")
    told = _("The interviewer has been thinking for {n} seconds … Esc stops it.")
    return told.format(n=round(seconds))
