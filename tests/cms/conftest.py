"""The newsroom in which these tests happen."""

import pytest

from cms import models
from tests.factories import cms as factory


@pytest.fixture(autouse=True)
def _second_factor_is_not_the_matter_here(settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def room(db) -> factory.Room:
    return factory.make_room()


@pytest.fixture
def piece(room) -> models.GuidancePage:
    return factory.make_piece(room)
