"""The built-in grader: deterministic, offline, explainable, for Chinese and English."""
