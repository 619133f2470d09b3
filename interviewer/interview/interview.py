"""The engine of one interview: takes the candidate's moves, has the interviewer make theirs."""

import logging
import uuid
from contextlib import aclosing

from interviewer.agent.speech import Retrying, Sentence, SpokenMove, Withdrawn
from interviewer.domain.grade import Grade
from interviewer.domain.language import Language
from interviewer.domain.question import Question
from interviewer.domain.transcript import (
    TRIES,
    AskedQuestion,
    Kind,
    Move,
    Speaker,
    Status,
    Transcript,
    Turn,
)
from interviewer.interview.assessing import Assessing
from interviewer.interview.briefing import brief
from interviewer.interview.clock import InterviewClock, Phase, Reading, warnings_crossed
from interviewer.interview.desk import Desk
from interviewer.interview.drafts import DraftKeeper
from interviewer.interview.events import (
    Asked,
    DraftSaved,
    DraftUnsaved,
    Failed,
    Finished,
    Graded,
    Listener,
    Notice,
    Noticed,
    Retried,
    Reviewing,
    Saying,
    Stored,
    Thinking,
    Ticked,
    TimeUp,
    Unsaid,
    Warned,
)
from interviewer.interview.feedback import sum_up
from interviewer.interview.filling import filled
from interviewer.interview.journal import Journal
from interviewer.interview.marking import Marking, ThreadedGrader
from interviewer.interview.report import standing
from interviewer.interview.rules import Closing, Owed, may_hint, owed
from interviewer.interview.spending import Spending
from interviewer.interview.state import State, state_of
from interviewer.models.connection import BUILTIN
from interviewer.models.faults import FaultKind, ModelFault
from interviewer.models.usage import Usage
from interviewer.storage.errors import StorageError

log = logging.getLogger(__name__)

MAX_ANSWER = 50_000
"""Characters that one answer may have; more is kept as a draft and refused with a notice."""
CLOCK_SAVED_EVERY = 5.0
"""Active seconds after which the clock alone is stored, when nothing is typed."""


class Interview:
    """One session, running. All of its commands are coroutines of one event loop.

    Commands return when the interviewer has answered. Storage errors are raised to the caller
    with nothing lost: what was typed stays in the editor and in the draft.
    """

    def __init__(self, desk: Desk, transcript: Transcript, listener: Listener) -> None:
        """Take up a stored session; nothing happens before `begin`."""
        self._desk = desk
        self._tell = listener
        self._journal = Journal(desk.store, transcript, desk.time)
        self._speaker = (
            desk.builtin_speaker if transcript.session.model == "builtin" else desk.speaker
        )
        minutes = transcript.session.blueprint.minutes
        active = _active_seconds(transcript)
        self._clock = InterviewClock(None if minutes is None else minutes * 60, active)
        self._clock_saved = active
        typed = transcript.draft.text if transcript.draft is not None else ""
        self._drafts = DraftKeeper(self._save_draft, typed)
        self._spending = Spending(self._journal, desk.limit, listener, desk.time)
        self._marking = Marking(
            self._journal,
            desk.grader,
            desk.time.now,
            lambda grade: self._tell(Graded(grade)),
            self._spending.count,
            lambda: self._spending.is_used_up,
        )
        self._marks_wait = False
        self._busy = False
        self._assessing = Assessing(desk.assessor)

    # What it is

    @property
    def transcript(self) -> Transcript:
        """All that is on disk of this session."""
        return self._journal.transcript

    @property
    def state(self) -> State:
        """Where the interview stands."""
        return state_of(self.transcript)

    @property
    def reading(self) -> Reading:
        """What the clock says."""
        return self._clock.read()

    @property
    def draft(self) -> str:
        """What stands in the editor."""
        return self._drafts.text

    @property
    def accepts_input(self) -> bool:
        """Whether the candidate may speak now."""
        return not self._busy and self.state.candidates_turn

    @property
    def is_calling(self) -> bool:
        """Whether the interviewer is working out or saying its words."""
        return self._busy

    @property
    def usage(self) -> Usage:
        """What the models have taken in this session so far."""
        return self._spending.usage

    @property
    def marks_wait(self) -> bool:
        """Whether marks are being waited for, or were when the call was stopped or not allowed."""
        return self._marks_wait

    @property
    def in_review(self) -> bool:
        """Whether practice shows marks and waits for `proceed` or `again`."""
        return self._at_marks and not self._marks_wait

    @property
    def _at_marks(self) -> bool:
        """Whether practice has its words on a question and owes the marks, or has shown them."""
        last = self.state.last
        return (
            self.transcript.session.kind is Kind.PRACTICE
            and last is not None
            and last.role is Speaker.CANDIDATE
            and last.move in TRIES
            and (decision := self._owed(None)) is not None
            and decision.due in (Move.ASK, Move.CLOSE)
        )

    # What the candidate does

    async def begin(self) -> None:
        """Start, or resume: the interviewer says what it owes, and the clock runs."""
        await self._journal.status(Status.RUNNING, self.reading.active)
        await self._spending.recall()
        self._marking.start()
        await self._answer_candidate()

    async def submit(self, text: str, submission_id: str | None = None) -> bool:
        """Store an answer, then let the interviewer go on. False, with a notice, if refused."""
        if not text.strip():
            return self._refuse(Notice.EMPTY_ANSWER)
        if len(text) > MAX_ANSWER:
            return self._refuse(Notice.TOO_LONG)
        return await self._take(Move.ANSWER, text, submission_id)

    async def skip(self, submission_id: str | None = None) -> bool:
        """Leave the question; it counts 0."""
        return await self._take(Move.SKIP, "", submission_id)

    async def dont_know(self, submission_id: str | None = None) -> bool:
        """Say "I don't know": a hint is offered once, then the interview goes on."""
        return await self._take(Move.DONT_KNOW, "", submission_id)

    async def hint(self, submission_id: str | None = None) -> bool:
        """Ask for a hint; what is said after it counts half."""
        current = self.state.current
        if current is None or not may_hint(current):
            return self._refuse(Notice.NO_MORE_HINTS)
        return await self._take(Move.HINT, "", submission_id)

    async def clarify(self, text: str, submission_id: str | None = None) -> bool:
        """Ask what the question means; costs nothing."""
        if not text.strip():
            return self._refuse(Notice.EMPTY_ANSWER)
        return await self._take(Move.CLARIFY, text, submission_id)

    def note_draft(self, text: str) -> None:
        """Take a change of the editor; it is on disk within half a second."""
        self._drafts.note(text)

    async def proceed(self) -> None:
        """Practice: leave the marks and go to the next question."""
        if self.in_review and not self._busy:
            await self._answer_candidate(reviewed=True)

    async def again(self) -> None:
        """Practice: the same question once more."""
        current = self.state.current
        if self.in_review and not self._busy and current is not None:
            session = self.transcript.session
            question = current.question.reworded(1 if session.blueprint.variants else 0)
            text = question.prompt.in_(session.language)
            self._busy = True
            try:
                await self._ask(question, current.slot, text, "builtin")
            finally:
                self._busy = False
            self._clock.open(self._desk.time.monotonic())

    async def grade_again(self) -> None:
        """Practice: offer the answer to the grader once more, for one that it could not grade."""
        if self.in_review and not self._busy:
            self._marks_wait = True
            await self._answer_candidate()

    async def retry(self) -> None:
        """After a fault: try once more what failed, beyond a limit that is used up."""
        self._spending.allow_more()
        await self._go_on()

    async def use_builtin(self) -> None:
        """After a fault: the built-in model does from now on what failed, speaking or grading."""
        if self._marks_wait:
            await self._journal.grader(BUILTIN)
            self._marking.use(ThreadedGrader(self._desk.assessor))
        else:
            await self._journal.model(BUILTIN)
            await self._speaker.aclose()
            self._speaker = self._desk.builtin_speaker
        await self._go_on()

    async def use_language(self, language: Language) -> None:
        """Let the interviewer speak `language` from its next words on."""
        await self._journal.language(language)

    async def pause(self) -> None:
        """Stop the clock and keep everything; `begin` on the stored session goes on."""
        reading = self._clock.close(self._desk.time.monotonic())
        await self._drafts.flush()
        await self._marking.stop()
        await self._journal.status(Status.PAUSED, reading.active)
        await self._hang_up()

    async def end(self) -> None:
        """Close the interview now; words that stand in the editor are stored as an answer."""
        await self._close(Closing.ENDED)

    async def tick(self) -> None:
        """Move the clock; to be called about once a second. Ends the interview at its time."""
        before = self._clock.read()
        reading = self._clock.tick(self._desk.time.monotonic())
        self._tell(Ticked(reading))
        for share in warnings_crossed(before, reading):
            self._tell(Warned(share))
        if before.phase is Phase.RUNNING and reading.phase is not Phase.RUNNING:
            self._tell(TimeUp())
        if reading.active - self._clock_saved >= CLOCK_SAVED_EVERY:
            self._clock_saved = reading.active
            await self._journal.clock(reading.active)
        if reading.phase is Phase.OVER and self.accepts_input:
            await self._close(Closing.TIME)

    # How it goes on

    async def _go_on(self) -> None:
        if not self.state.candidates_turn:
            await self._answer_candidate()

    async def _take(self, move: Move, text: str, submission_id: str | None) -> bool:
        if not self.accepts_input:
            return self._refuse(Notice.NOT_YOUR_TURN)
        self._busy = True
        try:
            await self._store_words(move, text, submission_id)
        except BaseException:
            self._clock.open(self._desk.time.monotonic())
            raise
        finally:
            self._busy = False
        await self._answer_candidate()
        return True

    async def _store_words(self, move: Move, text: str, submission_id: str | None) -> None:
        reading = self._clock.close(self._desk.time.monotonic())
        current = self.state.current
        if move is not Move.ANSWER:
            await self._drafts.flush()
        stored = await self._journal.append(
            Turn(
                seq=0,
                role=Speaker.CANDIDATE,
                move=move,
                question_id=current.question.id if current else None,
                text=text,
                at=self._desk.time.now(),
                submission_id=submission_id or uuid.uuid4().hex,
                active_seconds=reading.active,
            )
        )
        if move is Move.ANSWER:
            await self._drafts.cleared()
        self._tell(Stored(stored))

    async def _answer_candidate(
        self, *, reviewed: bool = False, ending: Closing | None = None
    ) -> None:
        """Make the move that is owed, if one is; then the candidate may speak."""
        self._busy = True
        try:
            if not reviewed and ending is None and self._at_marks:
                await self._review()
                return
            decision = self._owed(await self._assessment(), ending)
            if decision is not None:
                await self._speak(decision)
            if self.state.closed:
                await self._finish()
        except ModelFault as fault:
            await self._spending.spoken(self._speaker.name, self._speaker.spent(), fault)
            self._tell(Unsaid())
            self._tell(Failed(fault, grading=self._marks_wait))
            return
        finally:
            self._busy = False
        if self.state.candidates_turn:
            self._clock.open(self._desk.time.monotonic())

    async def _review(self) -> None:
        current = self.state.current
        assert current is not None
        last = self.state.last
        graded = self.transcript.grade(current.question.id)
        if self._marks_wait or graded is None or last is None or graded.at <= last.at:
            self._marks_wait = True
            await self._marking.grade(current.question.id)
            self._marks_wait = False
        self._tell(Reviewing(current.question.id))

    async def _assessment(self) -> Grade | None:
        state = self.state
        if (
            state.current is None
            or state.last is None
            or state.last.role is not Speaker.CANDIDATE
            or state.last.move is not Move.ANSWER
        ):
            return None
        return await self._assessing.assess(self.transcript.exchange(state.current.question.id))

    def _owed(self, assessment: Grade | None, ending: Closing | None = None) -> Owed | None:
        session = self.transcript.session
        return owed(
            self.state, session.kind, session.blueprint, self.reading, assessment, ending=ending
        )

    async def _speak(self, decision: Owed) -> None:
        self._tell(Thinking())
        self._marks_wait = False
        if self._speaker.name != BUILTIN and self._spending.is_used_up:
            raise ModelFault(FaultKind.LIMIT)
        decision, candidates = await filled(decision, self.transcript, self._desk)
        context = brief(
            self.transcript,
            self.state,
            decision,
            self.reading,
            candidates,
            self._desk.search,
            self._desk.persona,
            await sum_up(self.transcript, self._assessing.assess)
            if Move.CLOSE in decision.allowed
            else None,
        )
        async with aclosing(self._speaker.speak(context)) as speech:
            async for said in speech:
                match said:
                    case Sentence(text):
                        self._tell(Saying(text))
                    case Withdrawn():
                        self._tell(Unsaid())
                    case Retrying() as retry:
                        self._tell(Retried(retry.attempt, retry.attempts, retry.wait))
                    case SpokenMove() as move:
                        await self._store_move(decision, move)

    async def _store_move(self, decision: Owed, spoken: SpokenMove) -> None:
        if spoken.move is Move.ASK:
            assert spoken.question_id is not None and decision.slot is not None
            question = self._desk.bank.get(spoken.question_id).as_spoken(spoken.text)
            await self._ask(question, decision.slot, spoken.text, spoken.spoken_by)
        else:
            turn = self._turn(spoken.move, spoken.text, spoken.spoken_by)
            stored = await self._journal.append(
                turn.model_copy(
                    update={"question_id": spoken.question_id, "point_id": spoken.point_id}
                )
            )
            self._tell(Stored(stored))
        usage = spoken.usage + self._speaker.spent()
        await self._spending.spoken(self._speaker.name, usage)
        if spoken.move in (Move.ASK, Move.CLOSE):
            self._marking.start()

    async def _ask(self, question: Question, slot: int, text: str, spoken_by: str) -> None:
        asked = AskedQuestion(question=question, slot=slot, bank_version=self._desk.bank.version)
        turn = self._turn(Move.ASK, text, spoken_by)
        stored = await self._journal.ask(
            asked, turn.model_copy(update={"question_id": question.id})
        )
        await self._drafts.cleared()
        slots = self.transcript.session.blueprint.slots
        planned = slots[slot].wanted or slots[slot].level
        wanted = planned if planned is not question.level else None
        self._tell(Asked(asked, stored, of=len(slots), wanted=wanted))
        self._assessing.read_up(question)

    def _turn(self, move: Move, text: str, spoken_by: str) -> Turn:
        return Turn(
            seq=0,
            role=Speaker.INTERVIEWER,
            move=move,
            text=text,
            at=self._desk.time.now(),
            spoken_by=spoken_by,
            active_seconds=self.reading.active,
        )

    async def _close(self, reason: Closing) -> None:
        if self._busy or self.state.closed:
            self._refuse(Notice.NOT_YOUR_TURN)
            return
        if self.accepts_input and self._drafts.text.strip():
            self._busy = True
            try:
                await self._store_words(Move.ANSWER, self._drafts.text, None)
            finally:
                self._busy = False
        await self._answer_candidate(ending=reason)

    async def _finish(self) -> None:
        reading = self._clock.close(self._desk.time.monotonic())
        self._marks_wait = True
        await self._marking.finish()
        self._marks_wait = False
        await self._journal.score(standing(self.transcript).score)
        await self._journal.status(Status.FINISHED, reading.active)
        await self._hang_up()
        self._tell(Finished())

    async def _hang_up(self) -> None:
        await self._speaker.aclose()
        await self._desk.grader.aclose()

    async def _save_draft(self, text: str) -> bool:
        reading = self._clock.tick(self._desk.time.monotonic())
        try:
            await self._journal.draft(text, reading.active)
        except StorageError as error:
            self._tell(DraftUnsaved(str(error)))
            return False
        self._clock_saved = reading.active
        self._tell(DraftSaved(len(text)))
        return True

    def _refuse(self, notice: Notice) -> bool:
        self._tell(Noticed(notice))
        return False


def _active_seconds(transcript: Transcript) -> float:
    """Return the furthest that the clock is known to have gone."""
    stored = [transcript.session.active_seconds]
    stored += [turn.active_seconds for turn in transcript.turns[-1:]]
    if transcript.draft is not None:
        stored.append(transcript.draft.active_seconds)
    return max(stored)
