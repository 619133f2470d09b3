"""The keys that work now, in the last line of a screen."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

_QUIT, _HELP = "quit", "help"


def that_fit(keys: Sequence[tuple[str, int]], cells: int) -> list[bool]:
    """Tell which keys, given by action and width, are shown where there are so many cells.

    Quitting goes first, then help where all else fits then; otherwise help stays, which tells the
    others, and the last of them go.
    """
    for left_out in ((), (_QUIT,), (_QUIT, _HELP)):
        if sum(width for action, width in keys if action not in left_out) <= cells:
            return [action not in left_out for action, _width in keys]
    room = cells - sum(width for action, width in keys if action == _HELP)
    shown: list[bool] = []
    full = False
    for action, width in keys:
        if action in (_QUIT, _HELP):
            shown.append(action == _HELP)
            continue
        full = full or width > room
        room -= 0 if full else width
        shown.append(not full)
    return shown


class KeyBar(Footer):
    """Textual's footer, which shows only keys that fit as a whole, and composes seldom.

    It is composed again only when it would show something else.

    Textual composes it after every change of focus and styles each of its keys three times over,
    which is a third of the work of opening a screen and is felt while typing.
    """

    _shown: object = None

    def compose(self) -> ComposeResult:
        """Give each key the style it is going to have before it is styled for the first time."""
        widgets = list(super().compose())
        keys = [widget for widget in widgets if isinstance(widget, FooterKey)]
        for key in keys:
            key.set_reactive(FooterKey.compact, self.compact)
            key.set_class(self.compact, "-compact", update=False)
        self._fit(keys)
        yield from widgets

    def on_resize(self) -> None:
        """Show what fits now."""
        self._fit(list(self.query(FooterKey)))

    def _fit(self, keys: Sequence[FooterKey]) -> None:
        """Show those keys that fit beside the one of the commands, which is always there."""
        around, frame = (2, 1) if self.compact else (3, 2)
        wide = [cell_len(key.key_display) + cell_len(key.description) + around for key in keys]
        docked = [key.has_class("-command-palette") for key in keys]
        room = self.app.size.width - sum(
            width + frame for width, is_docked in zip(wide, docked, strict=True) if is_docked
        )
        ours = [
            (key, width)
            for key, width, is_docked in zip(keys, wide, docked, strict=True)
            if not is_docked
        ]
        fitting = that_fit([(key.action, width) for key, width in ours], room)
        for (key, _width), fits in zip(ours, fitting, strict=True):
            key.display = fits

    def bindings_changed(self, screen: Screen[object]) -> None:
        """Compose the keys again if others work now."""
        shown = [
            (active.binding, active.enabled, active.tooltip)
            for active in screen.active_bindings.values()
            if active.binding.show
        ]
        if shown != self._shown:
            # While the app is not in front, nothing is composed: then it is to be tried again.
            self._shown = shown if screen.app.app_focus and screen is self.screen else None
            super().bindings_changed(screen)
