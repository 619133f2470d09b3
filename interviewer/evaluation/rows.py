"""Labelled answers, one JSON object a line."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from interviewer.domain.grade import Verdict
from interviewer.domain.language import Language

LONGEST_LINE = 1_000_000
"""Characters of a line; nobody answers at that length."""


class RowProblem(ValueError):
    """A line that is no labelled answer; the message begins with `file:line`."""


class LabelledRow(BaseModel):
    """An answer with what people gave for it. Unknown fields are left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    id: str
    question_id: str
    question: str = ""
    reference: str | None = None
    references: tuple[str, ...] = ()
    rubric_points: tuple[str, ...] = ()
    """What an answer should say, part by part; taken where there is no reference."""
    answer: str
    score: float
    """On the scale 0 to `max_score`."""
    max_score: Annotated[float, Field(gt=0)] = 1.0
    lang: Language = Language.EN
    split: str | None = None
    """The kind of answer, such as an attack; figures are given for each."""
    verdicts: Mapping[str, Verdict] = {}
    """What people gave for each rubric point, where the question is of the bank."""
    pair: str | None = None
    """Shared by answers that say the same in different languages."""

    @property
    def share(self) -> float:
        """The gold score between 0 and 1."""
        return min(1.0, max(0.0, self.score / self.max_score))

    @property
    def own_references(self) -> tuple[str, ...]:
        """The texts that the row itself brings to compare an answer with."""
        given = self.references or ((self.reference,) if self.reference else ())
        texts = given or (("\n".join(self.rubric_points),) if self.rubric_points else ())
        return tuple(text for text in texts if text.strip())


def read_rows(path: Path) -> Iterator[LabelledRow]:
    """Yield the rows of a file. Raises RowProblem for a bad line and OSError."""
    seen: set[str] = set()
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            where = f"{path}:{number}"
            if len(line) > LONGEST_LINE:
                raise RowProblem(f"{where}: longer than {LONGEST_LINE} characters")
            try:
                row = LabelledRow.model_validate_json(line)
            except ValidationError as error:
                first = error.errors(include_url=False, include_input=False)[0]
                field = ".".join(str(part) for part in first["loc"]) or "the line"
                raise RowProblem(f"{where}: {field}: {first['msg']}") from None
            if row.id in seen:
                raise RowProblem(f"{where}: the id {row.id!r} occurs twice")
            seen.add(row.id)
            yield row
