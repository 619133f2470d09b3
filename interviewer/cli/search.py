"""`search`: questions of the bank, by what they are about."""

import sys
from typing import Annotated, Any

import typer

from interviewer.bank.search import Hit
from interviewer.cli.output import print_json, print_json_line, print_lines
from interviewer.cli.place import workplace
from interviewer.domain.language import Language
from interviewer.domain.question import Level
from interviewer.i18n import _, current


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(help=_("Search the bank; with -, one query a line on stdin."))(search)


def search(
    query: Annotated[list[str], typer.Argument(help=_("What to look for, or -."))],
    topic: Annotated[str | None, typer.Option("--topic")] = None,
    level: Annotated[Level | None, typer.Option("--level")] = None,
    lang: Annotated[Language | None, typer.Option("--lang")] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help=_("How many at most."))] = 5,
    json: Annotated[bool, typer.Option("--json", help=_("Print a JSON document."))] = False,
) -> None:
    """Search the bank, best first; with `-` a JSON array a line for each query on stdin."""
    shown_in = lang or Language(current())
    with workplace() as place:

        def hits(words: str) -> list[Hit]:
            return place.search.search(words, topic=topic, level=level, language=lang, k=k)

        if query == ["-"]:
            for line in sys.stdin:
                words = line.rstrip("\r\n")
                found = hits(words) if words.strip() else []
                print_json_line([_document(hit, shown_in) for hit in found])
            return
        found = hits(" ".join(query))
        if json:
            print_json([_document(hit, shown_in) for hit in found])
        elif not found:
            print_lines([_("Nothing in the bank fits.")])
        else:
            print_lines(_line(hit, shown_in) for hit in found)


def _document(hit: Hit, language: Language) -> dict[str, Any]:
    question = hit.question
    return {
        "id": question.id,
        "topic": question.topic,
        "level": question.level.value,
        "prompt": question.prompt.in_(language),
        "score": hit.score,
    }


def _line(hit: Hit, language: Language) -> str:
    question = hit.question
    return f"{hit.score:.2f}  {question.id}  ({question.level.value})  " + question.prompt.in_(
        language
    )
