"""Where time comes from: the machine, or a test that owns the hands."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Timekeeper(Protocol):
    """A source of wall time and of seconds that never run backwards."""

    def now(self) -> datetime:
        """Return the time of day, UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds since some fixed moment."""
        ...


class SystemTime:
    """The machine's own time."""

    def now(self) -> datetime:
        """Return the time of day, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds since some fixed moment; a suspended machine may or may not count."""
        return time.monotonic()


class VirtualTime:
    """Time that moves only when it is told to: for tests and simulations."""

    def __init__(self, start: datetime | None = None) -> None:
        self._now = start or datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
        self._seconds = 0.0

    def now(self) -> datetime:
        """Return the virtual time of day."""
        return self._now

    def monotonic(self) -> float:
        """Return the virtual seconds that have passed."""
        return self._seconds

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass at once."""
        self._now += timedelta(seconds=seconds)
        self._seconds += seconds
