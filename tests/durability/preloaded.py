"""What a killed process would have to import again: loaded once, before the processes fork."""

import interviewer.agent.speaker
import interviewer.bank.search
import interviewer.interview.interview
import interviewer.storage.database

__all__ = ["interviewer"]
