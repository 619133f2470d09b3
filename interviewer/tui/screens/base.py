"""What every screen shares: safe mouse handling, one worker policy, one error policy."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from textual.binding import ActiveBinding
from textual.geometry import Offset
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from interviewer.i18n import N_, _
from interviewer.tui.layering import LayeredCompositor
from interviewer.tui.widgets.taking_in import TakingIn
from interviewer.tui.widgets.too_small import TooSmall

if TYPE_CHECKING:
    from interviewer.tui.app import InterviewerApp

TEXTUALS_OWN_KEYS = (N_("Dismiss menu"),)
"""What Textual itself writes into the footer."""


class AppScreen(Screen[None]):
    """A screen of this app."""

    HELP: ClassVar[str] = ""
    """A sentence or two, marked by `N_`, on what the screen is for; F1 shows them."""
    IS_SITTING: ClassVar[bool] = False
    """While such a screen is open, nothing that gives answers away is offered."""

    def __init__(self) -> None:
        """Draw wide characters whole, whatever they lie upon."""
        super().__init__()
        self._compositor = LayeredCompositor()

    def on_compose(self) -> None:
        """Take the classes of this window's size before there is anything to be styled by them.

        Textual waits with that for a resize.
        """
        width, height = self.app.size
        for size, points in (
            (width, self.app.HORIZONTAL_BREAKPOINTS),
            (height, self.app.VERTICAL_BREAKPOINTS),
        ):
            fitting = [name for least, name in points or () if size >= least]
            self.add_class(*fitting[-1:])

    def on_mount(self) -> None:
        """Have the message at hand that a window may be too small."""
        self.mount(TooSmall())
        self.show_taken_in(self.interviewer.taken_in)

    def show_taken_in(self, share: float) -> None:
        """Say how much of a long history can be searched by now; at 1 say no more."""
        lines = self.query(TakingIn)
        if share >= 1:
            lines.remove()
        elif not lines:
            self.mount(TakingIn(share))
        else:
            lines.first().show(share)

    def on_resize(self) -> None:
        """Keep what has the focus in view."""
        if self.focused is not None:
            self.call_after_refresh(self.focused.scroll_visible, animate=False)

    def again(self) -> Self | None:
        """Return a new screen that shows the same, or None for one that is not opened again.

        When the interface's language changes, the screens that stand open are replaced.
        """
        return None

    @property
    def interviewer(self) -> "InterviewerApp":
        """The app, by its own type."""
        return cast("InterviewerApp", self.app)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work now, described in the interface's language."""
        return {
            key: active._replace(
                binding=replace(active.binding, description=_(active.binding.description))
            )
            for key, active in super().active_bindings.items()
        }

    def key_of(self, binding_id: str) -> str:
        """Return how the key of a binding is shown, empty while it does nothing here."""
        for active in super().active_bindings.values():
            if active.binding.id == binding_id:
                return self.app.get_key_display(active.binding)
        return ""

    def work(self, job: Coroutine[Any, Any, None], group: str) -> Worker[None]:
        """Run `job` beside the screen; a failure is told and never ends the app."""
        return self.run_worker(job, group=group, exit_on_error=False)

    def work_latest(self, job: Callable[[], Coroutine[Any, Any, None]], group: str) -> Worker[None]:
        """As `work`, in place of what still runs in the group: only the last one counts."""
        return self.run_worker(job, group=group, exclusive=True, exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Tell a failed worker's reason in one line."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.tell_failure(event.worker.error)

    def tell_failure(self, error: BaseException) -> None:
        """Say what went wrong, in one sentence."""
        from interviewer.wording import error_sentence

        self.notify(
            error_sentence(error),
            title=_("That did not work"),
            severity="error",
            timeout=10,
        )

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """Find what is under the mouse, ignoring widgets that are just being removed.

        Textual 8.2 fails on a click into a widget that a streaming update has detached.
        """
        widget, offset = super().get_widget_and_offset_at(x, y)
        if widget is not None and not widget.is_attached:
            return None, None
        return widget, offset
