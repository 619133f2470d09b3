"""Turns the words of a move into sentences that may be heard, while they are still arriving."""

import re
from collections.abc import Iterator

from interviewer.agent.context import TurnContext
from interviewer.agent.leaks import LeakCheck
from interviewer.agent.marks import announces_marks
from interviewer.agent.moves import Chosen, in_wrong_language
from interviewer.agent.speech import Sentence
from interviewer.agent.wording import separator, words_for
from interviewer.bank.text import fold, sentences
from interviewer.domain.question import Question
from interviewer.domain.transcript import Move
from interviewer.models.plain import plain

LONGEST = {Move.ASK: 600}
"""Code points that an introduction may have; all other words `LONGEST_WORDS`."""
LONGEST_WORDS = 1500

_MARKS = re.compile(r"\*\*|__|^\s*(?:#{1,6}|[-*•>]|\d+[.)])\s+", re.MULTILINE)
_QUESTION = re.compile(r"[?？]")


class Delivery:
    """Says the words of one move. Sentences that give a point or marks away are dropped.

    Sentences are cut from the growing text; the last one is held until the text goes on or is
    known to be whole.
    """

    def __init__(self, context: TurnContext, move: Move, question: Question | None) -> None:
        """`question` is the one to ask, for `ask`."""
        self._context = context
        self._move = move
        self._question = question
        self._check = LeakCheck(context, question)
        self._taken: list[str] = []
        self._said: list[str] = []
        self.text = ""
        """What has been said so far."""
        self.dropped = 0
        """How many sentences were left out."""

    def hear(self, words: str) -> Iterator[Sentence]:
        """Take the words so far; yield the sentences that are now certain."""
        if len(words) <= 2 * LONGEST_WORDS:  # beyond, nothing more will be said
            yield from self._take(_sentences(words)[:-1])

    def fits(self, chosen: Chosen) -> bool:
        """Whether what was heard is the beginning of the move that was accepted in the end."""
        return (
            chosen.move is self._move
            and chosen.question == self._question
            and _sentences(chosen.words)[: len(self._taken)] == self._taken
        )

    def finish(self, words: str) -> Iterator[Sentence]:
        """Take the whole words; yield what is left, and the authored text that belongs to it."""
        yield from self._take(_sentences(words))
        yield from self._authored()

    def _take(self, found: list[str]) -> Iterator[Sentence]:
        for sentence in found[len(self._taken) :]:
            self._taken.append(sentence)
            if self._may_be_said(sentence):
                yield self._say(sentence)
            else:
                self.dropped += 1

    def _may_be_said(self, sentence: str) -> bool:
        if len(self.text) + len(sentence) > LONGEST.get(self._move, LONGEST_WORDS):
            return False
        if in_wrong_language(sentence, self._context.language) or announces_marks(sentence):
            return False
        # The question itself is authored and follows: an introduction asks nothing.
        if self._move is Move.ASK and (_QUESTION.search(sentence) or self._is_prompt(sentence)):
            return False
        return not self._check.leaks(sentence, self._said[-1] if self._said else "")

    def _is_prompt(self, sentence: str) -> bool:
        assert self._question is not None
        prompt = self._question.prompt.in_(self._context.language)
        return fold(sentence).text in fold(prompt).text

    def _say(self, sentence: str, between: str | None = None) -> Sentence:
        if between is None:
            between = separator(self.text, sentence, self._context.language)
        spoken = (between if self.text else "") + sentence
        self.text += spoken
        self._said.append(sentence)
        return Sentence(spoken)

    def _authored(self) -> Iterator[Sentence]:
        """Yield the authored words that must be heard, or that stand in for what was dropped."""
        context = self._context
        if self._move is Move.ASK:
            assert self._question is not None
            yield self._say(self._question.prompt.in_(context.language), "\n")
        elif self._move is Move.FOLLOW_UP:
            # With a sentence gone, what is left may ask nothing.
            asks = bool(_QUESTION.search(self.text))
            if not self._said or (self.dropped and not asks):
                assert context.target is not None
                yield self._say(context.target.follow_up.in_(context.language))
        elif not self._said:
            stand_in = context.hint if self._move is Move.HINT else None
            yield self._say(stand_in or words_for(context, self._move))


def _sentences(words: str) -> list[str]:
    """Split words into sentences, each on one line, without Markdown marks: they are spoken."""
    spoken = _MARKS.sub("", plain(words))
    return [" ".join(span.of(spoken).split()) for span in sentences(spoken)]
