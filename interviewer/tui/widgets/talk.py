"""The middle of every sitting: what has been said, a line of notice, and the answer's editor."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from interviewer.i18n import _
from interviewer.tui.inert import inert
from interviewer.tui.widgets.answer_editor import AnswerEditor, count_words
from interviewer.tui.widgets.conversation import Conversation


class Talk(Vertical):
    """Conversation above, editor below; it shows, and leaves all decisions to its screen."""

    def compose(self) -> ComposeResult:
        """Lay out conversation, notice, editor and the state of the draft."""
        yield Conversation(id="conversation")
        yield Static(id="notice", markup=False)
        yield AnswerEditor(id="answer", placeholder=_("Your answer …"))
        yield Static(id="draft-state", markup=False)

    @property
    def conversation(self) -> Conversation:
        """What has been said."""
        return self.query_one(Conversation)

    @property
    def editor(self) -> AnswerEditor:
        """Where the answer is written."""
        return self.query_one(AnswerEditor)

    def notice(self, text: str) -> None:
        """Say something in the quiet line above the editor; nothing empties it."""
        self.query_one("#notice", Static).update(inert(text))

    def show_draft(self, saved: bool) -> None:
        """Say how long the answer is, and whether it is on disk."""
        count = count_words(self.editor.text)
        state = _("saved") if saved else _("saving …")
        line = _("{n} words · draft {state}").format(n=count, state=state) if count else ""
        self.query_one("#draft-state", Static).update(line)

    def write_on(self, draft: str) -> None:
        """Put a kept draft back, the cursor at its end."""
        self.editor.text = draft
        self.editor.move_cursor(self.editor.document.end)

    def empty(self) -> None:
        """Empty the editor: what stood there is stored."""
        self.editor.text = ""
        self.show_draft(saved=True)
