"""Coverage as pictures: each says what the figures say, day by day, and draws nothing of nothing."""

from datetime import timedelta

import pytest

from campaigns.premises import queries
from tests.factories import premises as factory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_each_day_equals_the_coverage_of_that_day() -> None:
    scene = factory.make_scene()
    factory.make_verified(scene)
    today = factory.NOW.date()
    commune = scene.cast.commune
    for last in (today, today - DAY):
        found = queries.coverage_by_day([commune.pk], first=last - 5 * DAY, last=last)
        assert list(found) == [last - n * DAY for n in range(5, -1, -1)]
        for day, coverage in found.items():
            assert coverage == queries.coverage_of(commune, on=day)
    assert found[today - DAY].verified == 0
    now = queries.coverage_by_day([commune.pk], first=today, last=today)
    assert now[today].verified == 1


def test_the_page_draws_days_and_kinds_with_their_tables(client) -> None:
    scene = factory.make_scene()
    factory.make(scene.cast.commune, kind="school", name="Trường Hai")
    client.force_login(scene.cast.officer)
    page = client.get("/desk/premises/coverage/").text
    assert 'id="coverage-days"' in page
    assert 'id="coverage-kinds"' in page
    assert 'id="coverage-communes"' not in page  # one commune has nothing to compare
    assert "Quán cà phê" in page[page.index("coverage-kinds") :]
    client.force_login(scene.cast.outsider)
    assert "data-chart-spec" not in client.get("/desk/premises/coverage/").text
