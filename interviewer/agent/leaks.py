"""Does a sentence give away what the candidate is to find out?

Notes, cues, paraphrases, corrections and the model answer are secret. What has been said openly
(the prompt, the authored hint or follow-up, the exchange itself) gives nothing away any more.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from interviewer.agent.context import TurnContext
from interviewer.bank.cues import CueGroup, CueText
from interviewer.bank.text import Tokens, features, fold, sentences
from interviewer.domain.question import Question
from interviewer.domain.transcript import Speaker

_SHARE = 0.6
"""A sentence that holds this share of a secret's content words says it."""
_FEWEST = 3
"""... unless there are fewer than this many such words."""


@dataclass(frozen=True)
class _Secrets:
    """What of one question must not be said."""

    groups: tuple[tuple[str, CueGroup], ...]
    """Each cue group with the point it belongs to."""
    texts: tuple[frozenset[str], ...]
    """The content words of every sentence that states a point or answers the question."""


class LeakCheck:
    """Checks the interviewer's sentences in one turn."""

    def __init__(self, context: TurnContext, asking: Question | None = None) -> None:
        """`asking` is the question that is about to be asked, if one is."""
        questions = [question for question in (context.question, asking) if question is not None]
        self._open = _folded(_open_texts(context, asking))
        said = "\n".join(turn.text for turn in context.exchange if turn.role is Speaker.CANDIDATE)
        target = context.target.id if context.target else None
        open_text, heard = CueText("\n".join(self._open)), CueText(said)
        self._known = frozenset(features(open_text))
        self._heard = frozenset(features(heard))
        self._groups: list[CueGroup] = []
        self._texts: list[frozenset[str]] = []
        for question in questions:
            secrets = _secrets(question)
            for point, group in secrets.groups:
                # What the candidate said of the very point that is asked about may be wrong, so
                # hearing the cue there does not open it.
                if group.hits(open_text) or (point != target and group.hits(heard)):
                    continue
                self._groups.append(group)
            self._texts += secrets.texts

    def leaks(self, sentence: str, before: str = "") -> bool:
        """Tell whether `sentence` gives a point away, alone or together with the words before."""
        if any(fold(sentence).text in text for text in self._open):
            return False
        return self._says_secret(sentence) or bool(
            before and not self._says_secret(before) and self._says_secret(f"{before} {sentence}")
        )

    def _says_secret(self, text: str) -> bool:
        tokens = CueText(text)
        if any(group.hits(tokens) for group in self._groups):
            return True
        words = frozenset(features(tokens)) - self._known
        return any(_says(words, secret - self._known, self._heard) for secret in self._texts)


def _says(words: frozenset[str], secret: frozenset[str], heard: frozenset[str]) -> bool:
    shared = words & secret
    return (
        len(secret) >= _FEWEST
        and len(shared) >= _SHARE * len(secret)
        and len(shared - heard) >= _FEWEST - 1
    )


def _open_texts(context: TurnContext, asking: Question | None) -> Iterable[str]:
    language = context.language
    for question in (context.question, asking):
        if question is not None:
            yield question.prompt.in_(language)
    if context.target is not None:
        yield context.target.follow_up.in_(language)
    if context.hint is not None:
        yield context.hint
    for turn in context.exchange:
        if turn.role is Speaker.INTERVIEWER:
            yield turn.text


def _folded(texts: Iterable[str]) -> Collection[str]:
    return [fold(text).text for text in texts]


@lru_cache(maxsize=64)
def _secrets(question: Question) -> _Secrets:
    groups = tuple((point.id, CueGroup(group)) for point in question.rubric for group in point.cues)
    statements = [
        text
        for point in question.rubric
        for text in (point.note.zh, point.note.en, *point.paraphrases.all())
    ]
    statements += [
        text
        for wrong in question.misconceptions
        for text in (wrong.correction.zh, wrong.correction.en)
    ]
    for answer in (question.model_answer.zh, question.model_answer.en):
        statements += [span.of(answer) for span in sentences(answer)]
    prompt = frozenset(features(Tokens(f"{question.prompt.zh}\n{question.prompt.en}")))
    texts = {frozenset(features(Tokens(text))) - prompt for text in statements}
    return _Secrets(groups, tuple(sorted((t for t in texts if len(t) >= _FEWEST), key=sorted)))
