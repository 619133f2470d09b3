"""The commands of `interviewer`: everything that the screens do, for scripts and terminals."""
