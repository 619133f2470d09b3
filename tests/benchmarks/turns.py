"""How long a turn of the built-in interviewer takes, from submitting to the next question."""

import asyncio
import os
import statistics
import sys
import tempfile
import time

from interviewer.domain.language import Language
from interviewer.domain.transcript import Kind, Move, Speaker
from interviewer.interview.blueprints import mock_blueprint
from interviewer.interview.workplace import Workplace
from interviewer.settings import Preferences, paths

MOST_MS = 200.0
THINKING = 0.5
"""Seconds before an answer; nobody is faster, and the rubric is compiled in them."""


async def turns(place: Workplace, language: Language, seed: int) -> list[tuple[Move, float]]:
    """Sit a mock; return for each submission the move that followed and its milliseconds."""
    plan = mock_blueprint(place.bank, minutes=60, seed=seed)
    interview = place.interview(place.new_session(Kind.MOCK, language, plan), lambda _: None)
    await interview.begin()
    taken = []
    while not interview.state.closed:
        current = interview.state.current
        assert current is not None
        answer = current.question.model_answer.in_(language)
        if current.follow_up_targets:
            answer = current.question.rubric[0].note.in_(language)
        await asyncio.sleep(THINKING)
        began = time.perf_counter()
        await interview.submit(answer)
        last = interview.state.last
        assert last is not None
        assert last.role is Speaker.INTERVIEWER
        taken.append((last.move, (time.perf_counter() - began) * 1000))
    return taken


def main() -> int:
    """Print the figures; 1 if the limit is missed."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["INTERVIEWER_HOME"] = home
        place = Workplace(paths(), Preferences())
        place.prewarm()
        taken = []
        for seed in range(3):
            for language in Language:
                taken += asyncio.run(turns(place, language, seed))
        place.close()
    asks = [ms for move, ms in taken if move is Move.ASK]
    print(
        f"submit to next question, built-in: {statistics.median(asks):.0f} ms median of "
        f"{len(asks)}, {max(asks):.0f} ms longest (median under {MOST_MS:.0f} ms)"
    )
    print(
        f"submit to any move: {statistics.median(ms for _, ms in taken):.0f} ms median of "
        f"{len(taken)}"
    )
    return int(statistics.median(asks) >= MOST_MS)


if __name__ == "__main__":
    sys.exit(main())
