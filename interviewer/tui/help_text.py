"""What F1 says: a sentence or two on the screen and on what has the focus, and the keys."""

from collections.abc import Mapping
from dataclasses import dataclass

from textual.app import App
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import (
    Button,
    Collapsible,
    Input,
    OptionList,
    Select,
    SelectionList,
    Tabs,
    TextArea,
)

from interviewer.i18n import N_, _
from interviewer.tui.widgets.cycle import Cycle
from interviewer.tui.widgets.long_list import LongList

_WIDGETS: Mapping[type[Widget], str] = {
    SelectionList: N_("The arrows move, Space chooses or leaves out."),
    OptionList: N_("The arrows move, Enter opens; a click does the same."),
    Select: N_("Enter opens the menu; typing finds an entry in it."),
    Input: N_("One line of text. ^a and ^e go to its ends, ^u deletes to its start."),
    TextArea: N_("Enter is a new line. ^z takes a change back, ^c copies, ^v pastes."),
    Tabs: N_("The arrows go from tab to tab."),
    Collapsible: N_("Enter unfolds and folds."),
    Button: N_("Enter presses the button."),
    LongList: N_("The arrows move, Enter opens; a click does the same."),
    Cycle: N_("The left and right arrows, Space or a click change the value."),
}
"""How the widgets that screens are made of are used; sections say more by a `HELP` of theirs."""


@dataclass(frozen=True)
class KeyLine:
    """One line of the table of keys."""

    keys: str
    description: str
    everywhere: bool
    """Whether it belongs to the app rather than to the screen."""


def sentences(screen: Screen[object]) -> list[str]:
    """Say what the screen is for, and how what has the focus is used."""
    said = [getattr(screen, "HELP", "")]
    if screen.focused is not None:
        said += reversed(_on_focus(screen.focused))
    return [_(sentence) for sentence in said if sentence]


def _on_focus(focused: Widget) -> list[str]:
    """Speak of the widget that has the focus, then of what it belongs to."""
    said = []
    for kind, sentence in _WIDGETS.items():
        if isinstance(focused, kind):
            said.append(sentence)
            break
    for node in focused.ancestors_with_self:
        if isinstance(node, Screen):
            break
        if sentence := getattr(node, "HELP", ""):
            said.append(str(sentence))
    return said


def key_lines(screen: Screen[object]) -> list[KeyLine]:
    """Return the keys that work on the screen now; those of the screen first."""
    lines: dict[tuple[bool, str], list[str]] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        # Textual's own keys move and edit as everywhere else; the sentences speak of them.
        if binding.id is None or not binding.description:
            continue
        everywhere = isinstance(active.node, App)
        keys = lines.setdefault((everywhere, _(binding.description)), [])
        shown = screen.app.get_key_display(binding)
        if shown not in keys:
            keys.append(shown)
    return [
        KeyLine(" ".join(keys), description, everywhere)
        for (everywhere, description), keys in sorted(lines.items(), key=lambda item: item[0][0])
    ]
