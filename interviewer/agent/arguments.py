"""Reads a tool call's arguments while they are still arriving."""

from enum import Enum, auto

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


class _At(Enum):
    KEY = auto()
    COLON = auto()
    VALUE = auto()
    TEXT = auto()
    OTHER = auto()
    END = auto()


class ArgumentReader:
    """The text fields of one JSON object, as far as they have come.

    Lenient, since the whole is parsed strictly before anything counts: what is no object of texts
    only yields fewer fields.
    """

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        """Each text field with the letters that have arrived."""
        self.closed: set[str] = set()
        """The fields whose last letter has arrived."""
        self._at = _At.KEY
        self._key = ""
        self._letters: list[str] = []
        self._in_text = False
        self._escape = ""
        self._depth = 0

    def feed(self, fragment: str) -> None:
        """Take the next letters."""
        for letter in fragment:
            if self._in_text:
                self._in_string(letter)
            else:
                self._between(letter)
        if self._in_text and self._at is _At.TEXT:
            self.fields[self._key] = "".join(self._letters)

    def _between(self, letter: str) -> None:
        if letter == '"':
            if self._at is _At.VALUE:
                self._at = _At.TEXT
            self._in_text, self._letters = True, []
        elif self._at is _At.COLON and letter == ":":
            self._at = _At.VALUE
        elif letter in "[{" and self._at in (_At.VALUE, _At.OTHER):
            self._at = _At.OTHER
            self._depth += 1
        elif letter in "]}" and self._depth:
            self._depth -= 1
        elif letter == "}":
            self._at = _At.END
        elif letter == "," and not self._depth:
            self._at = _At.KEY
        elif self._at is _At.VALUE and not letter.isspace():
            self._at = _At.OTHER

    def _in_string(self, letter: str) -> None:
        if self._escape:
            self._escaped(letter)
        elif letter == "\\":
            self._escape = letter
        elif letter == '"':
            self._close()
        else:
            self._letters.append(letter)

    def _escaped(self, letter: str) -> None:
        self._escape += letter
        if self._escape[1] != "u":
            self._letters.append(_ESCAPES.get(letter, letter))
            self._escape = ""
        elif len(self._escape) == 6:
            self._add_code(self._escape[2:])
            self._escape = ""

    def _add_code(self, digits: str) -> None:
        try:
            letter = chr(int(digits, 16))
        except ValueError:
            return
        before = self._letters[-1] if self._letters else ""
        if "\ud800" <= before <= "\udbff" and "\udc00" <= letter <= "\udfff":
            pair = (before + letter).encode("utf-16", "surrogatepass")
            self._letters[-1] = pair.decode("utf-16")
        else:
            self._letters.append(letter)

    def _close(self) -> None:
        self._in_text = False
        text = "".join(self._letters)
        if self._at is _At.KEY:
            self._key, self._at = text, _At.COLON
        elif self._at is _At.TEXT:
            self.fields[self._key] = text
            self.closed.add(self._key)
            self._at = _At.OTHER
