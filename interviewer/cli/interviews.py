"""`mock` and `practice`: sit an interview, on the screens or in plain mode."""

import asyncio
import contextlib
import secrets
import sys
from pathlib import Path
from typing import Annotated

import typer

from interviewer.cli.output import CommandFailed
from interviewer.cli.place import workplace
from interviewer.domain.blueprint import Blueprint
from interviewer.domain.language import Language
from interviewer.domain.question import Level, Role
from interviewer.domain.transcript import Kind, Transcript
from interviewer.i18n import N_, _, current, install
from interviewer.interview.blueprints import (
    chosen_blueprint,
    mock_blueprint,
    practice_blueprint,
)
from interviewer.interview.workplace import Workplace
from interviewer.plain.session import PlainSession
from interviewer.practice.choosing import Round, chosen

Topics = Annotated[
    list[str] | None, typer.Option("--topic", help=_("A topic to ask about; may be repeated."))
]
LevelOption = Annotated[Level | None, typer.Option("--level", help=_("The candidate's level."))]
RoleOption = Annotated[Role | None, typer.Option("--role", help=_("The role interviewed for."))]
LanguageOption = Annotated[
    Language | None, typer.Option("--lang", help=_("The language of the interview."))
]
Plain = Annotated[
    bool, typer.Option("--plain", help=_("Use stdin and stdout instead of the screens."))
]
Resume = Annotated[
    str | None, typer.Option("--resume", metavar="ID", help=_("Go on with a session."))
]
Model = Annotated[
    str | None,
    typer.Option("--model", help=_("The connection whose model interviews: builtin, or its name.")),
]
Grader = Annotated[
    str | None,
    typer.Option("--grader", help=_("The connection whose model grades: builtin, or its name.")),
]
BlueprintOption = Annotated[
    str | None,
    typer.Option(
        "--blueprint",
        metavar="NAME|FILE",
        help=_("A saved blueprint, or the file of one, in place of minutes, level, role, topics."),
    ),
]
Seed = Annotated[int | None, typer.Option("--seed", help=_("Repeat an earlier choice."))]

_NOTHING = {
    Round.DUE: N_("Nothing is due: practise a topic, or come back later."),
    Round.WEAKEST: N_("Nothing of this was answered yet: practise a topic first."),
    Round.DRILLS: N_("No point of this was missed so far: practise a topic, or come back later."),
    Round.WARM_UP: N_("The bank has no question for this choice."),
}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(help=_("Sit a timed mock interview."))(mock)
    app.command(help=_("Practise without a clock, with marks after each answer."))(practice)


def mock(
    minutes: Annotated[float, typer.Option(min=1, max=480, help=_("Length in minutes."))] = 30,
    level: LevelOption = None,
    role: RoleOption = None,
    topic: Topics = None,
    lang: LanguageOption = None,
    seed: Seed = None,
    blueprint: BlueprintOption = None,
    model: Model = None,
    grader: Grader = None,
    plain: Plain = False,
    resume: Resume = None,
) -> int:
    """Sit a timed mock interview."""
    with workplace() as place, _seat(place, plain):
        if resume is not None:
            return _sit(place, _resumed(place, resume, Kind.MOCK), plain)
        if blueprint is not None:
            plan = _saved(place, blueprint).model_copy(update={"seed": _seed(seed)})
        else:
            plan = mock_blueprint(
                place.bank,
                role=role,
                level=level,
                topics=_known_topics(place, topic),
                minutes=minutes,
                seed=_seed(seed),
            )
        return _sit(place, _begun(place, Kind.MOCK, lang, plan, model, grader), plain)


def practice(
    topic: Topics = None,
    level: LevelOption = None,
    role: RoleOption = None,
    due: Annotated[bool, typer.Option("--due", help=_("Only what is due today."))] = False,
    weakest: Annotated[
        bool, typer.Option("--weakest", help=_("What you know least, the weakest first."))
    ] = False,
    drills: Annotated[
        bool,
        typer.Option("--drills", help=_("Single points that you once missed, a minute each.")),
    ] = False,
    warm_up: Annotated[
        bool, typer.Option("--warm-up", help=_("A few easy questions to begin with."))
    ] = False,
    variants: Annotated[
        bool,
        typer.Option(
            "--variants/--no-variants",
            help=_("What you answered before comes in disguise, where the bank has a variant."),
        ),
    ] = True,
    lang: LanguageOption = None,
    seed: Seed = None,
    model: Model = None,
    grader: Grader = None,
    plain: Plain = False,
    resume: Resume = None,
) -> int:
    """Practise without a clock, with marks after each answer."""
    with workplace() as place:
        if resume is not None:
            return _sit(place, _resumed(place, resume, Kind.PRACTICE), plain)
        topics = _known_topics(place, topic)
        kind = _round(due=due, weakest=weakest, drills=drills, warm_up=warm_up)
        if kind is None:
            blueprint = practice_blueprint(
                place.bank,
                role=role,
                level=level,
                topics=topics,
                seed=_seed(seed),
                variants=variants,
            )
        else:
            ids = _chosen(place, kind, topics, level, role)
            blueprint = chosen_blueprint(place.bank, ids, variants=variants)
        return _sit(place, _begun(place, Kind.PRACTICE, lang, blueprint, model, grader), plain)


def _saved(place: Workplace, wanted: str) -> Blueprint:
    """Return the blueprint that was saved under this name, or that stands in this file."""
    from interviewer.storage.blueprints import read

    for saved in place.blueprints.all():
        if saved.name == wanted:
            return saved.blueprint
    return read(Path(wanted).expanduser()).blueprint


def _round(*, due: bool, weakest: bool, drills: bool, warm_up: bool) -> Round | None:
    """Return the kind of round that the options name; BadParameter for more than one."""
    named = {
        Round.DUE: due,
        Round.WEAKEST: weakest,
        Round.DRILLS: drills,
        Round.WARM_UP: warm_up,
    }
    wanted = [kind for kind, is_wanted in named.items() if is_wanted]
    if len(wanted) > 1:
        told = _("choose one of {options}")
        raise typer.BadParameter(told.format(options=", ".join(f"--{kind}" for kind in wanted)))
    return wanted[0] if wanted else None


def _chosen(
    place: Workplace, kind: Round, topics: list[str], level: Level | None, role: Role | None
) -> list[str]:
    """Return what such a round asks. CommandFailed, saying why, if that is nothing."""
    heads = [
        head
        for head in place.bank.heads(level=level, role=role)
        if not topics or head.topic in topics
    ]
    found = chosen(kind, heads, place.due_questions(), place.kept.cards(), place.time.now())
    if not found:
        raise CommandFailed(_(_NOTHING[kind]))
    return found


def _seat(place: Workplace, plain: bool) -> contextlib.AbstractContextManager[object]:
    """Hold the interview lock in plain mode; the screens take it themselves."""
    return place.lock if plain else contextlib.nullcontext()


def _begun(
    place: Workplace,
    kind: Kind,
    lang: Language | None,
    blueprint: Blueprint,
    model: str | None,
    grader: str | None,
) -> Transcript:
    language = lang or Language(place.preferences.interview_language or current())
    return place.new_session(kind, language, blueprint, model=model, grader=grader)


def _resumed(place: Workplace, session_id: str, kind: Kind) -> Transcript:
    transcript = place.resumable(session_id)
    if transcript.session.kind is not kind:
        raise CommandFailed(
            _("Session {id} is resumed with: interviewer {kind} --resume {id}").format(
                id=session_id, kind=transcript.session.kind.value
            )
        )
    return transcript


def _sit(place: Workplace, transcript: Transcript, plain: bool) -> int:
    if not plain:
        place.close()
        from interviewer.tui.app import run

        return run(session_id=transcript.session.id)
    install(transcript.session.language.value)
    session = PlainSession(
        lambda listener: place.interview(transcript, listener), sys.stdin, sys.stdout
    )
    asyncio.run(session.run())
    return 0


def _known_topics(place: Workplace, topics: list[str] | None) -> list[str]:
    known = place.bank.topics()
    for topic in topics or ():
        if topic not in known:
            raise typer.BadParameter(
                _("there is no topic {topic}; the bank has: {known}").format(
                    topic=topic, known=", ".join(known)
                )
            )
    return topics or []


def _seed(seed: int | None) -> int:
    return secrets.randbelow(2**31) if seed is None else seed
