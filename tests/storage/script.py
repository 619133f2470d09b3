"""A long interview as numbered steps, and what a database must hold after each of them.

The process that is killed and the driver that kills it both know the script; the driver learns
from the process's own log how many steps were acknowledged.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from interviewer.domain.transcript import Draft, Move, Transcript
from interviewer.storage.sessions import SessionStore
from tests.storage.samples import NOON, answers, asked, asks, grade, question, says

SESSION = "0abc"
ROUND = ("ask", "draft", "draft", "answer", "say", "grade")


@dataclass(frozen=True)
class State:
    """What is on disk: words in order, questions, grades, the draft, the clock."""

    words: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    grades: tuple[int, ...] = ()
    draft: str | None = None
    clock: float = 0.0


def state_of(transcript: Transcript) -> State:
    """Read the state off a transcript, whose turns must be numbered without a gap."""
    assert [turn.seq for turn in transcript.turns] == list(range(1, len(transcript.turns) + 1))
    return State(
        words=tuple(turn.text for turn in transcript.turns),
        questions=tuple(item.question.id for item in transcript.asked),
        grades=tuple(item.failed_quotes for item in transcript.grades),
        draft=transcript.draft.text if transcript.draft else None,
        clock=transcript.session.active_seconds,
    )


def state_after(steps: int) -> State:
    """Say what must be on disk after so many steps."""
    state = State()
    for step in range(steps):
        text = _text(step)
        match ROUND[step % len(ROUND)]:
            case "ask":
                state = replace(
                    state,
                    words=(*state.words, text),
                    questions=(*state.questions, _question_id(step)),
                )
            case "draft":
                state = replace(state, draft=text, clock=float(step))
            case "answer":
                state = replace(state, words=(*state.words, text), draft=None, clock=float(step))
            case "say":
                state = replace(state, words=(*state.words, text))
            case "grade":
                state = replace(state, grades=(*state.grades, step))
    return state


def take(store: SessionStore, step: int) -> None:
    """Take a step. A submission is simply sent again if it may have been; the app looks before
    it speaks or grades again, and so does this."""
    text, at = _text(step), NOON + timedelta(seconds=step)
    match ROUND[step % len(ROUND)]:
        case "ask":
            item = question(_question_id(step))
            turn = asks(item).model_copy(
                update={"text": text, "at": at, "submission_id": f"ask-{step}"}
            )
            store.ask(SESSION, asked(item, step), turn)
        case "draft":
            store.save_draft(SESSION, Draft(text=text, at=at, active_seconds=step))
        case "answer":
            store.append(SESSION, answers(text, f"answer-{step}", seconds=step))
        case "say":
            if text not in {turn.text for turn in store.transcript(SESSION).turns}:
                store.append(SESSION, says(Move.HINT, text))
        case "grade":
            given = {item.failed_quotes for item in store.transcript(SESSION).grades}
            if step not in given:
                store.add_grade(SESSION, grade().model_copy(update={"failed_quotes": step}))


def _text(step: int) -> str:
    # Long enough now and then to fill more than one page of the file.
    return f"words of step {step}" + " 显存" * (2000 if step % 5 == 0 else 3)


def _question_id(step: int) -> str:
    return f"question-{step}"
