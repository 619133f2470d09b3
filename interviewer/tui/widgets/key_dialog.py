"""A dialog that waits for one key, to give it to a binding."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from interviewer.i18n import _
from interviewer.tui.keys import Key, objection, shown
from interviewer.tui.widgets.prose import Prose

DEFAULT = "default"


class KeyDialog(ModalScreen[str | None]):
    """Returns the key, `DEFAULT` for the default ones, or None when it is left with Escape."""

    TAKES_EVERY_KEY = True

    def __init__(self, key: Key, keymap: dict[str, str]) -> None:
        """Ask for the key of a binding; `keymap` holds the keys that others were given."""
        super().__init__()
        self._key = key
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        """Say what is waited for; below it, why a key cannot be had."""
        with Vertical(id="key"):
            yield Prose(_("Press the new key for “{name}”.").format(name=_(self._key.description)))
            default = shown(",".join(self._key.keys))
            told = _("Backspace: the default again ({keys}) · Escape: leave it as it is")
            yield Prose(told.format(keys=default), classes="dim")
            yield Prose(id="key-objection")

    def on_key(self, event: events.Key) -> None:
        """Take the key, or say why it cannot be had."""
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self.dismiss(None)
        elif event.key == "backspace":
            self.dismiss(DEFAULT)
        elif (why_not := objection(event.key, self._key, self._keymap)) is not None:
            self.query_one("#key-objection", Prose).show(why_not)
        else:
            self.dismiss(event.key)
