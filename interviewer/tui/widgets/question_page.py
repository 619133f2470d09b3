"""All that the bank says of one question; what gives the answer away is folded up at first."""

from collections.abc import Collection, Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Collapsible

from interviewer.domain.language import Language
from interviewer.domain.question import Misconception, Question, RubricPoint
from interviewer.i18n import _
from interviewer.storage.mistakes import Mistake
from interviewer.tui.question_facts import facts_line, place_line, source_line
from interviewer.tui.widgets.attempts import Attempts
from interviewer.tui.widgets.prose import Prose


class QuestionPage(Vertical):
    """Prompt and facts; notes of one's own; then the parts that are asked for one by one."""

    def __init__(
        self,
        question: Question,
        language: Language,
        *,
        replaces: str | None = None,
        mistakes: Sequence[Mistake] = (),
        attempts: Attempts | None = None,
        keys: Mapping[str, str] | None = None,
        unfolded: Collection[str] = (),
    ) -> None:
        """`replaces` is the shipped question that this one of the user's own stands in for.

        `keys` are the keys that unfold the parts, by the names of the parts; `unfolded` are the
        parts that are open from the start.
        """
        super().__init__()
        self._question = question
        self._language = language
        self._replaces = replaces
        self._mistakes = mistakes
        self._attempts = attempts
        self._keys = keys or {}
        self._unfolded = unfolded

    def compose(self) -> ComposeResult:
        """Lay everything out."""
        question, language = self._question, self._language
        yield Prose(place_line(question), classes="heading")
        yield Prose(question.prompt.in_(language), id="question-prompt")
        yield Prose(f"{facts_line(question)} · {question.id}", classes="dim")
        if self._replaces is not None:
            told = _("Of your own; it stands in for the shipped question {id}.")
            yield Prose(told.format(id=self._replaces), classes="dim")
        for mistake in self._mistakes:
            noted = _("You noted on {day}: {text}")
            day = f"{mistake.at.astimezone():%Y-%m-%d}"
            yield Prose(noted.format(day=day, text=mistake.text), classes="noted")
        if self._attempts is not None:
            yield self._attempts
        else:
            yield Prose(_("You have not answered this question yet."), id="no-attempts")
        with self._part("rubric", _("Rubric: {n} points").format(n=len(question.rubric))):
            for point in question.rubric:
                yield Prose(_point(point, language), classes="part")
                for source in point.sources:
                    yield Prose(source_line(source), classes="source")
        if question.misconceptions:
            wrong = _("Misconceptions: {n}").format(n=len(question.misconceptions))
            with self._part("misconceptions", wrong):
                for misconception in question.misconceptions:
                    yield Prose(_misconception(misconception, language), classes="part")
                    for source in misconception.sources:
                        yield Prose(source_line(source), classes="source")
        if question.hints:
            with self._part("hints", _("Hints: {n}").format(n=len(question.hints))):
                for number, hint in enumerate(question.hints, 1):
                    yield Prose(f"{number}. {hint.in_(language)}", classes="part")
        with self._part("answer", _("Model answer")):
            yield Prose(question.model_answer.in_(language), classes="part")
            if question.code is not None:
                yield Prose(question.code.solution.rstrip(), classes="part code")

    def _part(self, name: str, title: str) -> Collapsible:
        key = self._keys.get(name, "")
        return Collapsible(
            title=f"{title} · {key}" if key else title,
            collapsed=name not in self._unfolded,
            id=f"part-{name}",
        )

    @property
    def unfolded(self) -> list[str]:
        """The names of the parts that are open."""
        folds = self.query(Collapsible)
        return [(fold.id or "").removeprefix("part-") for fold in folds if not fold.collapsed]

    def unfold(self, part: str) -> None:
        """Unfold a part and go there, or fold it up again; nothing for one that is not there."""
        for fold in self.query(f"#part-{part}").results(Collapsible):
            fold.collapsed = not fold.collapsed
            fold.query_one("CollapsibleTitle").focus()
            if not fold.collapsed:
                fold.call_after_refresh(fold.scroll_visible, top=True, animate=False)


def _point(point: RubricPoint, language: Language) -> str:
    kind = _("must") if point.must else _("bonus")
    weight = _("weight {n}").format(n=f"{point.weight:g}")
    told = _("{kind}, {weight}: {note}")
    return "• " + told.format(kind=kind, weight=weight, note=point.note.in_(language))


def _misconception(misconception: Misconception, language: Language) -> str:
    claim = _("Not right: {claim}").format(claim=misconception.claim.in_(language))
    return f"✗ {claim}\n✓ {misconception.correction.in_(language)}"
