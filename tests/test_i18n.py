"""Every text of the interface can be translated, and is."""

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from interviewer import i18n
from tests import catalogues

MARKERS = {"_": 1, "gettext_": 1, "N_": 1, "ngettext": 2}
"""The functions that mark messages, and how many of them each takes."""


def _ids(found: Iterator[Message]) -> set[str]:
    return {message.id if isinstance(message.id, str) else message.id[0] for message in found}


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_catalogue_holds_what_the_code_says(language: str) -> None:
    said = _ids(catalogues.messages(catalogues.gathered()))
    assert _ids(catalogues.messages(catalogues.read(language))) == said, "run `make messages`"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_files_are_as_make_messages_leaves_them(language: str) -> None:
    catalogue = catalogues.read(language)
    path = catalogues.po_path(language)
    assert path.read_bytes() == catalogues.as_text(catalogue, language), "run `make messages`"
    assert path.with_suffix(".mo").read_bytes() == catalogues.compiled(catalogue), (
        "run `make messages`"
    )


def test_every_message_is_translated_into_chinese() -> None:
    waiting = [
        message.id
        for message in catalogues.messages(catalogues.read("zh"))
        if not catalogues.is_translated(message)
    ]
    assert waiting == []


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_nothing_is_fuzzy(language: str) -> None:
    assert [m.id for m in catalogues.messages(catalogues.read(language)) if m.fuzzy] == []


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_translation_fills_in_the_same_values(language: str) -> None:
    wrong = [
        (message.id, text)
        for message in catalogues.messages(catalogues.read(language))
        for text in _texts(message.string)
        if text and _values(text) != _values(_texts(message.id)[-1])
    ]
    assert wrong == []


def _texts(either: str | Sequence[str] | None) -> list[str]:
    return [either] if isinstance(either, str) else list(either or [])


def _values(text: str) -> set[str]:
    return set(re.findall(r"\{(\w*)[^{}]*\}", text))


def _marked() -> Iterator[tuple[Path, ast.Call, int]]:
    for path in sorted(catalogues.SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name in MARKERS:
                    yield path, node, MARKERS[name]


def test_a_message_with_values_is_marked_before_they_go_in() -> None:
    """`_(f"{n} left")` looks up a text that no catalogue can hold."""
    wrong = [
        f"{path.relative_to(catalogues.SOURCES)}:{call.lineno}"
        for path, call, count in _marked()
        if any(isinstance(part, ast.JoinedStr | ast.BinOp) for part in call.args[:count])
        or any(_is_formatted(part) for part in call.args[:count])
    ]
    assert wrong == []


def _is_formatted(part: ast.expr) -> bool:
    return (
        isinstance(part, ast.Call)
        and isinstance(part.func, ast.Attribute)
        and part.func.attr == "format"
    )


def test_the_interface_speaks_the_installed_language() -> None:
    message = next(
        m
        for m in catalogues.messages(catalogues.read("zh"))
        if isinstance(m.id, str) and m.string and m.string != m.id
    )
    i18n.install("zh")
    assert (i18n.current(), i18n.gettext_(str(message.id))) == ("zh", message.string)
    i18n.install("en")
    assert (i18n.current(), i18n.gettext_(str(message.id))) == ("en", message.id)


def test_english_counts_in_two_forms() -> None:
    assert i18n.ngettext("{n} hint", "{n} hints", 1) == "{n} hint"
    assert i18n.ngettext("{n} hint", "{n} hints", 2) == "{n} hints"


def test_a_text_that_no_catalogue_has_is_shown_as_it_is() -> None:
    i18n.install("zh")
    assert i18n.gettext_("xyzzy") == "xyzzy"
    assert i18n.gettext_("") == ""
    assert i18n.N_("Start") == "Start"


def test_an_unknown_language_is_refused_and_changes_nothing() -> None:
    with pytest.raises(ValueError, match="fr"):
        i18n.install("fr")
    assert i18n.current() == "en"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.Big5"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": ""}, "en"),
    ],
)
def test_the_first_language_is_that_of_the_system(
    variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LANG")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    assert i18n.system_language() == expected


def test_windows_names_its_locale_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LANG")
    monkeypatch.setattr("locale.getlocale", lambda: ("Chinese (Simplified)_China", "936"))
    assert i18n.system_language() == "zh"
