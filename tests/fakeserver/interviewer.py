"""A model that does what a good one would: reads the prompt, and makes the move that is due.

It marks, too, as far as it can read: what it quotes is there, and it gives nothing for it.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from tests.fakeserver.replies import Body, Call, Reply, calls, calls_several, says

_DUE = re.compile(r"^Due: `(\w+)`$", re.MULTILINE)
_CANDIDATE = re.compile(r"^`([^`]+)` \(", re.MULTILINE)

EN = {
    "ask_question": "All right, thank you. Let's look at something new.",
    "ask_follow_up": "Thank you. Could you say more about how that comes about?",
    "give_hint": "All right. Think about what costs the most there.",
    "clarify": "I mean it as you would meet it at work. Two minutes are enough.",
    "close_interview": "Thank you for your time. Your report comes next.",
}
ZH = {
    "ask_question": "好的，谢谢。我们看下一个问题。",
    "ask_follow_up": "谢谢。能再说说这是怎么来的吗？",
    "give_hint": "没关系，想想哪一步最费。",
    "clarify": "按平时工作里遇到的情形来讲，两分钟就够。",
    "close_interview": "谢谢你的时间，接下来是报告。",
}


def due_in(prompt: str) -> str:
    """The tool that a turn's prompt names as due."""
    found = _DUE.search(prompt)
    assert found, prompt
    return found[1]


def plays_interviewer(*, before: str = "", and_then: Call | None = None, **how: Any) -> Reply:
    """Make the due move with fitting words; `how` it is sent is as for `calls`.

    `before` are words in front of it, `and_then` another call in the same reply.
    """

    async def answer(body: Body) -> Response:
        prompt = body["messages"][1]["content"]
        tool = due_in(prompt)
        words = before + (ZH if "Speak Chinese" in prompt else EN)[tool]
        if tool == "ask_question":
            candidate = _CANDIDATE.search(prompt)
            assert candidate, prompt
            arguments = {"question_id": candidate[1], "introduction": words}
        else:
            arguments = {"words": words}
        if and_then is not None:
            return await calls_several((tool, arguments), and_then)(body)
        return await calls(tool, arguments, **how)(body)

    return answer


def is_grading(body: Body) -> bool:
    """Tell whether a request wants marks, not words."""
    return any("Rubric points:" in str(message["content"]) for message in body["messages"])


def marks_missed(around: Callable[[str], str] = str, **how: Any) -> Reply:
    """Find nothing in any answer; `around` the JSON may stand other words."""

    async def answer(body: Body) -> Response:
        task = next(m["content"] for m in body["messages"] if "Rubric points:" in str(m["content"]))
        points = re.findall(
            r"^- id: (\S+)\n  claim:", task.partition("Known wrong")[0], re.MULTILINE
        )
        reply = {"points": [{"id": id_, "evidence": [], "verdict": "missed"} for id_ in points]}
        return await says(around(json.dumps(reply)), **how)(body)

    return answer


def plays_everyone(speaks: Reply | None = None, marks: Reply | None = None) -> Reply:
    """Be interviewer and grader at once, as a server with one model is."""
    speak, mark = speaks or plays_interviewer(), marks or marks_missed()

    async def answer(body: Body) -> Response:
        return await (mark if is_grading(body) else speak)(body)

    return answer
