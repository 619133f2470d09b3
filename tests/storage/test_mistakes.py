"""Notes on mistakes are kept as typed, survive damage around them, and go when they should."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.storage.errors import DatabaseUnavailable
from interviewer.storage.mistakes import LONGEST_NOTE, Mistake, MistakeNotes, as_markdown
from tests.storage.samples import HOSTILE

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def mistake(text: str = "the unit is wrong", question_id: str = "kv-cache") -> Mistake:
    return Mistake(question_id, text, NOON, "bank-1")


@pytest.fixture
def notes(tmp_path: Path) -> MistakeNotes:
    return MistakeNotes(tmp_path / "mistakes.jsonl")


def test_there_are_none_at_first(notes: MistakeNotes) -> None:
    assert notes.read() == []
    assert not notes.path.exists()


@given(st.lists(st.text(max_size=50), max_size=5))
def test_notes_come_back_as_typed_and_in_order(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    notes = MistakeNotes(tmp_path_factory.mktemp("notes") / "mistakes.jsonl")
    kept = [mistake(text) for text in texts]
    for each in kept:
        notes.add(each)
    assert MistakeNotes(notes.path).read() == kept


def test_hostile_words_come_back_as_typed(notes: MistakeNotes) -> None:
    notes.add(mistake(HOSTILE))
    assert [each.text for each in notes.read()] == [HOSTILE]


def test_the_notes_of_one_question(notes: MistakeNotes) -> None:
    notes.add(mistake("one", "mqa-vs-gqa"))
    notes.add(mistake("two", "mine/mqa-vs-gqa"))
    assert [each.text for each in notes.read("mine/mqa-vs-gqa")] == ["two"]


def test_a_note_after_a_line_that_was_cut_off_is_not_lost(notes: MistakeNotes) -> None:
    notes.add(mistake("first"))
    with notes.path.open("ab") as file:
        file.write(b'{"question_id": "kv')
    notes.add(mistake("second"))
    assert [each.text for each in notes.read()] == ["first", "second"]


@pytest.mark.parametrize("damage", [b"\xff\xfe\n", b"[]\n", b'{"at": "yesterday"}\n', b"\0\0\n"])
def test_damage_takes_no_other_note_down(notes: MistakeNotes, damage: bytes) -> None:
    notes.add(mistake("first"))
    with notes.path.open("ab") as file:
        file.write(damage)
    notes.add(mistake("second"))
    assert [each.text for each in notes.read()] == ["first", "second"]


def test_a_note_can_be_taken_out(notes: MistakeNotes) -> None:
    first, second = mistake("first"), replace(mistake("second"), at=NOON + timedelta(seconds=1))
    notes.add(first)
    notes.add(second)
    notes.remove(first)
    notes.remove(first)
    assert notes.read() == [second]


def test_all_notes_can_be_deleted(notes: MistakeNotes) -> None:
    notes.add(mistake())
    notes.delete_everything()
    notes.delete_everything()
    assert notes.read() == []
    assert not notes.path.exists()


def test_a_note_that_is_too_long_is_refused(notes: MistakeNotes) -> None:
    with pytest.raises(ValueError, match="characters"):
        notes.add(mistake("x" * (LONGEST_NOTE + 1)))
    assert notes.read() == []


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    notes = MistakeNotes(tmp_path / "missing" / "mistakes.jsonl")
    with pytest.raises(DatabaseUnavailable):
        notes.add(mistake())


def test_the_export_names_the_question_and_obeys_no_markup(notes: MistakeNotes) -> None:
    text = as_markdown([mistake("<b>bold</b> [x](y)")], {"kv-cache": "What is a *KV cache*?"})
    assert "## kv-cache" in text
    assert r"\*KV cache\*" in text
    assert "2026-11-22 12:00 UTC · bank bank-1" in text
    assert "<b>" not in text.replace(r"\<b", "")
