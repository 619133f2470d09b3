"""The JSON documents of the command line: `sessions`, `show` and a grade.

Scores are 0..1, times ISO 8601 in UTC, offsets code points of the stored text. The schemas stand
in `tests/contracts/`.
"""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from interviewer.domain.grade import Evidence, Grade, PointVerdict
from interviewer.domain.transcript import Transcript, Turn
from interviewer.storage.records import SessionSummary

Document = dict[str, Any]

_SURROGATE = re.compile("[\ud800-\udfff]")


def dumps(document: object, *, indent: int | None = 2) -> str:
    """Return `document` as JSON that any stream can take and any reader gives back unchanged.

    Chinese stays readable; a lone surrogate, which has no UTF-8 form, is escaped.
    """
    written = json.dumps(document, ensure_ascii=False, indent=indent, allow_nan=False)
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


def sessions_document(summaries: Iterable[SessionSummary]) -> list[Document]:
    """Return the document of `sessions`."""
    return [session_document(summary) for summary in summaries]


def session_document(summary: SessionSummary) -> Document:
    """Return one session as it stands in `sessions`."""
    return {
        "id": summary.id,
        "kind": summary.kind.value,
        "status": summary.status.value,
        "language": summary.language.value,
        "started_at": utc(summary.started_at),
        "ended_at": None if summary.ended_at is None else utc(summary.ended_at),
        "score": summary.score,
        "questions": summary.questions,
    }


def show_document(summary: SessionSummary, transcript: Transcript) -> Document:
    """Return the document of `show`: the session, its turns and every grade it was given."""
    return {
        **session_document(summary),
        "turns": [_turn(turn) for turn in transcript.turns],
        "grades": [grade_document(grade) for grade in transcript.grades],
    }


def grade_document(grade: Grade) -> Document:
    """Return the document of a grade; not graded is null, which is not zero."""
    return {
        "question_id": grade.question_id,
        "score": grade.score,
        "band": grade.band,
        "provisional": grade.provisional,
        "grader": grade.grader,
        "points": [_point(point) for point in grade.points],
        "misconceptions": [
            {"id": found.id, "evidence": [_evidence(span) for span in found.evidence]}
            for found in grade.misconceptions
        ],
        "failed_quotes": grade.failed_quotes,
        "contested_score": grade.contested_score,
        "reason": grade.reason,
        "versions": grade.versions.model_dump(),
        "at": utc(grade.at),
    }


def utc(at: datetime) -> str:
    """Return `at` as ISO 8601 in UTC: 2026-11-22T10:00:00Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _turn(turn: Turn) -> Document:
    return {
        "seq": turn.seq,
        "role": turn.role.value,
        "move": turn.move.value,
        "question_id": turn.question_id,
        "text": turn.text,
        "at": utc(turn.at),
    }


def _point(point: PointVerdict) -> Document:
    return {
        "id": point.id,
        "must": point.must,
        "weight": point.weight,
        "verdict": None if point.verdict is None else point.verdict.value,
        "provenance": None if point.provenance is None else point.provenance.value,
        "uncertain": point.uncertain,
        "contested": point.contested,
        "evidence": [_evidence(span) for span in point.evidence],
    }


def _evidence(span: Evidence) -> Document:
    return {"seq": span.seq, "start": span.start, "end": span.end, "quote": span.quote}
