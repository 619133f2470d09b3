"""All that was ever said and graded, and every note, in one archive."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

from interviewer.i18n import N_, _
from interviewer.resources import schemas_dir
from interviewer.storage.errors import StorageError
from interviewer.storage.export.html import render as as_html
from interviewer.storage.export.json import render as as_json
from interviewer.storage.export.markdown import render as as_markdown
from interviewer.storage.mistakes import MistakeNotes
from interviewer.storage.mistakes import as_markdown as notes_as_markdown
from interviewer.storage.sessions import SessionStore

SCHEMAS = ("show.json", "session.json", "grade.json", "common.json")
"""That of a session's document, and those that it refers to."""

_IN_THE_WAY = N_("{path} exists already: choose another name.")
_UNWRITABLE = N_("{path} cannot be written: {reason}")


class ExportFailed(StorageError):
    """Nothing was written; the message is one line for the user."""


def export_everything(
    store: SessionStore,
    notes: MistakeNotes,
    prompts: Mapping[str, str],
    target: Path,
    more: Mapping[str, str] | None = None,
) -> int:
    """Write every session in every form, and the notes, to the archive `target`.

    Returns the number of sessions. `prompts` holds what questions ask, by id, for the notes;
    `more` is what stands beside them, by name. The
    archive appears whole or not at all: ExportFailed, or StorageError where the data cannot be
    read. What exists already is not replaced.
    """
    if target.exists():
        raise refused(target)
    try:
        with NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as file:
            beside = Path(file.name)
    except OSError as error:
        raise unwritable(target, error) from error
    try:
        written = _write(beside, store, notes, prompts, more or {})
        beside.replace(target)
    except OSError as error:
        raise unwritable(target, error) from error
    finally:
        beside.unlink(missing_ok=True)
    return written


def _write(
    archive: Path,
    store: SessionStore,
    notes: MistakeNotes,
    prompts: Mapping[str, str],
    more: Mapping[str, str],
) -> int:
    summaries = store.list()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for summary in summaries:
            transcript = store.transcript(summary.id)
            for ending, render in (("md", as_markdown), ("html", as_html), ("json", as_json)):
                text = render(summary, transcript)
                name = f"sessions/{summary.id}.{ending}"
                zipped.writestr(name, text.encode("utf-8", "backslashreplace"))
        if mistakes := notes.read():
            zipped.writestr("mistakes.md", notes_as_markdown(mistakes, prompts))
        for name, text in more.items():
            zipped.writestr(name, text.encode("utf-8", "backslashreplace"))
        # What the JSON documents look like, for whoever reads them by program.
        for name in SCHEMAS if summaries else ():
            zipped.write(schemas_dir() / name, f"schema/{name}")
    return len(summaries)


def refused(target: Path) -> ExportFailed:
    """Return the error that says that `target` exists already."""
    return ExportFailed(_(_IN_THE_WAY).format(path=target))


def unwritable(target: Path, error: OSError) -> ExportFailed:
    """Return the error that says why `target` cannot be written."""
    return ExportFailed(_(_UNWRITABLE).format(path=target, reason=error.strerror or error))
