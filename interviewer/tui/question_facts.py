"""What is said of a question in a line or two, wherever it is shown."""

from interviewer.domain.question import Question, Source
from interviewer.i18n import _
from interviewer.wording import level_name, listed, role_name, topic_name


def place_line(question: Question) -> str:
    """Say where a question belongs: topic and level."""
    return f"{topic_name(question.topic)} · {level_name(question.level)}"


def facts_line(question: Question) -> str:
    """Say for whom a question is, how long it takes, and what it touches."""
    parts = [
        listed(role_name(role) for role in question.roles),
        _("{n} min").format(n=f"{question.minutes:g}"),
    ]
    if question.tags:
        parts.append(", ".join(question.tags))
    return " · ".join(parts)


def source_line(source: Source) -> str:
    """Say where a claim can be checked: title, version, address, and when somebody last did."""
    parts = [source.title]
    if source.version:
        parts.append(source.version)
    if source.link:
        parts.append(source.link)
    parts.append(_("checked {date}").format(date=source.checked.isoformat()))
    return " · ".join(parts)
