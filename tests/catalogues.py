"""The message catalogues: what the code says, what the `.po` files hold, what the `.mo` files are.

`make messages` runs this as a program, and the tests hold the files to it.
"""

import ast
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from interviewer.i18n import LANGUAGES
from interviewer.resources import locale_dir

SOURCES = Path(__file__).resolve().parent.parent / "interviewer"
MARKS = {"_": 1, "gettext_": 1, "N_": 1, "ngettext": 2}
"""The functions that mark a message, and how many of their arguments are its forms."""

# Babel's own header has dates and places for names: every run would change the file.
HEADER = """\
# `make messages` adds what the code says anew and drops what it no longer says.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""


def gathered() -> Catalog:
    """Return the messages that the sources mark, without translations."""
    found = Catalog(charset="utf-8")
    for path in sorted(SOURCES.rglob("*.py")):
        for message in marked(path.read_text(encoding="utf-8")):
            found.add(message)
    return found


def marked(source: str) -> Iterator[str | tuple[str, ...]]:
    """Yield the messages that a module marks, wherever they stand; several forms as a tuple.

    Babel reads tokens, and until Python 3.12 an f-string is a single one: `f"{_('left')} 3"` marks
    a message that it does not see.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            forms = [
                argument.value
                for argument in node.args[: MARKS.get(node.func.id, 0)]
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            ]
            if forms and len(forms) == MARKS[node.func.id]:
                yield forms[0] if len(forms) == 1 else tuple(forms)


def po_path(language: str) -> Path:
    """Return the path of the text form of a catalogue."""
    return locale_dir() / language / "LC_MESSAGES" / "interviewer.po"


def read(language: str) -> Catalog:
    """Read a catalogue's text form."""
    with po_path(language).open("rb") as file:
        catalogue = read_po(file, locale=language, charset="utf-8", abort_invalid=True)
    # Babel puts today's date into what it compiles; the same text must give the same bytes.
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    return catalogue


def messages(catalogue: Catalog) -> Iterator[Message]:
    """Yield the messages, without the header."""
    return (message for message in catalogue if message.id)


def as_text(catalogue: Catalog, language: str) -> bytes:
    """Return the text form of a catalogue."""
    body = io.BytesIO()
    write_po(body, catalogue, omit_header=True, no_location=True, sort_output=True, width=0)
    header = HEADER.format(language=language, plural=catalogue.plural_forms)
    return header.encode() + body.getvalue().lstrip(b"\n")


def compiled(catalogue: Catalog) -> bytes:
    """Return the compiled form of a catalogue."""
    binary = io.BytesIO()
    write_mo(binary, catalogue)
    return binary.getvalue()


def is_translated(message: Message) -> bool:
    """Whether every form of the message has a text."""
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def main() -> None:
    """Bring the catalogues up to date and say what still wants a translation."""
    template = gathered()
    for language in LANGUAGES:
        path = po_path(language)
        catalogue = read(language) if path.exists() else Catalog(locale=language, charset="utf-8")
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_text(catalogue, language))
        path.with_suffix(".mo").write_bytes(compiled(read(language)))
        missing = [message.id for message in messages(catalogue) if not is_translated(message)]
        # Messages are written in English, so that catalogue may stay empty.
        told = "" if language == "en" else f", {len(missing)} to translate"
        print(f"{path.relative_to(SOURCES.parent)}: {len(catalogue)} messages{told}")


if __name__ == "__main__":
    main()
