"""Whatever is typed into the fields becomes a connection, or one sentence on what is missing."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.models.connection import Connection
from interviewer.models.presets import PRESETS, Preset
from interviewer.models.usage import Price
from interviewer.tui.connection_draft import (
    NOT_YET_CHOSEN,
    ConnectionDraft,
    Incomplete,
    KeySource,
)

GOOD = ConnectionDraft(name="mine", base_url="http://localhost:1/v1", model="some")


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_preset_lacks_only_its_model(preset: Preset) -> None:
    draft = ConnectionDraft().filled(preset, taken=())
    with pytest.raises(Incomplete, match="Choose a model"):
        draft.connection()
    made = draft.connection(any_model=True)
    assert (made.name, made.base_url, made.model) == (preset.name, preset.base_url, NOT_YET_CHOSEN)
    assert made.api_key_env == preset.api_key_env


def test_a_preset_takes_a_free_name() -> None:
    draft = ConnectionDraft().filled(PRESETS[0], taken={"openai", "openai-2"})
    assert draft.name == "openai-3"


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"name": " "}, "name"),
        ({"name": "builtin"}, "built-in"),
        ({"name": "taken"}, "Another"),
        ({"base_url": "localhost:1"}, "http://"),
        ({"base_url": ""}, "http://"),
        ({"model": " "}, "model"),
        ({"source": KeySource.ENVIRONMENT}, "variable"),
        ({"source": KeySource.ENVIRONMENT, "variable": "A KEY"}, "letters"),
    ],
)
def test_what_is_missing_is_said(changes: dict[str, object], complaint: str) -> None:
    values = {name: getattr(GOOD, name) for name in GOOD.__dataclass_fields__} | changes
    with pytest.raises(Incomplete, match=complaint):
        ConnectionDraft(**values).connection(taken={"taken"})


texts = st.text(max_size=30)


@given(texts, texts, texts, st.sampled_from(KeySource), texts)
def test_any_text_is_a_connection_or_incomplete(
    name: str, url: str, model: str, source: KeySource, variable: str
) -> None:
    draft = ConnectionDraft(name, url, model, source, variable)
    with suppress(Incomplete):
        made = draft.connection()
        assert made.keyring == (source is KeySource.KEYRING)
        assert (made.api_key_env is not None) == (source is KeySource.ENVIRONMENT)


def test_changing_a_connection_keeps_what_has_no_field() -> None:
    connection = Connection(
        name="mine",
        base_url="http://h/v1",
        model="m",
        keyring=True,
        read_seconds=7,
        price=Price(read=1, written=2),
        extra_body={"a": 1},
    )
    assert ConnectionDraft.of(connection).connection() == connection


def test_a_typed_key_counts_only_for_the_keyring() -> None:
    with_key = ConnectionDraft(source=KeySource.KEYRING, secret=" sk-1 ")
    assert with_key.key is not None
    assert with_key.key.get_secret_value() == "sk-1"
    assert ConnectionDraft(source=KeySource.ENVIRONMENT, secret="sk-1").key is None
    assert "sk-1" not in repr(with_key)
