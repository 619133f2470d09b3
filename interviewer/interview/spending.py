"""What the models of an interview take: stored, told, and held to a limit."""

from collections.abc import Callable

from interviewer.interview.events import Event, LimitNear, Spent
from interviewer.interview.journal import Journal
from interviewer.interview.timekeeping import Timekeeper
from interviewer.models.faults import ModelFault
from interviewer.models.usage import Limit, Usage
from interviewer.storage.records import ModelCall

LIMIT_NEAR = 0.8
"""The share of an interview's limit at which it is told."""


class Spending:
    """Counts one session's model calls, those before a resume included."""

    def __init__(
        self, journal: Journal, limit: Limit, tell: Callable[[Event], None], time: Timekeeper
    ) -> None:
        self._journal = journal
        self._limit = limit
        self._tell = tell
        self._time = time
        self.usage = Usage()

    async def recall(self) -> None:
        """Count what the session took before."""
        for call in await self._journal.calls():
            self.usage += call.usage

    @property
    def is_used_up(self) -> bool:
        """Whether no further call should be made without asking."""
        return self._limit.share(self.usage) >= 1

    def allow_more(self) -> None:
        """Where the limit is used up, allow as much again."""
        if self.is_used_up:
            self._limit = self._limit.beyond(self.usage)

    async def spoken(self, name: str, usage: Usage, fault: ModelFault | None = None) -> None:
        """Store and count what the speaker `name` took for one turn, which may have failed."""
        if not usage.calls:
            return
        await self._journal.call(
            ModelCall(
                purpose="speak",
                connection=name,
                model=name,
                usage=usage,
                at=self._time.now(),
                fault=fault.kind.value if fault is not None else None,
            )
        )
        self.count(usage)

    def count(self, usage: Usage) -> None:
        """Count what is stored already."""
        before = self._limit.share(self.usage)
        self.usage += usage
        self._tell(Spent(self.usage))
        share = self._limit.share(self.usage)
        if before < LIMIT_NEAR <= share:
            self._tell(LimitNear(share))
