"""Runs one interview on a pair of text streams."""

import asyncio
import threading
from collections.abc import Callable
from typing import TextIO

from interviewer.domain.language import Language
from interviewer.domain.transcript import Kind
from interviewer.i18n import _
from interviewer.interview.events import (
    Asked as QuestionAsked,
)
from interviewer.interview.events import (
    DraftUnsaved,
    Event,
    Failed,
    Finished,
    Graded,
    LimitNear,
    Noticed,
    Retried,
    Stored,
    TimeUp,
    Warned,
)
from interviewer.interview.interview import MAX_ANSWER, Interview
from interviewer.plain.protocol import (
    Answer,
    Asked,
    Command,
    Input,
    Reader,
    Unknown,
    prefixed,
)
from interviewer.storage.errors import StorageError
from interviewer.wording import (
    fault_lines,
    grade_lines,
    limit_line,
    notice_line,
    report_lines,
    usage_line,
    warning_line,
)

TICK_SECONDS = 1.0

OpenInterview = Callable[[Callable[[Event], None]], Interview]


class PlainSession:
    """Talks one interview through, then says how it went."""

    def __init__(self, open_interview: OpenInterview, source: TextIO, sink: TextIO) -> None:
        """`open_interview` makes the interview, given who listens to it."""
        self._sink = sink
        self._source = source
        self._reader = Reader()
        self._typed: asyncio.Queue[str | None] = asyncio.Queue()
        self._over = asyncio.Event()
        self._failed = False
        self._interview = open_interview(self._heard)

    async def run(self) -> None:
        """Go through the interview until it ends, is paused, or the input ends."""
        interview = self._interview
        session = interview.transcript.session
        self._print(f"session {session.id}")
        threading.Thread(
            target=self._read_lines, args=(asyncio.get_running_loop(),), daemon=True
        ).start()
        resumed = bool(interview.transcript.turns)
        await interview.begin()
        if resumed:
            self._recall()
        ticking = asyncio.create_task(self._tick())
        try:
            await self._converse()
        except asyncio.CancelledError:
            # Ctrl+c: what was typed is kept, and the session waits to be resumed.
            await self._pause()
            raise
        finally:
            ticking.cancel()
            await asyncio.gather(ticking, return_exceptions=True)
            self._print(f"end {session.id}")

    async def _converse(self) -> None:
        prompt = True
        while not self._over.is_set():
            if prompt:
                self._print(">")
            line = await self._next_line()
            if line is None:
                if not self._over.is_set():
                    await self._pause()
                return
            given = self._reader.take(line)
            prompt = given is not None
            if given is None:
                self._interview.note_draft(self._reader.draft)
            elif not await self._act(given):
                return

    async def _act(self, given: Input) -> bool:
        """Do what an input asks for; False when the session should stop."""
        interview = self._interview
        try:
            match given:
                case Answer(text):
                    if not await interview.submit(text) and text.strip():
                        self._reader.continue_with(text)
                        interview.note_draft(text)
                    elif interview.in_review:
                        await interview.proceed()
                case Unknown(line):
                    self._note(_("There is no command {line}.").format(line=line))
                    self._note(_("To begin an answer with a slash, double it."))
                case Asked(Command.PAUSE):
                    await self._pause()
                    return False
                case Asked(command, words):
                    await self._command(command, words)
        except StorageError as error:
            self._note(str(error))
            if isinstance(given, Answer):
                self._reader.continue_with(given.text)
                self._note(_("Your answer is kept here: enter . to try once more."))
        return True

    async def _command(self, command: Command, words: str) -> None:
        interview = self._interview
        match command:
            case Command.SKIP:
                self._reader.continue_with("")
                await interview.skip()
            case Command.DONT_KNOW:
                await interview.dont_know()
            case Command.HINT:
                await interview.hint()
            case Command.CLARIFY:
                await interview.clarify(words)
            case Command.REPEAT:
                self._repeat()
            case Command.END:
                await interview.end()
            case Command.RETRY:
                await interview.retry()
            case Command.BUILTIN:
                await interview.use_builtin()
            case Command.NEXT | Command.AGAIN | Command.PAUSE:
                pass
        if interview.in_review:
            await (interview.again() if command is Command.AGAIN else interview.proceed())

    async def _pause(self) -> None:
        self._interview.note_draft(self._reader.draft)
        await self._interview.pause()
        self._note(
            _("Paused. Go on with: interviewer {kind} --plain --resume {id}").format(
                kind=self._interview.transcript.session.kind.value,
                id=self._interview.transcript.session.id,
            )
        )

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            try:
                await self._interview.tick()
            except StorageError as error:
                self._note(str(error))

    def _recall(self) -> None:
        """After a resume, say where the conversation stands and what was typed already."""
        self._repeat()
        if draft := self._interview.draft:
            self._note(_("You had typed this; what you type now goes on from it:"))
            self._print(*prefixed("#", draft))
            self._reader.continue_with(draft)

    def _repeat(self) -> None:
        current = self._interview.state.current
        if current is not None and self._interview.accepts_input:
            self._print(*prefixed("|", current.prompted_by.text))

    def _heard(self, event: Event) -> None:
        match event:
            case QuestionAsked(turn=turn, wanted=wanted, asked=asked):
                if wanted is not None:
                    self._note(
                        _("The bank has no {wanted} question here; this one is {level}.").format(
                            wanted=wanted.value, level=asked.question.level.value
                        )
                    )
                self._print(*prefixed("|", turn.text))
            case Stored(turn) if turn.spoken_by is not None:
                self._print(*prefixed("|", turn.text))
            case LimitNear(share):
                self._note(limit_line(share))
            case Warned(share):
                self._note(warning_line(share, self._interview.reading))
            case TimeUp():
                self._note(_("Time is up: you have two minutes to finish this answer."))
            case Retried() as retried:
                self._note(
                    _("The model did not answer; trying again ({n} of {of}).").format(
                        n=retried.attempt, of=retried.attempts
                    )
                )
            case Failed(fault, grading):
                self._print(*prefixed("#", "\n".join(fault_lines(fault, grading=grading))))
            case Noticed(notice):
                self._note(notice_line(notice, MAX_ANSWER))
            case DraftUnsaved(reason):
                self._note(reason)
            case Graded(grade) if self._kind is Kind.PRACTICE:
                self._feedback(grade.question_id)
            case Finished():
                self._finish()
            case _:
                pass

    def _feedback(self, question_id: str) -> None:
        transcript = self._interview.transcript
        grade = transcript.grade(question_id)
        if grade is not None:
            question = transcript.question(question_id)
            lines = grade_lines(question, grade, self._language)
            self._print(*prefixed("#", "\n".join(lines)))

    def _finish(self) -> None:
        lines = report_lines(self._interview.transcript)
        if self._interview.usage.calls:
            lines += ["", usage_line(self._interview.usage)]
        self._print(*prefixed("#", "\n".join(lines)))
        self._over.set()
        # Wakes the conversation, which may be waiting for a line when the time runs out.
        self._typed.put_nowait(None)

    @property
    def _kind(self) -> Kind:
        return self._interview.transcript.session.kind

    @property
    def _language(self) -> Language:
        return self._interview.transcript.session.language

    def _note(self, text: str) -> None:
        self._print(*prefixed("#", text))

    def _print(self, *lines: str) -> None:
        for line in lines:
            self._sink.write(line + "\n")
        self._sink.flush()

    async def _next_line(self) -> str | None:
        return await self._typed.get()

    def _read_lines(self, loop: asyncio.AbstractEventLoop) -> None:
        for line in self._source:
            self._hand_over(loop, line.rstrip("\n").removesuffix("\r"))
        self._hand_over(loop, None)

    def _hand_over(self, loop: asyncio.AbstractEventLoop, line: str | None) -> None:
        # The loop may be closed already: an interview that is over reads no further.
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._typed.put_nowait, line)
