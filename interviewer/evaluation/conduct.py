"""How a finished mock was conducted: what can be told from its transcript alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from interviewer.domain.grade import Grade, Verdict
from interviewer.domain.transcript import Move, Speaker, Status, Transcript, Turn
from interviewer.evaluation.answer_book import AnswerBook
from interviewer.evaluation.giveaways import Giveaway, giveaways
from interviewer.evaluation.simulating import Simulation
from interviewer.grading.builtin.grader import BuiltinGrader
from interviewer.interview.clock import GRACE
from interviewer.interview.report import standing
from interviewer.interview.rules import FOLLOW_UP_SECONDS, MAX_FOLLOW_UPS, MIN_SHARE_OF_SLOT

SLACK = 10.0
"""Seconds between two readings of the clock that are no difference."""


@dataclass(frozen=True)
class FollowUps:
    """Where the follow-ups of an interview aimed."""

    asked: int = 0
    at_missed: int = 0
    """At a must point that the answers before had not met, as the built-in grader saw it."""
    labelled: int = 0
    """Follow-ups on an answer whose points people have judged ..."""
    labelled_missed: int = 0
    """... and those of them at a point that people say was not met."""


@dataclass(frozen=True)
class Conduct:
    """What is promised of every mock, and whether it was kept."""

    finished: bool
    score: float | None
    questions: int
    planned: int
    seconds: float
    planned_seconds: float
    late: Sequence[str] = ()
    """What was begun too late or took too long."""
    off_plan: Sequence[str] = ()
    """Where the questions are not those of the blueprint."""
    repeated: Sequence[str] = ()
    follow_ups: FollowUps = field(default_factory=FollowUps)
    astray: Sequence[str] = ()
    """Follow-ups that no rule allows."""
    leaks: Sequence[Giveaway] = ()
    quotes: int = 0
    false_quotes: Sequence[str] = ()
    """Quotes that do not stand where they say, in the candidate's words."""
    not_graded: int = 0
    lost: Sequence[str] = ()
    """What the candidate said and the transcript does not hold."""

    @property
    def promises(self) -> dict[str, bool]:
        """Return each promise by its name, and whether it was kept."""
        return {
            "finished": self.finished,
            "time_kept": not self.late,
            "blueprint_kept": not self.off_plan,
            "no_question_repeated": not self.repeated,
            "follow_ups_at_missed_points": not self.astray
            and self.follow_ups.at_missed == self.follow_ups.asked,
            "nothing_leaked": not self.leaks,
            "quotes_verified": not self.false_quotes,
            "nothing_lost": not self.lost,
        }

    @property
    def kept(self) -> bool:
        """Whether every promise was kept."""
        return all(self.promises.values())


def conduct(simulation: Simulation, book: AnswerBook, grader: BuiltinGrader) -> Conduct:
    """Look at what came of a simulation; `grader` tells what an answer had missed."""
    transcript = simulation.transcript
    session = transcript.session
    total = standing(transcript)
    follow_ups, astray = _follow_ups(simulation, book, grader)
    quotes, false = _quotes(transcript)
    return Conduct(
        finished=session.status is Status.FINISHED and _closed_once(transcript),
        score=total.score,
        questions=total.reached,
        planned=total.planned,
        seconds=session.active_seconds,
        planned_seconds=(session.blueprint.minutes or 0) * 60,
        late=tuple(_late(transcript)),
        off_plan=tuple(_off_plan(transcript)),
        repeated=tuple(_repeated(transcript)),
        follow_ups=follow_ups,
        astray=tuple(astray),
        leaks=tuple(giveaways(transcript)),
        quotes=quotes,
        false_quotes=tuple(false),
        not_graded=sum(_counting(transcript, a.question.id) is None for a in transcript.asked),
        lost=tuple(_lost(simulation)),
    )


def _closed_once(transcript: Transcript) -> bool:
    moves = [turn.move for turn in transcript.turns]
    return moves.count(Move.CLOSE) == 1 and moves[-1] is Move.CLOSE


def _counting(transcript: Transcript, question_id: str) -> float | None:
    grade = transcript.grade(question_id)
    return None if grade is None else grade.score


def _asks(transcript: Transcript) -> list[Turn]:
    return [turn for turn in transcript.turns if turn.move is Move.ASK]


def _late(transcript: Transcript) -> Iterable[str]:
    session = transcript.session
    total = (session.blueprint.minutes or 0) * 60
    if session.active_seconds > total + GRACE + SLACK:
        yield f"it took {session.active_seconds:.0f} s of {total:.0f}"
    slots = {asked.question.id: asked.slot for asked in transcript.asked}
    for turn in transcript.turns:
        left = total - turn.active_seconds
        if turn.role is not Speaker.INTERVIEWER or turn.question_id is None:
            continue
        minutes = session.blueprint.slots[slots[turn.question_id]].minutes
        if turn.move is Move.ASK and left < MIN_SHARE_OF_SLOT * minutes * 60:
            yield f"{turn.question_id} was begun with {left:.0f} s left"
        if turn.move is Move.FOLLOW_UP and left < FOLLOW_UP_SECONDS:
            yield f"{turn.question_id} was followed up with {left:.0f} s left"


def _off_plan(transcript: Transcript) -> Iterable[str]:
    session, asked = transcript.session, transcript.asked
    slots = session.blueprint.slots
    for number, each in enumerate(asked):
        slot = slots[number]
        if each.slot != number:
            yield f"{each.question.id} fills place {each.slot + 1} instead of {number + 1}"
        elif (each.question.topic, each.question.level) != (slot.topic, slot.level):
            yield f"{each.question.id} is not of {slot.topic}, {slot.level}"
    if len(asked) < len(slots):
        left = (session.blueprint.minutes or 0) * 60 - session.active_seconds
        if left >= MIN_SHARE_OF_SLOT * slots[len(asked)].minutes * 60 + SLACK:
            yield f"{len(asked)} of {len(slots)} questions were asked with {left:.0f} s left"


def _repeated(transcript: Transcript) -> Iterable[str]:
    """Yield what was asked twice, by its id or by its words."""
    ids: set[str | None] = set()
    prompts: set[str] = set()
    language = transcript.session.language
    for turn in _asks(transcript):
        assert turn.question_id is not None
        prompt = transcript.question(turn.question_id).prompt.in_(language)
        if turn.question_id in ids or prompt in prompts:
            yield turn.question_id
        ids.add(turn.question_id)
        prompts.add(prompt)


def _follow_ups(
    simulation: Simulation, book: AnswerBook, grader: BuiltinGrader
) -> tuple[FollowUps, list[str]]:
    transcript = simulation.transcript
    sources = {told.seq: told.source for told in simulation.told}
    asked = at_missed = labelled = labelled_missed = 0
    astray: list[str] = []
    aimed: dict[str, list[str]] = {}
    for index, turn in enumerate(transcript.turns):
        if turn.move is not Move.FOLLOW_UP or turn.question_id is None:
            continue
        asked += 1
        before = transcript.turns[index - 1]
        targets = aimed.setdefault(turn.question_id, [])
        if turn.point_id is None or turn.point_id in targets or len(targets) >= MAX_FOLLOW_UPS:
            astray.append(f"{turn.question_id}: {turn.point_id}, follow-up {len(targets) + 1}")
        if before.role is not Speaker.CANDIDATE or before.move is not Move.ANSWER:
            astray.append(f"{turn.question_id}: a follow-up after {before.move}")
        targets.append(turn.point_id or "")
        seen = _grade_until(transcript, index, turn.question_id, grader)
        at_missed += _is_missed(seen, turn.point_id)
        if before.seq in sources:
            labelled += 1
            verdict = book.labels(sources[before.seq]).get(turn.point_id or "")
            labelled_missed += verdict != Verdict.MET.value
    return FollowUps(asked, at_missed, labelled, labelled_missed), astray


def _grade_until(
    transcript: Transcript, index: int, question_id: str, grader: BuiltinGrader
) -> Grade:
    earlier = transcript.model_copy(update={"turns": transcript.turns[:index]})
    return grader.grade(earlier.exchange(question_id))


def _is_missed(grade: Grade, point_id: str | None) -> bool:
    return any(
        point.id == point_id and point.must and point.verdict is not Verdict.MET
        for point in grade.points
    )


def _quotes(transcript: Transcript) -> tuple[int, list[str]]:
    turns = {turn.seq: turn for turn in transcript.turns}
    count, false = 0, []
    for grade in transcript.grades:
        marked = [(point.id, point.evidence) for point in grade.points]
        marked += [(wrong.id, wrong.evidence) for wrong in grade.misconceptions]
        for id_, evidence in marked:
            for span in evidence:
                count += 1
                turn = turns.get(span.seq)
                if (
                    turn is None
                    or turn.role is not Speaker.CANDIDATE
                    or turn.question_id != grade.question_id
                    or turn.text[span.start : span.end] != span.quote
                ):
                    false.append(f"{grade.question_id}, {id_}: {span.quote}")
    return count, false


def _lost(simulation: Simulation) -> Iterable[str]:
    """Yield what was accepted and is not in the transcript, word for word and in order."""
    said = [t for t in simulation.transcript.turns if t.role is Speaker.CANDIDATE]
    at = 0
    for act in simulation.submitted:
        while at < len(said) and (said[at].move, said[at].text) != (act.move, act.text):
            at += 1
        if at == len(said):
            yield f"{act.move}: {act.text}"
            return
        at += 1
