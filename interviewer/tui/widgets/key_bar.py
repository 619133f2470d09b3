"""The keys that work now, in the last line of a screen."""

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer
from textual.widgets._footer import FooterKey


class KeyBar(Footer):
    """Textual's footer, composed again only when it would show something else.

    Textual composes it after every change of focus and styles each of its keys three times over,
    which is a third of the work of opening a screen and is felt while typing.
    """

    _shown: object = None

    def compose(self) -> ComposeResult:
        """Give each key the style it is going to have before it is styled for the first time."""
        for widget in super().compose():
            if isinstance(widget, FooterKey):
                widget.set_reactive(FooterKey.compact, self.compact)
                widget.set_class(self.compact, "-compact", update=False)
            yield widget

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
