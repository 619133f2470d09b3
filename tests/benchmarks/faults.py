"""Every trouble that a server can make, in every phase of an interview, over real HTTP."""

import asyncio
import os
import sys
import tempfile
import time
from collections import Counter

from tests.fakeserver.troubles import TROUBLES, Phase
from tests.interview.matrix import Cell, Matrix, matrix

WIDTH = 36


async def row(made: Matrix, trouble: str) -> list[Cell]:
    """Try a trouble in every phase."""
    return [await made.cell(trouble, phase) for phase in Phase]


def main(*names: str) -> int:
    """Print the matrix and its counts; 1 if an interview did not end well."""
    cells: list[Cell] = []
    began = time.monotonic()
    print(" " * WIDTH + " ".join(f"{phase.name.lower():9}" for phase in Phase))
    with tempfile.TemporaryDirectory() as home:
        os.environ["INTERVIEWER_HOME"] = home
        with matrix() as made:
            for trouble in names or TROUBLES:
                found = asyncio.run(row(made, trouble))
                print(
                    f"{trouble:{WIDTH}}" + " ".join(f"{cell.mark:9}" for cell in found), flush=True
                )
                cells += found
    counts = Counter(cell.mark for cell in cells)
    print(
        f"interviews: {len(cells)} in {time.monotonic() - began:.0f} s; the model managed (.): "
        f"{counts['.']}, authored words stood in (b): {counts['b']}, the person was asked and the "
        f"built-in model went on (F): {counts['F']}, not graded (n): {counts['n']}"
    )
    print(f"ended badly, lost or invented something (!): {counts['!']} (0)")
    for cell in cells:
        for wrong in cell.wrong:
            print(f"  {cell.trouble}, {cell.phase.name.lower()}: {wrong}")
    return int(counts["!"] > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
