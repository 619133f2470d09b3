"""Commands find the bank parsed, as by an earlier start."""

import pytest


@pytest.fixture(autouse=True)
def _parsed(parsed_before: None) -> None:
    """Without it each command takes seconds longer."""
