"""Characters that nobody sees, made visible: in a file, text must not act, only be read."""

import re

# Controls, direction overrides, zero-width and other invisible signs, line separators that only
# some programs obey, hidden tag letters, lone surrogates. The joiners stay: emoji and several
# scripts need them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """Return `text` with a sign for each invisible character; new lines and tabs stay."""
    return _INVISIBLE.sub(_sign, text.replace("\r\n", "\n"))


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"
