"""Reports on graders as `evaluate` keeps them, with figures that no new measurement changes."""

import json
from pathlib import Path
from typing import Any

from tests.storage.samples import NOON


def interval(value: float, by: float = 0.05) -> dict[str, float]:
    return {"value": value, "low": value - by, "high": value + by}


def report(**changed: Any) -> dict[str, Any]:
    """A report that keeps the contract as far as it is read back."""
    return {
        "set": "own answers, set aside",
        "grader": "builtin",
        "at": NOON.isoformat(),
        "rows": 240,
        "questions": 20,
        "agreement": {"qwk": interval(0.81), "pooled": interval(0.83)},
        "points": {
            "credit_f1": 0.8,
            "false_credit": 0.06,
            "intervals": {"credit_f1": interval(0.8), "false_credit": interval(0.06, 0.02)},
            "reliability": {
                "certain": {"verdicts": 1400, "agreed": 0.91},
                "uncertain": {"verdicts": 200, "agreed": 0.68},
            },
        },
        **changed,
    }


def write_report(path: Path, **changed: Any) -> Path:
    """Write a report to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report(**changed)), encoding="utf-8")
    return path
