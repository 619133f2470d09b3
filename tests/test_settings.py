"""Folders are found and made on demand; preferences survive, and never hold a secret."""

import os
import stat
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.settings import (
    FolderUnavailable,
    Paths,
    Preferences,
    load_preferences,
    paths,
    save_preferences,
)


def test_home_variable_puts_everything_under_one_folder(home: Path) -> None:
    found = paths()
    places = [found.database, found.lock, found.logs, found.own_banks, found.index]
    assert all(place.is_relative_to(home) for place in [*places, found.preferences])


def test_without_the_variable_the_platform_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INTERVIEWER_HOME")
    found = paths()
    assert {"interviewer"} <= set(found.data.parts)
    assert found.data.is_absolute()
    assert found.config.is_absolute()
    assert found.cache not in (found.data, found.config)


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INTERVIEWER_HOME")
    unset = paths()
    monkeypatch.setenv("INTERVIEWER_HOME", "")
    assert paths() == unset


def test_a_relative_home_does_not_move_with_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INTERVIEWER_HOME", "here")
    assert paths().data == tmp_path / "here" / "data"


def test_folders_are_made_when_they_are_asked_for_and_not_before(home: Path) -> None:
    found = paths()
    assert not home.exists()
    assert found.database.parent.is_dir()
    assert found.logs.is_dir()
    assert found.own_banks.is_dir()
    assert found.index.parent.is_dir()


def test_what_was_said_is_readable_by_its_owner_alone() -> None:
    assert stat.S_IMODE(paths().database.parent.stat().st_mode) == 0o700


def test_a_file_in_the_way_is_named_in_one_line(home: Path) -> None:
    home.parent.mkdir(parents=True, exist_ok=True)
    home.write_text("not a folder")
    with pytest.raises(FolderUnavailable) as raised:
        _ = paths().database
    assert str(home) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_unwritable_folder_is_named_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Permissions do not bind root, so the system's answer is played instead.
    monkeypatch.setattr(os, "access", lambda *_args, **_named: False)
    with pytest.raises(FolderUnavailable, match="not writable") as raised:
        _ = Paths(tmp_path, tmp_path, tmp_path).database
    assert str(tmp_path) in str(raised.value)


def test_there_are_preferences_before_anything_was_saved(home: Path) -> None:
    assert load_preferences() == Preferences()
    assert not home.exists()


_texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
_preferences = st.builds(
    Preferences,
    language=st.sampled_from([None, "zh", "en"]),
    interview_language=st.sampled_from([None, "zh", "en"]),
    theme=_texts,
    persona=st.sampled_from(["friendly", "neutral", "tough"]),
    connection=_texts,
    grader=_texts,
    embedding=_texts,
    own_banks=st.lists(_texts),
    welcomed=st.booleans(),
    keymap=st.dictionaries(_texts, _texts),
    connections=st.dictionaries(
        _texts,
        st.dictionaries(
            st.sampled_from(["base_url", "model", "api_key_env", "timeout", "keyring"]),
            _texts | st.integers(-(2**53), 2**53) | st.booleans(),
        ),
    ),
)


@settings(max_examples=40)
@given(_preferences, _preferences)
def test_what_is_saved_is_loaded(first: Preferences, second: Preferences) -> None:
    save_preferences(first)
    assert load_preferences() == first
    save_preferences(second)
    loaded = load_preferences()
    assert loaded == second
    assert loaded.problems == ()


def test_comments_and_unknown_settings_are_kept() -> None:
    path = paths().preferences
    path.parent.mkdir(parents=True)
    path.write_text('# mine\ntheme = "light"  # bright room\nnewer_than_us = 3\n', encoding="utf-8")
    save_preferences(replace(load_preferences(), language="zh"))
    text = path.read_text(encoding="utf-8")
    assert "# mine" in text
    assert "# bright room" in text
    assert tomllib.loads(text) == {"theme": "light", "newer_than_us": 3, "language": "zh"}


def test_what_is_back_at_its_default_leaves_the_file() -> None:
    save_preferences(Preferences(theme="light"))
    save_preferences(Preferences())
    assert tomllib.loads(paths().preferences.read_text(encoding="utf-8")) == {}


def test_a_bad_value_is_named_and_its_default_stands_in() -> None:
    path = paths().preferences
    path.parent.mkdir(parents=True)
    path.write_text('language = "fr"\nkeymap = ["a"]\ntheme = "light"\n', encoding="utf-8")
    loaded = load_preferences()
    assert loaded == Preferences(theme="light")
    assert len(loaded.problems) == 2
    assert all(str(path) in problem for problem in loaded.problems)


@pytest.mark.parametrize("content", [b"theme = ", b"\xff\xfe\x00", b"a = 1\na = 2"])
def test_a_broken_file_is_reported_and_set_aside_when_saving(content: bytes) -> None:
    path = paths().preferences
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    loaded = load_preferences()
    assert loaded == Preferences()
    assert len(loaded.problems) == 1
    save_preferences(replace(loaded, theme="light"))
    assert load_preferences() == Preferences(theme="light")
    assert path.with_name("preferences.toml.broken").read_bytes() == content


@given(st.binary(max_size=200))
def test_no_file_content_keeps_the_app_from_starting(content: bytes) -> None:
    path = paths().preferences
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    assert isinstance(load_preferences(), Preferences)


@pytest.mark.parametrize("name", ["api_key", "API_KEY", "password", "token"])
def test_a_secret_is_refused_and_nothing_is_written(name: str) -> None:
    hidden = Preferences(connections={"mine": {"model": "m", name: "sk-secret"}})
    with pytest.raises(ValueError, match="secret") as raised:
        save_preferences(hidden)
    assert "sk-secret" not in str(raised.value)
    assert not paths().preferences.exists()


def test_a_value_that_belongs_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="language"):
        save_preferences(Preferences(language="fr"))


def test_a_failed_write_leaves_the_old_file(monkeypatch: pytest.MonkeyPatch) -> None:
    save_preferences(Preferences(theme="light"))

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FolderUnavailable, match="No space left"):
        save_preferences(Preferences(theme="dark-blue"))
    assert load_preferences() == Preferences(theme="light")
    assert [entry.name for entry in paths().preferences.parent.iterdir()] == ["preferences.toml"]


def test_a_linked_file_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text("")
    path = paths().preferences
    path.parent.mkdir(parents=True)
    path.symlink_to(real)
    save_preferences(Preferences(theme="light"))
    assert path.is_symlink()
    assert tomllib.loads(real.read_text()) == {"theme": "light"}
