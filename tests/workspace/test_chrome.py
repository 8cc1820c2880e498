"""The frame leads everybody to the screens of their work."""

import pytest
from django.test import Client

from campaigns.kernel import roles
from tests.factories import cast as casts


@pytest.mark.parametrize(("role", "is_led"), [("VOLUNTEER", True), ("UNIT_OFFICER", False)])
def test_whoever_logs_support_is_led_to_the_field_app(
    db: None, client: Client, role: str, is_led: bool
) -> None:
    cast = casts.make_cast()
    client.force_login(casts.make_person("someone", roles.Role(role), cast.commune))
    assert ('href="/field/"' in client.get("/desk/").content.decode()) == is_led


def test_of_areas_that_lie_in_each_other_the_nearest_is_current(db: None, client: Client) -> None:
    cast = casts.make_cast()
    client.force_login(casts.make_person("someone", roles.Role.VOLUNTEER, cast.commune))
    page = client.get("/desk/drives/my-shifts/").content.decode()
    current = [
        part.split('"')[0]
        for part in page.split('href="')
        if 'aria-current="page"' in part.partition(">")[0]
    ]
    assert current == ["/desk/drives/my-shifts/"]
