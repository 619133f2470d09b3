"""The built-in interviewer as a LangChain chat model: no weights, no network, no prompt.

It reads the typed context of the turn and calls the same tools as any other model, in the same
loop, so that one path serves every model and every test.
"""

from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool

from interviewer.agent.context import TurnContext
from interviewer.agent.moves import TOOL_OF, codes_move, words_field


class BuiltinModel(BaseChatModel):
    """Makes the due move. The context comes with the call, as the setting `turn`."""

    @property
    def _llm_type(self) -> str:
        return "interviewer-builtin"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Take the tools as any model does; which one is called follows from the context."""
        return self.bind(**kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        turn: TurnContext = kwargs["turn"]
        chosen = codes_move(turn)
        tool = TOOL_OF[chosen.move]
        args = {words_field(tool): chosen.words}
        if chosen.question is not None:
            args = {"question_id": chosen.question.id, **args}
        call = {"name": tool, "args": args, "id": "builtin", "type": "tool_call"}
        message = AIMessage(content="", tool_calls=[call])
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return self._generate(messages, stop, **kwargs)
