"""What grades come to, reckoned once more from exported documents alone, in the plainest way."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from interviewer.practice.schedule import cards_of
from interviewer.storage.records import Card, GradedAnswer, JudgedPoint

Document = dict[str, Any]


def known(documents: Iterable[Document]) -> list[Document]:
    """The sessions whose marks may be shown, in the order in which they began."""
    over = ("finished", "abandoned")
    shown = [each for each in documents if each["kind"] == "practice" or each["status"] in over]
    return sorted(shown, key=lambda each: (each["started_at"], each["id"]))


def answers(documents: Iterable[Document]) -> list[GradedAnswer]:
    """Each asking of a question with its newest grade."""
    found = []
    for document in known(documents):
        newest: dict[tuple[str, str], Document] = {}
        for grade in document["grades"]:
            newest[grade["question_id"], _asked_at(document, grade)] = grade
        found += [
            _answer(document["id"], question_id, at, grade)
            for (question_id, at), grade in newest.items()
            if grade["score"] is not None
        ]
    return sorted(found, key=lambda answer: answer.at)


def last_of_sessions(documents: Iterable[Document]) -> list[GradedAnswer]:
    """Each question of each session once, by its last asking."""
    last: dict[tuple[str, str, str | None], GradedAnswer] = {}
    for answer in answers(documents):
        last[answer.session_id, answer.question_id, answer.point_id] = answer
    return list(last.values())


def cards(documents: Iterable[Document]) -> list[Card]:
    """The whole schedule."""
    return cards_of(answers(documents))


def days(documents: Iterable[Document]) -> dict[date, tuple[int, float]]:
    """Of each local day, how many answers were graded and the sum of their scores."""
    found: dict[date, tuple[int, float]] = {}
    for answer in last_of_sessions(documents):
        on = answer.at.astimezone().date()
        many, scored = found.get(on, (0, 0.0))
        found[on] = (many + 1, scored + answer.score)
    return found


def _asked_at(document: Document, grade: Document) -> str:
    """Only the last asking before a grade can be what it is of."""
    asked = [
        turn["at"]
        for turn in document["turns"]
        if turn["move"] == "ask"
        and turn["question_id"] == grade["question_id"]
        and turn["at"] <= grade["at"]
    ]
    return str(asked[-1])


def _answer(session_id: str, asked_id: str, at: str, grade: Document) -> GradedAnswer:
    question_id, _, point_id = asked_id.partition("#")
    earned = [point for point in grade["points"] if point["verdict"] in ("met", "partial")]
    return GradedAnswer(
        session_id=session_id,
        question_id=question_id,
        point_id=point_id or None,
        at=datetime.fromisoformat(at),
        score=grade["score"],
        unprompted=all(point["provenance"] in (None, "unprompted") for point in earned),
        skipped=grade["grader"] == "skipped",
        points=tuple(
            JudgedPoint(
                point["id"],
                point["must"],
                point["verdict"],
                point["provenance"] in (None, "unprompted"),
            )
            for point in grade["points"]
            if point["verdict"] is not None
        ),
    )
