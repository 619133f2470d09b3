"""Simulated candidates: what each kind of them says to a question and to what follows it."""

import random
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from interviewer.domain.language import Language
from interviewer.domain.question import Question
from interviewer.domain.transcript import Move, Turn
from interviewer.evaluation.answer_book import AnswerBook, Text
from interviewer.evaluation.candidate_lines import (
    BEG,
    BLANK,
    CLARIFY,
    INJECTIONS,
    SURE,
    VAGUE,
    Phrases,
)


class CandidateKind(StrEnum):
    """How a simulated candidate answers."""

    STRONG = "strong"
    VAGUE = "vague"
    WRONG = "wrong"
    """Fluent, sure of itself, and wrong."""
    SILENT = "silent"
    """Has nothing to say: blank answers, "I don't know", skips, hints."""
    INJECTING = "injecting"
    """Speaks to the grader and to the interviewer instead of answering."""
    MIXED = "mixed"
    """Another one of these at each question."""

    def at(self, question_id: str, seed: int) -> "CandidateKind":
        """Return how it answers this question: as itself, unless it is mixed."""
        if self is not CandidateKind.MIXED:
            return self
        others = [each for each in CandidateKind if each is not CandidateKind.MIXED]
        return random.Random(f"{seed} {question_id}").choice(others)


@dataclass(frozen=True, slots=True)
class Situation:
    """What a candidate knows when it is their turn."""

    question: Question
    turns: tuple[Turn, ...]
    """On this question, since it was asked; the last one is the interviewer's."""
    language: Language


@dataclass(frozen=True, slots=True)
class Act:
    """What a candidate does: answer, skip, say "I don't know", ask for a hint or what is meant."""

    move: Move
    text: str = ""
    source: str | None = None
    """The labelled answer that the text is, word for word."""


class Candidate(Protocol):
    """Whoever is interviewed."""

    async def act(self, situation: Situation) -> Act:
        """Say what to do next. May raise ModelFault where a model plays."""
        ...


class ScriptedCandidate:
    """Speaks prepared texts; the same seed says the same."""

    def __init__(self, kind: CandidateKind, book: AnswerBook, seed: int) -> None:
        """Take the texts out of `book`."""
        self._kind = kind
        self._book = book
        self._seed = seed

    async def act(self, situation: Situation) -> Act:
        """Say what this kind of candidate would."""
        question = situation.question
        chance = random.Random(f"{self._seed} {question.id} {len(situation.turns)}")
        kind = self._kind.at(question.id, self._seed)
        return _ACTS[kind](self._book, situation, chance)


def _strong(book: AnswerBook, now: Situation, chance: random.Random) -> Act:
    if (point_id := _asked_about(now)) is not None:
        point = now.question.point(point_id)
        said = getattr(point.paraphrases, now.language.value)
        return Act(Move.ANSWER, chance.choice(said) if said else point.note.in_(now.language))
    return _spoken(book.strong(now.question, now.language, chance))


def _vague(book: AnswerBook, now: Situation, chance: random.Random) -> Act:
    if _asked_about(now) is not None:
        return Act(Move.ANSWER, _one_of(VAGUE, now, chance))
    if not _has_done(now, Move.CLARIFY) and chance.random() < 0.3:
        return Act(Move.CLARIFY, _one_of(CLARIFY, now, chance))
    return _spoken(book.vague(now.question, now.language, chance))


def _wrong(book: AnswerBook, now: Situation, chance: random.Random) -> Act:
    if (point_id := _asked_about(now)) is not None:
        claims = [
            wrong.claim.in_(now.language)
            for wrong in now.question.misconceptions
            if point_id in wrong.contradicts
        ]
        return Act(Move.ANSWER, chance.choice(claims) if claims else _one_of(SURE, now, chance))
    return _spoken(book.wrong(now.question, now.language, chance))


def _silent(book: AnswerBook, now: Situation, chance: random.Random) -> Act:
    if _has_done(now, Move.DONT_KNOW):
        return Act(chance.choice((Move.DONT_KNOW, Move.SKIP)))
    if _asked_about(now) is not None:
        return Act(Move.DONT_KNOW)
    move = chance.choice((Move.ANSWER, Move.DONT_KNOW, Move.SKIP, Move.HINT))
    if move is Move.HINT and not _has_done(now, Move.HINT) and now.question.hints:
        return Act(Move.HINT)
    if move is Move.ANSWER:
        return Act(
            Move.ANSWER, book.blank(now.question, now.language) or _one_of(BLANK, now, chance)
        )
    return Act(move if move is not Move.HINT else Move.DONT_KNOW)


def _injecting(book: AnswerBook, now: Situation, chance: random.Random) -> Act:
    if not _has_done(now, Move.CLARIFY) and chance.random() < 0.5:
        return Act(Move.CLARIFY, _one_of(BEG, now, chance))
    injection = book.injection(now.question, now.language)
    if injection is not None and _asked_about(now) is None:
        return _spoken(injection)
    return Act(Move.ANSWER, _one_of(INJECTIONS, now, chance))


_ACTS = {
    CandidateKind.STRONG: _strong,
    CandidateKind.VAGUE: _vague,
    CandidateKind.WRONG: _wrong,
    CandidateKind.SILENT: _silent,
    CandidateKind.INJECTING: _injecting,
}


def _spoken(text: Text) -> Act:
    return Act(Move.ANSWER, text.words, text.source)


def _asked_about(now: Situation) -> str | None:
    """Return the point that the last follow-up aims at, until it is answered."""
    for turn in reversed(now.turns):
        if turn.move is Move.FOLLOW_UP:
            return turn.point_id
        if turn.move in (Move.ANSWER, Move.ASK):
            return None
    return None


def _has_done(now: Situation, move: Move) -> bool:
    return any(turn.move is move for turn in now.turns)


def _one_of(phrases: Phrases, now: Situation, chance: random.Random) -> str:
    return chance.choice(phrases[now.language])
