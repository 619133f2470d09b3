"""Finds the questions that may fill the slot that is due."""

import asyncio
from collections.abc import Sequence

from interviewer.domain.question import Question
from interviewer.domain.transcript import Transcript
from interviewer.interview.desk import Desk
from interviewer.interview.disguise import disguised
from interviewer.interview.rules import Owed


async def filled(
    decision: Owed, transcript: Transcript, desk: Desk
) -> tuple[Owed, Sequence[Question]]:
    """Find questions for the slot of a decision; a slot that nothing can fill is passed over."""
    if decision.slot is None:
        return decision, ()
    for slot in range(decision.slot, len(transcript.session.blueprint.slots)):
        found = await asyncio.to_thread(_fitting, slot, transcript, desk)
        if found:
            return decision.onto_slot(slot), found
    return decision.onto_closing(), ()


def _fitting(slot: int, transcript: Transcript, desk: Desk) -> Sequence[Question]:
    """Return the questions that fit a slot, worded as they are to be asked."""
    found = desk.select(transcript, slot)
    return disguised(found, transcript.session.blueprint, desk.store.times_answered)
