"""Interviews on stdin and stdout: for screen readers, dumb terminals and scripts."""
