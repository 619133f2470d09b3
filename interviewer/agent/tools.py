"""The six tools as the model sees them, always all, always in this order.

The five that make a move end the loop. Whether a call may be carried out is decided before it
comes here: a refused call must go back to the model, and a tool that ends the loop cannot do that.
"""

import asyncio
from typing import Any, TypeAlias

from langchain.tools import ToolRuntime
from langchain_core.tools import BaseTool, tool

from interviewer.agent.run import Run
from interviewer.domain.question import Question
from interviewer.models.plain import one_line

_FOUND_AT_MOST = 5

Runtime: TypeAlias = ToolRuntime[Any]
"""The context is a `Run`. Naming it here would have pydantic build a schema of all that a run
holds, six times over, for a parameter that no model sees."""


def _run(runtime: Runtime) -> Run:
    run: Run = runtime.context
    return run


@tool(parse_docstring=True)
async def search_bank(query: str, runtime: Runtime) -> str:
    """Look for other questions for the next place, when no candidate question suits.

    Says nothing to the candidate. Answers with question ids and their prompts.

    Args:
        query: A few words on what the question should be about.
    """
    run = _run(runtime)
    found = await asyncio.to_thread(_fitting, run, query)
    run.known.update((question.id, question) for question in found)
    if not found:
        return f"Nothing else fits. Take one of: {', '.join(run.known)}."
    language = run.context.language
    return "\n".join(
        f"{question.id}: {one_line(question.prompt.in_(language), 300)}" for question in found
    )


def _fitting(run: Run, query: str) -> list[Question]:
    """Search, and keep what is new and fits the slot: the blueprint is not the model's."""
    context = run.context
    if context.search is None:
        return []
    topics = {candidate.topic for candidate in context.candidates}
    levels = {candidate.level for candidate in context.candidates}
    topic = next(iter(topics)) if len(topics) == 1 else None
    found = context.search(query[:400], topic, None)
    return [
        question
        for question in found
        if question.topic in topics
        and question.level in levels
        and question.id not in context.already_asked
        and question.id not in run.known
    ][:_FOUND_AT_MOST]


@tool(return_direct=True, parse_docstring=True)
def ask_question(question_id: str, introduction: str, runtime: Runtime) -> str:
    """Go on to a new question, which the app reads out word for word after the introduction.

    Args:
        question_id: One of the ids that were given or found.
        introduction: One or two short sentences that lead to it, without any question.
    """
    return _run(runtime).choose(
        "ask_question", {"question_id": question_id, "introduction": introduction}
    )


@tool(return_direct=True, parse_docstring=True)
def ask_follow_up(words: str, runtime: Runtime) -> str:
    """Probe the one gap that was named.

    Args:
        words: All that you say: one to three short sentences that ask exactly one question.
    """
    return _run(runtime).choose("ask_follow_up", {"words": words})


@tool(return_direct=True, parse_docstring=True)
def give_hint(words: str, runtime: Runtime) -> str:
    """Give the authored hint, and no help beyond it.

    Args:
        words: All that you say: one to three short sentences.
    """
    return _run(runtime).choose("give_hint", {"words": words})


@tool(return_direct=True, parse_docstring=True)
def clarify(words: str, runtime: Runtime) -> str:
    """Say what the question asks for, without answering it.

    Args:
        words: All that you say: one to four short sentences.
    """
    return _run(runtime).choose("clarify", {"words": words})


@tool(return_direct=True, parse_docstring=True)
def close_interview(words: str, runtime: Runtime) -> str:
    """End the interview.

    Args:
        words: Your closing words: two or three short sentences, without marks or a verdict.
    """
    return _run(runtime).choose("close_interview", {"words": words})


TOOLS: tuple[BaseTool, ...] = (
    search_bank,
    ask_question,
    ask_follow_up,
    give_hint,
    clarify,
    close_interview,
)
