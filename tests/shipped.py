"""The bank that ships, read once in a process: parsing its hundreds of questions takes seconds."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from interviewer.bank.catalogue import Bank
from interviewer.bank.loading import load_bank
from interviewer.resources import bank_dir


@cache
def shipped_bank() -> Bank:
    """The shipped bank."""
    return load_bank(bank_dir())


@cache
def parsed_cache() -> Path:
    """A cache folder as an earlier start would have left it: the shipped bank is parsed."""
    folder = Path(tempfile.mkdtemp(prefix="parsed-bank-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    load_bank(bank_dir(), cache=folder / "bank")
    return folder
