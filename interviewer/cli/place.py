"""The workplace of a command, opened and closed around it."""

import contextlib
from collections.abc import Iterator

from interviewer.interview.workplace import Workplace
from interviewer.settings import load_preferences, paths


@contextlib.contextmanager
def workplace() -> Iterator[Workplace]:
    """Give the parts of the app over the user's folders."""
    where = paths()
    place = Workplace(where, load_preferences(where))
    try:
        yield place
    finally:
        place.close()
