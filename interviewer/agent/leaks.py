"""Does a sentence give away what the candidate is to find out?

Notes, cues, paraphrases, corrections and the model answer are secret. What has been said openly
(the prompt, the authored hint or follow-up, the exchange itself) gives nothing away any more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from interviewer.agent.context import TurnContext
from interviewer.bank.cues import CueGroup, CueText
from interviewer.bank.text import Tokens, features, fold, sentences
from interviewer.domain.language import Language
from interviewer.domain.question import Question
from interviewer.domain.transcript import Speaker

_SHARE = 0.6
"""A sentence that holds this share of a secret's content words says it."""
_FEWEST = 4
"""... unless it has fewer than this many such words: nobody could tell it from small talk."""
_NEW = 2
"""... and so many of them the candidate must not have said."""


@dataclass(frozen=True)
class _Secrets:
    """What of one question must not be said."""

    groups: tuple[tuple[str, CueGroup], ...]
    """Each cue group with the point it belongs to."""
    texts: tuple[frozenset[str], ...]
    """The content words of every sentence that states a point or answers the question."""


class LeakCheck:
    """Checks the interviewer's sentences in one turn.

    What is open is looked at only when a sentence would otherwise leak, which is seldom.
    """

    def __init__(self, context: TurnContext, asking: Question | None = None) -> None:
        """`asking` is the question that is about to be asked, if one is."""
        self._context = context
        self._asking = asking
        self._secrets = [
            _secrets(question, context.language)
            for question in (context.question, asking)
            if question is not None
        ]

    def leaks(self, sentence: str, before: str = "") -> bool:
        """Tell whether `sentence` gives a point away, alone or together with the words before.

        `before` has passed the check itself.
        """
        if any(fold(sentence).text in text for text in self._open_folded):
            return False
        return self._says_secret(sentence) or bool(
            before and self._says_secret(f"{before} {sentence}")
        )

    def _says_secret(self, text: str) -> bool:
        tokens = CueText(text)
        words = frozenset(features(tokens))
        return any(
            self._gives_cue(tokens, secrets) or self._says_text(words, secrets)
            for secrets in self._secrets
        )

    def _gives_cue(self, text: CueText, secrets: "_Secrets") -> bool:
        return any(
            _occurs(group, text) and not self._is_open(point, group)
            for point, group in secrets.groups
        )

    def _is_open(self, point: str, group: CueGroup) -> bool:
        target = self._context.target.id if self._context.target else None
        # What the candidate said of the very point that is asked about may be wrong, so hearing
        # the cue there does not open it.
        return _occurs(group, self._open) or (point != target and _occurs(group, self._heard))

    def _says_text(self, words: frozenset[str], secrets: "_Secrets") -> bool:
        for secret in secrets.texts:
            if len(words & secret) < _SHARE * _FEWEST:
                continue
            unknown = secret - self._known
            shared = words & unknown
            if (
                len(unknown) >= _FEWEST
                and len(shared) >= _SHARE * len(unknown)
                and len(shared - self._said) >= _NEW
            ):
                return True
        return False

    @cached_property
    def _open_folded(self) -> list[str]:
        return [fold(text).text for text in _open_texts(self._context, self._asking)]

    @cached_property
    def _open(self) -> CueText:
        return CueText("\n".join(_open_texts(self._context, self._asking)))

    @cached_property
    def _heard(self) -> CueText:
        said = [turn.text for turn in self._context.exchange if turn.role is Speaker.CANDIDATE]
        return CueText("\n".join(said))

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(features(self._open))

    @cached_property
    def _said(self) -> frozenset[str]:
        return frozenset(features(self._heard))


def _occurs(group: CueGroup, text: CueText) -> bool:
    """Whether a group occurs; most do not, and the first missing term tells."""
    return all(term.find(text) for term in group.required) and bool(group.hits(text))


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
        if turn.point_id is not None and context.question is not None:
            yield context.question.point(turn.point_id).follow_up.in_(language)


@lru_cache(maxsize=64)
def _secrets(question: Question, language: Language) -> _Secrets:
    """Compile what must not be said in `language`; cues serve both."""
    groups = tuple((point.id, CueGroup(group)) for point in question.rubric for group in point.cues)
    statements = [point.note.in_(language) for point in question.rubric]
    for point in question.rubric:
        statements += getattr(point.paraphrases, language.value)
    statements += [wrong.correction.in_(language) for wrong in question.misconceptions]
    answer = question.model_answer.in_(language)
    statements += [span.of(answer) for span in sentences(answer)]
    prompt = frozenset(features(Tokens(question.prompt.in_(language))))
    texts = {frozenset(features(Tokens(text))) - prompt for text in statements}
    return _Secrets(groups, tuple(text for text in texts if len(text) >= _FEWEST))
