"""The session as the JSON document of `show`."""

from interviewer.domain.transcript import Transcript
from interviewer.storage.documents import dumps, show_document
from interviewer.storage.records import SessionSummary


def render(summary: SessionSummary, transcript: Transcript) -> str:
    """Return the document, ending in a new line."""
    return dumps(show_document(summary, transcript)) + "\n"
