"""What somebody who looks through the bank sees: filtered in its order, or found best first."""

from dataclasses import dataclass

from interviewer.bank.catalogue import Bank
from interviewer.bank.search import BankSearch
from interviewer.domain.question import Level, Role


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for; None and the empty query leave nothing out."""

    query: str = ""
    topic: str | None = None
    level: Level | None = None
    role: Role | None = None


def filtered(bank: Bank, wish: Wish) -> list[str]:
    """Return the ids that the filters let through, by topic and then in the bank's order."""
    heads = bank.heads(wish.topic, wish.level, wish.role)
    return [head.id for head in sorted(heads, key=lambda head: head.topic)]


def found(bank: Bank, search: BankSearch, wish: Wish) -> list[str]:
    """Return the ids that the query finds among those, best first; all without a query.

    The first call for a query prepares search, which may take seconds.
    """
    allowed = filtered(bank, wish)
    if not wish.query.strip():
        return allowed
    hits = search.search(wish.query, topic=wish.topic, level=wish.level, k=len(bank))
    among = set(allowed)
    return [hit.question.id for hit in hits if hit.question.id in among]
