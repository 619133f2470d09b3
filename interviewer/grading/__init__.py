"""Grading: score arithmetic, the evidence check, the built-in grader, model graders, appeals."""
