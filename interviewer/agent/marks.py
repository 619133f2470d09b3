"""Does a sentence announce marks? Marks are counted by code and told in the report alone.

A model that obeys what a candidate wrote might say them aloud. The patterns are narrow: candidates
and interviewers rightly speak of attention scores, percentages and minutes.
"""

import re

from interviewer.bank.text import fold

_ANNOUNCED = re.compile(
    r"""
      \byou(?:'ve|\shave)?\s(?:just\s)?
        (?:scored|earned|received|been\sgiven|been\sawarded|passed|failed)\b
    | \b(?:i|we)(?:'ll|\swill|\swould|'d)?\s(?:give|award)\syou\b.{0,30}?\b(?:points?|marks?)\b
    | \byour\s(?:final\s|total\s|overall\s)?(?:score|grade|mark|marks)\s(?:is|are|was|will|comes)\b
    | \b(?:full|perfect|maximum|top)\s(?:marks?|points|credit)\b
    | (?<!\.)\b100\s?(?:points|marks)\b | (?<!\.)\b\d{1,3}\s?(?:/|out\sof)\s?100\s?[.!]
    | (?:给|打|判|直接|得了?)(?:你|您)?.{0,3}?满分 | 满分\s?[！!]
    | (?:你|您).{0,6}?得了?\s?\d{1,3}\s?分(?!钟) | (?:给|打)(?:你|您)?.{0,4}?\d{1,3}\s?分(?!钟)
    | 你的(?:最终|总)?(?:得分|分数|成绩)(?:是|为|：|:)
    | 你(?:已经)?(?:没有?)?通过了?(?:这次|本次|今天的)?面试
    """,
    re.VERBOSE,
)


def announces_marks(sentence: str) -> bool:
    """Tell whether the interviewer would give marks, or say whether the candidate has passed."""
    return _ANNOUNCED.search(fold(sentence).text) is not None
