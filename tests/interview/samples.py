"""Small transcripts and questions for the tests of the interview."""

from datetime import UTC, date, datetime

from interviewer.domain.blueprint import Blueprint, Slot
from interviewer.domain.grade import Grade, PointVerdict, Verdict, Versions
from interviewer.domain.language import Language, Phrases, Text
from interviewer.domain.question import Level, Question, Role, RubricPoint, Source
from interviewer.domain.transcript import (
    AskedQuestion,
    Kind,
    Move,
    Session,
    Speaker,
    Status,
    Transcript,
    Turn,
)

NOW = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)


def text(words: str) -> Text:
    return Text(zh=f"{words}（中文）", en=words)


def point(point_id: str, *, must: bool = True, weight: float = 1) -> RubricPoint:
    return RubricPoint(
        id=point_id,
        must=must,
        weight=weight,
        note=text(f"note of {point_id}"),
        follow_up=text(f"follow-up of {point_id}"),
        cues=((f"cue {point_id}",),),
        paraphrases=Phrases(),
        sources=(Source(title="a paper", arxiv="2001.08361", checked=date(2026, 1, 1)),),
    )


def question(
    question_id: str = "q-one",
    *,
    points: tuple[RubricPoint, ...] | None = None,
    minutes: float = 4,
    topic: str = "attention",
    level: Level = Level.MID,
    hints: int = 2,
) -> Question:
    return Question(
        id=question_id,
        topic=topic,
        level=level,
        roles=(Role.ALGORITHM,),
        minutes=minutes,
        prompt=text(f"prompt of {question_id}"),
        rubric=points or (point("light", weight=1), point("heavy", weight=3)),
        hints=tuple(text(f"hint {n} of {question_id}") for n in range(hints)),
        model_answer=text("model answer"),
    )


def session(
    *,
    kind: Kind = Kind.MOCK,
    minutes: float | None = 30,
    slots: int = 3,
    slot_minutes: float = 4,
) -> Session:
    return Session(
        id="s1",
        kind=kind,
        status=Status.RUNNING,
        language=Language.EN,
        started_at=NOW,
        blueprint=Blueprint(
            minutes=minutes,
            slots=tuple(
                Slot(topic="attention", level=Level.MID, minutes=slot_minutes) for _ in range(slots)
            ),
        ),
        nonce="n0nce",
    )


class Talk:
    """Builds a transcript turn by turn."""

    def __init__(self, base: Session | None = None) -> None:
        self.transcript = Transcript(session=base or session())

    def ask(self, asked: Question, slot: int = 0, active: float = 0.0) -> "Talk":
        snapshot = AskedQuestion(question=asked, slot=slot, bank_version="v")
        self.transcript = self.transcript.model_copy(
            update={"asked": (*self.transcript.asked, snapshot)}
        )
        return self.interviewer(Move.ASK, asked.id, asked.prompt.en, active=active)

    def interviewer(
        self,
        move: Move,
        question_id: str | None = None,
        words: str = "words",
        *,
        point_id: str | None = None,
        active: float = 0.0,
    ) -> "Talk":
        return self._add(Speaker.INTERVIEWER, move, question_id, words, point_id, active)

    def candidate(
        self, move: Move, question_id: str, words: str = "", active: float = 0.0
    ) -> "Talk":
        return self._add(Speaker.CANDIDATE, move, question_id, words, None, active)

    def _add(
        self,
        role: Speaker,
        move: Move,
        question_id: str | None,
        words: str,
        point_id: str | None,
        active: float,
    ) -> "Talk":
        turn = Turn(
            seq=len(self.transcript.turns) + 1,
            role=role,
            move=move,
            question_id=question_id,
            point_id=point_id,
            text=words,
            at=NOW,
            active_seconds=active,
        )
        self.transcript = self.transcript.model_copy(
            update={"turns": (*self.transcript.turns, turn)}
        )
        return self


def grade(graded: Question, **verdicts: Verdict) -> Grade:
    """A grade with the named verdicts; points that are not named are missed."""
    return Grade(
        question_id=graded.id,
        score=0.5,
        band=2,
        provisional=True,
        grader="builtin",
        points=tuple(
            PointVerdict(
                id=p.id, must=p.must, weight=p.weight, verdict=verdicts.get(p.id, Verdict.MISSED)
            )
            for p in graded.rubric
        ),
        versions=Versions(app="0", rubric=graded.rubric_version, grader="builtin"),
        at=NOW,
    )
