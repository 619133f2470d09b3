"""Points as a package of cards for Anki: one that asks for a point, and the point behind it.

A package (.apkg) is a zip archive with a SQLite collection in it; this one has the form that every
version of Anki since 2.1 reads (schema 11). A card that is imported again replaces the one that it
was made from, and what was learned of it stays. Fields are HTML: all text is escaped.
"""

import hashlib
import html
import json
import sqlite3
import zipfile
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any

from interviewer.storage.export.everything import refused, unwritable
from interviewer.storage.export.visible import visible
from interviewer.storage.missed import MissedPoint

DECK, MODEL = 1_795_305_600_001, 1_795_305_600_002
"""Fixed, so that a later package goes into the same deck."""
DECK_NAME = "Interviewer"

_TABLES = """
CREATE TABLE col (id integer primary key, crt integer not null, mod integer not null,
    scm integer not null, ver integer not null, dty integer not null, usn integer not null,
    ls integer not null, conf text not null, models text not null, decks text not null,
    dconf text not null, tags text not null);
CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null,
    mod integer not null, usn integer not null, tags text not null, flds text not null,
    sfld integer not null, csum integer not null, flags integer not null, data text not null);
CREATE TABLE cards (id integer primary key, nid integer not null, did integer not null,
    ord integer not null, mod integer not null, usn integer not null, type integer not null,
    queue integer not null, due integer not null, ivl integer not null, factor integer not null,
    reps integer not null, lapses integer not null, left integer not null, odue integer not null,
    odid integer not null, flags integer not null, data text not null);
CREATE TABLE revlog (id integer primary key, cid integer not null, usn integer not null,
    ease integer not null, ivl integer not null, lastIvl integer not null,
    factor integer not null, time integer not null, type integer not null);
CREATE TABLE graves (usn integer not null, oid integer not null, type integer not null);
CREATE INDEX ix_notes_usn on notes (usn);
CREATE INDEX ix_cards_usn on cards (usn);
CREATE INDEX ix_revlog_usn on revlog (usn);
CREATE INDEX ix_cards_nid on cards (nid);
CREATE INDEX ix_cards_sched on cards (did, queue, due);
CREATE INDEX ix_revlog_cid on revlog (cid);
CREATE INDEX ix_notes_csum on notes (csum);
"""
_CSS = (
    ".card { font: 20px sans-serif; max-width: 40em; margin: 1em auto; line-height: 1.5; }"
    " .context { color: gray; font-size: 80%; } .source { color: gray; font-size: 70%; }"
)
_FRONT = '<div class="context">{{Context}}</div><p>{{Question}}</p>'
_BACK = "{{FrontSide}}<hr id=answer><p>{{Point}}</p><div class=source>{{Source}}</div>"
_FIELDS = ("Question", "Context", "Point", "Source")


def write_package(points: Sequence[MissedPoint], target: Path, at: datetime) -> int:
    """Write points to the package `target`; return how many.

    Whole or not at all; what exists already is not replaced. Raises ExportFailed.
    """
    if target.exists():
        raise refused(target)
    try:
        with NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as file:
            beside = Path(file.name)
        try:
            with TemporaryDirectory() as folder, zipfile.ZipFile(beside, "w") as zipped:
                collection = Path(folder) / "collection.anki2"
                with closing(sqlite3.connect(collection)) as connection:
                    _fill(connection, points, at)
                zipped.write(collection, collection.name, zipfile.ZIP_DEFLATED)
                zipped.writestr("media", "{}")
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(target, error) from error
    return len(points)


def _fill(connection: sqlite3.Connection, points: Sequence[MissedPoint], at: datetime) -> None:
    seconds = int(at.timestamp())
    connection.executescript(_TABLES)
    connection.execute(
        "INSERT INTO col VALUES (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, '{}')",
        (seconds, seconds * 1000, seconds * 1000, *map(json.dumps, _settings(seconds))),
    )
    for number, each in enumerate(points):
        id_ = seconds * 1000 + number
        guid = hashlib.sha256(f"{each.question.id}#{each.point.id}".encode()).hexdigest()[:20]
        fields = _fields(each)
        checksum = int(hashlib.sha1(fields[0].encode()).hexdigest()[:8], 16)
        tags = f" {_tag(each.question.topic)} {_tag(each.question.level.value)} "
        note = (id_, guid, MODEL, seconds, tags, "\x1f".join(fields), fields[0], checksum)
        connection.execute("INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')", note)
        connection.execute(
            "INSERT INTO cards VALUES (?, ?, ?, 0, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')",
            (id_, id_, DECK, seconds, number + 1),
        )
    connection.commit()


def _fields(missed: MissedPoint) -> tuple[str, ...]:
    language, point = missed.language, missed.point
    sources = [
        source.title + (f" · {source.link}" if source.link else "") for source in point.sources
    ]
    texts = (
        point.follow_up.in_(language),
        missed.question.prompt.in_(language),
        point.note.in_(language),
        "\n".join(sources),
    )
    return tuple(_field(text) for text in texts)


def _field(text: str) -> str:
    # Anki reads {{...}} in templates alone, but [sound:...] and MathJax's signs in fields too.
    escaped = html.escape(visible(text))
    for sign in "[\\":
        escaped = escaped.replace(sign, f"&#{ord(sign)};")
    return escaped.replace("\n", "<br>")


def _tag(text: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in text)


def _settings(seconds: int) -> tuple[Any, ...]:
    """Return what a collection holds beside its cards: conf, models, decks, dconf."""
    field = {"sticky": False, "rtl": False, "font": "Arial", "size": 20, "media": []}
    model = {
        "id": MODEL, "name": "Interviewer point", "type": 0, "mod": seconds, "usn": -1,
        "sortf": 0, "did": DECK, "css": _CSS, "latexPre": "", "latexPost": "", "tags": [],
        "vers": [], "req": [[0, "any", [0, 1]]],
        "flds": [{"name": name, "ord": ord_, **field} for ord_, name in enumerate(_FIELDS)],
        "tmpls": [
            {"name": "Card 1", "ord": 0, "qfmt": _FRONT, "afmt": _BACK, "did": None,
             "bqfmt": "", "bafmt": ""}
        ],
    }  # fmt: skip
    limits = {"newToday": [0, 0], "revToday": [0, 0], "lrnToday": [0, 0], "timeToday": [0, 0]}
    decks = {
        str(id_): {
            "id": id_, "name": name, "desc": "", "mod": seconds, "usn": -1, "dyn": 0, "conf": 1,
            "collapsed": False, "browserCollapsed": False, "extendNew": 10, "extendRev": 50,
            **limits,
        }
        for id_, name in ((1, "Default"), (DECK, DECK_NAME))
    }  # fmt: skip
    options = {
        "id": 1, "name": "Default", "mod": 0, "usn": 0, "maxTaken": 60, "autoplay": True,
        "timer": 0, "replayq": True, "dyn": False,
        "new": {"delays": [1, 10], "ints": [1, 4, 7], "initialFactor": 2500, "order": 1,
                "perDay": 20, "bury": True, "separate": True},
        "rev": {"perDay": 200, "ease4": 1.3, "fuzz": 0.05, "ivlFct": 1, "maxIvl": 36500,
                "minSpace": 1, "bury": True},
        "lapse": {"delays": [10], "mult": 0, "minInt": 1, "leechFails": 8, "leechAction": 0},
    }  # fmt: skip
    conf = {
        "nextPos": 1, "estTimes": True, "activeDecks": [DECK], "sortType": "noteFld",
        "timeLim": 0, "sortBackwards": False, "addToCur": True, "curDeck": DECK, "newBury": True,
        "newSpread": 0, "dueCounts": True, "curModel": str(MODEL), "collapseTime": 1200,
    }  # fmt: skip
    return conf, {str(MODEL): model}, decks, {"1": options}
