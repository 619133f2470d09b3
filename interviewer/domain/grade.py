"""What a grader says of one question's exchange."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from interviewer.domain.language import Frozen

Share = Annotated[float, Field(ge=0, le=1)]


class Verdict(StrEnum):
    """How an answer stands to one rubric point."""

    MET = "met"
    PARTIAL = "partial"
    MISSED = "missed"
    CONTRADICTED = "contradicted"


class Provenance(StrEnum):
    """What it took to hear the words that earned credit."""

    UNPROMPTED = "unprompted"
    AFTER_FOLLOW_UP = "after_follow_up"
    AFTER_HINT = "after_hint"


class Evidence(Frozen):
    """A span of the candidate's own words: code points `start` to `end` of turn `seq`."""

    seq: int
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    quote: str


class PointVerdict(Frozen):
    """The verdict on one rubric point; `verdict` is None when the question is not graded."""

    id: str
    must: bool
    weight: float
    verdict: Verdict | None
    provenance: Provenance | None = None
    uncertain: bool = False
    contested: bool = False
    evidence: Annotated[tuple[Evidence, ...], Field(max_length=4)] = ()


class FoundMisconception(Frozen):
    """A known wrong claim that the candidate made, with the words that made it."""

    id: str
    evidence: Annotated[tuple[Evidence, ...], Field(max_length=4)] = ()


class Versions(Frozen):
    """What a grade depends on, so that a later one can be compared with it."""

    app: str
    rubric: str
    grader: str
    bank: str | None = None
    prompt: str | None = None


class Grade(Frozen):
    """A grade of one question. Never edited: a regrade or an appeal adds a new one."""

    question_id: str
    score: Share | None
    """None when the question could not be graded, which is not zero."""
    band: Annotated[int, Field(ge=1, le=4)] | None
    provisional: bool
    grader: str
    """`builtin`, `skipped`, or the connection whose model graded."""
    points: tuple[PointVerdict, ...]
    misconceptions: tuple[FoundMisconception, ...] = ()
    failed_quotes: Annotated[int, Field(ge=0)] = 0
    """How many quotes the grader gave that are not in the candidate's words."""
    contested_score: Share | None = None
    """The score if the points that the candidate marked themselves counted."""
    reason: str | None = None
    """Why there is no score, when there is none."""
    versions: Versions
    at: datetime
