"""The speaker: a LangChain agent that words one move of the interviewer at a time."""

from interviewer.models.lean import defer_unused

defer_unused()
