"""Which cards are due, in SQL that the standard library alone can run: Home asks it too.

A card is a question, or one of its points (`point_id` is then not empty). While a question is due
as a whole its points wait: the answer to it will speak of them.
"""

from datetime import UTC, datetime

DUE = """
    SELECT question_id, point_id FROM cards AS card
    WHERE due < :before AND (point_id = '' OR NOT EXISTS (
        SELECT 1 FROM cards AS whole
        WHERE whole.question_id = card.question_id AND whole.point_id = '' AND whole.due < :before
    ))
    ORDER BY due, question_id, point_id
"""
"""The longest overdue first. `:before` is a `stored_time`."""

STALE = "SELECT EXISTS (SELECT 1 FROM stale_questions)"
"""Whether grades have changed since the cards were made from them."""


def stored_time(at: datetime) -> str:
    """Return `at` as UTC in a form that sorts as the times do; ValueError without a time zone."""
    if at.tzinfo is None:
        raise ValueError(f"a time without a time zone cannot be stored: {at}")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def end_of_day(now: datetime) -> datetime:
    """Return when the day of `now` ends here; what is due before is due today."""
    local = now.astimezone()
    return local.replace(hour=23, minute=59, second=59, microsecond=999_999)
