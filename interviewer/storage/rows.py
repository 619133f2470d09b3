"""Rows of the tables to values of the domain and back."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticSerializationError
from sqlalchemy import Row

from interviewer.domain.blueprint import Blueprint
from interviewer.domain.grade import Grade, Provenance, Verdict
from interviewer.domain.language import Language
from interviewer.domain.question import Question
from interviewer.domain.transcript import Draft, Kind, Move, Session, Speaker, Status, Turn
from interviewer.models.usage import Usage
from interviewer.storage.records import ModelCall, SessionSummary

Values = dict[str, Any]
M = TypeVar("M", bound=BaseModel)


def to_json(model: BaseModel) -> str:
    """Return `model` as JSON that `from_json` reads back to an equal one."""
    try:
        return model.model_dump_json()
    except PydanticSerializationError:
        # Lone surrogates (half an emoji from a broken paste) have no UTF-8 form; the json module
        # passes them through, and the column's type stores them.
        return json.dumps(model.model_dump(), ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"no JSON form: {value!r}")


def from_json(kind: type[M], document: str) -> M:
    """Read what `to_json` wrote."""
    try:
        return kind.model_validate_json(document)
    except (ValidationError, UnicodeEncodeError):
        return kind.model_validate(json.loads(document))


def snapshot_hash(document: str) -> str:
    """Return the name that a snapshot of a question is stored under."""
    return hashlib.sha256(document.encode("utf-8", "surrogatepass")).hexdigest()


def session_values(session: Session) -> Values:
    """Return the row of a session, which has no score yet."""
    return {
        "id": session.id,
        "kind": session.kind.value,
        "status": session.status.value,
        "language": session.language.value,
        "started_at": session.started_at,
        "ended_at": session.ended_at,
        "blueprint": to_json(session.blueprint),
        "nonce": session.nonce,
        "model": session.model,
        "grader": session.grader,
        "active_seconds": session.active_seconds,
    }


def session(row: Row[Any]) -> Session:
    """Read a session."""
    return Session(
        id=row.id,
        kind=Kind(row.kind),
        status=Status(row.status),
        language=Language(row.language),
        started_at=row.started_at,
        ended_at=row.ended_at,
        blueprint=from_json(Blueprint, row.blueprint),
        nonce=row.nonce,
        model=row.model,
        grader=row.grader,
        active_seconds=row.active_seconds,
    )


def summary(row: Sequence[Any]) -> SessionSummary:
    """Read a line of the list of sessions: the fields in their order, as the driver gives them.

    There may be ten thousand: taking a row apart is many times faster than asking it for names.
    """
    id_, kind, status, language, started_at, ended_at, score, questions = row
    return SessionSummary(
        id_,
        Kind(kind),
        Status(status),
        Language(language),
        datetime.fromisoformat(started_at),
        None if ended_at is None else datetime.fromisoformat(ended_at),
        score,
        questions,
    )


def turn_values(session_id: str, turn: Turn) -> Values:
    """Return the row of a turn."""
    return {
        "session_id": session_id,
        "seq": turn.seq,
        "role": turn.role.value,
        "move": turn.move.value,
        "question_id": turn.question_id,
        "point_id": turn.point_id,
        "text": turn.text,
        "at": turn.at,
        "submission_id": turn.submission_id,
        "spoken_by": turn.spoken_by,
        "active_seconds": turn.active_seconds,
    }


def turn(row: Row[Any]) -> Turn:
    """Read a turn."""
    return Turn(
        seq=row.seq,
        role=Speaker(row.role),
        move=Move(row.move),
        question_id=row.question_id,
        point_id=row.point_id,
        text=row.text,
        at=row.at,
        submission_id=row.submission_id,
        spoken_by=row.spoken_by,
        active_seconds=row.active_seconds,
    )


def snapshot_values(question: Question) -> Values:
    """Return the row of a question as it is asked."""
    document = to_json(question)
    return {
        "hash": snapshot_hash(document),
        "question_id": question.id,
        "topic": question.topic,
        "level": question.level.value,
        "question": document,
    }


def draft_values(session_id: str, draft: Draft) -> Values:
    """Return the row of a draft."""
    return {
        "session_id": session_id,
        "text": draft.text,
        "at": draft.at,
        "active_seconds": draft.active_seconds,
    }


def draft(row: Row[Any]) -> Draft:
    """Read a draft."""
    return Draft(text=row.text, at=row.at, active_seconds=row.active_seconds)


def grade_values(session_id: str, grade: Grade, asked_at: datetime | None) -> Values:
    """Return the row of a grade: the whole of it, and what is listed and counted by."""
    return {
        "session_id": session_id,
        "question_id": grade.question_id,
        "asked_at": asked_at or grade.at,
        "score": grade.score,
        "band": grade.band,
        "unprompted": all(
            point.provenance in (None, Provenance.UNPROMPTED)
            for point in grade.points
            if point.verdict in (Verdict.MET, Verdict.PARTIAL)
        ),
        "provisional": grade.provisional,
        "grader": grade.grader,
        "at": grade.at,
        "document": to_json(grade),
    }


def call_values(session_id: str, call: ModelCall) -> Values:
    """Return the row of a model's call."""
    return {
        "session_id": session_id,
        "purpose": call.purpose,
        "connection": call.connection,
        "model": call.model,
        "calls": call.usage.calls,
        "tokens_in": call.usage.tokens_in,
        "tokens_cached": call.usage.tokens_cached,
        "tokens_out": call.usage.tokens_out,
        "seconds": call.usage.seconds,
        "cost": call.usage.cost,
        "fault": call.fault,
        "at": call.at,
    }


def call(row: Row[Any]) -> ModelCall:
    """Read a model's call."""
    usage = Usage(
        calls=row.calls,
        tokens_in=row.tokens_in,
        tokens_cached=row.tokens_cached,
        tokens_out=row.tokens_out,
        seconds=row.seconds,
        cost=row.cost,
    )
    return ModelCall(
        purpose=row.purpose,
        connection=row.connection,
        model=row.model,
        usage=usage,
        at=row.at,
        fault=row.fault,
    )
