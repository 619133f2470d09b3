"""The one door for text from outside: what is pasted, copied and told is never obeyed."""

from textual import events
from textual.app import App
from textual.notifications import SeverityLevel

from interviewer.tui.inert import editable, inert


class InertApp(App[int]):
    """An app whose editors take no control sequence, and whose notices read no markup."""

    async def on_event(self, event: events.Event) -> None:
        """Let what is pasted reach the widgets as an editor takes it."""
        if isinstance(event, events.Paste) and not event.is_forwarded:
            event.text = editable(event.text)
        await super().on_event(event)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy what is safe to paste elsewhere, too."""
        super().copy_to_clipboard(editable(text))

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Tell something that may quote data: markup is never read, whatever is asked for."""
        super().notify(
            inert(message),
            title=inert(title),
            severity=severity,
            timeout=timeout,
            markup=False,
        )
