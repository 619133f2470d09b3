"""Keeps what stands in the editor on disk, at most half a second behind the fingers."""

import asyncio
from collections.abc import Awaitable, Callable

SAVE_DELAY = 0.3
"""Seconds between a change and its save: the promise is 0.5, the write takes its own time."""


class DraftKeeper:
    """Saves the newest text after a short delay, once for many keystrokes."""

    def __init__(self, save: Callable[[str], Awaitable[bool]], saved: str = "") -> None:
        """`save` puts one text on disk and says whether it could; `saved` is there already."""
        self._save = save
        self._text = self._saved = saved
        self._task: asyncio.Task[None] | None = None

    @property
    def text(self) -> str:
        """What stands in the editor, saved or not."""
        return self._text

    def note(self, text: str) -> None:
        """Take a change of the editor; returns at once."""
        self._text = text
        if self._text != self._saved and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._save_until_even())

    async def flush(self) -> None:
        """Save what is not saved yet, now."""
        await self._stop()
        await self._save_text()

    async def cleared(self) -> None:
        """Forget the text: it is stored as an answer, or its question is over."""
        await self._stop()
        self._text = self._saved = ""

    async def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _save_until_even(self) -> None:
        # A save that fails is tried again: the disk may have room a moment later.
        while self._text != self._saved:
            await asyncio.sleep(SAVE_DELAY)
            await self._save_text()

    async def _save_text(self) -> None:
        text = self._text
        if text != self._saved and await self._save(text):
            self._saved = text
