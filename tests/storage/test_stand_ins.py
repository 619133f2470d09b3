"""What the built-in interviewer said in a model's place is marked wherever a transcript is read."""

from interviewer.domain.transcript import Move, Transcript
from interviewer.storage.export.files import Format, rendered
from interviewer.storage.records import SessionSummary
from tests.interview.samples import Talk, question, session


def spoken(*names: str | None) -> Transcript:
    """A session of one question in which these spoke."""
    talk = Talk(session()).ask(question("q-one"))
    for move in (Move.FOLLOW_UP, Move.CLOSE)[: len(names) - 1]:
        talk = talk.candidate(Move.ANSWER, "q-one", "words").interviewer(move, "q-one")
    turns = list(talk.transcript.turns)
    mine = [index for index, turn in enumerate(turns) if turn.role == "interviewer"]
    for index, name in zip(mine, names, strict=True):
        turns[index] = turns[index].model_copy(update={"spoken_by": name})
    return talk.transcript.model_copy(update={"turns": tuple(turns)})


def test_the_built_in_interviewer_alone_stands_in_for_nobody() -> None:
    assert spoken("builtin", "builtin", "builtin").stand_ins == frozenset()
    assert spoken(None, "mine", "mine").stand_ins == frozenset()


def test_where_a_model_spoke_as_well_it_does() -> None:
    assert spoken("mine", "builtin", "builtin").stand_ins == {3, 5}
    assert spoken("builtin", "mine", "mine").stand_ins == {1}


def test_an_export_says_so_where_it_happened() -> None:
    transcript = spoken("mine", "builtin", "mine")
    head = transcript.session
    summary = SessionSummary(
        head.id, head.kind, head.status, head.language, head.started_at, None, None, 1
    )
    text = rendered(Format.MD, summary, transcript)
    told = [line for line in text.splitlines() if "spoken by the built-in interviewer" in line]
    assert len(told) == 1
    assert "follow-up" in told[0]
