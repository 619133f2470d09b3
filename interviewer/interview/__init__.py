"""One interview: its plan, its clock, its rules, and the engine that runs it turn by turn."""
