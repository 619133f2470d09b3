"""What a bank holds, counted."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime

from interviewer.bank.catalogue import Bank
from interviewer.bank.rules.sources import sources as placed_sources
from interviewer.domain.language import Frozen, Language, Phrases, Text
from interviewer.domain.question import Level, Question, Role


class Counts(Frozen):
    """What a set of questions holds."""

    questions: int
    levels: dict[Level, int]
    roles: dict[Role, int]
    """A question for two roles counts in both."""
    languages: dict[Language, int]
    """Questions that have every text in this language, paraphrases included."""
    points: int
    must_points: int
    misconceptions: int
    cue_groups: int
    paraphrases: dict[Language, int]
    with_code: int
    minutes: float


class TopicStats(Counts):
    """One topic."""

    topic: str


class SourceStats(Frozen):
    """How fresh the sources are. Ages are days since somebody last checked them."""

    sources: int
    """Points and misconceptions, each with its source."""
    distinct: int
    oldest: date | None
    newest: date | None
    median_age: int | None
    over_a_year: int


class BankStats(Counts):
    """A whole bank."""

    version: str
    topics: tuple[TopicStats, ...]
    sources: SourceStats
    own: dict[str, int]
    """Questions of each own bank, by its name."""
    replaced: dict[str, str]
    """Shipped questions that one of an own bank stands in for."""
    errors: int
    """Problems found on loading that kept questions out."""


def stats(bank: Bank, today: date | None = None) -> BankStats:
    """Count a bank; ages are as of `today`."""
    questions = list(bank.questions.values())
    own = Counter(question.id.split("/")[0] for question in questions if "/" in question.id)
    return BankStats(
        **_counts(questions).model_dump(),
        version=bank.version,
        topics=tuple(
            TopicStats(topic=topic, **_counts(bank.find(topic)).model_dump())
            for topic in bank.topics()
        ),
        sources=_sources(questions, today or datetime.now(tz=UTC).date()),
        own=dict(sorted(own.items())),
        replaced=dict(bank.replaced),
        errors=sum(problem.severity == "error" for problem in bank.problems),
    )


def _counts(held: Sequence[Question]) -> Counts:
    points = [point for question in held for point in question.rubric]
    return Counts(
        questions=len(held),
        levels={level: sum(question.level is level for question in held) for level in Level},
        roles={role: sum(role in question.roles for question in held) for role in Role},
        languages={
            language: sum(_complete(question, language) for question in held)
            for language in Language
        },
        points=len(points),
        must_points=sum(point.must for point in points),
        misconceptions=sum(len(question.misconceptions) for question in held),
        cue_groups=sum(len(point.cues) + len(point.code_cues) for point in points),
        paraphrases={
            Language.ZH: sum(len(point.paraphrases.zh) for point in points),
            Language.EN: sum(len(point.paraphrases.en) for point in points),
        },
        with_code=sum(question.code is not None for question in held),
        minutes=sum(question.minutes for question in held),
    )


def _complete(question: Question, language: Language) -> bool:
    """Tell whether everything of a question exists in a language, and is not mere copying."""
    texts: list[Text] = [question.prompt, question.model_answer, *question.hints]
    phrases: list[Phrases] = []
    for point in question.rubric:
        texts += [point.note, point.follow_up]
        phrases.append(point.paraphrases)
    for wrong in question.misconceptions:
        texts += [wrong.claim, wrong.correction]
    copied = any(text.zh == text.en for text in texts)
    return not copied and all(getattr(ways, language.value) for ways in phrases)


def _sources(questions: list[Question], today: date) -> SourceStats:
    sources = [source for question in questions for _, source in placed_sources(question)]
    dates = sorted(source.checked for source in sources)
    return SourceStats(
        sources=len(sources),
        distinct=len({source.link or source.title for source in sources}),
        oldest=dates[0] if dates else None,
        newest=dates[-1] if dates else None,
        median_age=(today - dates[len(dates) // 2]).days if dates else None,
        over_a_year=sum((today - checked).days > 365 for checked in dates),
    )
