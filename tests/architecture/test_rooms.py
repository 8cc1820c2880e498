"""An app has known rooms of a size that can be read."""

from tests.architecture import rooms


def test_apps_have_only_the_rooms_of_the_house() -> None:
    assert rooms.strange_rooms() == []


def test_files_can_be_read_at_a_sitting() -> None:
    assert rooms.long_files() == []
