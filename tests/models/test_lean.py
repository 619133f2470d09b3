"""LangChain is imported without what is never used here; whoever asks for that still gets it."""

import subprocess
import sys

import pytest

DEFERRED = "from interviewer.models.lean import defer_unused\ndefer_unused()\n"


def modules_after(code: str) -> set[str]:
    """Return what a fresh process has imported after `code`."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(done.stdout.split())


@pytest.mark.slow
def test_the_speaker_is_there_without_the_models_of_a_web_service() -> None:
    modules = modules_after(
        "from interviewer.interview.workplace import Workplace\n"
        "from interviewer.settings import Preferences, paths\n"
        "Workplace(paths(), Preferences()).prewarm()"
    )
    assert "langchain.agents" in modules
    assert "langsmith.types.session" not in modules
    assert "langgraph_sdk.client" not in modules


def test_who_asks_for_one_of_them_gets_it() -> None:
    assert "langsmith.types.session" in modules_after(
        DEFERRED + "from langsmith.types import Session, Run"
    )
    assert "langsmith.types.run" in modules_after(DEFERRED + "import langsmith.types.run")
    assert "langgraph_sdk.client" in modules_after(
        DEFERRED + "from langgraph_sdk import get_client"
    )


def test_a_name_that_is_not_there_is_missed_as_ever() -> None:
    modules_after(
        DEFERRED + "import langsmith.types\n"
        "assert not hasattr(langsmith.types, '__nothing__')\n"
        "assert not hasattr(langsmith.types, 'Nothing')"
    )
