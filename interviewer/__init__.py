"""Interviewer: mock interviews for large-language-model engineers, in the terminal."""

__version__ = "0.1.0"
