"""The table of keys is whole and free of conflicts, and only keys that work can be given."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App
from textual.binding import Binding
from textual.screen import ModalScreen, Screen

from interviewer.i18n import gettext_, install
from interviewer.tui.keys import (
    PLACES,
    Key,
    by_place,
    is_typed,
    keys_now,
    meet,
    objection,
    owners,
    shown,
    table,
    without_conflicts,
)


def key(binding_id: str) -> Key:
    return next(key for key in table() if key.id == binding_id)


def test_every_binding_of_ours_is_in_the_table_once() -> None:
    doubled = [id_ for id_, n in Counter(key.id for key in table()).items() if n > 1]
    assert doubled == []
    assert {"app.help", "bank.search", "answer.submit", "question.rubric"} <= {
        key.id for key in table()
    }


def test_every_binding_of_ours_has_an_id() -> None:
    """Without one it can neither be given another key nor be named in help."""
    nameless = [
        (owner.__name__, binding)
        for owner in owners()
        for binding in owner.__dict__.get("BINDINGS", ())
        if not isinstance(binding, Binding) or binding.id is None
    ]
    assert nameless == []


def test_every_key_says_in_both_languages_what_it_does() -> None:
    """Keys without a description are shown nowhere, so they must be the usual ones."""
    install("zh")
    silent = {key.id: key.keys for key in table() if not key.description}
    usual = {"up", "down", "left", "right", "enter", "space", "escape", "home", "end"}
    assert {id_: keys for id_, keys in silent.items() if not set(keys) <= usual} == {}
    said = {key.description for key in table() if key.description.isascii()}
    untranslated = [
        words for words in said - {""} if not words.isdigit() and gettext_(words) == words
    ]
    assert untranslated == []


def test_screens_have_a_place_and_dialogs_need_none() -> None:
    homeless = {
        key.id: key.owner.__name__
        for key in table()
        if key.place not in PLACES
        and issubclass(key.owner, (Screen, App))
        and not issubclass(key.owner, ModalScreen)
    }
    assert homeless == {}
    assert {place for place, _ in by_place()} <= set(PLACES)


def test_no_two_keys_of_a_screen_and_of_the_app_are_the_same() -> None:
    """Widgets are looked at where they stand, in test_every_screen."""
    owners = [key for key in table() if issubclass(key.owner, (Screen, App))]
    clashes = [
        (one.id, other.id, press)
        for number, one in enumerate(owners)
        for other in owners[:number]
        if meet(one, other)
        for press in set(one.keys) & set(other.keys)
    ]
    assert clashes == []


@pytest.mark.parametrize("press", ["enter", "escape", "tab", "up", "ctrl+c", "backspace"])
def test_keys_that_everything_needs_are_kept(press: str) -> None:
    assert objection(press, key("bank.search"), {}) is not None


def test_a_letter_is_no_key_where_text_is_typed() -> None:
    assert objection("s", key("answer.submit"), {}) is not None
    assert objection("full_stop", key("bank.search"), {}) is not None
    assert objection("s", key("question.rubric"), {}) is None


def test_a_key_that_edits_text_is_refused_where_the_editor_would_take_it() -> None:
    assert objection("ctrl+a", key("sitting.hint"), {}) is not None
    # A key of priority reaches its binding before the editor sees it.
    assert key("app.commands").priority
    assert objection("ctrl+t", key("app.commands"), {}) is None


def test_a_key_that_is_taken_is_refused_by_name_and_place() -> None:
    said = objection("f3", key("bank.filter"), {})
    assert said is not None
    assert "Question bank › Search" in said
    assert objection("f3", key("bank.filter"), {"bank.search": "f12"}) is None
    assert objection("f12", key("bank.filter"), {"bank.search": "f12"}) is not None
    assert objection("f1", key("question.note"), {}) is not None


def test_other_screens_do_not_matter() -> None:
    assert not meet(key("bank.search"), key("question.rubric"))
    assert objection("f3", key("question.note"), {}) is None


def test_its_own_key_is_always_free() -> None:
    for each in table():
        if each.can_be_changed and not set(each.keys) & {"enter", "space", "delete"}:
            assert objection(each.keys[0], each, {}) is None, each.id


CHANGEABLE = sorted({key.id for key in table() if key.can_be_changed})
presses = st.sampled_from(["f2", "f3", "f5", "f11", "f12", "ctrl+t", "ctrl+g", "r", "x", "m", "q"])


@given(st.lists(st.tuples(st.sampled_from(CHANGEABLE), presses), max_size=12))
def test_no_way_of_changing_keys_gives_two_meeting_bindings_the_same(
    changes: list[tuple[str, str]],
) -> None:
    keymap: dict[str, str] = {}
    for id_, press in changes:
        if objection(press, key(id_), keymap) is None:
            keymap[id_] = press
    for id_ in keymap:
        for other in table():
            if other.id != id_ and meet(key(id_), other):
                assert not set(keys_now(key(id_), keymap)) & set(keys_now(other, keymap))


def test_a_keymap_from_a_file_keeps_only_what_can_be_had() -> None:
    keymap = {
        "bank.search": "f12",
        "bank.filter": "f12",
        "question.note": "enter",
        "no.such": "f2",
        "list.down": "f9",
        "sitting.hint": "f11",
    }
    assert without_conflicts(keymap) == {"sitting.hint": "f11"}


def test_two_keys_may_change_places() -> None:
    keymap = {"bank.search": "f4", "bank.filter": "f3"}
    assert without_conflicts(keymap) == keymap


def test_a_key_that_falls_back_takes_its_default_back() -> None:
    assert without_conflicts({"bank.search": "f4", "bank.filter": "enter"}) == {}


@pytest.mark.parametrize(
    ("keys", "text"),
    [("ctrl+j,ctrl+enter,f5", "^j ^⏎ f5"), ("question_mark", "?"), ("shift+tab", "shift+tab")],
)
def test_keys_are_shown_as_people_write_them(keys: str, text: str) -> None:
    assert shown(keys) == text


@pytest.mark.parametrize("press", ["a", "A", "space", "slash", "at", "minus", "full_stop", "é"])
def test_keys_that_type_are_known(press: str) -> None:
    assert is_typed(press)


@pytest.mark.parametrize("press", ["f1", "f20", "ctrl+a", "insert", "up", "shift+tab", "pagedown"])
def test_keys_that_do_not_type_are_known(press: str) -> None:
    assert not is_typed(press)
