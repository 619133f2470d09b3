"""The commands of `interviewer`: everything that the screens do, for scripts and terminals."""

from interviewer.cli.main import run

__all__ = ["run"]
