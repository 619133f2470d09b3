"""Simulated interviews: every kind of candidate, both languages, and a report that can be bad."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from interviewer.domain.language import Language
from interviewer.domain.transcript import Move, Speaker, Status, Transcript, Turn
from interviewer.evaluation.candidates import CandidateKind
from interviewer.evaluation.giveaways import giveaways
from interviewer.evaluation.simulated import Held, all_kept, document, orders
from interviewer.models.connection import Connection
from tests.contracts.validation import validate
from tests.evaluation.simulations import SEEDS, Simulator, simulator
from tests.fakeserver.interviewer import plays_everyone
from tests.fakeserver.server import FakeServer

RANKED = (CandidateKind.STRONG, CandidateKind.VAGUE, CandidateKind.WRONG)


@pytest.fixture(scope="module")
def simulations() -> Iterator[Simulator]:
    with simulator() as made:
        yield made


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", CandidateKind)
async def test_an_interview_of_every_candidate_keeps_what_is_promised(
    simulations: Simulator, kind: CandidateKind, language: Language
) -> None:
    held = await simulations.hold(kind, language, minutes=25)
    assert held.conduct.kept, document([held])["interviews"][0]["problems"]
    assert held.conduct.not_graded == 0
    assert held.conduct.questions >= 2
    validate("simulate", document([held]))


@pytest.mark.parametrize("kind", CandidateKind)
async def test_candidates_speak_without_labelled_answers_too(kind: CandidateKind) -> None:
    with simulator(labelled=False) as simulations:
        held = await simulations.hold(kind, Language.ZH, minutes=10)
    assert held.conduct.kept, document([held])["interviews"][0]["problems"]


async def test_the_same_seed_says_the_same(simulations: Simulator) -> None:
    said = []
    for _ in range(2):
        held = await simulations.hold(CandidateKind.MIXED, Language.EN, 3, minutes=12)
        said.append([(turn.move, turn.text) for turn in held.simulation.transcript.turns])
    # The built-in interviewer's phrases depend on the session's nonce, its moves do not.
    mine = [[turn for turn in one if turn[0] in (Move.ANSWER, Move.CLARIFY)] for one in said]
    assert mine[0] == mine[1]
    assert [move for move, _ in said[0]] == [move for move, _ in said[1]]


@pytest.mark.slow
async def test_marks_fall_from_strong_over_vague_to_wrong(simulations: Simulator) -> None:
    held = [await simulations.hold(kind, Language.ZH, 1) for kind in RANKED]
    assert [order.kept for order in orders(held)] == [True]
    assert all_kept(held)
    upside_down = [
        Held(
            each.simulation,
            replace(each.conduct, score=1 - (each.conduct.score or 0)),
            each.candidate,
        )
        for each in held
    ]
    assert not all_kept(upside_down)


def said_at(transcript: Transcript, move: Move) -> int:
    return next(index for index, turn in enumerate(transcript.turns) if turn.move is move)


def changed(held: Held, index: int, **values: object) -> Held:
    """The interview with one turn changed."""
    transcript = held.simulation.transcript
    turns: list[Turn] = list(transcript.turns)
    turns[index] = turns[index].model_copy(update=values)
    whole = transcript.model_copy(update={"turns": tuple(turns)})
    return replace(held, simulation=replace(held.simulation, transcript=whole))


@pytest.mark.slow
async def test_the_report_sees_what_went_wrong(simulations: Simulator) -> None:
    sound = await simulations.hold(CandidateKind.WRONG, Language.EN, 0, minutes=25)
    transcript = sound.simulation.transcript
    follow_up = said_at(transcript, Move.FOLLOW_UP)
    answer = said_at(transcript, Move.ANSWER)
    second = [i for i, turn in enumerate(transcript.turns) if turn.move is Move.ASK][1]
    first_id = transcript.turns[0].question_id
    met = transcript.turns[follow_up].question_id or ""
    bonus = next(point.id for point in transcript.question(met).rubric if not point.must)
    for index, values, promise in (
        (follow_up, {"point_id": bonus}, "follow_ups_at_missed_points"),
        (follow_up, {"active_seconds": 25 * 60 - 30}, "time_kept"),
        (second, {"question_id": first_id}, "no_question_repeated"),
        (answer, {"text": "other words"}, "nothing_lost"),
        (answer, {"role": Speaker.INTERVIEWER}, "quotes_verified"),
    ):
        seen = simulations.look(changed(sound, index, **values).simulation)
        assert not seen.promises[promise], promise
    session = transcript.session.model_copy(update={"status": Status.PAUSED})
    paused = transcript.model_copy(update={"session": session})
    seen = simulations.look(replace(sound.simulation, transcript=paused))
    assert not seen.promises["finished"]
    fewer = transcript.model_copy(update={"asked": tuple(reversed(transcript.asked))})
    seen = simulations.look(replace(sound.simulation, transcript=fewer))
    assert not seen.promises["blueprint_kept"]


@pytest.mark.slow
@pytest.mark.parametrize("language", Language)
async def test_a_point_read_out_is_seen_whoever_says_it(
    simulations: Simulator, language: Language
) -> None:
    held = await simulations.hold(CandidateKind.SILENT, language, 0, minutes=12)
    transcript = held.simulation.transcript
    assert giveaways(transcript) == []
    for index, turn in enumerate(transcript.turns):
        if turn.role is not Speaker.INTERVIEWER or turn.question_id is None:
            continue
        for point in transcript.question(turn.question_id).rubric:
            for secret in (point.note.in_(language), *getattr(point.paraphrases, language)[:1]):
                loose = changed(held, index, text=f"{turn.text} {secret}")
                assert giveaways(loose.simulation.transcript), secret


@pytest.fixture(scope="module")
def server() -> Iterator[FakeServer]:
    with FakeServer() as running:
        running.will(plays_everyone())
        yield running


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    "kind",
    [
        *(pytest.param(kind, marks=pytest.mark.slow) for kind in CandidateKind if kind != "mixed"),
        CandidateKind.MIXED,
    ],
)
async def test_a_real_server_is_met_the_same_way(
    server: FakeServer, kind: CandidateKind, language: Language
) -> None:
    connection = Connection(name="fake", base_url=server.base_url, model="m", read_seconds=5)
    with simulator(connection) as simulations:
        held = await simulations.hold(kind, language, minutes=12, model="fake", grader="fake")
    told = document([held])["interviews"][0]
    assert held.conduct.kept, told["problems"]
    assert told["faults"] == []
    assert told["usage"]["calls"] > told["questions"]
    turns = held.simulation.transcript.turns
    assert {turn.spoken_by for turn in turns if turn.role is Speaker.INTERVIEWER} == {"fake"}


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("language", Language)
async def test_twenty_interviews_of_each_keep_what_is_promised(
    simulations: Simulator, language: Language
) -> None:
    held = [
        await simulations.hold(kind, language, seed)
        for kind in CandidateKind
        for seed in range(SEEDS)
    ]
    told = document(held)
    validate("simulate", told)
    assert [one["problems"] for one in told["interviews"] if one["problems"]] == []
    assert [order["kept"] for order in told["orders"]] == [True], told["orders"]
    assert any(one["questions"] < one["planned"] for one in told["interviews"])  # some run late
