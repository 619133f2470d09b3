"""Settings: where everything is kept, notes on mistakes, taking it all along, deleting it."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, OptionList
from textual.widgets.button import ButtonVariant
from textual.widgets.option_list import Option

from interviewer.i18n import N_, _, ngettext
from interviewer.settings import Paths
from interviewer.storage.mistakes import Mistake
from interviewer.tui.inert import content
from interviewer.tui.widgets.prose import Prose

_WAYS: Sequence[tuple[str, str, ButtonVariant]] = (
    ("export", N_("Export everything"), "default"),
    ("anki", N_("Anki cards"), "default"),
    ("backup", N_("Back up"), "default"),
    ("restore", N_("Restore"), "default"),
    ("delete", N_("Delete everything"), "error"),
)


class DataSettings(VerticalScroll, can_focus=False):
    """Folders, notes, and two buttons; what is to be done is told."""

    HELP = N_(
        "Everything is kept on this machine, in the folders named here. Sessions, notes, logs and "
        "reports on graders are what Delete everything deletes."
    )
    BINDINGS = [Binding("delete,d", "remove", N_("Delete the note"), id="data.remove")]

    class Wanted(Message):
        """Something is to be done: export, delete; or open or remove a note."""

        def __init__(self, what: str, mistake: Mistake | None = None) -> None:
            super().__init__()
            self.what = what
            self.mistake = mistake

    def __init__(self, paths: Paths) -> None:
        """Show these folders."""
        super().__init__()
        self._paths = paths
        self._mistakes: Sequence[Mistake] = ()

    def compose(self) -> ComposeResult:
        """Lay it all out."""
        for label, folder in (
            (_("Data"), self._paths.data),
            (_("Settings"), self._paths.config),
            (_("Cache"), self._paths.cache),
        ):
            told = _("{name}: {folder}").format(name=label, folder=folder)
            yield Prose(told, classes="folder")
        yield Prose(id="data-sessions", classes="dim")
        with Horizontal(id="data-ways"):
            for name, label, variant in _WAYS:
                yield Button(content(_(label)), id=f"data-{name}", variant=variant, compact=True)
        yield Prose(_("Notes on mistakes in questions"), classes="heading")
        yield OptionList(id="data-notes", markup=False)

    def show(self, sessions: int, mistakes: Sequence[Mistake]) -> None:
        """Show how much there is."""
        told = ngettext("{n} session is kept.", "{n} sessions are kept.", sessions)
        self.query_one("#data-sessions", Prose).show(told.format(n=sessions))
        self._mistakes = mistakes
        listed = self.query_one(OptionList)
        listed.clear_options()
        listed.add_options(
            Option(_row(mistake), id=f"note-{index}") for index, mistake in enumerate(mistakes)
        )
        if mistakes:
            listed.highlighted = 0
        else:
            none = _("None. A question’s page takes them: “Report a mistake”.")
            listed.add_option(Option(content(none), disabled=True))

    @on(Button.Pressed)
    def _press(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Wanted((event.button.id or "").removeprefix("data-")))

    @on(OptionList.OptionSelected)
    def _open(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Wanted("open", self._mistakes[event.option_index]))

    def action_remove(self) -> None:
        """Ask to delete the note that is pointed at."""
        at = self.query_one(OptionList).highlighted
        if at is not None and at < len(self._mistakes):
            self.post_message(self.Wanted("remove", self._mistakes[at]))


def _row(mistake: Mistake) -> Content:
    return Content.assemble(
        content(f"{mistake.at.astimezone():%Y-%m-%d}  ").stylize("dim"),
        content(f"{mistake.question_id}  ").stylize("bold"),
        content(" ".join(mistake.text.split())),
    )
