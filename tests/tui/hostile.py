"""Texts that nobody should type, and what a screen must still be when it shows them."""

import unicodedata
from itertools import pairwise

from textual.geometry import Region
from wcwidth import wcswidth

from interviewer.domain.language import Language, Text
from interviewer.domain.question import Code, Level, Question, Source
from interviewer.domain.transcript import Kind, Move, Status
from interviewer.storage.sessions import SessionStore
from interviewer.tui.app import InterviewerApp
from interviewer.tui.inert import inert
from interviewer.tui.widgets.key_bar import KeyBar
from tests.storage.samples import answers, asked, asks, at, evidence, grade, says, session
from tests.tui import bank

CORPUS = {
    "markup": "[bold red]x[/] [$error on #fff]x[/$error on #fff] [b]x",
    "click": "[@click=app.quit]x[/] [@click='app.pop_screen']x[/] [link=https://evil.example]x[/]",
    "unbalanced": "[[/][bold [/red]] ]] [ \\[ \\\\[bold] [=] [,] [/]",
    "colours": "\x1b[31mred\x1b[0m \x1b[8mhidden\x1b[28m \x1b[5;7mblink",
    "cursor": "\x1b[2J\x1b[H\x1b[10Aup\x1b[1000Dleft \x1b[?1049l \x1bc \x1b7\x1b8",
    "hyperlink": "\x1b]8;;https://evil.example\x1b\\words\x1b]8;;\x07 \x1b]0;title\x07",
    "clipboard": "\x1b]52;c;ZXZpbA==\x07 \x1bP+q544e\x1b\\ \x1b_G\x1b\\",
    "c0": "".join(map(chr, range(1, 32))) + "after",
    "c1": "\x9b31m\x9d52;c;x\x9c\x90\x85" + "".join(map(chr, range(0x80, 0xA0))),
    "nul": "a\x00b\x7fc",
    "return": "safe\rEVIL\r\nnext\x0bdown\x0cpage\u2028line\u2029paragraph",
    "tabs": "a\tb\t\tc\t" * 8,
    "overrides": "\u202eesrever\u202c \u202dforced\u202c \u202aembedded\u202b \u061c\u200e\u200f",
    "isolates": "\u2066left\u2067right\u2068first\u2069 end \u2069\u2069",
    "zero width": "ze\u200bro\u200c\u200d\u2060w\ufeffi\u00addth \u180e\u2061 \U000e0041\U000e007f",
    "piles": "Z" + "\u0300\u0489\u0336" * 40 + "algo \u0301lead",
    "families": "👩‍👩‍👧‍👦👨‍👩‍👧 🏃🏽‍♂️ ❤️‍🔥 🏳️‍🌈 " * 8,
    "joined": "a\u200d中\u200d国\u200d文 \u200d\u200d " + "👩\u200d" * 40 + "end",
    "flags": "🇨🇳🇬🇧🇺 🇺" + "🇩" * 7,
    "tones": "👍🏽👍🏿🏿🏿 🏽 🖐🏽 ✌🏽 a🏽",
    "variations": "1\ufe0f\u20e3 ❤\ufe0f ❤\ufe0e \ufe0f\ufe0f ☎️☎️☎️" + "❤\ufe0f" * 60,
    "right to left": "שלום עולם، مرحبا بالعالم ١٢٣ (אבג) [דה]",
    "fillers": "\u115f\u1160\u3164\uffa0 \u2800 \ue000\uf8ff \ufffe\uffff \U0010ffff ﷽",
    "format": "{format} {0} {x!r} {} }{ %s %(x)s %n %% ${HOME} {{ 7*7 }} {% raw %}",
    "html": "<script>alert(1)</script> & &amp; <b>b</b> `tick` ```fence``` | --- | =HYPERLINK(1)",
}
"""What is short enough to stand side by side, all at once."""

HALVES = "\ud83d half \udc00"
"""Halves of characters; only what is stored as JSON can hold them."""

LINE = "x" * 50_000
CHINESE = "显存占用随序列长度线性增长" * 400
WIDE = "👩‍👩‍👧‍👦" * 700

ALL = "\n".join(CORPUS.values())

LITERAL = (
    "[bold red]x[/]",
    "[@click=app.quit]x[/]",
    "[[/][bold [/red]]",
    "�[31mred�[0m",
    "�]8;;https://evil.example",
    "�]52;c;ZXZpbA==",
    "a�b�c",
    "�esrever�",
    "ze�ro",
    "{format} {0} {x!r}",
    "%(x)s",
    "<script>alert(1)</script>",
)
"""How parts of the corpus are seen, spaces apart."""

_CORNERS = {"╭": ("│", "╰"), "┏": ("┃", "┗"), "╮": ("│", "╯"), "┓": ("┃", "┛")}
_MAY_STAND_IN_AN_EMOJI = "\u200c\u200d"


def both(text: str) -> Text:
    """Return a text that says the same in both languages."""
    return Text(zh=text, en=text)


def written(text: str) -> str:
    """Return what a file of a bank can hold of a text: no halves, nothing around it."""
    return text.encode(errors="replace").decode().strip()


def question(question_id: str, text: str) -> Question:
    """Return a question of which everything that may be free text is `text`."""
    own = bank.question(question_id, "attention", Level.MID, text, text)
    sources = (Source(title=text, checked=own.rubric[0].sources[0].checked),)
    point = own.rubric[0].model_copy(
        update={"note": both(text), "follow_up": both(text), "sources": sources}
    )
    wrong = own.misconceptions[0].model_copy(
        update={"claim": both(text), "correction": both(text), "sources": sources}
    )
    return own.model_copy(
        update={
            "topic": "of-my-own",
            "tags": (text, "tag"),
            "rubric": (point, *own.rubric[1:]),
            "misconceptions": (wrong,),
            "hints": (both(text), both(text)),
            "model_answer": both(text),
            "code": Code(solution=text, tests="pass"),
        }
    )


def store_session(store: SessionStore, text: str, session_id: str = "0abc") -> None:
    """Store a finished mock in which everybody says `text`, and a grade that quotes it."""
    whole = written(text)
    item, other = question("kv-cache", whole), question("paging", whole)
    store.create(session(session_id, kind=Kind.MOCK, language=Language.EN))
    store.append(session_id, says(Move.CLARIFY, text, None))
    store.ask(session_id, asked(item), asks(item))
    store.append(session_id, says(Move.HINT, text))
    answer = store.append(session_id, answers(text, "s1"))
    store.append(session_id, says(Move.FOLLOW_UP, text))
    store.ask(session_id, asked(other, 1), asks(other))
    store.append(session_id, answers(text, "s2", "paging"))
    store.append(session_id, says(Move.CLOSE, text, None))
    given = grade(evidence(answer, text))
    names = [point.id for point in item.rubric]
    points = tuple(
        point.model_copy(update={"id": name})
        for point, name in zip(given.points, names, strict=True)
    )
    found = tuple(f.model_copy(update={"id": "fixed"}) for f in given.misconceptions)
    store.add_grade(
        session_id, given.model_copy(update={"points": points, "misconceptions": found})
    )
    failed = grade(question_id="paging", score=None).model_copy(update={"reason": text})
    store.add_grade(session_id, failed)
    store.set_score(session_id, 0.5)
    store.set_status(session_id, Status.FINISHED, at(60), active_seconds=55)


def squeezed(text: str) -> str:
    """Return what is seen, without spaces, line ends and frames."""
    return "".join(sign for sign in text if not sign.isspace() and sign not in "│┃▁▂▃▄▅▆▇█▎▊▌▐")


def is_sound(app: InterviewerApp, *, covered: bool = False) -> None:
    """Fail unless the picture is one that data has no hand in.

    `covered` leaves frames and emoji aside that something lies on top of.
    """
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    assert len(strips) == height
    for strip in strips:
        line = strip.text
        assert strip.cell_length == width, line
        # Rich halves an emoji of several signs where the edge of what lies on top cuts it.
        assert covered or wcswidth(line) == width, (wcswidth(line), line)
        for segment in strip:
            assert segment.control is None
            if segment.style is not None:
                assert segment.style.link is None, segment
                assert "@click" not in segment.style.meta or not segment.text.strip("x"), segment
        obeyed = [c for c in line if _is_obeyed(c)]
        assert not obeyed, (obeyed, line)
    if not covered:
        assert_frames(app, [strip.text for strip in strips])
    for bar in app.screen.query(KeyBar):
        assert bar.region == Region(0, height - 1, width, 1)
        assert strips[-1].text.strip()


def _is_obeyed(sign: str) -> bool:
    """Whether a terminal would act on a character rather than draw it."""
    category = unicodedata.category(sign)
    return category in ("Cc", "Cs", "Zl", "Zp") or (
        category == "Cf" and sign not in _MAY_STAND_IN_AN_EMOJI
    )


def assert_frames(app: InterviewerApp, lines: list[str]) -> None:
    """Follow every side of every frame from its upper corner to its lower one."""
    cells = [_cells(line) for line in lines]
    for y, row in enumerate(cells):
        for x, sign in enumerate(row):
            if sign not in _CORNERS:
                continue
            side, foot = _CORNERS[sign]
            below = [line[x] for line in cells[y + 1 :]]
            end = next((i for i, each in enumerate(below) if each != side), None)
            assert end is not None, (x, y)
            if y + 1 + end == len(lines) - 1 and app.screen.query(KeyBar):
                continue  # scrolled beneath the footer
            assert below[end] == foot, (x, y, end, below[end], lines[y + 1 + end])


def _cells(line: str) -> list[str]:
    """Return what stands in each cell of a line."""
    ends = [wcswidth(line[:i]) for i in range(len(line) + 1)] if not line.isascii() else None
    if ends is None:
        return list(line)
    cells: list[str] = []
    for sign, (before, after) in zip(line, pairwise(ends), strict=True):
        cells += [sign] * (after - before)
    return cells


def seen(text: str) -> str:
    """Return how a text is seen: made inert, spaces apart."""
    return squeezed(inert(text))
