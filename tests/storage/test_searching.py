"""Sessions are found by what was said in them."""

import pytest

from interviewer.storage.sessions import SessionStore
from tests.storage.samples import answers, asked, asks, question, session


@pytest.fixture
def told(store: SessionStore) -> SessionStore:
    for session_id, words in (
        ("s1", "The cache holds keys"),
        ("s2", "梯度检查点省显存，100% sure"),
    ):
        store.create(session(session_id))
        store.ask(session_id, asked(question()), asks(question()))
        store.append(session_id, answers(words, f"sub-{session_id}"))
    store.create(session("s3"))
    return store


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cache", {"s1", "s2"}),  # the question says it in both
        ("keys", {"s1"}),
        ("KEYS holds", {"s1"}),
        ("keys 显存", set()),
        ("显存", {"s2"}),
        ("100%", {"s2"}),
        ("10_%", {"s2"}),  # signs do not count
        ("old", set()),
        ("s3", {"s3"}),
        ("   ", {"s1", "s2", "s3"}),
    ],
)
def test_every_word_must_have_been_said(told: SessionStore, text: str, found: set[str]) -> None:
    assert told.containing(text) == found
