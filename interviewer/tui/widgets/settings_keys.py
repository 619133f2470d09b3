"""Settings: every key that can be changed, by the place where it works."""

from collections.abc import Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, OptionList
from textual.widgets.option_list import Option

from interviewer.i18n import N_, _
from interviewer.tui.inert import content
from interviewer.tui.keys import PLACES, Key, keys_now, shown
from interviewer.tui.widgets.prose import Prose

_KEY_CELLS = 18


class KeySettings(Vertical):
    """A list of keys; which of them is to be changed is told."""

    HELP = N_("Choose a line and press Enter, then the key that it shall have.")
    BINDINGS = [Binding("x", "reset", N_("All defaults"), id="keys.reset")]

    class Wanted(Message):
        """A key is to be changed; None means that all are to be the default ones again."""

        def __init__(self, key: Key | None) -> None:
            super().__init__()
            self.key = key

    def __init__(self) -> None:
        """The keys come later."""
        super().__init__()
        self._keys: dict[str, Key] = {}

    def compose(self) -> ComposeResult:
        """Reserve the list."""
        yield Prose(_("One moment …"), id="keys-state", classes="dim")
        yield OptionList(id="keys-list", markup=False)
        with Horizontal(id="keys-ways"):
            yield Button(content(_("All defaults")), id="keys-reset", compact=True)

    def show(self, places: Sequence[tuple[str, list[Key]]], keymap: Mapping[str, str]) -> None:
        """Show the keys, those that were changed marked."""
        listed = self.query_one(OptionList)
        pointed_at = listed.highlighted
        self._keys = {key.id: key for _place, keys in places for key in keys}
        listed.clear_options()
        for place, keys in places:
            title = content(_(PLACES[place])).stylize("bold $text-primary")
            listed.add_option(Option(title, disabled=True))
            listed.add_options(Option(_row(key, keymap), id=key.id) for key in keys)
        listed.highlighted = pointed_at if pointed_at is not None else 1
        self.query_one("#keys-state", Prose).show(_("Enter changes a key; * marks changed ones."))

    @on(OptionList.OptionSelected)
    def _change(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Wanted(self._keys[event.option.id or ""]))

    @on(Button.Pressed)
    def _press(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_reset()

    def action_reset(self) -> None:
        """Ask for all default keys."""
        self.post_message(self.Wanted(None))


def _row(key: Key, keymap: Mapping[str, str]) -> Content:
    keys = content(shown(",".join(keys_now(key, keymap))))
    mark = "* " if key.id in keymap else "  "
    gap = " " * max(2, _KEY_CELLS - keys.cell_length)
    return Content.assemble(mark, keys.stylize("bold"), content(gap + _(key.description)))
