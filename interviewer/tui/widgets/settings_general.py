"""Settings: how the app speaks and looks, and how the interviewer does."""

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message

from interviewer.i18n import N_, _, current
from interviewer.settings import Preferences
from interviewer.tui.themes import NAMES, known
from interviewer.tui.widgets.cycle import Cycle
from interviewer.tui.widgets.prose import Prose

LANGUAGES = (("zh", "中文"), ("en", "English"))
SAME = ""
"""Interviews in the language of the interface."""

PERSONAS = (
    ("friendly", N_("friendly")),
    ("neutral", N_("neutral")),
    ("tough", N_("tough")),
)
_LABEL_CELLS = 24


class GeneralSettings(VerticalScroll, can_focus=False):
    """One line for each choice, and below it what it changes."""

    HELP = N_("The left and right arrows, or a click, change a value. It is saved at once.")

    class Chosen(Message):
        """Another value was chosen for a preference."""

        def __init__(self, name: str, value: str) -> None:
            super().__init__()
            self.name = name
            self.value = value

    def __init__(self, preferences: Preferences, *, greys: bool) -> None:
        """Show what is preferred; `greys` says that NO_COLOR is set."""
        super().__init__()
        self._preferences = preferences
        self._greys = greys

    def compose(self) -> ComposeResult:
        """Lay the choices out."""
        preferences = self._preferences
        yield self._choice("language", _("Language"), LANGUAGES, current())
        yield self._says(_("Of the interface. Screens that stand open start anew."))
        themes = [(name, _(title)) for name, title in NAMES.items()]
        yield self._choice("theme", _("Theme"), themes, known(preferences.theme))
        contrast = _("High contrast makes every text stand out at 7:1 or more.")
        greys = _("NO_COLOR is set, so colours are shown as greys.")
        yield self._says(greys if self._greys else contrast)
        languages = ((SAME, _("as the interface")), *LANGUAGES)
        chosen = preferences.interview_language or SAME
        yield self._choice("interview_language", _("Interview language"), languages, chosen)
        yield self._says(_("That new interviews and practice start in."))
        personas = [(name, _(title)) for name, title in PERSONAS]
        yield self._choice("persona", _("Interviewer’s manner"), personas, preferences.persona)
        yield self._says(_("It changes the tone, never what is asked or how it is marked."))

    def _choice(
        self,
        name: str,
        label: str,
        options: "list[tuple[str, str]] | tuple[tuple[str, str], ...]",
        value: str,
    ) -> Cycle:
        return Cycle(label, options, value, label_cells=_LABEL_CELLS, id=f"general-{name}")

    def _says(self, told: str) -> Prose:
        return Prose(told, classes="dim setting-says")

    @on(Cycle.Changed)
    def _tell(self, event: Cycle.Changed) -> None:
        event.stop()
        name = (event.cycle.id or "").removeprefix("general-")
        self.post_message(self.Chosen(name, str(event.cycle.value)))
