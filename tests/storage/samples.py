"""Sessions to store: small, complete, and with words nobody should type."""

from datetime import UTC, date, datetime, timedelta

from interviewer.domain.blueprint import Blueprint, Slot
from interviewer.domain.grade import (
    Evidence,
    FoundMisconception,
    Grade,
    PointVerdict,
    Provenance,
    Verdict,
    Versions,
)
from interviewer.domain.language import Language, Phrases, Text
from interviewer.domain.question import (
    Code,
    Level,
    Misconception,
    Question,
    Role,
    RubricPoint,
    Source,
)
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
from interviewer.storage.records import SessionSummary
from interviewer.storage.sessions import SessionStore

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

HOSTILE = (
    '<script>alert("x")</script> <img src=x onerror=alert(1)> & &amp; [bold]no[/bold]\n'
    "# not a heading\n- not a list\n1. not a number\n> not a quote\n    not code\n"
    "`tick` ```fence``` ~~~ *star* _under_ [link](javascript:alert(1)) ![img](x) | table |\n"
    "http://evil.example www.evil.example <https://evil.example> $x$ ===\n---\n"
    "\x1b[31mred\x1b[0m \x00nul \x07bell \u202eetirw \u200bzero \ud83d half\r\n"
    "=HYPERLINK(1)\n{{ 7*7 }} {% raw %} </p></mark></body>"
)
"""Markup of every kind, escape sequences, direction overrides, half an emoji."""


def both(text: str) -> Text:
    return Text(zh=text, en=text)


def question(question_id: str = "kv-cache", *, code: bool = False, note: str = "note") -> Question:
    source = Source(title="A paper", arxiv="1911.02150", checked=date(2026, 11, 22))
    points = tuple(
        RubricPoint(
            id=f"point-{number}",
            must=number < 3,
            weight=number,
            note=both(f"{note} {number}"),
            follow_up=both(f"follow-up {number}"),
            paraphrases=Phrases(),
            sources=(source,),
        )
        for number in (1, 2, 3)
    )
    wrong = Misconception(
        id="grows-not",
        claim=both("the cache does not grow"),
        contradicts=("point-2",),
        correction=both("it grows with every token"),
        sources=(source,),
    )
    return Question(
        id=question_id,
        topic="inference-serving",
        level=Level.MID,
        roles=(Role.INFRASTRUCTURE,),
        minutes=4,
        prompt=Text(zh="KV cache 有多大？", en="How large is the KV cache?"),
        rubric=points,
        misconceptions=(wrong,),
        hints=(both("nudge"), both("strong")),
        model_answer=Text(zh="每个 token 两份。", en="Two for each token."),
        code=Code(solution="x = 1", tests="assert x == 1") if code else None,
    )


def session(
    session_id: str = "0abc",
    *,
    kind: Kind = Kind.MOCK,
    status: Status = Status.RUNNING,
    language: Language = Language.EN,
    started_at: datetime = NOON,
) -> Session:
    return Session(
        id=session_id,
        kind=kind,
        status=status,
        language=language,
        started_at=started_at,
        blueprint=Blueprint(
            minutes=20, slots=(Slot(topic="inference-serving", level=Level.MID, minutes=4),), seed=7
        ),
        nonce="n0nce",
    )


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def asks(item: Question, seconds: float = 1) -> Turn:
    return Turn(
        seq=0,
        role=Speaker.INTERVIEWER,
        move=Move.ASK,
        question_id=item.id,
        text=item.prompt.en,
        at=at(seconds),
        spoken_by="builtin",
    )


def answers(
    text: str, submission: str | None, question_id: str = "kv-cache", seconds: float = 2
) -> Turn:
    return Turn(
        seq=0,
        role=Speaker.CANDIDATE,
        move=Move.ANSWER,
        question_id=question_id,
        text=text,
        at=at(seconds),
        submission_id=submission,
        active_seconds=seconds,
    )


def says(move: Move, text: str, question_id: str | None = "kv-cache", seconds: float = 3) -> Turn:
    return Turn(
        seq=0,
        role=Speaker.INTERVIEWER,
        move=move,
        question_id=question_id,
        point_id="point-2" if move is Move.FOLLOW_UP else None,
        text=text,
        at=at(seconds),
        spoken_by="builtin",
    )


def asked(item: Question, slot: int = 0) -> AskedQuestion:
    return AskedQuestion(question=item, slot=slot, bank_version="b1")


def evidence(turn: Turn, quote: str) -> Evidence:
    start = turn.text.index(quote)
    return Evidence(seq=turn.seq, start=start, end=start + len(quote), quote=quote)


def grade(
    *spans: Evidence, question_id: str = "kv-cache", score: float | None = 0.5, seconds: float = 9
) -> Grade:
    verdicts = (Verdict.MET, Verdict.CONTRADICTED, Verdict.MISSED)
    return Grade(
        question_id=question_id,
        score=score,
        band=None if score is None else 2,
        provisional=True,
        grader="builtin",
        points=tuple(
            PointVerdict(
                id=f"point-{number}",
                must=number < 3,
                weight=number,
                verdict=None if score is None else verdict,
                provenance=Provenance.AFTER_HINT if verdict is Verdict.MET else None,
                evidence=spans if verdict is Verdict.MET else (),
            )
            for number, verdict in enumerate(verdicts, 1)
        ),
        misconceptions=(FoundMisconception(id="grows-not", evidence=spans[:1]),) if spans else (),
        failed_quotes=1,
        reason=None if score is not None else "the server cannot be reached",
        versions=Versions(app="0.1.0", rubric="r1", grader="g1"),
        at=at(seconds),
    )


def interview(
    store: SessionStore,
    session_id: str = "0abc",
    *,
    words: str = "每个 token 存 keys and values, and the cache does not grow.",
    quote: str = "keys and values",
    language: Language = Language.EN,
    kind: Kind = Kind.MOCK,
    status: Status = Status.FINISHED,
) -> tuple[SessionSummary, Transcript]:
    """Store a whole session with one question, a hint, a follow-up and a grade."""
    item = question()
    store.create(session(session_id, kind=kind, language=language))
    store.append(session_id, says(Move.CLARIFY, "Welcome.", None))
    store.ask(session_id, asked(item), asks(item))
    store.append(session_id, says(Move.HINT, "Think of what attention reads again."))
    answer = store.append(session_id, answers(words, "s1"))
    store.append(session_id, says(Move.FOLLOW_UP, "And with length?"))
    store.append(session_id, answers("I don't know.", "s2"))
    store.append(session_id, says(Move.CLOSE, "Thank you.", None))
    store.add_grade(session_id, grade(evidence(answer, quote)))
    store.set_score(session_id, 0.5)
    store.set_status(session_id, status, at(60), active_seconds=55)
    return store.summary(session_id), store.transcript(session_id)
