"""Topics to choose from, each with the number of questions that the bank has on it."""

from collections.abc import Mapping

from rich.segment import Segment
from textual.strip import Strip
from textual.widgets import SelectionList
from textual.widgets.selection_list import Selection

from interviewer.tui.inert import content
from interviewer.wording import topic_name


class TopicPicker(SelectionList[str]):
    """Any number of topics; none means all of them."""

    DEFAULT_CSS = """
    TopicPicker {
        & > .selection-list--button,
        & > .selection-list--button-highlighted,
        & > .selection-list--button-selected,
        & > .selection-list--button-selected-highlighted {
            color: $text; background: transparent; text-style: bold;
        }
    }
    """

    def render_line(self, y: int) -> Strip:
        """Draw the boxes so that they tell what is chosen without colour."""
        line = super().render_line(y)
        segments = list(line)
        index = self.scroll_offset.y + y
        if index >= self.option_count or len(segments) < 4:
            return line
        is_chosen = self.get_option_at_index(index).value in self.selected
        style = segments[1].style
        signs = ("[", "✓" if is_chosen else " ", "]")
        return Strip([*(Segment(sign, style) for sign in signs), *segments[3:]])

    def offer(self, counts: Mapping[str, int]) -> None:
        """Offer topics by their names; what is chosen stays chosen where it is still offered."""
        chosen, at = set(self.selected), self.highlighted
        self.clear_options()
        self.add_options(
            Selection(
                content(f"{count:>3}  ").stylize("dim") + content(topic_name(topic)),
                topic,
                topic in chosen,
                id=topic,
            )
            for topic, count in sorted(counts.items(), key=lambda item: topic_name(item[0]))
        )
        if self.option_count:
            self.highlighted = min(at or 0, self.option_count - 1)

    @property
    def topics(self) -> list[str]:
        """What is chosen, in the order shown."""
        chosen = set(self.selected)
        return [option.id for option in self.options if option.id in chosen]
