"""A dialog that writes a session to a file: which form, which path."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from interviewer.i18n import N_, _
from interviewer.storage.errors import StorageError
from interviewer.storage.export.files import Format, default_path, rendered, write
from interviewer.storage.records import SessionSummary
from interviewer.storage.sessions import SessionStore
from interviewer.tui.inert import inert
from interviewer.tui.widgets.cycle import Cycle
from interviewer.tui.widgets.line_input import LineInput
from interviewer.tui.widgets.prose import Prose

FORMS = {Format.MD: "Markdown", Format.HTML: "HTML", Format.JSON: "JSON"}
_LABEL_CELLS = 8


class ExportDialog(ModalScreen[Path | None]):
    """Returns the path that was written, or None. What fails is told here, to be tried again."""

    DEFAULT_CSS = """
    ExportDialog {
        align: center middle;
        & #export {
            width: 76; max-width: 96%; height: auto;
            border: round $primary; background: $surface; padding: 1 2;
        }
        & Cycle { margin: 1 0 0 0; }
        & .field { height: 1; }
        & .field-label { width: 8; }
        & Input { width: 1fr; }
        & #export-trouble { height: auto; color: $text-error; }
        & #export-ways { height: auto; margin: 1 0 0 0; align-horizontal: right; }
        & Button { margin: 0 0 0 1; }
    }
    """
    HELP = N_(
        "A session as Markdown or HTML is for reading, JSON for programs. A file that exists is "
        "not replaced."
    )
    BINDINGS = [
        Binding("escape", "leave", N_("Back"), id="export.leave"),
        Binding("up", "app.focus_previous", show=False, id="export.up"),
        Binding("down", "app.focus_next", show=False, id="export.down"),
    ]

    def __init__(
        self, propose: Callable[[Format], Path], save: Callable[[Format, Path], None]
    ) -> None:
        """`propose` names a path for a form; `save` writes, in a thread, or raises StorageError."""
        super().__init__()
        self._propose = propose
        self._save = save

    def compose(self) -> ComposeResult:
        """The form, the path, the ways on."""
        with Vertical(id="export"):
            yield Prose(_("Export this session to a file"))
            forms = [(form.value, name) for form, name in FORMS.items()]
            yield Cycle(
                _("Format"), forms, Format.MD.value, label_cells=_LABEL_CELLS, id="export-form"
            )
            with Horizontal(classes="field"):
                yield Static(_("File"), classes="field-label", markup=False)
                yield LineInput(
                    str(self._propose(Format.MD)), max_length=1000, compact=True, id="export-path"
                )
            yield Static(id="export-trouble", markup=False)
            with Horizontal(id="export-ways"):
                yield Button(_("Back"), id="export-back")
                yield Button(_("Export"), variant="primary", id="export-go")

    def on_mount(self) -> None:
        """Stand on the button: form and path are filled in."""
        self.query_one("#export-go").focus()

    @property
    def _form(self) -> Format:
        return Format(self.query_one(Cycle).value)

    @on(Cycle.Changed)
    def _propose_path(self) -> None:
        """Keep a path that was typed, with the ending of the form; else propose another."""
        path = self.query_one(Input)
        typed = Path(path.value)
        endings = {f".{form.value}" for form in Format}
        if typed.suffix in endings:
            path.value = str(typed.with_suffix(f".{self._form.value}"))

    @on(Input.Submitted)
    @on(Button.Pressed, "#export-go")
    def _go(self) -> None:
        path = Path(self.query_one(Input).value.strip()).expanduser()
        self.run_worker(self._write(self._form, path), exclusive=True, group="export")

    async def _write(self, form: Format, path: Path) -> None:
        try:
            await asyncio.to_thread(self._save, form, path)
        except StorageError as error:
            self.query_one("#export-trouble", Static).update(inert(str(error)))
            self.query_one(Input).focus()
        else:
            self.dismiss(path)

    @on(Button.Pressed, "#export-back")
    def action_leave(self) -> None:
        """Write nothing."""
        self.dismiss(None)


def export_dialog(store: SessionStore, summary: SessionSummary) -> ExportDialog:
    """Offer to export a stored session."""

    def save(form: Format, path: Path) -> None:
        write(path, rendered(form, summary, store.transcript(summary.id)))

    return ExportDialog(lambda form: default_path(summary, form), save)
