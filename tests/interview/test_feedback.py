"""At the end of a mock the interviewer says how it went: an impression, and never a mark."""

import re

import pytest

from interviewer.agent.context import Feedback, Persona
from interviewer.agent.prompting import turn_prompt
from interviewer.agent.speaker import InterviewSpeaker
from interviewer.domain.grade import Grade
from interviewer.domain.language import Language
from interviewer.domain.transcript import Kind, Move
from interviewer.evaluation.candidates import CandidateKind
from interviewer.interview.feedback import feedback, sum_up
from tests.agent.scenes import move_of, scene, spoken
from tests.evaluation.simulations import simulator
from tests.interview.samples import Talk, grade, question, session

ONE = question("q-one", topic="attention")
TWO = question("q-two", topic="peft")


def scored(asked: object, score: float) -> Grade:
    return grade(asked).model_copy(update={"score": score})  # type: ignore[arg-type]


def talk(kind: Kind = Kind.MOCK) -> Talk:
    base = session(kind=kind)
    made = Talk(base).ask(ONE).candidate(Move.ANSWER, "q-one", "Well.")
    return made.ask(TWO, slot=1).candidate(Move.ANSWER, "q-two", "Well.")


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ((0.9, 0.85), Feedback(4)),
        ((0.9, 0.4), Feedback(3, "attention", "peft")),
        ((0.0, 0.5), Feedback(1, "peft", "attention")),
        ((0.4, 0.4), Feedback(2)),
    ],
)
def test_it_sums_up_a_band_and_two_topics(scores: tuple[float, float], expected: Feedback) -> None:
    grades = {"q-one": scored(ONE, scores[0]), "q-two": scored(TWO, scores[1])}
    assert feedback(talk().transcript, grades) == expected


def test_what_was_skipped_counts_and_what_is_not_graded_does_not() -> None:
    skipped = Talk().ask(ONE).candidate(Move.ANSWER, "q-one", "Well.")
    skipped = skipped.ask(TWO, slot=1).candidate(Move.SKIP, "q-two")
    given = feedback(skipped.transcript, {"q-one": scored(ONE, 0.9)})
    assert given == Feedback(2, "attention", "peft")
    assert feedback(talk().transcript, {"q-one": scored(ONE, 0.9)}) == Feedback(4)


async def test_there_is_none_where_nothing_was_said_and_none_in_practice() -> None:
    async def assess(_: object) -> Grade:
        return scored(ONE, 0.9)

    silent = Talk().ask(ONE).candidate(Move.SKIP, "q-one")
    assert await sum_up(silent.transcript, assess) is None
    assert await sum_up(talk(Kind.PRACTICE).transcript, assess) is None
    assert await sum_up(talk().transcript, assess) == Feedback(4)


@pytest.mark.parametrize("persona", Persona)
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("band", [1, 2, 3, 4])
async def test_the_built_in_interviewer_says_it_without_a_number(
    band: int, language: Language, persona: Persona
) -> None:
    told = Feedback(band, "attention", "peft")
    context = scene(Move.CLOSE, language, feedback=told, persona=persona)
    plain = scene(Move.CLOSE, language, persona=persona)
    said = move_of(await spoken(InterviewSpeaker.builtin(), context)).text
    assert len(said) > len(move_of(await spoken(InterviewSpeaker.builtin(), plain)).text)
    assert {"en": "attention", "zh": "注意力"}[language] in said
    assert not re.search(r"\d", said)


@pytest.mark.parametrize("language", Language)
def test_a_model_is_told_the_impression_and_no_marks(language: Language) -> None:
    prompt = turn_prompt(scene(Move.CLOSE, language, feedback=Feedback(2, "attention", "peft")))
    told = prompt.partition("# Now")[2]
    assert "Your impression: mixed." in told
    assert not re.search(r"\d+(\.\d+)? ?(of|/|points|%)", told)
    assert "Your impression" not in turn_prompt(scene(Move.CLOSE, language))
    assert "Your impression" not in turn_prompt(
        scene(Move.ASK, language, feedback=Feedback(2, "attention", "peft"))
    )


@pytest.mark.slow
async def test_a_strong_candidate_hears_another_closing_than_a_wrong_one() -> None:
    with simulator(labelled=False) as simulations:
        closings = [
            (await simulations.hold(kind, Language.EN, minutes=12)).simulation.transcript.turns[-1]
            for kind in (CandidateKind.STRONG, CandidateKind.WRONG)
        ]
    strong, wrong = (turn.text for turn in closings)
    assert "strong" in strong
    assert "gaps" in wrong or "prepare" in wrong
