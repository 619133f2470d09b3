"""What the quiet line above the editor says of an event."""

from interviewer.i18n import _
from interviewer.interview.clock import GRACE, Reading
from interviewer.interview.events import (
    DraftUnsaved,
    Event,
    Failed,
    Noticed,
    Retried,
    Thinking,
    TimeUp,
    Warned,
)
from interviewer.interview.interview import MAX_ANSWER
from interviewer.wording import clock_text, fault_sentence, notice_line, warning_line


def notice_of(event: Event, reading: Reading) -> str | None:
    """Return the sentence that an event deserves, or None."""
    match event:
        case Thinking():
            return _("The interviewer is thinking …")
        case Retried() as retried:
            return _("The model did not answer; trying again ({n} of {of}).").format(
                n=retried.attempt, of=retried.attempts
            )
        case Failed(fault):
            return fault_sentence(fault)
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
