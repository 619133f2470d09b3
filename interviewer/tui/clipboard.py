"""The system's own clipboard, where there is one."""

from contextlib import suppress


def copy(text: str) -> None:
    """Put `text` on the clipboard, or do nothing where no program for that is found."""
    import pyperclip

    with suppress(pyperclip.PyperclipException, OSError):
        pyperclip.copy(text)
