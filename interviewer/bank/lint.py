"""The strict check of a bank whose files load: what an author must put right, or look at."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

from interviewer.bank.catalogue import Bank
from interviewer.bank.problem import Problem
from interviewer.bank.rules import atomic, cues, form, graded, language, likeness, sources
from interviewer.bank.rules.finding import Finding, error, named, warning
from interviewer.bank.rules.graded import Grader
from interviewer.domain.question import Question


def lint(
    bank: Bank,
    grade: Grader | None = None,
    today: date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Problem]:
    """Return everything wrong or doubtful, in the order of the files.

    Problems of form are in `bank.problems` already. With `grade` the question's own texts are
    graded too: the model answer must meet every must point, and wrong claims must be heard.
    `progress` is told after each question how many are done, of how many.
    """
    day = today or datetime.now(tz=UTC).date()
    questions = list(bank.questions.values())
    found: list[Problem] = []
    for done, question in enumerate(questions, 1):
        findings = _of_one(bank, question, day, grade)
        found += [_placed(bank, question.id, finding) for finding in findings]
        if progress is not None:
            progress(done, len(questions))
    found += [_placed(bank, id_, finding) for id_, finding in likeness.between(questions)]
    found += [_placed(bank, id_, finding) for id_, finding in sources.between(questions)]
    return sorted(set(found), key=lambda problem: (problem.path, problem.line, problem.message))


def _of_one(bank: Bank, question: Question, today: date, grade: Grader | None) -> Iterator[Finding]:
    yield from form.check(question)
    yield from language.check(question)
    yield from atomic.check(question)
    yield from sources.check(question, today)
    yield from cues.check(question)
    yield from likeness.check(question)
    yield from _in_bank(bank, question)
    if grade is not None:
        yield from graded.check(question, grade)


def _in_bank(bank: Bank, question: Question) -> Iterator[Finding]:
    """Check what a question says of the bank around it."""
    for at, other in enumerate(question.related):
        if other == question.id:
            yield error(("related", at), "a question is not related to itself")
        elif other not in bank.questions and other not in bank.replaced:
            yield error(("related", at), f"there is no question `{other}`")
        elif other in question.related[:at]:
            yield error(("related", at), f"`{other}` stands here twice")
    for replaced, own in bank.replaced.items():
        if own == question.id:
            yield warning((), f"stands in for the shipped question `{replaced}`")
    shipped = "/" not in question.id
    stem = bank.place(question.id).path.stem
    if shipped and question.id in bank.places and stem != question.topic:
        yield error(("topic",), f"the topic is `{question.topic}`, the file `{stem}`")


def _placed(bank: Bank, question_id: str, finding: Finding) -> Problem:
    where = named(bank.questions[question_id], finding.at)
    return Problem(
        bank.place(question_id).path,
        bank.line_of(question_id, *finding.at),
        ": ".join(filter(None, [question_id, where, finding.message])),
        finding.severity,
    )
