"""The bank that ships, read once in a process."""

from functools import cache

from interviewer.bank.catalogue import Bank
from interviewer.bank.loading import load_bank
from interviewer.resources import bank_dir, prepared_dir


@cache
def shipped_bank() -> Bank:
    """The shipped bank."""
    return load_bank(bank_dir(), prepared=prepared_dir())
