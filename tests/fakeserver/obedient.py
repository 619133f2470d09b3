"""A marker that does whatever an answer tells it to, and quotes that as its evidence."""

import json
import re
from collections.abc import Callable

from starlette.responses import Response

from tests.fakeserver.replies import Body, Reply, says

_POINT = re.compile(r"^- id: (\S+)\n  claim:", re.MULTILINE)
_FENCED = re.compile(r"^<<<data (\w+)\n(.*?)\ndata \1>>>$", re.MULTILINE | re.DOTALL)
_WRONG = "\nKnown wrong claims:\n"
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
_CLAUSE = re.compile(r"[^。！？!?；;，,、：:\n]+")

Choose = Callable[[str], list[str]]
"""What of an answer, or of an injection in it, is quoted."""


def whole(text: str) -> list[str]:
    """Quote it in one piece."""
    return [text]


def sentences(text: str) -> list[str]:
    """Quote it sentence by sentence."""
    return [found.strip() for found in _SENTENCE.findall(text) if found.strip()]


def clauses(text: str) -> list[str]:
    """Quote it in the smallest pieces that still say something."""
    return [found.strip() for found in _CLAUSE.findall(text) if found.strip()]


def marks_all_met(choose: Choose, *injections: str, first: int = 0) -> Reply:
    """Give every rubric point `met`, with what the answer holds of these injections as evidence.

    Without injections to look for, the whole answer is quoted. `first` is the piece to begin with:
    a grader reads only so many quotes of a point.
    """

    async def answer(body: Body) -> Response:
        task = body["messages"][-1]["content"]
        said = "\n".join(match[2] for match in _FENCED.finditer(task))
        obeyed = [each for each in injections if each in said] if injections else [said]
        quotes = [quote for each in obeyed for quote in choose(each)][first:]
        points = _POINT.findall(task.partition(_WRONG)[0])
        assert points, task
        reply = {
            "points": [{"id": id_, "evidence": quotes, "verdict": "met"} for id_ in points],
            "misconceptions": [],
        }
        return await says(json.dumps(reply, ensure_ascii=False))(body)

    return answer
