"""Bounded retries of a call to a model, with backoff, as long as the server asks for."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from interviewer.models.faults import ModelFault, fault_from

T = TypeVar("T")

OnRetry = Callable[[ModelFault, int, float], None]
"""(what failed, which attempt comes next, from 2, after how many seconds)"""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often to try, and how long to wait in between."""

    attempts: int = 3
    first_wait: float = 0.5
    """Seconds before the second attempt; doubled for each one after."""
    longest_wait: float = 20.0
    """A server that asks for a longer wait is not tried again: the person decides."""

    def wait(self, failed: int, fault: ModelFault) -> float:
        """Return the seconds to wait after attempt number `failed`."""
        if fault.retry_after is not None:
            return fault.retry_after
        backoff: float = self.first_wait * 2 ** (failed - 1)
        return min(self.longest_wait, backoff * random.uniform(1.0, 1.25))

    def may_retry(self, error: BaseException) -> bool:
        """Whether another attempt makes sense after `error`."""
        return (
            isinstance(error, ModelFault)
            and error.transient
            and (error.retry_after or 0.0) <= self.longest_wait
        )


async def with_retries(
    call: Callable[[], Awaitable[T]], patience: Patience, on_retry: OnRetry | None = None
) -> T:
    """Make `call` until it succeeds or patience ends; raises ModelFault.

    Cancelling takes effect at once, during a wait too.
    """

    async def attempt() -> T:
        try:
            return await call()
        except Exception as error:
            raise fault_from(error) from error

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        return patience.wait(state.attempt_number, fault_from(error)) if error else 0.0

    def before_sleep(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if on_retry and error:
            on_retry(fault_from(error), state.attempt_number + 1, state.upcoming_sleep)

    retrying = AsyncRetrying(
        stop=stop_after_attempt(patience.attempts),
        wait=wait,
        retry=retry_if_exception(patience.may_retry),
        before_sleep=before_sleep,
        reraise=True,
    )
    return await retrying(attempt)
