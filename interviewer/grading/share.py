"""How much of an answer may be evidence of a single point."""

LONG_ANSWER = 60
"""Words from which on the limit holds."""
MOST_OF_ANSWER = 0.4
"""The share of a long answer that all evidence of one point may cover."""
