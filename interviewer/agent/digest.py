"""What an interviewer remembers of an earlier question, in one line."""

from collections.abc import Sequence

from interviewer.agent.context import DigestLine
from interviewer.bank.text import word_count
from interviewer.domain.question import Question
from interviewer.domain.transcript import Move, Speaker, Turn
from interviewer.models.plain import one_line

_QUOTED = 70
"""Code points of the candidate's first words that are kept."""


def remember(question: Question, turns: Sequence[Turn]) -> DigestLine:
    """Return what became of `question`, from every turn on it: how it went, never what it is worth.

    The line may hold words of the candidate: they are fenced when it is put into a prompt.
    """
    mine = [turn.move for turn in turns if turn.role is Speaker.INTERVIEWER]
    theirs = [turn for turn in turns if turn.role is Speaker.CANDIDATE]
    answers = [turn.text for turn in theirs if turn.move is Move.ANSWER]
    parts = [_ending(theirs, answers)]
    for move, name in ((Move.FOLLOW_UP, "follow-up"), (Move.HINT, "hint")):
        if count := mine.count(move):
            parts.append(f"{count} {name}{'s' if count > 1 else ''}")
    if answers:
        parts.append(f"began: “{one_line(answers[0], _QUOTED)}”")
    return DigestLine(question.id, question.topic, "; ".join(parts))


def _ending(theirs: Sequence[Turn], answers: Sequence[str]) -> str:
    words = round(sum(word_count(text) for text in answers))
    said = f"answered in about {words} words" if answers else "not answered"
    last = theirs[-1].move if theirs else None
    if last is Move.SKIP:
        return f"{said}, then skipped" if answers else "skipped"
    if last is Move.DONT_KNOW:
        return f"{said}, then did not know" if answers else "did not know"
    return said
