"""A page of verdicts: walked point by point, with the model answers on demand."""

from textual import on
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Collapsible

from interviewer.i18n import N_
from interviewer.tui.widgets.marked_section import MarkedSection
from interviewer.tui.widgets.marked_turn import MarkedTurn
from interviewer.tui.widgets.point_card import PointCard

STOPS = ".stop, PointCard"
"""What the reader steps through."""
CONTEXT_LINES = 3
"""Lines left above the words that are jumped to."""


class MarkedPage(VerticalScroll, can_focus=True):
    """Scrolls over whatever it holds; its stops are the verdicts and what else is a `stop`."""

    BINDINGS = [
        Binding("n", "step(1)", N_("Points"), id="page.next", key_display="n/p"),
        Binding("p", "step(-1)", N_("Previous point"), id="page.previous", show=False),
        Binding(
            "right_square_bracket",
            "part(1)",
            N_("Next question"),
            id="page.next_part",
            key_display="]",
            show=False,
        ),
        Binding(
            "left_square_bracket",
            "part(-1)",
            N_("Previous question"),
            id="page.previous_part",
            key_display="[",
            show=False,
        ),
        Binding("m", "model_answer", N_("Model answer"), id="page.model_answer"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer steps and model answers where there are any."""
        if action == "model_answer":
            return bool(self.query(".model-answer"))
        return bool(self.query(STOPS)) if action in ("step", "part") else True

    def action_step(self, by: int) -> None:
        """Go to the next or previous stop from where the reader is."""
        stops = [stop for stop in self.query(STOPS) if stop.region]
        if not stops:
            return
        here = self._here(stops)
        if here is None:
            top = self.region.y
            below = [stop for stop in stops if stop.region.y >= top]
            chosen = (below or stops)[0] if by > 0 else stops[0]
        else:
            chosen = stops[min(max(here + by, 0), len(stops) - 1)]
        chosen.focus()

    def action_part(self, by: int) -> None:
        """Go to the first stop of the next or previous question."""
        parts = [part for part in self.children if part.query(STOPS)]
        at = self._part()
        if at is None:
            seen = [part for part in parts if part.region.bottom > self.region.y]
            at = next(iter(seen or parts), None)
        if at is not None:
            index = self.children.index(at)
            if by > 0:
                beyond = [part for part in parts if self.children.index(part) > index]
            else:
                beyond = [part for part in parts if self.children.index(part) < index][::-1]
            chosen = (beyond or [at])[0]
            chosen.scroll_visible(top=True, animate=False)
            chosen.query(STOPS).first().focus(scroll_visible=False)

    def action_model_answer(self) -> None:
        """Unfold or fold the model answer of the question that the reader is at."""
        folds = list(self.query(".model-answer").results(Collapsible))
        at = self._part()
        inside = [fold for fold in folds if at is not None and at in fold.ancestors]
        seen = [fold for fold in folds if fold.region and fold.region.bottom > self.region.y]
        for fold in (inside or seen)[:1]:
            fold.collapsed = not fold.collapsed
            self.call_after_refresh(fold.scroll_visible, top=not fold.collapsed, animate=False)

    @on(MarkedSection.Jumped)
    def _show_words(self, event: MarkedSection.Jumped) -> None:
        event.stop()
        self.call_after_refresh(self._bring_words, event.turn, event.number)

    def _bring_words(self, turn: MarkedTurn, number: int) -> None:
        """Bring the words of a point into sight, in whichever container scrolls."""
        scroller = next(
            (node for node in turn.ancestors if isinstance(node, Widget) and node.max_scroll_y > 0),
            self,
        )
        top, inside = turn.content_region.y + turn.line_of(number), scroller.content_region
        if not inside.y + CONTEXT_LINES <= top < inside.bottom - CONTEXT_LINES:
            y = scroller.scroll_offset.y + top - inside.y - CONTEXT_LINES
            scroller.scroll_to(y=y, animate=False)

    def _here(self, stops: list[Widget]) -> int | None:
        """The index of the stop that has the focus, or whose words have it."""
        focused = self.screen.focused
        if isinstance(focused, MarkedTurn):
            part = self._part()
            for index, stop in enumerate(stops):
                is_its = isinstance(stop, PointCard) and stop.number == focused.chosen
                if is_its and part in stop.ancestors:
                    return index
        return next((index for index, stop in enumerate(stops) if stop is focused), None)

    def _part(self) -> Widget | None:
        """The part of the page that has the focus within."""
        focused = self.screen.focused
        if focused is None or self not in focused.ancestors:
            return None
        return next(node for node in focused.ancestors_with_self if node.parent is self)  # type: ignore[return-value]
