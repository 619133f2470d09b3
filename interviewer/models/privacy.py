"""Nothing leaves the machine but by a connection that was chosen: the libraries' own ways out
are closed, whatever the environment says."""

import os

_PREFIXES = ("LANGSMITH_", "LANGCHAIN_")
_OPENAI = frozenset(
    {
        "OPENAI_API_BASE",
        "OPENAI_BASE_URL",
        "OPENAI_CUSTOM_HEADERS",
        "OPENAI_LOG",
        "OPENAI_ORGANIZATION",
        "OPENAI_ORG_ID",
        "OPENAI_PROJECT_ID",
        "OPENAI_PROXY",
    }
)


def silence_tracing() -> None:
    """Turn LangSmith tracing, its gateway and OpenAI's redirecting variables off.

    Changes this process's environment: the libraries read the variables at odd moments, and one
    of them raises when two contradict each other. Keys stay, since a connection may name them.
    """
    for name in list(os.environ):
        if (name.startswith(_PREFIXES) and not name.endswith("_KEY")) or name in _OPENAI:
            del os.environ[name]
    import langsmith

    langsmith.configure(enabled=False)
