"""How the app says things to people: one place for the screens and for plain mode."""

from collections.abc import Iterable, Mapping

from interviewer.bank.catalogue import UnknownQuestion
from interviewer.domain.grade import Grade, PointVerdict, Provenance, Verdict
from interviewer.domain.language import Language
from interviewer.domain.question import Level, Question, Role
from interviewer.domain.transcript import Kind, Status, Transcript
from interviewer.grading.scoring import BAND_DESCRIPTIONS
from interviewer.i18n import N_, _, ngettext
from interviewer.interview.blueprints import NothingToAsk
from interviewer.interview.clock import Reading, clock_text
from interviewer.interview.events import Notice
from interviewer.interview.report import QuestionReport, report
from interviewer.interview.workplace import NotOver, NotResumable, UnknownConnection
from interviewer.models.abilities import Abilities
from interviewer.models.faults import FaultKind, ModelFault
from interviewer.models.probe import Probe
from interviewer.models.usage import Usage
from interviewer.settings import FolderUnavailable
from interviewer.storage.errors import DatabaseUnavailable, Reason, StorageError
from interviewer.storage.records import Order

_TOPICS: Mapping[str, str] = {
    "agents-langchain": N_("Agents and LangChain"),
    "alignment-rl": N_("Alignment and RL"),
    "architecture": N_("Architecture"),
    "attention": N_("Attention"),
    "decoding-prompting": N_("Decoding and prompting"),
    "distributed-training": N_("Distributed training"),
    "domain-adaptation": N_("Domain adaptation"),
    "evaluation-safety": N_("Evaluation and safety"),
    "fine-tuning-sft": N_("Fine-tuning"),
    "foundations": N_("Foundations"),
    "hand-coding": N_("Hand coding"),
    "inference-serving": N_("Inference and serving"),
    "memory-quantization": N_("Memory and quantisation"),
    "multimodal": N_("Multimodal"),
    "norm-activation": N_("Norms and activations"),
    "peft": N_("Parameter-efficient tuning"),
    "position-long-context": N_("Positions and long context"),
    "pretraining-data": N_("Pre-training data"),
    "rag-retrieval": N_("RAG and retrieval"),
    "system-design": N_("System design"),
    "tokenization": N_("Tokenisation"),
    "training-optimization": N_("Training and optimisation"),
}

_VERDICTS: Mapping[Verdict, str] = {
    Verdict.MET: N_("met"),
    Verdict.PARTIAL: N_("partial"),
    Verdict.MISSED: N_("missed"),
    Verdict.CONTRADICTED: N_("contradicted"),
}

VERDICT_SIGNS: Mapping[Verdict, str] = {
    Verdict.MET: "✓",
    Verdict.PARTIAL: "◐",
    Verdict.MISSED: "○",
    Verdict.CONTRADICTED: "✗",
}
"""A sign for each verdict, so that no colour has to say it alone."""

_PROVENANCE: Mapping[Provenance, str] = {
    Provenance.UNPROMPTED: N_("unprompted"),
    Provenance.AFTER_FOLLOW_UP: N_("after a follow-up"),
    Provenance.AFTER_HINT: N_("after a hint"),
}

_LANGUAGES: Mapping[Language, str] = {Language.EN: "English", Language.ZH: "中文"}

_LEVELS: Mapping[Level, str] = {
    Level.JUNIOR: N_("junior"),
    Level.MID: N_("mid"),
    Level.SENIOR: N_("senior"),
}

_ROLES: Mapping[Role, str] = {
    Role.ALGORITHM: N_("Algorithm"),
    Role.APPLICATION: N_("Application"),
    Role.INFRASTRUCTURE: N_("Infrastructure"),
}

_STATUSES: Mapping[Status, str] = {
    Status.RUNNING: N_("interrupted"),
    Status.PAUSED: N_("paused"),
    Status.FINISHED: N_("finished"),
    Status.ABANDONED: N_("abandoned"),
}

_KINDS: Mapping[Kind, str] = {
    Kind.MOCK: N_("Mock interview"),
    Kind.PRACTICE: N_("Practice"),
}

_ORDERS: Mapping[Order, str] = {
    Order.NEWEST: N_("Newest first"),
    Order.OLDEST: N_("Oldest first"),
    Order.BEST: N_("Best first"),
    Order.WORST: N_("Worst first"),
}

_BANDS: Mapping[int, str] = {
    4: N_("strong"),
    3: N_("good"),
    2: N_("mixed"),
    1: N_("weak"),
}

_FAULTS: Mapping[FaultKind, str] = {
    FaultKind.NO_KEY: N_("No key is set for this model: set one in Settings › Models."),
    FaultKind.WRONG_KEY: N_("The server refused the key: check it in Settings › Models."),
    FaultKind.NO_SUCH_MODEL: N_(
        "The server has no model of this name: choose another in Settings › Models."
    ),
    FaultKind.NO_CREDIT: N_("The account has no credit left: top it up, or choose another model."),
    FaultKind.RATE_LIMITED: N_("The server is asking us to slow down."),
    FaultKind.SERVER_ERROR: N_("The server had an error of its own."),
    FaultKind.TIMED_OUT: N_("The server did not answer in time."),
    FaultKind.UNREACHABLE: N_("The server cannot be reached."),
    FaultKind.CUT_OFF: N_("The server broke off in the middle of its answer."),
    FaultKind.BAD_REPLY: N_("The server's answer could not be used."),
    FaultKind.PROMPT_TOO_LONG: N_("The conversation is too long for this model."),
    FaultKind.REJECTED: N_("The server refuses what it was asked: check Settings › Models."),
    FaultKind.ENDLESS: N_("The model did not come to an end."),
    FaultKind.LIMIT: N_(
        "This interview has used up its limit: trying again allows as much once more."
    ),
}

_PRESETS: Mapping[str, str] = {
    "phone": N_("phone screen"),
    "onsite": N_("on-site"),
    "deep-dive": N_("one-topic deep dive"),
    "own": N_("own choice"),
}

_NOTICES: Mapping[Notice, str] = {
    Notice.NO_MORE_HINTS: N_("This question has no further hint."),
    Notice.EMPTY_ANSWER: N_("There is nothing to submit yet."),
    Notice.NOT_YOUR_TURN: N_("The interviewer is still speaking."),
    Notice.TOO_LONG: N_(
        "An answer may have up to {limit} characters. Yours is kept as a draft: shorten it."
    ),
}

_FOLDER_REASONS = (N_("a file of that name is in the way"), N_("it is not writable"))
"""What `settings` says, which knows no catalogue."""


def topic_name(topic: str) -> str:
    """Return a topic as people say it; one that is not ours stays as it is."""
    return _(_TOPICS[topic]) if topic in _TOPICS else topic


def verdict_name(verdict: Verdict) -> str:
    """Return a verdict in the interface's language."""
    return _(_VERDICTS[verdict])


def provenance_name(provenance: Provenance) -> str:
    """Return what it took to hear the words, in the interface's language."""
    return _(_PROVENANCE[provenance])


def language_name(language: Language) -> str:
    """Return a language as its own readers call it."""
    return _LANGUAGES[language]


def level_name(level: Level) -> str:
    """Return a level in the interface's language."""
    return _(_LEVELS[level])


def role_name(role: Role) -> str:
    """Return a role in the interface's language."""
    return _(_ROLES[role])


def preset_name(preset: str) -> str:
    """Return a ready-made kind of mock in the interface's language."""
    return _(_PRESETS[preset])


def status_name(status: Status) -> str:
    """Return where a session stands, in the interface's language."""
    return _(_STATUSES[status])


def kind_name(kind: Kind) -> str:
    """Return what kind of session it is, in the interface's language."""
    return _(_KINDS[kind])


def order_name(order: Order) -> str:
    """Return how a list is sorted, in the interface's language."""
    return _(_ORDERS[order])


def band_name(band: int) -> str:
    """Return a band's name: 4 strong, 3 good, 2 mixed, 1 weak."""
    return _(_BANDS[band])


def score_text(score: float | None) -> str:
    """Return a score in points of a hundred, or that there is none."""
    return _("not graded") if score is None else f"{score * 100:.0f}"


def grade_words(grade: Grade) -> str:
    """Say in few words what a grade comes to: score, band, whether it is provisional."""
    if grade.score is None or grade.band is None:
        return _("not graded")
    words = f"{score_text(grade.score)} · {band_name(grade.band)}"
    return words + (" · " + _("provisional") if grade.provisional else "")


def fault_lines(fault: ModelFault, *, grading: bool = False) -> list[str]:
    """Say what went wrong with a model and what can be done, a line each."""
    if grading:
        return [
            fault_sentence(fault, grading=True),
            _(
                "Nothing is lost. Go on with it (/retry), let the built-in grader mark from now "
                "on (/builtin), or pause (/pause)."
            ),
        ]
    return [
        fault_sentence(fault),
        _(
            "Nothing is lost. Try again (/retry), go on with the built-in model (/builtin), "
            "or pause (/pause)."
        ),
    ]


def fault_sentence(fault: ModelFault, *, grading: bool = False) -> str:
    """Say in one sentence what went wrong with a model; `grading` says that marks wait for it."""
    if grading and fault.kind is FaultKind.LIMIT:
        return _(
            "This interview has used up its limit before everything is marked: going on allows as "
            "much once more."
        )
    return _(_FAULTS[fault.kind])


def usage_text(usage: Usage) -> str:
    """Say shortly what models took: tokens in and out, and the price where it is known."""
    told = _("{read} + {written} tokens").format(
        read=_thousands(usage.tokens_in), written=_thousands(usage.tokens_out)
    )
    return told if usage.cost is None else f"{told} · {cost_text(usage.cost)}"


def usage_line(usage: Usage) -> str:
    """Say in one line what the models of a session took."""
    calls = ngettext("{n} model call", "{n} model calls", usage.calls).format(n=usage.calls)
    tokens = _("{read} tokens read ({cached} from the cache), {written} written").format(
        read=usage.tokens_in, cached=usage.tokens_cached, written=usage.tokens_out
    )
    parts = [calls, tokens, _("{n} s").format(n=round(usage.seconds))]
    if usage.cost is not None:
        parts.append(_("cost {cost}").format(cost=cost_text(usage.cost)))
    return " · ".join(parts)


def limit_line(share: float) -> str:
    """Say how much of an interview's limit is used."""
    return _("{percent}% of what this interview may use is used.").format(
        percent=round(share * 100)
    )


def cost_text(cost: float) -> str:
    """Return an amount of money with the digits that say something; the currency is not known."""
    return f"{cost:.2f}" if cost >= 0.1 else f"{cost:.4f}"


def _thousands(count: int) -> str:
    return str(count) if count < 1000 else f"{count / 1000:.1f}k"


def error_sentence(error: BaseException) -> str:
    """Say in one sentence what went wrong; a fault that is not ours is named by its kind."""
    match error:
        case ModelFault():
            return fault_sentence(error)
        case StorageError():
            return str(error)
        case FolderUnavailable(path=path, reason=reason):
            told = _("The folder {path} cannot be used: {reason}.")
            return told.format(path=path, reason=_(reason))
        case UnknownConnection():
            return _("There is no connection named {name}.").format(name=error)
        case NotOver():
            return _("Session {id} is not over: go on with it first.").format(id=error)
        case NotResumable():
            return _("Session {id} is over: it cannot be resumed.").format(id=error)
        case UnknownQuestion(question_id=question_id):
            return _("There is no question {id} in the bank.").format(id=question_id)
        case NothingToAsk():
            return _("The bank has no question for this role, level and these topics.")
        case _:
            return f"{type(error).__name__}: {error}"


def error_advice(error: BaseException) -> str:
    """Say what can be done where the sentence about an error does not; else nothing."""
    match error:
        case FolderUnavailable() | DatabaseUnavailable(reason=Reason.UNWRITABLE):
            return _("Make it writable, or name another folder by INTERVIEWER_HOME.")
        case _:
            return ""


def probe_sentence(probe: Probe, *, asked: bool) -> str:
    """Say how a connection's trial went; `asked` tells whether a model was asked."""
    models = len(probe.models)
    listed = ngettext("The server has {n} model.", "The server has {n} models.", models)
    if probe.seconds is not None:
        told = [_("The model answers, in {n} s.").format(n=f"{probe.seconds:.1f}")]
    elif probe.fault is not None:
        told = [fault_sentence(probe.fault), probe.fault.detail]
    elif models:
        told = [listed.format(n=models), _("Choose one.")]
    else:
        told = [fault_sentence(probe.listing) if probe.listing else listed.format(n=0)]
        told.append(probe.listing.detail if probe.listing else "")
    if asked and models and probe.fault is not None:
        told.append(listed.format(n=models))
    return " ".join(part for part in told if part)


def abilities_sentence(found: Abilities) -> str:
    """Say what a server does, and that the rest is done without."""
    works = (
        (found.streams, _("streams")),
        (found.tools, _("tools")),
        (found.json_schema, _("JSON schemas")),
    )
    told = " · ".join(f"{'✓' if has else '✗'} {name}" for has, name in works)
    return told if all(has for has, _name in works) else f"{told}. {_('It works without them.')}"


def notice_line(notice: Notice, limit: int) -> str:
    """Say why something was not done; `limit` is the length that an answer may have."""
    return _(_NOTICES[notice]).format(limit=limit)


def warning_line(share: float, reading: Reading) -> str:
    """Say calmly how much time is left."""
    return _("{left} left, {percent}% of the time.").format(
        left=clock_text(reading.left or 0), percent=round(share * 100)
    )


def listed(words: Iterable[str]) -> str:
    """Put words side by side, with the comma that the language has."""
    return _(", ").join(words)


def point_line(point: PointVerdict) -> str:
    """Say one verdict in a line: sign, verdict, provenance, flags."""
    if point.verdict is None:
        return _("not graded")
    words = [f"{VERDICT_SIGNS[point.verdict]} {verdict_name(point.verdict)}"]
    if point.verdict in (Verdict.MET, Verdict.PARTIAL) and point.provenance is not None:
        words.append(provenance_name(point.provenance))
    if not point.must:
        words.append(_("bonus"))
    if point.uncertain:
        words.append(_("uncertain: please check"))
    if point.contested:
        words.append(_("contested"))
    return listed(words)


def grade_lines(question: Question, grade: Grade, language: Language) -> list[str]:
    """Lay out one grade: score, every point with its words, misconceptions with corrections."""
    lines = [_score_line(grade)]
    if grade.reason:
        lines.append(grade.reason)
    for point in grade.points:
        lines.append(f"- {point_line(point)}: {question.point(point.id).note.in_(language)}")
        lines += [f"    “{evidence.quote}”" for evidence in point.evidence]
    found = {misconception.id for misconception in grade.misconceptions}
    for misconception in question.misconceptions:
        if misconception.id in found:
            lines.append(_("Not right: {claim}").format(claim=misconception.claim.in_(language)))
            lines.append("    " + misconception.correction.in_(language))
    return lines


def report_lines(transcript: Transcript) -> list[str]:
    """Lay out a whole report."""
    summary = report(transcript)
    language = transcript.session.language
    total = summary.total
    score = total.score if total.score is not None else total.partial_mean
    lines = [_("Score: {score}").format(score=score_text(score))]
    if total.score is None and total.partial_mean is not None:
        lines.append(_("Some questions are not graded; this is the mean of the others."))
    if total.reached < total.planned:
        lines.append(
            _("{reached} of {planned} questions reached.").format(
                reached=total.reached, planned=total.planned
            )
        )
    for number, item in enumerate(summary.questions, 1):
        lines += ["", f"{number}. {item.question.prompt.in_(language)}"]
        lines.append("   " + used_line(item))
        if item.grade is not None:
            lines += [f"   {line}" for line in grade_lines(item.question, item.grade, language)]
    if summary.study:
        lines += ["", _("To study next:")]
        for study in summary.study:
            lines.append(f"- {study.point.note.in_(language)}")
            for source in study.point.sources:
                lines.append(f"    {source.title}" + (f" · {source.link}" if source.link else ""))
    return lines


def used_line(item: QuestionReport) -> str:
    """Say how long a question took against its plan, and what help was given."""
    parts = [
        _("{used} used of {planned} planned").format(
            used=clock_text(item.used_seconds), planned=clock_text(item.planned_minutes * 60)
        )
    ]
    if item.follow_ups:
        parts.append(
            ngettext("{n} follow-up", "{n} follow-ups", item.follow_ups).format(n=item.follow_ups)
        )
    if item.hints:
        parts.append(ngettext("{n} hint", "{n} hints", item.hints).format(n=item.hints))
    if item.skipped:
        parts.append(_("skipped"))
    return " · ".join(parts)


def band_description(band: int, language: Language) -> str:
    """Return what an answer of this band looks like."""
    return BAND_DESCRIPTIONS[band].in_(language)


def _score_line(grade: Grade) -> str:
    if grade.score is None or grade.band is None:
        return _("Not graded.")
    line = _("{score} of 100, {band}").format(
        score=score_text(grade.score), band=band_name(grade.band)
    )
    return line + (" · " + _("provisional") if grade.provisional else "")
