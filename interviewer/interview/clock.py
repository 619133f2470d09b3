"""The clock of an interview: it runs only while the editor accepts input."""

from dataclasses import dataclass
from enum import StrEnum

PAUSE_GAP = 5.0
"""Seconds between two ticks above which nobody was there: the gap is a pause."""
GRACE = 120.0
"""Seconds to finish the running answer once time is up."""
WARNINGS = (0.25, 0.10)
"""Shares of the time left at which the clock warns."""


class Phase(StrEnum):
    """Where the clock stands."""

    RUNNING = "running"
    GRACE = "grace"
    OVER = "over"


@dataclass(frozen=True)
class Reading:
    """What the clock says. Seconds; `total` None where no clock runs (practice)."""

    active: float
    total: float | None

    @property
    def left(self) -> float | None:
        """Seconds left of the planned time, never below zero; None without a clock."""
        return None if self.total is None else max(0.0, self.total - self.active)

    @property
    def grace_left(self) -> float:
        """Seconds left to finish the running answer once time is up."""
        if self.total is None:
            return GRACE
        return min(GRACE, max(0.0, self.total + GRACE - self.active))

    @property
    def phase(self) -> Phase:
        """Running, in the grace period, or over."""
        if self.total is None or self.active < self.total:
            return Phase.RUNNING
        return Phase.GRACE if self.grace_left > 0 else Phase.OVER

    @property
    def warning(self) -> float | None:
        """The lowest warning share reached so far, or None."""
        if self.total is None:
            return None
        share = (self.total - self.active) / self.total
        return min((mark for mark in WARNINGS if share <= mark), default=None)


class InterviewClock:
    """Counts active seconds between `open` and `close`, tick by tick.

    All moments are monotonic seconds of the interview's timekeeper.
    """

    def __init__(self, total: float | None, active: float = 0.0) -> None:
        self._total = total
        self._active = active
        self._last: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether the editor accepts input, so that time counts."""
        return self._last is not None

    def open(self, moment: float) -> None:
        """Start counting; no effect while it counts already."""
        if self._last is None:
            self._last = moment

    def close(self, moment: float) -> Reading:
        """Count up to `moment` and stop."""
        reading = self.tick(moment)
        self._last = None
        return reading

    def tick(self, moment: float) -> Reading:
        """Count the time since the last tick, unless the gap says that nobody was there."""
        if self._last is not None:
            gap = moment - self._last
            if 0.0 <= gap <= PAUSE_GAP:
                self._active += gap
            self._last = moment
        return self.read()

    def read(self) -> Reading:
        """Return where the clock stands, counting nothing."""
        return Reading(self._active, self._total)


def warnings_crossed(before: Reading, after: Reading) -> list[float]:
    """Return the warning shares that were reached between two readings, highest first."""
    if before.total is None:
        return []
    reached = {mark for mark in WARNINGS if before.warning is None or mark < before.warning}
    if after.warning is None:
        return []
    return sorted((mark for mark in reached if mark >= after.warning), reverse=True)


def clock_text(seconds: float) -> str:
    """Return seconds as minutes and seconds, `12:05`."""
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02d}"
