"""Bookmarks and notes on answers, set from whichever screen shows an answer."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from interviewer.i18n import _
from interviewer.storage.answers import LONGEST_NOTE, Remark
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.widgets.note import Note

BOOKMARK, NOTED = "★", "✎"

Remarking = Callable[[AppScreen, str, str, Remark], Coroutine[Any, Any, None]]
"""On a screen: changes the remark on a session's answer to a question."""


def remark_text(remark: Remark) -> str:
    """Return a remark as one paragraph, empty where there is none."""
    signs = BOOKMARK if remark.bookmarked else ""
    return f"{signs}{NOTED} {remark.note}" if remark.note else signs


async def bookmark(screen: AppScreen, session_id: str, question_id: str, remark: Remark) -> None:
    """Set the bookmark, or take it away."""
    await _keep(screen, session_id, question_id, Remark(not remark.bookmarked, remark.note))


async def write_note(screen: AppScreen, session_id: str, question_id: str, remark: Remark) -> None:
    """Let a note be written, changed or emptied."""
    asked = _("Your note on this answer; it is yours alone and search finds it.")
    dialog = Note(asked, _("Save"), LONGEST_NOTE, remark.note)
    written = await screen.app.push_screen_wait(dialog)
    if written is not None:
        await _keep(screen, session_id, question_id, Remark(remark.bookmarked, written))


async def _keep(screen: AppScreen, session_id: str, question_id: str, remark: Remark) -> None:
    place = await screen.interviewer.workplace()
    keep, now = place.answers.set_remark, place.time.now()
    await asyncio.to_thread(keep, session_id, question_id, remark, now)
