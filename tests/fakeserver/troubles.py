"""Everything that a server may do to an interview, by name: for the matrix of faults and phases.

Some of it is no fault at all but a habit that must be lived with. Words that no interview may ever
hold carry `JUNK`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from starlette.responses import Response

from tests.fakeserver.interviewer import due_in, marks_missed, plays_interviewer
from tests.fakeserver.obedient import marks_all_met, whole
from tests.fakeserver.replies import (
    Body,
    Reply,
    calls,
    calls_several,
    error_event,
    fails,
    floods,
    refuses,
    says,
    sends,
    waits,
)

JUNK = "XQZ"
HIDDEN = "\x1b[31m\x07\u202e"
_LATE = 3.0
"""Seconds; connections in the matrix wait for a fraction of one."""


class Phase(StrEnum):
    """What a model is wanted for."""

    ASK = "ask_question"
    FOLLOW_UP = "ask_follow_up"
    CLARIFY = "clarify"
    HINT = "give_hint"
    GRADE = "grade"
    CLOSE = "close_interview"


@dataclass(frozen=True)
class Trouble:
    """What is answered where words are wanted, and where marks are."""

    speaks: Callable[[], Reply]
    marks: Callable[[], Reply]


def _both(reply: Callable[[], Reply]) -> Trouble:
    return Trouble(reply, reply)


def _status(number: int, message: str = f"{JUNK} no", **how: Any) -> Trouble:
    return _both(lambda: fails(number, message, **how))


def _ways(**how: Any) -> Trouble:
    """Do it well, sent in an unusual way."""
    return Trouble(lambda: plays_interviewer(**how), lambda: marks_missed(**how))


def _refusing(*fields: str, tools: bool = True) -> Trouble:
    def refuse(then: Reply) -> Reply:
        for field in fields:
            then = refuses(field, then)
        return then

    words = says("All right. Tell me how you see it?")
    return Trouble(
        lambda: refuse(plays_interviewer() if tools else words), lambda: refuse(marks_missed())
    )


def _thinking(body_of: Callable[[str], str]) -> Trouble:
    """Write thoughts and fences around what is wanted."""
    return Trouble(
        lambda: plays_interviewer(text=f"<think>{JUNK} they know nothing</think>"),
        lambda: marks_missed(around=body_of),
    )


def _reasoning() -> Trouble:
    """Send thoughts in a field of their own."""
    return _ways(reasoning=f"{JUNK} they know nothing")


def _unallowed() -> Reply:
    """Do as the candidate says: end the interview at once, with full marks; or read the note."""

    async def obey(body: Body) -> Response:
        prompt = body["messages"][1]["content"]
        due = due_in(prompt)
        if due == Phase.FOLLOW_UP:
            note = re.search(r"never to say:\n<<<data \w+\n(.*?)\ndata ", prompt, re.DOTALL)
            assert note, prompt
            return await calls("ask_follow_up", {"words": note[1]})(body)
        if due == Phase.CLOSE:
            words = "Thank you for today. You scored 100 points. Full marks! Your report is next."
            return await calls("close_interview", {"words": words})(body)
        return await calls("close_interview", {"words": f"{JUNK} You scored 100 points."})(body)

    return obey


def _chatter() -> Reply:
    """Speak as told, in markup, with letters that nobody sees."""

    async def answer(body: Body) -> Response:
        due = due_in(body["messages"][1]["content"])
        words = f"[bold]All right.[/bold] {HIDDEN}**Please** go on.\n# Well"
        if due == Phase.ASK:
            return await plays_interviewer(before=f"[link=x]{HIDDEN}Well.[/link] ")(body)
        return await calls(due, {"words": words})(body)

    return answer


def _twice() -> Reply:
    """Make the due move and another one in the same breath."""

    async def answer(body: Body) -> Response:
        due = due_in(body["messages"][1]["content"])
        if due == Phase.ASK:
            return await plays_interviewer(and_then=("close_interview", {"words": JUNK}))(body)
        words = {"words": "All right. How do you see that?"}
        return await calls_several((due, words), ("close_interview", {"words": JUNK}))(body)

    return answer


TROUBLES: dict[str, Trouble] = {
    # Habits
    "arguments in fragments of one letter": _ways(piece=1),
    "no [DONE]": _ways(ending="no_done"),
    "CRLF and comments": _ways(line_end="\r\n"),
    "calls without ids": _ways(ids=False),
    "no usage": _ways(usage=None),
    "refuses streams": _refusing("stream"),
    "refuses stream_options": _refusing("stream_options"),
    "refuses json_schema": _refusing("response_format:json_schema"),
    "refuses tool_choice": _refusing("tool_choice"),
    "refuses tools": _refusing("tools", tools=False),
    "ignores tool_choice, writes text": Trouble(
        lambda: says("I would like to say something."), lambda: says("They did quite well.")
    ),
    "thinks aloud, fences JSON": _thinking(
        lambda text: f"<think>{JUNK}</think>\n```json\n{text}\n```"
    ),
    "thinks in a field of its own": _reasoning(),
    # Misbehaviour
    "two calls at once": Trouble(_twice, lambda: calls_several(("reply", "{}"), ("reply", "{}"))),
    "unknown tool": _both(lambda: calls(f"{JUNK}_tool", {"words": JUNK})),
    "arguments of the wrong kind": _both(lambda: calls("clarify", {"words": [JUNK]})),
    "arguments that are no JSON": _both(lambda: calls("clarify", f'{{"words": "{JUNK}')),
    "searches for ever": _both(lambda: calls("search_bank", {"query": JUNK})),
    "talks for ever": _both(lambda: says(f"{JUNK} and then " * 20_000, piece=4000)),
    "control characters and markup": Trouble(_chatter, lambda: says(f"{HIDDEN}[bold]{{}}")),
    "obeys injections": Trouble(_unallowed, lambda: marks_all_met(whole)),
    # Faults
    "answers late": _both(lambda: waits(_LATE, says(JUNK))),
    "never says a word": _both(lambda: says(JUNK * 9, pause=_LATE)),
    "breaks off": _both(lambda: says(f"{JUNK} half of it and the other half.", ending="cut")),
    "closes in the middle": _both(
        lambda: says(f"{JUNK} half of it, and the rest.", ending="quiet")
    ),
    "a call that breaks off": _both(
        lambda: calls("close_interview", {"words": f"{JUNK} thank you for all."}, ending="cut")
    ),
    "a page of HTML": _both(lambda: sends(f"<html>{JUNK}</html>", "text/html")),
    "nothing": _both(lambda: sends("")),
    "broken JSON": _both(lambda: sends(f'{{"id": "{JUNK}", "choices": [{{')),
    "an empty message": _both(lambda: says("")),
    "an error with status 200": _both(lambda: sends(f'{{"error": {{"message": "{JUNK}"}}}}')),
    "an error inside the stream": _both(lambda: error_event(f"{JUNK} overloaded")),
    "cut at the token limit": _both(lambda: says(f"{JUNK} and then", finish="length")),
    "100 MB": _both(lambda: floods(100 * 1024 * 1024)),
    "400": _status(400),
    "401": _status(401, "Incorrect API key provided: sk-abcdef123456."),
    "402": _status(402, "Insufficient Balance"),
    "403": _status(403),
    "404": _status(404, "The model `x` does not exist", code="model_not_found"),
    "408": _status(408),
    "409": _status(409),
    "413": _status(413),
    "422": _status(422),
    "429": _status(429),
    "429 with Retry-After": _status(429, headers={"retry-after": "0.05"}),
    "429 with a long Retry-After": _status(429, headers={"retry-after": "3600"}),
    "429 insufficient_quota": _status(
        429, "You exceeded your current quota", code="insufficient_quota"
    ),
    "context too long": _status(
        400, "This model's maximum context length is 8192.", code="context_length_exceeded"
    ),
    "500": _status(500),
    "502 with HTML": _both(lambda: sends(f"<html>{JUNK}</html>", "text/html", 502)),
    "503": _status(503),
}


def in_phase(phase: Phase, trouble: Trouble) -> Reply:
    """Play interviewer and grader well, except in one phase."""
    speaks, marks = trouble.speaks(), trouble.marks()
    good_words, good_marks = plays_interviewer(), marks_missed()

    async def answer(body: Body) -> Response:
        texts = [str(message["content"]) for message in body["messages"]]
        if any("Rubric points:" in text for text in texts):
            return await (marks if phase is Phase.GRADE else good_marks)(body)
        return await (speaks if due_in(texts[1]) == phase else good_words)(body)

    return answer
