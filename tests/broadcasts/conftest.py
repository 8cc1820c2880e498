import pytest

from tests.factories import broadcasts


@pytest.fixture
def station(db: None) -> broadcasts.Station:
    return broadcasts.make_station()
