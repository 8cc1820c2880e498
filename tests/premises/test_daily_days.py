"""Days side by side say of each day what its own sheet says."""

import random
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.kernel import errors
from campaigns.premises import models, queries, services
from tests.factories import cast as casts
from tests.factories import premises as factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW
TODAY = timezone.localdate(NOW)
DAYS = "/desk/premises/visits/days/"


def day(back: int) -> date:
    return TODAY - timedelta(days=back)


def visit(premises: models.Premises, back: int, came: int, went: int) -> None:
    draft = services.CountDraft(premises, day(back), came, went, 0)
    services.enter_visits(draft=draft, by=casts.SYSTEM, at=NOW)


ACTS = ("visit", "visit", "nil", "pause", "reopen", "close")


def live(places: list[models.Premises], seed: int) -> None:
    """A history of a few days, of which some acts are refused."""
    chance = random.Random(seed)
    for _turn in range(20):
        place, act, back = chance.choice(places), chance.choice(ACTS), chance.randrange(10)
        place.refresh_from_db()
        with suppress(errors.LoaError):
            if act in {"visit", "nil"}:
                visit(place, back, *((7, 5) if act == "visit" else (0, 0)))
            else:
                getattr(services, act)(premises=place, from_date=day(back), by=casts.SYSTEM, at=NOW)


@pytest.mark.parametrize("seed", range(8))
def test_each_day_says_what_its_sheet_says(seed: int) -> None:
    cast = casts.make_cast()
    places = [factory.make(cast.commune, name=f"Quán {n}", address=f"Số {n}") for n in range(4)]
    live(places, seed)
    seen = models.Premises.objects.all()
    with CaptureQueriesContext(connection) as asked:
        rows = queries.day_rows(seen, models.VisitCount, day(12), TODAY)
    assert len(asked) == 2
    assert [row.day for row in rows] == [day(back) for back in range(12, -1, -1)]
    for row in rows:
        sheet = queries.day_totals(seen, models.VisitCount, row.day)
        assert (row.open_count, row.reported, row.missing) == (
            sheet.open_count, sheet.reported, sheet.missing,
        )  # fmt: skip
        assert (row.nil, row.first, row.second) == (sheet.nil, sheet.first, sheet.second)
    assert sum(row.reported for row in rows) > 0


@pytest.fixture
def scene(client) -> factory.Scene:
    scene = factory.make_scene()
    client.force_login(scene.cast.officer)
    return scene


def test_a_day_opens_its_sheet_and_the_missing_are_one_click_away(scene, client) -> None:
    today = timezone.localdate()
    draft = services.CountDraft(scene.premises, today, 12, 11, 0)
    services.enter_visits(draft=draft, by=casts.SYSTEM, at=timezone.now())
    page = client.get(DAYS).text
    assert f'href="/desk/premises/visits/?day={today.isoformat()}"' in page
    missing = f"/desk/premises/visits/?day={today.isoformat()}&amp;missing=on"
    assert f'href="{missing}">1</a>' in page
    assert "Quán Gió Biển" in client.get(missing.replace("&amp;", "&")).text
    assert 'id="table"' in page


@pytest.mark.parametrize(
    "query",
    ["?since=2021-99-99", "?until=3021-01-01", "?since=1500-01-01&until=1500-01-02",
     "?since=2026-11-20&until=2026-11-01", "?unit=x", "?unit=99999999"],
)  # fmt: skip
def test_nonsense_in_the_address_shows_a_list_all_the_same(scene, client, query: str) -> None:
    assert client.get(DAYS + query).status_code == 200


def test_the_period_is_at_most_a_year(scene, client) -> None:
    response = client.get(f"{DAYS}?since=2000-01-01&export=csv")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 366


def test_isolation_has_its_days_too(scene, client) -> None:
    assert client.get("/desk/premises/isolation/days/").status_code == 200


def test_the_page_asks_as_often_for_a_year_as_for_a_week(scene, client) -> None:
    counts = []
    for query in ("?since=2026-11-20", "?since=2026-01-01&size=200"):
        client.get(DAYS + query)
        with CaptureQueriesContext(connection) as asked:
            client.get(DAYS + query)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 25
