"""Simulated interviews on the built-in model: all candidates, both languages, twenty seeds each."""

import asyncio
import os
import sys
import tempfile
import time

from interviewer.domain.language import Language
from interviewer.evaluation.candidates import CandidateKind
from interviewer.evaluation.simulated import Held, all_kept, orders, problems
from tests.evaluation.simulations import SEEDS, Simulator, simulator


async def hold_all(simulations: Simulator, seeds: int) -> list[Held]:
    """Hold every interview."""
    return [
        await simulations.hold(kind, language, seed)
        for language in Language
        for kind in CandidateKind
        for seed in range(seeds)
    ]


def main(seeds: int = SEEDS) -> int:
    """Print the figures; 1 if a promise was broken."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["INTERVIEWER_HOME"] = home
        began = time.monotonic()
        with simulator() as simulations:
            held = asyncio.run(hold_all(simulations, seeds))
    seconds = time.monotonic() - began
    asked = sum(each.conduct.questions for each in held)
    late = sum(each.conduct.questions < each.conduct.planned for each in held)
    print(
        f"interviews: {len(held)} with {asked} questions, {late} ran out of time, {seconds:.0f} s"
    )
    for name in held[0].conduct.promises:
        kept = sum(each.conduct.promises[name] for each in held)
        print(f"{name}: {kept} of {len(held)} (all)")
    follow_ups = [each.conduct.follow_ups for each in held]
    labelled = sum(each.labelled for each in follow_ups)
    missed = sum(each.labelled_missed for each in follow_ups)
    print(f"follow-ups: {sum(each.asked for each in follow_ups)}")
    print(f"follow-ups on labelled answers at points that people call not met: {missed}/{labelled}")
    print(f"quotes looked up: {sum(each.conduct.quotes for each in held)}")
    for order in orders(held):
        means = " > ".join(f"{kind} {mean:.2f}" for kind, mean in order.means.items())
        print(f"marks, {order.language}: {means}; {order.seeds_kept} of {order.seeds} seeds alone")
    for each in held:
        for problem in problems(each.conduct):
            one = each.simulation
            print(f"  {one.kind} {one.language} #{one.seed}: {problem}")
    return int(not all_kept(held))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
