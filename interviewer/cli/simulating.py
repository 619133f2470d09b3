"""`simulate`: whole mock interviews with candidates that are no people, and how they went."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from interviewer.cli.evaluating import labelled_rows
from interviewer.cli.grading import Json
from interviewer.cli.interviews import Grader, LanguageOption, Model
from interviewer.cli.output import CommandFailed, print_json, print_lines, tell_progress
from interviewer.domain.language import Language
from interviewer.evaluation.answer_book import AnswerBook
from interviewer.evaluation.candidates import Candidate, CandidateKind, ScriptedCandidate
from interviewer.evaluation.conduct import conduct
from interviewer.evaluation.simulated import Held, all_kept, document, orders, problems, used
from interviewer.evaluation.simulating import Endless, simulate, simulation_place
from interviewer.i18n import _, current, ngettext
from interviewer.interview.clock import clock_text
from interviewer.interview.workplace import Workplace
from interviewer.models.usage import Meter
from interviewer.settings import BUILTIN, load_preferences, paths
from interviewer.wording import score_text

FAILED = 1


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("simulate", help=_("Try whole mock interviews out on simulated candidates."))(run)


def run(
    persona: Annotated[
        list[CandidateKind] | None,
        typer.Option("--persona", help=_("Who answers; may be repeated. Without it, all of them.")),
    ] = None,
    lang: LanguageOption = None,
    seed: Annotated[int, typer.Option("--seed", help=_("Repeat an earlier choice."))] = 0,
    seeds: Annotated[
        int,
        typer.Option(
            "--seeds", min=1, max=1000, help=_("How many interviews of each, from --seed on.")
        ),
    ] = 1,
    minutes: Annotated[float, typer.Option(min=1, max=480, help=_("Length in minutes."))] = 30,
    answers: Annotated[
        Path | None,
        typer.Option(
            "--answers",
            metavar="DATA.jsonl",
            help=_(
                "Labelled answers to speak; only their questions are asked. Without them the "
                "texts are made from the bank."
            ),
        ),
    ] = None,
    model: Model = BUILTIN,
    grader: Grader = BUILTIN,
    played_by: Annotated[
        str | None,
        typer.Option(
            "--played-by",
            metavar="CONNECTION",
            help=_("Let this connection's model play the candidates."),
        ),
    ] = None,
    json: Json = False,
) -> int:
    """Hold the interviews, say how they went; exit 1 where something promised was not kept.

    Where one of them fails, those that were held before it are told all the same.
    """
    book = AnswerBook(labelled_rows(answers) if answers is not None else ())
    where = paths()
    held: list[Held] = []
    with tempfile.TemporaryDirectory(prefix="interviewer-") as folder:
        place = simulation_place(where, load_preferences(where), Path(folder), book)
        try:
            if answers is not None and not len(place.bank):
                raise CommandFailed(
                    _("{path} has no answer to a question of the bank.").format(path=answers)
                )
            for number in range(seed, seed + seeds):
                for kind in persona or CandidateKind:
                    language = lang or Language(current())
                    each = _Interview(place, book, kind, language, number, played_by)
                    held.append(asyncio.run(each.hold(minutes, model, grader)))
                    tell_progress(len(held), seeds * len(persona or CandidateKind))
        finally:
            place.close()
            if held:
                _tell(held, json)
    return 0 if all_kept(held) else FAILED


class _Interview:
    """One of the interviews that are held."""

    def __init__(
        self,
        place: Workplace,
        book: AnswerBook,
        kind: CandidateKind,
        language: Language,
        seed: int,
        played_by: str | None,
    ) -> None:
        self._place, self._book = place, book
        self._kind, self._language, self._seed = kind, language, seed
        self._played_by = played_by

    async def hold(self, minutes: float, model: str | None, grader: str | None) -> Held:
        """Hold it and look at how it went."""
        if self._played_by is None:
            scripted = ScriptedCandidate(self._kind, self._book, self._seed)
            return await self._with(scripted, Meter(), minutes, model, grader)
        from interviewer.evaluation.played import PlayedCandidate
        from interviewer.models.chat import close

        chat = self._place.chat_model(self._played_by)
        meter = Meter(getattr(chat, "price", None))
        try:
            played = PlayedCandidate(chat, self._kind, self._seed, meter)
            return await self._with(played, meter, minutes, model, grader)
        finally:
            await close(chat)

    async def _with(
        self,
        candidate: Candidate,
        meter: Meter,
        minutes: float,
        model: str | None,
        grader: str | None,
    ) -> Held:
        try:
            simulation = await simulate(
                self._place,
                candidate,
                self._kind,
                self._language,
                self._seed,
                minutes=minutes,
                model=model,
                grader=grader,
            )
        except Endless as error:
            raise CommandFailed(str(error)) from None
        seen = await asyncio.to_thread(conduct, simulation, self._book, self._place.builtin_grader)
        return Held(simulation, seen, meter.total)


def _tell(held: Sequence[Held], json: bool) -> None:
    if json:
        print_json(document(held))
    else:
        print_lines(_lines(held))


def _lines(held: Sequence[Held]) -> list[str]:
    lines = []
    for each in held:
        simulation, seen = each.simulation, each.conduct
        asked = _("{questions} of {planned} questions").format(
            questions=seen.questions, planned=seen.planned
        )
        aimed = ngettext(
            "{n} follow-up, {missed} at a missed point",
            "{n} follow-ups, {missed} at missed points",
            seen.follow_ups.asked,
        ).format(n=seen.follow_ups.asked, missed=seen.follow_ups.at_missed)
        took = f"{clock_text(seen.seconds)} / {clock_text(seen.planned_seconds)}"
        parts = [
            simulation.kind.value,
            simulation.language.value,
            f"#{simulation.seed}",
            _("Score: {score}").format(score=score_text(seen.score)),
            asked,
            took,
            aimed,
            _("{n} quotes checked").format(n=seen.quotes),
        ]
        if (usage := used(simulation)).calls:
            parts.append(
                ngettext("{n} model call", "{n} model calls", usage.calls).format(n=usage.calls)
            )
        if simulation.faults:
            parts.append(_("faults: {kinds}").format(kinds=", ".join(simulation.faults)))
        lines.append(f"{'✓' if seen.kept else '✗'} " + " · ".join(parts))
        lines += [f"    {problem}" for problem in problems(seen)]
    for order in orders(held):
        means = " > ".join(f"{kind.value} {score_text(mean)}" for kind, mean in order.means.items())
        told = _("marks ({language}): {means}; in order for {kept} of {seeds} seeds")
        lines.append(
            f"{'✓' if order.kept else '✗'} "
            + told.format(
                language=order.language.value,
                means=means,
                kept=order.seeds_kept,
                seeds=order.seeds,
            )
        )
    return lines
