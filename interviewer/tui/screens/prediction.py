"""Before the report: how do you think it went? One key a question; Escape goes to the report."""

import asyncio

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button

from interviewer.domain.transcript import Move, Speaker, Transcript
from interviewer.i18n import N_, _
from interviewer.tui.inert import content
from interviewer.tui.screens.base import AppScreen
from interviewer.tui.widgets.key_bar import KeyBar
from interviewer.tui.widgets.prose import Prose
from interviewer.wording import topic_name

STEPS = tuple(range(0, 101, 10))
KEYS = (*"0123456789", "x")
"""The key of each step: its first digit, and x, as in Roman ten, for 100."""


class PredictionScreen(AppScreen):
    """One asked question after the other; the marks are not shown before."""

    CSS_PATH = "prediction.tcss"
    HELP = N_(
        "Say how you think each answer went, from 0 to 100: the digit key stands for the tens, x "
        "for 100. The report shows how close you were. Escape goes to the report at once."
    )
    BINDINGS = [
        Binding("escape", "leave", N_("To the report"), id="prediction.leave"),
        Binding("s", "skip", N_("Leave this one out"), id="prediction.skip"),
        Binding("b", "back", N_("Question before"), id="prediction.back"),
        Binding("left", "app.focus_previous", show=False, id="prediction.left"),
        Binding("right", "app.focus_next", show=False, id="prediction.right"),
        *(
            Binding(key, f"predict({step})", f"{step}", id=f"prediction.{step}", show=False)
            for key, step in zip(KEYS, STEPS, strict=True)
        ),
    ]

    def __init__(self, session_id: str) -> None:
        """Ask about the session of this id."""
        super().__init__()
        self._session_id = session_id
        self._transcript: Transcript | None = None
        self._at = 0

    def compose(self) -> ComposeResult:
        """The question and what was answered, above a scale."""
        with Vertical(id="prediction"):
            yield Prose(_("One moment …"), id="prediction-head", classes="heading")
            with VerticalScroll(id="prediction-said"):
                yield Prose(id="prediction-prompt")
                yield Prose(id="prediction-answer", classes="dim")
            yield Prose(
                _("How do you think it went? Press a digit for the tens, x for 100."),
                id="prediction-asked",
            )
            with Horizontal(id="prediction-scale"):
                for step in STEPS:
                    button = Button(content(f"{step}"), id=f"step-{step}", compact=True)
                    # The style sheet's parser knows no padding of none.
                    button.styles.line_pad = 0
                    yield button
        yield KeyBar()

    def on_mount(self) -> None:
        """Read what was asked."""
        self.query_one("#prediction").border_title = _("Before the report")
        self.work(self._load(), group="load")

    async def _load(self) -> None:
        place = await self.interviewer.workplace()
        self._transcript = await asyncio.to_thread(place.store.transcript, self._session_id)
        await self._show()

    async def _show(self) -> None:
        transcript = self._transcript
        if transcript is None or self._at >= len(transcript.asked):
            self.action_leave()
            return
        question = transcript.asked[self._at].question
        head = _("Question {n} of {of}").format(n=self._at + 1, of=len(transcript.asked))
        self.query_one("#prediction-head", Prose).show(f"{head} · {topic_name(question.topic)}")
        language = transcript.session.language
        self.query_one("#prediction-prompt", Prose).show(question.prompt.in_(language))
        self.query_one("#prediction-answer", Prose).show(_answer(transcript, question.id))
        self.query_one("#prediction-said").scroll_home(animate=False)
        self.query_one("#step-50").focus()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Going back needs a question before."""
        return self._at > 0 if action == "back" else True

    async def action_predict(self, step: int) -> None:
        """Take a prediction and go on; it is on disk before the next question is shown."""
        transcript = self._transcript
        if transcript is not None and self._at < len(transcript.asked):
            question_id = transcript.asked[self._at].question.id
            self._at += 1
            self.work(self._keep(question_id, step / 100), group="keep")

    async def _keep(self, question_id: str, score: float) -> None:
        place = await self.interviewer.workplace()
        store = place.store
        await asyncio.to_thread(store.add_prediction, self._session_id, question_id, score)
        await self._show()

    @on(Button.Pressed)
    async def _pressed(self, event: Button.Pressed) -> None:
        await self.action_predict(int((event.button.id or "").removeprefix("step-")))

    async def action_skip(self) -> None:
        """Predict nothing for this question."""
        self._at += 1
        await self._show()

    async def action_back(self) -> None:
        """Predict the question before once more."""
        self._at -= 1
        await self._show()

    def action_leave(self) -> None:
        """Go to the report."""
        if self.is_current:
            self.interviewer.show_report(self._session_id, instead=True)


def _answer(transcript: Transcript, question_id: str) -> str:
    said = [
        turn.text
        for turn in transcript.turns_on(question_id)
        if turn.role is Speaker.CANDIDATE and turn.move is Move.ANSWER
    ]
    return "\n\n".join(said) or _("You gave no answer.")
