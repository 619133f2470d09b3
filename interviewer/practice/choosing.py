"""Which questions a round of practice asks, where it is not all of a topic."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from interviewer.bank.shelf import Head
from interviewer.domain.drill import asked_id, parts
from interviewer.practice.progress import chance
from interviewer.storage.records import Card

ROUND = 20
"""How many of the weakest questions make a round."""
WARM_UP = 5
KNOWN_FROM = 0.6
"""A question that scored this much is one to begin a warm-up with."""


class Round(StrEnum):
    """What a round of practice is of, where it is not all of a topic."""

    DUE = "due"
    WEAKEST = "weakest"
    DRILLS = "drills"
    WARM_UP = "warm-up"


def chosen(
    kind: Round, heads: Sequence[Head], due: Iterable[str], cards: Iterable[Card], now: datetime
) -> list[str]:
    """Return what a round asks of the questions in `heads`; `due` are ids, also of drills."""
    wanted = {head.id for head in heads} | {head.replaces for head in heads if head.replaces}
    match kind:
        case Round.DUE:
            return of(due, wanted)
        case Round.WEAKEST:
            return weakest(cards, wanted, now)
        case Round.DRILLS:
            return drills(cards, wanted)
        case Round.WARM_UP:
            return warm_up(cards, heads)


def of(asked_ids: Iterable[str], wanted: Collection[str]) -> list[str]:
    """Keep those that ask, as a whole or by a point, for one of the wanted questions."""
    return [asked for asked in asked_ids if parts(asked)[0] in wanted]


def weakest(cards: Iterable[Card], wanted: Collection[str], now: datetime) -> list[str]:
    """Return the wanted questions of which least is known today, the weakest first.

    What is known is the last score times the chance that it is still known. Questions never
    answered are not weak but new.
    """
    known = [
        (card.score * chance(card, now), card.question_id)
        for card in cards
        if card.point_id is None and card.question_id in wanted
    ]
    return [question_id for _score, question_id in sorted(known)[:ROUND]]


def drills(cards: Iterable[Card], wanted: Collection[str]) -> list[str]:
    """Return the points of wanted questions that were missed once, the next to come due first."""
    found = [card for card in cards if card.point_id is not None and card.question_id in wanted]
    found.sort(key=lambda card: (card.due, card.question_id, card.point_id or ""))
    return [asked_id(card.question_id, card.point_id) for card in found]


def warm_up(cards: Iterable[Card], heads: Sequence[Head]) -> list[str]:
    """Return a few short, easy questions: known ones first, those longest not heard before others.

    It begins with something that can be answered.
    """
    last = {card.question_id: card for card in cards if card.point_id is None}

    def order(head: Head) -> tuple[bool, int, float, str, str]:
        card = last.get(head.id)
        known = card is not None and card.score >= KNOWN_FROM
        heard = card.last.isoformat() if card is not None else ""
        return not known, head.level.rank, head.minutes, heard, head.id

    return [head.id for head in sorted(heads, key=order)[:WARM_UP]]
