"""What the interviewer may do next is decided by rules, never by a model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.domain.grade import Verdict
from interviewer.domain.question import Question
from interviewer.domain.transcript import Kind, Move
from interviewer.interview.clock import Reading
from interviewer.interview.rules import (
    MAX_FOLLOW_UPS,
    Closing,
    Owed,
    advance,
    follow_up_target,
    owed,
    time_for,
)
from interviewer.interview.state import state_of
from tests.interview.samples import Talk, grade, point, question, session

AT_START = Reading(0, 1800)


def decide(
    talk: Talk,
    reading: Reading = AT_START,
    ending: Closing | None = None,
    **verdicts: Verdict,
) -> Owed | None:
    transcript = talk.transcript
    state = state_of(transcript)
    last = transcript.turns[-1] if transcript.turns else None
    assessed = (
        grade(state.current.question, **verdicts)
        if state.current and last and last.move is Move.ANSWER
        else None
    )
    return owed(
        state,
        transcript.session.kind,
        transcript.session.blueprint,
        reading,
        assessed,
        ending=ending,
    )


def test_an_interview_opens_with_the_first_slot() -> None:
    decision = decide(Talk())
    assert decision is not None
    assert (decision.due, decision.slot) == (Move.ASK, 0)


def test_after_the_question_it_is_the_candidates_turn() -> None:
    assert decide(Talk().ask(question())) is None


def test_a_follow_up_aims_at_the_heaviest_missed_must_point() -> None:
    asked = question(points=(point("a", weight=1), point("b", weight=3), point("c", weight=2)))
    talk = Talk().ask(asked).candidate(Move.ANSWER, asked.id, "words")
    decision = decide(talk)
    assert decision is not None
    assert (decision.due, decision.target) == (Move.FOLLOW_UP, "b")
    assert decision.allowed == {Move.FOLLOW_UP, Move.ASK}
    met = decide(talk, b=Verdict.MET, c=Verdict.PARTIAL, a=Verdict.CONTRADICTED)
    assert met is not None
    assert met.target == "c"


def test_equal_weights_are_followed_up_in_rubric_order() -> None:
    asked = question(points=(point("first", weight=2), point("second", weight=2)))
    talk = Talk().ask(asked).candidate(Move.ANSWER, asked.id, "words")
    decision = decide(talk)
    assert decision is not None
    assert decision.target == "first"


def test_bonus_points_are_never_followed_up() -> None:
    asked = question(points=(point("must"), point("bonus", must=False, weight=3)))
    talk = Talk().ask(asked).candidate(Move.ANSWER, asked.id, "words")
    decision = decide(talk, must=Verdict.MET)
    assert decision is not None
    assert decision.due is Move.ASK


def test_no_point_is_followed_up_twice_and_at_most_two_in_all() -> None:
    asked = question(points=(point("a", weight=3), point("b", weight=2), point("c", weight=1)))
    talk = Talk().ask(asked)
    for expected in ("a", "b"):
        talk.candidate(Move.ANSWER, asked.id, "words")
        decision = decide(talk)
        assert decision is not None
        assert decision.target == expected
        talk.interviewer(Move.FOLLOW_UP, asked.id, point_id=expected)
    talk.candidate(Move.ANSWER, asked.id, "words")
    decision = decide(talk)
    assert decision is not None
    assert decision.due is Move.ASK


def test_no_follow_up_with_less_than_ninety_seconds_left() -> None:
    asked = question()
    talk = Talk().ask(asked).candidate(Move.ANSWER, asked.id, "words")
    almost = decide(talk, Reading(1800 - 90, 1800))
    late = decide(talk, Reading(1800 - 89, 1800))
    assert almost is not None
    assert late is not None
    assert almost.due is Move.FOLLOW_UP
    assert late.due is Move.CLOSE


def test_none_after_a_skip() -> None:
    asked = question()
    decision = decide(Talk().ask(asked).candidate(Move.SKIP, asked.id))
    assert decision is not None
    assert decision.due is Move.ASK
    assert decision.allowed == {Move.ASK}


def test_dont_know_gets_one_hint_and_then_moves_on() -> None:
    asked = question()
    talk = Talk().ask(asked).candidate(Move.DONT_KNOW, asked.id)
    first = decide(talk)
    assert first is not None
    assert first.due is Move.HINT
    talk.interviewer(Move.HINT, asked.id).candidate(Move.DONT_KNOW, asked.id)
    second = decide(talk)
    assert second is not None
    assert second.due is Move.ASK


def test_dont_know_to_a_follow_up_moves_on() -> None:
    asked = question()
    talk = Talk().ask(asked).candidate(Move.ANSWER, asked.id, "words")
    talk.interviewer(Move.FOLLOW_UP, asked.id, point_id="heavy")
    decision = decide(talk.candidate(Move.DONT_KNOW, asked.id))
    assert decision is not None
    assert decision.due is Move.ASK


def test_hints_and_clarifications_do_not_count_as_follow_ups() -> None:
    asked = question()
    talk = Talk().ask(asked)
    for move in (Move.HINT, Move.CLARIFY, Move.CLARIFY, Move.HINT):
        decision = decide(talk.candidate(move, asked.id, "what do you mean?"))
        assert decision is not None
        assert decision.due is move
        talk.interviewer(move, asked.id)
    decision = decide(talk.candidate(Move.ANSWER, asked.id, "words"))
    assert decision is not None
    assert decision.due is Move.FOLLOW_UP


def test_no_question_is_begun_with_less_than_half_its_minutes() -> None:
    assert time_for(4, Reading(1800 - 120, 1800))
    assert not time_for(4, Reading(1800 - 119, 1800))
    assert time_for(60, Reading(1e9, None))


def test_time_up_closes_after_the_running_answer() -> None:
    asked = question()
    talk = Talk().ask(asked).candidate(Move.ANSWER, asked.id, "words")
    decision = decide(talk, Reading(1810, 1800))
    assert decision is not None
    assert (decision.due, decision.closing) == (Move.CLOSE, Closing.TIME)


def test_the_last_slot_leads_to_closing() -> None:
    asked = question()
    talk = Talk().ask(asked, slot=2).candidate(Move.SKIP, asked.id)
    decision = decide(talk)
    assert decision is not None
    assert (decision.due, decision.closing) == (Move.CLOSE, Closing.DONE)


def test_ending_closes_at_any_moment_and_a_closed_interview_owes_nothing() -> None:
    asked = question()
    talk = Talk().ask(asked)
    decision = decide(talk, ending=Closing.ENDED)
    assert decision is not None
    assert decision.due is Move.CLOSE
    talk.interviewer(Move.CLOSE)
    assert decide(talk) is None
    assert decide(talk, ending=Closing.ENDED) is None


def test_practice_has_no_follow_ups() -> None:
    asked = question()
    talk = Talk(session(kind=Kind.PRACTICE, minutes=None)).ask(asked)
    decision = decide(talk.candidate(Move.ANSWER, asked.id, "words"), Reading(0, None))
    assert decision is not None
    assert decision.due is Move.ASK


CANDIDATE_MOVES = st.sampled_from([Move.ANSWER, Move.SKIP, Move.DONT_KNOW, Move.HINT, Move.CLARIFY])


@given(
    steps=st.lists(
        st.tuples(CANDIDATE_MOVES, st.floats(0, 400), st.booleans(), st.randoms()), max_size=40
    ),
    minutes=st.sampled_from([5, 30]),
)
def test_no_sequence_of_moves_breaks_the_rules(
    steps: list[tuple[Move, float, bool, object]], minutes: float
) -> None:
    """Whatever the candidate does and whichever allowed move a model takes, the rules hold."""
    questions: list[Question] = [question(f"q-{n}") for n in range(4)]
    talk = Talk(session(minutes=minutes, slots=4))
    active = 0.0
    for move, seconds, takes_due, rng in [(Move.ANSWER, 0.0, True, None), *steps]:
        state = state_of(talk.transcript)
        if state.current is not None and not state.closed:
            active += seconds
            if move is Move.HINT and state.current.hints_given >= 2:
                move = Move.ANSWER
            talk.candidate(move, state.current.question.id, "words", active)
        reading = Reading(active, minutes * 60)
        decision = decide(talk, reading)
        if state_of(talk.transcript).closed:
            assert decision is None
            break
        assert decision is not None
        assert decision.due in decision.allowed
        took = decision.due
        if not takes_due and rng is not None:
            took = rng.choice(sorted(decision.allowed))  # type: ignore[attr-defined]
        current = state_of(talk.transcript).current
        if took is Move.ASK:
            assert decision.slot is not None
            assert current is None or decision.slot == current.slot + 1
            assert time_for(4, reading)
            talk.ask(questions[decision.slot], decision.slot, active)
        elif took is Move.FOLLOW_UP:
            assert current is not None
            assert decision.target not in current.follow_up_targets
            assert len(current.follow_up_targets) < MAX_FOLLOW_UPS
            assert reading.left is not None
            assert reading.left >= 90
            talk.interviewer(took, current.question.id, point_id=decision.target, active=active)
        elif took is Move.CLOSE:
            talk.interviewer(took, active=active)
        else:
            assert current is not None
            assert took in (Move.HINT, Move.CLARIFY)
            talk.interviewer(took, current.question.id, active=active)


@pytest.mark.parametrize("reached", [0, 1, 2])
def test_advance_goes_to_the_next_slot(reached: int) -> None:
    talk = Talk()
    for slot in range(reached):
        talk.ask(question(f"q-{slot}"), slot)
    decision = advance(state_of(talk.transcript), talk.transcript.session.blueprint, AT_START)
    assert decision.slot == reached


def test_nothing_to_follow_up_when_every_must_point_is_met() -> None:
    asked = question()
    state = state_of(Talk().ask(asked).transcript)
    assert state.current is not None
    met = grade(asked, heavy=Verdict.MET, light=Verdict.MET)
    assert follow_up_target(state.current, met, AT_START) is None
