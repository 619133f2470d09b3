"""Every key of the app in one table: its default, whose it is, and which may be given to it.

The table is read from the `BINDINGS` of the classes themselves, so that no key can be missing. It
imports all screens: for a thread, or once a screen is open.
"""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import Keys, format_key
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, TextArea

from interviewer.i18n import N_, _

PLACES: Mapping[str, str] = {
    "app": N_("Everywhere"),
    "home": N_("Home"),
    "first": N_("First start"),
    "mock_setup": N_("Setting up a mock interview"),
    "plan": N_("The plan of a mock"),
    "practice_setup": N_("Setting up practice"),
    "sitting": N_("Interview and practice"),
    "answer": N_("Answer"),
    "practice": N_("Practice"),
    "session": N_("Session"),
    "report": N_("Report"),
    "reviews": N_("Review"),
    "answers": N_("Answers"),
    "regrading": N_("Grade sessions again"),
    "comparison": N_("Compare grades"),
    "replay": N_("Replay"),
    "prediction": N_("Prediction"),
    "transcript": N_("Transcript"),
    "bank": N_("Question bank"),
    "question": N_("Question"),
    "progress": N_("Progress"),
    "settings": N_("Settings"),
}
"""The parts of the app whose keys can be changed, by the first half of a binding's id.

Ids with another first half belong to small widgets and dialogs, whose keys stay as they are.
"""

_KEPT = frozenset(
    "enter tab shift+tab escape space backspace delete up down left right home end pageup pagedown "
    "ctrl+c ctrl+x ctrl+v ctrl+z ctrl+i ctrl+m ctrl+h".split()
)
"""Keys that move, edit or copy everywhere, and those that terminals send in their place."""


@dataclass(frozen=True, slots=True)
class Key:
    """One binding."""

    id: str
    keys: tuple[str, ...]
    """The default ones."""
    action: str
    description: str
    """Untranslated."""
    priority: bool
    owner: type[DOMNode]
    """The class whose key it is."""

    @property
    def place(self) -> str:
        """The part of the app, as in `PLACES`."""
        return self.id.partition(".")[0]

    @property
    def can_be_changed(self) -> bool:
        """Whether the user may give it other keys."""
        # Digits that stand for a number are best left alone, and Escape leads back everywhere.
        says = bool(self.description) and not self.description.isdigit()
        return self.place in PLACES and says and "escape" not in self.keys


@cache
def table() -> tuple[Key, ...]:
    """Return every binding of the app that has an id, in the order of the places."""
    order = {place: number for number, place in enumerate(PLACES)}
    found = [key for owner in owners() for key in _keys_of(owner)]
    return tuple(sorted(found, key=lambda key: order.get(key.place, len(order))))


def owners() -> Iterator[type[DOMNode]]:
    """Give every class of the app that can have keys, each once."""
    import interviewer.tui
    from interviewer.tui.app import InterviewerApp

    for module in pkgutil.walk_packages(interviewer.tui.__path__, "interviewer.tui."):
        importlib.import_module(module.name)
    left: list[type[DOMNode]] = [DOMNode]
    seen: set[type[DOMNode]] = set()
    while left:
        owner = left.pop()
        for child in owner.__subclasses__():
            if child not in seen:
                seen.add(child)
                left.append(child)
    ours = (owner for owner in seen if owner.__module__.startswith("interviewer."))
    yield from sorted(ours, key=lambda owner: (owner is not InterviewerApp, owner.__name__))


def _keys_of(owner: type[DOMNode]) -> Iterator[Key]:
    declared = [
        binding for binding in owner.__dict__.get("BINDINGS", ()) if isinstance(binding, Binding)
    ]
    for binding in declared:
        if binding.id is not None:
            keys = tuple(key.strip() for key in binding.key.split(","))
            yield Key(
                binding.id, keys, binding.action, binding.description, binding.priority, owner
            )


def meet(one: Key, other: Key) -> bool:
    """Tell whether both may be active at the same time."""
    if App in one.owner.__mro__ or App in other.owner.__mro__:
        return True
    if issubclass(one.owner, other.owner) or issubclass(other.owner, one.owner):
        return True
    if issubclass(one.owner, ModalScreen) or issubclass(other.owner, ModalScreen):
        return False
    # Two widgets, or two screens, do not have the focus at once; a widget may stand on any screen,
    # but where the defaults are the same it does not: the tests hold every screen to that.
    screens = issubclass(one.owner, Screen) + issubclass(other.owner, Screen)
    return screens == 1 and not set(one.keys) & set(other.keys)


def keys_now(key: Key, keymap: Mapping[str, str]) -> tuple[str, ...]:
    """Return the keys that a binding has, default or changed."""
    changed = keymap.get(key.id)
    return tuple(changed.split(",")) if changed else key.keys


def objection(
    wanted: str, key: Key, keymap: Mapping[str, str], keys: Sequence[Key] | None = None
) -> str | None:
    """Say why a binding cannot have the key `wanted`, or None if it can."""
    if wanted in _KEPT:
        return _("{key} moves or edits everywhere and stays as it is.").format(key=shown(wanted))
    if is_typed(wanted) and not any(map(is_typed, key.keys)):
        return _("{key} types text here: choose a function key, or one with Ctrl.").format(
            key=shown(wanted)
        )
    if not key.priority and not is_typed(key.keys[0]) and wanted in _editing():
        return _("{key} edits text: choose another.").format(key=shown(wanted))
    for other in table() if keys is None else keys:
        if other.id != key.id and meet(key, other) and wanted in keys_now(other, keymap):
            place, name = _(PLACES.get(other.place, "")), _(other.description)
            return _("{key} is taken: {name}.").format(
                key=shown(wanted), name=" › ".join(part for part in (place, name) if part)
            )
    return None


def is_typed(key: str) -> bool:
    """Tell whether a key puts a character into a text."""
    return key == "space" or ("+" not in key and key not in _named_keys())


@cache
def _named_keys() -> frozenset[str]:
    """Return the names of the keys that are no characters: f1, up, insert …"""
    return frozenset(key.value for key in Keys)


@cache
def _editing() -> frozenset[str]:
    """Return the keys that text fields use themselves."""
    return frozenset(
        key.strip()
        for owner in (Input, TextArea)
        for binding in owner.BINDINGS
        if isinstance(binding, Binding)
        for key in binding.key.split(",")
    )


def shown(keys: str) -> str:
    """Return keys as the footer shows them: `ctrl+j,f5` as `^j f5`."""
    return " ".join(_shown(key) for key in keys.split(","))


def _shown(key: str) -> str:
    *modifiers, last = key.split("+") if key != "+" else [key]
    name = format_key(last)
    if modifiers == ["ctrl"]:
        return f"^{name}"
    return "+".join((*modifiers, name))


def without_conflicts(keymap: Mapping[str, str]) -> dict[str, str]:
    """Return what of a keymap can be had; the rest, and what is no binding of ours, falls back."""
    known = {key.id: key for key in table() if key.can_be_changed}
    kept = {id_: keys for id_, keys in keymap.items() if id_ in known}
    while True:
        # One that falls back takes its default again, which another may have been given.
        refused = {
            id_
            for id_, keys in kept.items()
            if any(objection(key, known[id_], kept) for key in keys.split(","))
        }
        if not refused:
            return kept
        kept = {id_: keys for id_, keys in kept.items() if id_ not in refused}


def by_place() -> list[tuple[str, list[Key]]]:
    """Return the bindings that can be changed, by place; the same one of two classes once."""
    changeable = {key.id: key for key in table() if key.can_be_changed}
    return [
        (place, list(keys)) for place, keys in groupby(changeable.values(), lambda key: key.place)
    ]
