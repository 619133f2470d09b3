"""How one question went so far, session by session."""

from collections.abc import Sequence
from datetime import datetime

from textual.widgets import OptionList
from textual.widgets.option_list import Option

from interviewer.domain.transcript import Kind
from interviewer.i18n import _
from interviewer.storage.history import Attempt
from interviewer.tui.inert import content
from interviewer.tui.moments import moment_text
from interviewer.wording import band_name, score_text


class Attempts(OptionList):
    """The newest first; opening one leads to its transcript."""

    def __init__(self, attempts: Sequence[Attempt], now: datetime) -> None:
        """Show attempts, given oldest first, as they look at `now` and in its zone."""
        super().__init__(
            *(
                Option(content(_line(attempt, now)), id=attempt.session_id)
                for attempt in reversed(attempts)
            ),
            markup=False,
        )
        self.border_title = _("Your results")


def _line(attempt: Attempt, now: datetime) -> str:
    score = score_text(attempt.score)
    filled = 0 if attempt.score is None else round(attempt.score * 10)
    parts = [f"{'█' * filled}{'░' * (10 - filled)} {score:>3}"]
    if attempt.band is not None:
        parts.append(band_name(attempt.band))
    parts.append(_("Mock interview") if attempt.kind is Kind.MOCK else _("Practice"))
    parts.append(moment_text(attempt.at, now))
    if attempt.provisional:
        parts.append(_("provisional"))
    return " · ".join(parts)
