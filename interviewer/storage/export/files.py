"""A session as a file: its form, its name, where it goes by default, and writing it whole."""

from enum import StrEnum
from pathlib import Path
from tempfile import NamedTemporaryFile

import platformdirs

from interviewer.domain.transcript import Transcript
from interviewer.storage.export import html, json, markdown
from interviewer.storage.export.everything import refused, unwritable
from interviewer.storage.records import SessionSummary


class Format(StrEnum):
    """What a session can be exported as; the value is the file's ending."""

    MD = "md"
    HTML = "html"
    JSON = "json"


def rendered(form: Format, summary: SessionSummary, transcript: Transcript) -> str:
    """Return the whole file."""
    match form:
        case Format.MD:
            return markdown.render(summary, transcript)
        case Format.HTML:
            return html.render(summary, transcript)
        case Format.JSON:
            return json.render(summary, transcript)


def default_path(summary: SessionSummary, form: Format) -> Path:
    """Return a free name in the user's folder of documents, or at home where there is none."""
    documents = platformdirs.user_documents_path()
    folder = documents if documents.is_dir() else Path.home()
    begun = f"{summary.started_at.astimezone():%Y-%m-%d-%H%M}"
    stem = f"interviewer-{summary.kind.value}-{begun}"
    path = folder / f"{stem}.{form.value}"
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.{form.value}"
    return path


def write(path: Path, text: str) -> None:
    """Write `text` whole or not at all; what exists already is not replaced. ExportFailed."""
    if path.exists():
        raise refused(path)
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
            beside = Path(file.name)
            file.write(text.encode("utf-8", "backslashreplace"))
        try:
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(path, error) from error
