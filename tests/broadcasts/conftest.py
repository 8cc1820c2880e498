from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests import standing
from tests.factories import broadcasts


@pytest.fixture(scope="module")
def _standing_station(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[standing.Standing[broadcasts.Station]]:
    station = standing.Standing(broadcasts.make_station, django_db_blocker)
    yield station
    station.close()


@pytest.fixture
def station(
    request: pytest.FixtureRequest, _standing_station: standing.Standing[broadcasts.Station]
) -> broadcasts.Station:
    return _standing_station.for_test(request)
