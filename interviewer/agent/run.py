"""What happens within one turn of the agent: the only mutable state there is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from interviewer.agent.context import TurnContext
from interviewer.agent.moves import Chosen, chosen
from interviewer.domain.question import Question
from interviewer.models.retry import Patience
from interviewer.models.usage import Meter


@dataclass
class Run:
    """One turn in progress."""

    context: TurnContext
    meter: Meter
    patience: Patience
    known: dict[str, Question] = field(default_factory=dict)
    """The questions that may be asked: the candidates, and what a search found."""
    chosen: Chosen | None = None
    calls: int = 0
    refusals: int = 0
    short: bool = False
    """The prompt was too long once and is now the short one."""

    def __post_init__(self) -> None:
        """Begin with the candidates."""
        self.known.update((question.id, question) for question in self.context.candidates)

    def choose(self, tool: str, args: Mapping[str, object]) -> str:
        """Note the accepted move; the answer is what the model would read, were it asked again."""
        self.chosen = chosen(self.known, tool, args)
        return "Said."


@dataclass(frozen=True, slots=True)
class NewAttempt:
    """A call of the model begins: whatever an earlier one said did not count."""
