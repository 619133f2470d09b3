"""Finds the sessions in which words were said."""

from sqlalchemy import Connection, select

from interviewer.storage.schema import sessions, turns


def sessions_with(connection: Connection, text: str) -> set[str]:
    """Return the ids of the sessions whose turns hold every word of `text`; all if it is blank.

    Words are literal; case matters for letters beyond ASCII alone. A whole id finds its session.
    """
    found: set[str] | None = None
    for word in text.split():
        holds = turns.c.text.contains(word, autoescape=True)
        ids: set[str] = set(
            connection.execute(select(turns.c.session_id).where(holds).distinct()).scalars()
        )
        ids |= set(connection.execute(select(sessions.c.id).where(sessions.c.id == word)).scalars())
        found = ids if found is None else found & ids
    if found is None:
        return set(connection.execute(select(sessions.c.id)).scalars())
    return found
