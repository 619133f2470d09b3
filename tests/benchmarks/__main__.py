"""Run the benchmarks, each in a process of its own: all of them, or those that are named.

A benchmark is a module beside this one that can be run by itself. It prints a line for each figure
(what, value, unit, and the limit where one is promised) and exits with 1 when a limit is missed.
Figures of different programs are only compared when they come from one run.
"""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def benchmarks() -> list[str]:
    """Return the names of all benchmarks."""
    own = (path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))
    return sorted(name for name in own if _runs(name))


def _runs(name: str) -> bool:
    return "__main__" in (FOLDER / f"{name}.py").read_text(encoding="utf-8")


def main(names: list[str]) -> int:
    """Run the benchmarks and return 1 if one of them missed a limit, 2 for an unknown name."""
    known = benchmarks()
    if unknown := set(names) - set(known):
        print(f"no such benchmark: {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
        return 2
    failed = []
    for name in names or known:
        print(f"\n{name}", flush=True)
        done = subprocess.run(
            [sys.executable, "-m", f"tests.benchmarks.{name}"], cwd=FOLDER.parent.parent
        )
        if done.returncode:
            failed.append(name)
    if failed:
        print(f"\nnot met: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
