"""Names of sessions: short, sortable by time, easy to type, and not guessed by counting."""

import secrets
from datetime import UTC, datetime

# Crockford's base 32: no i, l, o, u, so nothing is mistaken for a digit or spells a word.
_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_TIME_DIGITS = 6
_RANDOM_DIGITS = 4


def new_session_id(at: datetime) -> str:
    """Return a new name for a session that starts at `at`: six digits of time, four of chance.

    The first six count seconds since 2026, and sort as the times do for 34 years.
    """
    seconds = max(0, int((at - _EPOCH).total_seconds()))
    return _base32(seconds, _TIME_DIGITS) + _base32(
        secrets.randbelow(32**_RANDOM_DIGITS), _RANDOM_DIGITS
    )


def _base32(number: int, digits: int) -> str:
    written = ""
    for _ in range(digits):
        number, digit = divmod(number, 32)
        written = _DIGITS[digit] + written
    return written
