"""Beginning a session from a screen that is not its own set-up."""

from collections.abc import Sequence

from interviewer.domain.language import Language
from interviewer.domain.transcript import Kind, Transcript
from interviewer.i18n import current
from interviewer.interview.blueprints import chosen_blueprint
from interviewer.interview.workplace import Workplace


def practice_of(place: Workplace, question_ids: Sequence[str]) -> Transcript:
    """Store a new practice of these questions; for a thread. Raises NothingToAsk, StorageError."""
    plan = chosen_blueprint(place.bank, question_ids)
    language = Language(place.preferences.interview_language or current())
    return place.new_session(Kind.PRACTICE, language, plan)
