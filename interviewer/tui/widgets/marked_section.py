"""One question of a transcript: what was said, its grade, and the way from one to the other."""

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.message import Message

from interviewer.domain.language import Language
from interviewer.i18n import _
from interviewer.storage.export.view import Said, Section
from interviewer.tui.widgets.conversation import heading
from interviewer.tui.widgets.marked_turn import MarkedTurn
from interviewer.tui.widgets.point_card import PointCard
from interviewer.tui.widgets.prose import Prose
from interviewer.tui.widgets.verdicts import model_answer, verdicts
from interviewer.wording import grade_words, topic_name


class MarkedSection(Vertical):
    """A question with its grade; words outside any question have neither."""

    class Jumped(Message):
        """The reader goes to the words of a point in a turn."""

        def __init__(self, turn: MarkedTurn, number: int) -> None:
            super().__init__()
            self.turn = turn
            self.number = number

    def __init__(
        self,
        section: Section,
        language: Language,
        *,
        heading: bool = True,
        checks: bool = True,
        remark: str = "",
    ) -> None:
        """Show a part of a transcript in its own language; `checks` is that of `PointCard`.

        A `remark` of the reader's own stands below the heading.
        """
        super().__init__(classes="marked")
        self.section = section
        self.remark = remark
        self._language = language
        self._has_heading = heading
        self._checks = checks

    def compose(self) -> ComposeResult:
        """Words on the left, the grade on the right; one below the other where it is narrow."""
        section = self.section
        if section.question is not None and self._has_heading:
            yield Prose(self._heading(), classes="heading")
        if self.remark:
            yield Prose(self.remark, [(0, len(self.remark), "$text-warning")], classes="remark")
        with Container(classes="marked-body"):
            with Vertical(classes="marked-said"):
                for said in section.said:
                    yield Prose(self._who(said), classes=f"who {said.turn.role.value}")
                    yield MarkedTurn(said)
            if section.question is not None and section.model_answer is not None:
                with Vertical(classes="marked-points"):
                    if section.marked is not None:
                        yield from verdicts(section.marked, quotes=False, checks=self._checks)
                    yield model_answer(section.question, self._language)

    def _who(self, said: Said) -> str:
        """Say who speaks; a follow-up also names the point that it aims at."""
        turn = said.turn
        who = heading(turn)
        if said.stood_in:
            who += " · " + _("the built-in interviewer stands in")
        if turn.point_id is not None and self.section.marked is not None:
            for line in self.section.marked.points:
                if line.verdict.id == turn.point_id:
                    return f"{who} · " + _("on point {n}").format(n=line.number)
        return who

    @property
    def cards(self) -> Iterable[PointCard]:
        """The verdicts, in order."""
        return self.query(PointCard)

    @property
    def turns(self) -> Iterable[MarkedTurn]:
        """What was said, in order."""
        return self.query(MarkedTurn)

    def jump(self, number: int) -> bool:
        """Go to the words of a point; False where it has none."""
        turn = next((turn for turn in self.turns if turn.holds(number)), None)
        if turn is None:
            return False
        self._choose(number)
        turn.focus(scroll_visible=False)
        self.post_message(self.Jumped(turn, number))
        return True

    @on(PointCard.Reached)
    def _reached(self, event: PointCard.Reached) -> None:
        event.stop()
        self._choose(event.card.number)

    @on(PointCard.Followed)
    def _to_words(self, event: PointCard.Followed) -> None:
        event.stop()
        self.jump(event.card.number)

    @on(MarkedTurn.Followed)
    def _to_verdict(self, event: MarkedTurn.Followed) -> None:
        event.stop()
        for card in self.cards:
            if card.number == event.number:
                card.focus()

    def _choose(self, number: int) -> None:
        for turn in self.turns:
            turn.choose(number)

    def _heading(self) -> str:
        section = self.section
        assert section.question is not None
        parts = [f"{section.number}. {topic_name(section.question.topic)}"]
        if section.marked is not None:
            parts.append(grade_words(section.marked.grade))
        return " · ".join(parts)
