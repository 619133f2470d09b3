"""A long history from before there was an index: the screen that waits says how far it is."""

import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection

from interviewer.interview.workplace import Workplace
from interviewer.settings import paths
from interviewer.storage import exchanges as index
from interviewer.storage.database import open_database
from interviewer.storage.schema import exchanges
from interviewer.tui.screens.reviews import ReviewsScreen
from interviewer.tui.widgets.long_list import LongList
from interviewer.tui.widgets.taking_in import TakingIn
from tests.storage.samples import interview
from tests.tui.conftest import MakeApp
from tests.tui.pilots import shown, until


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch, place: Workplace) -> Iterator[threading.Event]:
    """A history without its index; the making of it stops at 40 % until the event is set."""
    interview(place.store)
    place.close()
    database = open_database(paths().database)
    with database.write() as connection:
        connection.execute(exchanges.delete())
    database.close()
    go_on = threading.Event()
    rebuild = index.rebuild

    def slowly(connection: Connection, tell: Callable[[float], object]) -> None:
        tell(0.4)
        assert go_on.wait(30)
        rebuild(connection, tell)

    monkeypatch.setattr(index, "rebuild", slowly)
    yield go_on
    go_on.set()


async def test_the_screen_that_waits_shows_how_far_it_is(
    make_app: MakeApp, held: threading.Event
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.screen.id != "_default")
        app.show_reviews()
        await until(pilot, lambda: isinstance(app.screen, ReviewsScreen))
        await until(pilot, lambda: "searchable" in shown(app) and "40%" in shown(app))
        assert "Back" in shown(app).splitlines()[-1]  # the keys stay in sight
        held.set()
        await until(pilot, lambda: app.screen.query_one(LongList).count == 1)
        await until(pilot, lambda: not app.screen.query(TakingIn))
        assert "searchable" not in shown(app)
