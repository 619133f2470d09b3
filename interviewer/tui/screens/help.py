"""Help on F1: what the screen beneath is for, and which keys work on it now."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from interviewer.i18n import N_, _
from interviewer.tui.help_text import KeyLine, key_lines, sentences
from interviewer.tui.inert import content
from interviewer.tui.widgets.prose import Prose

_KEY_CELLS = 16


class HelpScreen(ModalScreen[None]):
    """A page over the screen; any of its keys leads back."""

    CSS_PATH = "help.tcss"
    BINDINGS = [Binding("escape,enter", "leave", N_("Back"), id="help.leave")]

    def __init__(self, screen: Screen[object]) -> None:
        """Help with `screen` as it is now."""
        super().__init__()
        self._sentences = sentences(screen)
        self._keys = key_lines(screen)

    def compose(self) -> ComposeResult:
        """Sentences, keys, and the way for those whom screens do not suit."""
        with VerticalScroll(id="help"):
            for sentence in self._sentences:
                yield Prose(sentence, classes="help-sentence")
            yield from self._table(_("Keys here"), [k for k in self._keys if not k.everywhere])
            yield from self._table(_("Keys everywhere"), [k for k in self._keys if k.everywhere])
            yield Prose(
                _(
                    "Whatever is shown can be clicked, too. In Settings › Keys you can give keys "
                    "of your own."
                ),
                classes="help-sentence",
            )
            yield Prose(
                _(
                    "Plain mode speaks in lines of text, for screen readers and simple "
                    "terminals: interviewer mock --plain"
                ),
                classes="help-sentence dim",
            )

    def on_mount(self) -> None:
        """Say how to go back."""
        page = self.query_one("#help")
        page.border_title = _("Help")
        page.border_subtitle = _("Escape: back")

    def _table(self, title: str, lines: list[KeyLine]) -> ComposeResult:
        if lines:
            yield Static(title, classes="heading", markup=False)
            yield Static(Content("\n").join(map(_row, lines)), markup=False)

    def action_leave(self) -> None:
        """Back to the screen."""
        self.dismiss(None)


def _row(line: KeyLine) -> Content:
    keys = content(line.keys)
    gap = " " * max(2, _KEY_CELLS - keys.cell_length)
    return keys.stylize("bold $text-primary") + content(gap + line.description)
