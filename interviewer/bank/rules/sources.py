"""Where claims can be checked, and when somebody did."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import urlsplit

from interviewer.bank.rules.finding import Finding, Path, error, warning
from interviewer.domain.question import Question, Source

_STALE_DAYS = 365
"""After this a source that depends on a version should be looked at again."""
_FIRST_CHECK = date(2020, 1, 1)
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)
_NOWHERE = re.compile(r"(^|\.)(example\.(com|org|net)|localhost|invalid|test)$", re.IGNORECASE)


def sources(question: Question) -> Iterator[tuple[Path, Source]]:
    """Yield the sources of a question with their places."""
    for at, point in enumerate(question.rubric):
        yield from _placed(("rubric", at, "source"), point.sources)
    for at, wrong in enumerate(question.misconceptions):
        yield from _placed(("misconceptions", at, "source"), wrong.sources)


def _placed(at: Path, several: Sequence[Source]) -> Iterator[tuple[Path, Source]]:
    """Yield the sources of one claim; a single one stands without a list around it."""
    for number, source in enumerate(several):
        yield at if len(several) == 1 else (*at, number), source


def check(question: Question, today: date) -> Iterator[Finding]:
    """Yield sources that cannot be found, and dates that cannot be."""
    for at, source in sources(question):
        yield from _link(at, source)
        if source.checked > today:
            yield error((*at, "checked"), f"checked on {source.checked}, which is still to come")
        elif source.checked < _FIRST_CHECK:
            yield error((*at, "checked"), f"checked on {source.checked}, before there was a bank")
        elif source.version and (today - source.checked).days > _STALE_DAYS:
            told = f"true of version {source.version}, and last checked on {source.checked}"
            yield warning((*at, "checked"), told)


def _link(at: Path, source: Source) -> Iterator[Finding]:
    if source.arxiv is None and source.url is None:
        yield warning(at, "neither an arXiv id nor an address")
    if source.arxiv is not None:
        year, month = 2000 + int(source.arxiv[:2]), int(source.arxiv[2:4])
        if not 1 <= month <= 12 or date(year, max(1, min(12, month)), 1) > source.checked:
            yield error((*at, "arxiv"), f"there is no arXiv paper {source.arxiv} of that time")
        # five digits since January 2015
        elif (len(source.arxiv) == 10) != (year >= 2015):
            yield error((*at, "arxiv"), f"{source.arxiv} has the wrong number of digits")
    if source.url is not None:
        host = urlsplit(source.url).hostname or ""
        if not _HOST.fullmatch(host) or _NOWHERE.search(host):
            yield error((*at, "url"), f"the address leads nowhere: {source.url}")


def between(questions: Sequence[Question]) -> Iterator[tuple[str, Finding]]:
    """Yield (question id, finding) where one arXiv id goes under titles of different papers."""
    first: dict[str, tuple[str, frozenset[str]]] = {}
    for question in questions:
        for at, source in sources(question):
            if source.arxiv is None:
                continue
            words = frozenset(re.findall(r"[a-z0-9]{3,}", source.title.casefold()))
            title, known = first.setdefault(source.arxiv, (source.title, words))
            if not words & known and title != source.title:
                told = f"arXiv {source.arxiv} is “{title}” elsewhere in the bank"
                yield question.id, warning((*at, "title"), told)
