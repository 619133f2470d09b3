"""A question that comes back may come in disguise; what was asked is what is stored and graded."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.domain.language import Language
from interviewer.domain.question import Question
from interviewer.domain.transcript import Kind, Move, Session, Transcript
from interviewer.interview.interview import Interview
from tests.interview.desk import Room
from tests.interview.samples import question, session, text

PLAIN = question("q-one").prompt
SYMPTOM = text("A colleague sees the cache grow")
PLAN = text("Someone plans to drop the heads")
DISGUISED = question("q-one").model_copy(update={"variants": (SYMPTOM, PLAN)})


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path, [DISGUISED])
    yield made
    made.database.close()


def begin(
    room: Room, session_id: str = "s1", *, variants: bool = True, kind: Kind = Kind.PRACTICE
) -> Interview:
    base = session(kind=kind, minutes=None if kind is Kind.PRACTICE else 30, slots=1)
    plan = base.blueprint.model_copy(update={"variants": variants})
    started = base.model_copy(update={"id": session_id, "blueprint": plan})
    room.store.create(started)
    return room.interview(Transcript(session=started))


async def answered(interview: Interview, words: str = "cue heavy") -> None:
    await interview.submit(words)
    while not interview.in_review:
        await interview.submit("cue light")


def asked(interview: Interview) -> list[str]:
    return [turn.text for turn in interview.transcript.turns if turn.move is Move.ASK]


async def test_what_comes_back_comes_in_one_variant_after_the_other(room: Room) -> None:
    heard = []
    for number in range(4):
        interview = begin(room, f"s{number}")
        await interview.begin()
        heard += asked(interview)
        await answered(interview)
    ways = [PLAIN.en, SYMPTOM.en, PLAN.en, PLAIN.en]
    assert [words.removeprefix("Well. ") for words in heard] == ways


async def test_a_question_that_got_no_answer_comes_back_as_it_was(room: Room) -> None:
    await begin(room, "s1").begin()
    interview = begin(room, "s2")
    await interview.begin()
    assert asked(interview) == [f"Well. {PLAIN.en}"]


async def test_once_more_at_once_is_in_disguise_too(room: Room) -> None:
    interview = begin(room)
    await interview.begin()
    await answered(interview)
    await interview.again()
    assert asked(interview)[-1] == SYMPTOM.en
    stored = room.store.transcript("s1").question("q-one")
    assert stored.prompt == SYMPTOM
    assert set(stored.variants) == {PLAIN, PLAN}


@pytest.mark.parametrize("kind", Kind)
async def test_without_the_wish_it_is_asked_as_the_bank_has_it(room: Room, kind: Kind) -> None:
    first = begin(room, "s1")
    await first.begin()
    await answered(first)
    interview = begin(room, "s2", variants=False, kind=kind)
    await interview.begin()
    assert asked(interview) == [f"Well. {PLAIN.en}"]
    if kind is Kind.PRACTICE:
        await answered(interview)
        await interview.again()
        assert asked(interview)[-1] == PLAIN.en


async def test_the_transcript_keeps_what_was_asked_and_the_bank_its_prompt(room: Room) -> None:
    for session_id in ("s1", "s2"):
        interview = begin(room, session_id)
        await interview.begin()
        await answered(interview)
    assert room.store.transcript("s1").question("q-one").prompt == PLAIN
    assert room.store.transcript("s2").question("q-one").prompt == SYMPTOM
    assert room.bank.get("q-one").prompt == PLAIN


async def test_repeating_the_disguise_earns_nothing(room: Room) -> None:
    first = begin(room, "s1")
    await first.begin()
    await answered(first)
    interview = begin(room, "s2")
    await interview.begin()
    await interview.submit(SYMPTOM.en)
    while not interview.in_review:
        await interview.dont_know()
    grade = interview.transcript.grade("q-one")
    assert grade is not None
    assert grade.score == 0
    exchange = interview.transcript.exchange("q-one")
    assert exchange.question.prompt == SYMPTOM
    assert any(SYMPTOM.en in words for words in exchange.interviewer_texts)


def test_a_session_from_before_there_were_variants_still_loads() -> None:
    old = session().model_dump(mode="json")
    del old["blueprint"]["variants"]
    assert Session.model_validate(old).blueprint.variants is False
    kept = question().model_dump(mode="json")
    del kept["variants"]
    assert Question.model_validate(kept) == question()


@given(st.integers(min_value=0, max_value=4), st.integers(min_value=0, max_value=50))
def test_no_wording_is_ever_lost(variants: int, turns: int) -> None:
    ways = tuple(text(f"way {n}") for n in range(variants + 1))
    plain = question().model_copy(update={"prompt": ways[0], "variants": ways[1:]})
    turned = plain.reworded(turns)
    assert {turned.prompt, *turned.variants} == set(ways)
    assert turned.prompt == ways[turns % len(ways)]
    assert turned.reworded(len(ways) * 3 - turns % len(ways)) == plain
    for language in Language:
        assert plain.as_spoken(f"Well then.\n{turned.prompt.in_(language)}\n") == turned
    assert turned.rubric_version == plain.rubric_version
