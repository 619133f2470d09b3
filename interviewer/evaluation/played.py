"""A simulated candidate whose words a model chooses."""

import random
import time

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage

from interviewer.domain.language import Language
from interviewer.domain.transcript import Move, Speaker
from interviewer.evaluation.candidates import Act, CandidateKind, Situation
from interviewer.models.plain import plain
from interviewer.models.prompts import render
from interviewer.models.replies import check_whole, count, without_thinking
from interviewer.models.retry import Patience, with_retries
from interviewer.models.usage import Meter

LONGEST = 4000
"""Characters of one answer."""

_NAMES = {Language.EN: "English", Language.ZH: "Chinese (简体中文)"}


class PlayedCandidate:
    """Asks a model what a candidate of this kind would say."""

    def __init__(self, model: BaseChatModel, kind: CandidateKind, seed: int, meter: Meter) -> None:
        """Every call is counted on `meter`."""
        self._model = model
        self._kind = kind
        self._seed = seed
        self._meter = meter
        self._patience = Patience(attempts=getattr(model, "attempts", 3))

    async def act(self, situation: Situation) -> Act:
        """Answer in the model's words; "I don't know" where it has none. Raises ModelFault."""
        prompt = render(
            "candidate",
            kind=self._part(situation).value,
            language=_NAMES[situation.language],
            short=len(situation.turns) > 1,
            nonce=f"{random.Random(self._seed).getrandbits(64):016x}",
            turns=[
                {"mine": turn.role is Speaker.INTERVIEWER, "text": turn.text}
                for turn in situation.turns
                if turn.text
            ],
        )
        reply = await with_retries(lambda: self._asked(prompt.text), self._patience)
        words = plain(without_thinking(reply.text), LONGEST).strip()
        return Act(Move.ANSWER, words) if words else Act(Move.DONT_KNOW)

    async def _asked(self, prompt: str) -> AIMessage:
        began = time.monotonic()
        reply = await self._model.ainvoke([HumanMessage(prompt)])
        count(self._meter, reply, time.monotonic() - began)
        check_whole(reply)
        return reply

    def _part(self, situation: Situation) -> CandidateKind:
        return self._kind.at(situation.question.id, self._seed)
