"""The list of sessions shows what is wanted, in the wanted order, in the room there is."""

from datetime import UTC, datetime, timedelta

import pytest

from interviewer import i18n
from interviewer.domain.language import Language
from interviewer.domain.transcript import Kind, Status
from interviewer.storage.records import Order, SessionSummary
from interviewer.tui.session_rows import Wanted, arranged, session_row

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def summary(
    name: str,
    *,
    hours: float = 0,
    kind: Kind = Kind.MOCK,
    status: Status = Status.FINISHED,
    language: Language = Language.EN,
    score: float | None = 0.5,
) -> SessionSummary:
    began = NOON - timedelta(hours=hours)
    return SessionSummary(name, kind, status, language, began, None, score, 4)


ALL = [
    summary("old", hours=9, score=0.9),
    summary("none", hours=1, score=None, status=Status.PAUSED),
    summary("weak", hours=2, score=0.1, kind=Kind.PRACTICE),
    summary("zh", hours=3, score=0.9, language=Language.ZH),
]


def names(wanted: Wanted) -> list[str]:
    return [each.id for each in arranged(ALL, wanted)]


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        (Wanted(), ["none", "weak", "zh", "old"]),
        (Wanted(order=Order.OLDEST), ["old", "zh", "weak", "none"]),
        (Wanted(order=Order.BEST), ["zh", "old", "weak", "none"]),
        (Wanted(order=Order.WORST), ["weak", "zh", "old", "none"]),
        (Wanted(kind=Kind.PRACTICE), ["weak"]),
        (Wanted(status=Status.PAUSED), ["none"]),
        (Wanted(language=Language.ZH), ["zh"]),
        (Wanted(found={"old", "gone"}), ["old"]),
        (Wanted(found=()), []),
        (Wanted(kind=Kind.MOCK, language=Language.EN, order=Order.BEST), ["old", "none"]),
    ],
)
def test_what_is_wanted_is_shown_in_its_order(wanted: Wanted, shown: list[str]) -> None:
    assert names(wanted) == shown


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [74, 57])
def test_a_row_fits_and_says_everything_there_is_room_for(language: str, width: int) -> None:
    i18n.install(language)
    for each in ALL:
        assert session_row(each, width).cell_length <= width
    assert i18n.gettext_("paused") in session_row(ALL[1], width).plain
    assert "–" in session_row(ALL[1], width).plain
    columns = {session_row(each, width).plain.split("━")[0].split("─")[0] for each in ALL[2:]}
    assert len({len(column.encode("gbk")) for column in columns}) == 1
