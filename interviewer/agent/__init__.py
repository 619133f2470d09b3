"""The speaker: a LangChain agent that words one move of the interviewer at a time."""
