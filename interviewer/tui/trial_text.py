"""What a trial of somebody's code says, in the interface's language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from interviewer.domain.question import Code
from interviewer.i18n import N_, _, ngettext
from interviewer.practice.trial import (
    MEMORY,
    SECONDS,
    Attempt,
    CodeLine,
    Outcome,
    Trial,
    called_by_tests,
)

MOST_LINES = 200
"""Lines of output that are shown."""

_ATTEMPTS: Mapping[Attempt, str] = {
    Attempt.NETWORK: N_("Your code wanted to use the network; here it cannot."),
    Attempt.PROCESS: N_("Your code wanted to start or end a process; here it cannot."),
    Attempt.WRITE: N_("Your code wanted to write or change a file; here it cannot."),
    Attempt.READ: N_("Your code wanted to read a file that is not Python's own; here it cannot."),
    Attempt.LIBRARY: N_("Your code wanted to load a library that is not Python; here it cannot."),
}


@dataclass(frozen=True)
class Part:
    """A heading and what stands under it, as it is."""

    heading: str
    text: str


def permission(code: Code) -> str:
    """Ask whether code may be run, and say what the tests will call."""
    asked = _(
        "Run your code on this machine, against the question's tests? It gets {seconds} seconds "
        "and {memory} GiB, no network and no files; it changes no marks."
    ).format(seconds=SECONDS, memory=MEMORY >> 30)
    heads = _heads(code)
    return f"{asked}\n\n{_('The tests call:')}\n{heads}" if heads else asked


def headline(trial: Trial) -> str:
    """Say in one sentence what came of it."""
    match trial.outcome:
        case Outcome.PASSED:
            said = ngettext("The test holds.", "All {n} tests hold.", trial.tests)
            return said.format(n=trial.tests)
        case Outcome.FAILED if trial.check is not None:
            place = {"n": trial.check.number, "total": trial.check.total}
            return _("Test {n} of {total} does not hold.").format(**place)
        case Outcome.FAILED:
            return _("Your code ends with an error before the first test.")
        case Outcome.NOT_RUNNABLE if trial.line is not None:
            return _("Line {n} cannot be read as Python.").format(n=trial.line)
        case Outcome.NOT_RUNNABLE:
            return _("This cannot be read as Python.")
        case Outcome.MISSING:
            return _("Your code does not define all that the tests call.")
        case Outcome.REFUSED:
            return _(_ATTEMPTS[trial.attempt or Attempt.PROCESS])
        case Outcome.OUT_OF_TIME:
            return _("Your code was not done after {n} seconds.").format(n=SECONDS)
        case Outcome.OUT_OF_MEMORY:
            return _("Your code wanted more than {n} GiB of memory.").format(n=MEMORY >> 30)
        case Outcome.CRASHED:
            return _("Python ended in the middle of your code.")


def parts(trial: Trial, code: Code) -> Iterator[Part]:
    """Say what is known beyond that, the most useful first."""
    if trial.check is not None:
        yield Part(_("The test"), trial.check.source)
    if trial.detail:
        yield Part(_("Missing") if trial.outcome is Outcome.MISSING else _("Error"), trial.detail)
    if trial.trace:
        yield Part(_("In your code"), "\n".join(map(_numbered, trial.trace)))
    if trial.outcome in (Outcome.FAILED, Outcome.MISSING) and (heads := _heads(code)):
        yield Part(_("The tests call"), heads)
    if trial.output.strip():
        yield Part(_("Printed"), _printed(trial))


def _heads(code: Code) -> str:
    return "\n".join(called_by_tests(code).values())


def _numbered(line: CodeLine) -> str:
    return f"{line.number:>4}  {line.text}"


def _printed(trial: Trial) -> str:
    lines = trial.output.rstrip().split("\n")
    text = "\n".join(lines[:MOST_LINES])
    if trial.output_is_cut or len(lines) > MOST_LINES:
        text += "\n" + _("… and more, which is not shown")
    return text
