"""What stands between the agent and its model: one allowed move comes out, or none in six calls.

Retries, refusals, the short prompt and the path without tools happen here, around a single call
of the model, so that LangChain's loop sees only calls that may be carried out.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from langchain.agents import AgentState
from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.messages.tool import ToolCall, tool_call

from interviewer.agent.moves import (
    MAX_CALLS,
    MAX_REFUSALS,
    SEARCH,
    TOOL_OF,
    no_call,
    refusal,
    words_field,
)
from interviewer.agent.prompting import system_prompt, turn_prompt, words_only_prompt
from interviewer.agent.run import NewAttempt, Run
from interviewer.agent.speech import Retrying
from interviewer.agent.written import written_call
from interviewer.models.faults import FaultKind, ModelFault, fault_from, refuses_tools
from interviewer.models.habits import Habits
from interviewer.models.plain import one_line
from interviewer.models.replies import (
    check_whole,
    count,
    count_failed,
    has_broken_call,
    without_thinking,
)
from interviewer.models.retry import with_retries

Request = ModelRequest[Run]
Handler = Callable[[Request], Awaitable[ModelResponse[Any]]]
Settings = Callable[[Run], Mapping[str, Any]]


class OneMove(AgentMiddleware[AgentState[Any], Run, Any]):
    """Lets through the first call that may be carried out."""

    def __init__(self, settings: Settings) -> None:
        """`settings` are what the model is called with beside messages and tools."""
        super().__init__()
        self._settings = settings

    async def awrap_model_call(self, request: Request, handler: Handler) -> ModelResponse[Any]:
        """Call the model until it makes a move or searches, or its chances are used up."""
        run = request.runtime.context
        request = request.override(
            system_message=SystemMessage(system_prompt(run.context)),
            tool_choice="required",
            model_settings=dict(self._settings(run)),
        )
        messages = list(request.messages)
        while run.calls < MAX_CALLS and run.refusals < MAX_REFUSALS:
            reply = await _reply(run, request, messages, handler)
            run.calls += 1
            call, complaint = _judge(run, reply)
            if call is not None and complaint is None:
                return ModelResponse(result=[AIMessage(content="", tool_calls=[call])])
            run.refusals += 1
            messages += _refused(reply, call, complaint or no_call(run.context))
        return ModelResponse(result=[AIMessage(content="")])


def _judge(run: Run, reply: AIMessage) -> tuple[ToolCall | None, str | None]:
    """Return the call that counts, the first, and what speaks against it."""
    if has_broken_call(reply):
        return None, "The arguments of that call were no valid JSON object. Make the call again."
    first = reply.tool_calls[0] if reply.tool_calls else None
    made = written_call(reply.text) if first is None else (first["name"], first["args"])
    if made is not None:
        name, args = made
        # Some servers give calls no id, and LangChain pairs calls and results by it.
        call = tool_call(name=name, args=args, id=f"call-{run.calls}")
        complaint = refusal(run.context, run.known, call["name"], call["args"])
        if complaint is None and call["name"] == SEARCH and run.calls >= MAX_CALLS:
            complaint = no_call(run.context)
        return call, complaint
    return None, None


def _refused(reply: AIMessage, call: ToolCall | None, complaint: str) -> list[AnyMessage]:
    """Return what the model is shown of its refused reply, and why it was refused."""
    if call is not None:
        return [
            AIMessage(content="", tool_calls=[call]),
            ToolMessage(content=complaint, tool_call_id=call["id"] or "", status="error"),
        ]
    said = one_line(reply.text, 1000) or "(no text)"
    return [AIMessage(content=said), HumanMessage(content=complaint)]


async def _reply(
    run: Run, request: Request, messages: list[AnyMessage], handler: Handler
) -> AIMessage:
    """Call the model once, in the way its server can take; raises ModelFault."""
    habits = getattr(request.model, "habits", None) or Habits()
    while True:
        try:
            if habits.takes_no_tools:
                return await _words_only(run, request, messages, handler)
            return await _called(run, request.override(messages=messages), handler)
        except ModelFault as fault:
            if fault.kind is FaultKind.PROMPT_TOO_LONG and not run.short:
                run.short = True
                messages[0] = HumanMessage(content=turn_prompt(run.context, short=True))
            elif not habits.takes_no_tools and refuses_tools(fault):
                habits.do_without_tools()
            else:
                raise


async def _called(run: Run, request: Request, handler: Handler) -> AIMessage:
    """Call the model with retries; every attempt is announced, counted and checked."""
    tell = request.runtime.stream_writer

    async def attempt() -> AIMessage:
        tell(NewAttempt())
        started = time.monotonic()
        try:
            response = await handler(request)
        except BaseException as error:
            count_failed(run.meter, error, time.monotonic() - started)
            raise
        reply = response.result[0]
        if not isinstance(reply, AIMessage):
            raise ModelFault(FaultKind.BAD_REPLY, "the reply was no message of a model")
        count(run.meter, reply, time.monotonic() - started)
        check_whole(reply)
        return reply

    def on_retry(fault: ModelFault, number: int, wait: float) -> None:
        tell(Retrying(fault.kind, number, run.patience.attempts, wait))

    try:
        return await with_retries(attempt, run.patience, on_retry)
    except Exception as error:
        raise fault_from(error) from error


async def _words_only(
    run: Run, request: Request, messages: list[AnyMessage], handler: Handler
) -> AIMessage:
    """Ask for the words alone, and make the due move with them."""
    context = run.context
    ask = HumanMessage(content=f"{messages[-1].text}\n\n{words_only_prompt(context)}")
    plain = request.override(
        messages=[*messages[:-1], ask], tools=[], tool_choice=None, model_settings={}
    )
    reply = await _called(run, plain, handler)
    tool = TOOL_OF[context.due]
    args = {words_field(tool): without_thinking(reply.text).strip()}
    if tool == "ask_question":
        args = {"question_id": context.candidates[0].id, **args}
    return AIMessage(content="", tool_calls=[tool_call(name=tool, args=args, id="words")])
