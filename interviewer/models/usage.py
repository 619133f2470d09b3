"""What calls to a model took: counted live, stored with the session."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Price:
    """What a model costs, in money per million tokens; `cached` None means: as `read`."""

    read: float
    written: float
    cached: float | None = None

    def of(self, tokens_in: int, tokens_cached: int, tokens_out: int) -> float:
        """Return the price of these tokens; `tokens_cached` is a part of `tokens_in`."""
        cached = self.read if self.cached is None else self.cached
        fresh = max(0, tokens_in - tokens_cached)
        return (fresh * self.read + tokens_cached * cached + tokens_out * self.written) / 1e6


@dataclass(frozen=True, slots=True)
class Usage:
    """Calls, tokens, seconds and, where the price is known, money. Usages add up."""

    calls: int = 0
    tokens_in: int = 0
    tokens_cached: int = 0
    """The part of `tokens_in` that the provider read from its cache."""
    tokens_out: int = 0
    seconds: float = 0.0
    cost: float | None = None
    """None where no price is known."""

    def __add__(self, other: "Usage") -> "Usage":
        """Return the sum; its cost is known as far as either cost is known."""
        known = [cost for cost in (self.cost, other.cost) if cost is not None]
        return Usage(
            calls=self.calls + other.calls,
            tokens_in=self.tokens_in + other.tokens_in,
            tokens_cached=self.tokens_cached + other.tokens_cached,
            tokens_out=self.tokens_out + other.tokens_out,
            seconds=self.seconds + other.seconds,
            cost=sum(known) if known else None,
        )


@dataclass(frozen=True, slots=True)
class Limit:
    """What the models of one interview may take; 0 means: no limit."""

    cost: float = 0.0
    tokens: int = 0

    def share(self, usage: Usage) -> float:
        """Return the part of the limit that is used up, the larger one of both; 0 without one."""
        shares = [0.0]
        if self.cost > 0 and usage.cost is not None:
            shares.append(usage.cost / self.cost)
        if self.tokens > 0:
            shares.append((usage.tokens_in + usage.tokens_out) / self.tokens)
        return max(shares)

    def beyond(self, usage: Usage) -> "Limit":
        """Return the limit after what is used by now was allowed: as much again comes on top."""
        cost = (usage.cost or 0.0) + self.cost if self.cost > 0 else 0.0
        tokens = usage.tokens_in + usage.tokens_out + self.tokens if self.tokens > 0 else 0
        return Limit(cost, tokens)


class Meter:
    """Adds up the usage of several calls."""

    def __init__(self, price: Price | None = None) -> None:
        """`price` is that of the model whose calls are counted, if it is known."""
        self.price = price
        self.total = Usage()

    def count(
        self, seconds: float, tokens_in: int = 0, tokens_cached: int = 0, tokens_out: int = 0
    ) -> None:
        """Count one call."""
        price = self.price
        self.total += Usage(
            calls=1,
            tokens_in=tokens_in,
            tokens_cached=tokens_cached,
            tokens_out=tokens_out,
            seconds=seconds,
            cost=price.of(tokens_in, tokens_cached, tokens_out) if price else None,
        )

    def take(self) -> Usage:
        """Return the total and begin anew."""
        total, self.total = self.total, Usage()
        return total
