"""The newsroom in which these tests happen."""

import pytest

from cms import models
from tests import standing
from tests.factories import cms as factory


@pytest.fixture(autouse=True)
def _second_factor_is_not_the_matter_here(settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False


@pytest.fixture(scope="module")
def _standing_room(django_db_setup, django_db_blocker):
    room = standing.Standing(factory.make_room, django_db_blocker)
    yield room
    room.close()


@pytest.fixture
def room(request, _standing_room) -> factory.Room:
    return _standing_room.for_test(request)


@pytest.fixture
def piece(room) -> models.GuidancePage:
    return factory.make_piece(room)
