"""The language of the interface: gettext catalogues, with English messages as their keys.

`_("Start")` translates a literal. Values go in afterwards: `_("{n} left").format(n=3)`, never an
f-string, which no catalogue can hold. A text that is defined at import time is marked by
`N_("Start")` there and translated by `_()` where it is shown.
"""

import gettext
import locale
import os

from interviewer.resources import locale_dir

LANGUAGES = ("zh", "en")
"""The languages of the interface."""

_DOMAIN = "interviewer"
_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def install(language: str) -> None:
    """Show the interface in `language` ("zh" or "en") from now on; ValueError for any other."""
    global _catalogue, _language
    if language not in LANGUAGES:
        raise ValueError(f"no such interface language: {language}")
    _catalogue = gettext.translation(
        _DOMAIN, localedir=locale_dir(), languages=[language], fallback=language == "en"
    )
    _language = language


def current() -> str:
    """Return the language that the interface is shown in."""
    return _language


def system_language() -> str:
    """Return the interface language that the system's locale asks for: "zh" or "en"."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    # C and C.UTF-8 name no language: containers set them in LC_ALL for the encoding's sake.
    said = (os.environ.get(name, "") for name in names)
    wanted = next((value for value in said if value.split(".")[0] not in ("", "C", "POSIX")), None)
    # Windows sets none of these and calls its locale "Chinese (Simplified)_China".
    name = (wanted or locale.getlocale()[0] or "").lower()
    return "zh" if name.startswith(("zh", "chinese")) else "en"


def gettext_(message: str) -> str:
    """Return `message` in the interface's language."""
    # The empty key holds the catalogue's header, which is nothing to show.
    return _catalogue.gettext(message) if message else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form for `n` things in the interface's language."""
    return _catalogue.ngettext(singular, plural, n)


def N_(message: str) -> str:
    """Mark a message for the catalogues without translating it yet."""
    return message


_ = gettext_
