"""The frame leads everybody to the screens of their work."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.directives import models, services
from campaigns.kernel import roles
from tests.factories import cast as casts
from tests.factories import climbing, duties


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


def test_the_header_counts_what_waits_without_asking_the_database(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = duties.make_scene()
    duties.issued(scene)
    now = climbing.at(duties.TODAY, 12)
    monkeypatch.setattr(timezone, "now", lambda: now)
    client.force_login(scene.cast.officer)
    fetched = 'hx-get="/desk/waiting/"'
    page = client.get("/desk/inbox/").content.decode()
    assert fetched in page, "no count is known yet"
    part = client.get("/desk/waiting/").content.decode()
    assert 'id="loa-waiting"' in part
    assert fetched not in part
    assert ">1</span>" in part
    with CaptureQueriesContext(connection) as caught:
        fresh = client.get("/desk/inbox/").content.decode()
    assert fetched not in fresh
    assert 'aria-label="Hôm nay của tôi, 1 việc đang chờ"' in fresh
    assert not any("directives_" in one["sql"] for one in caught)
    later = now + timedelta(minutes=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    stale = client.get("/desk/inbox/").content.decode()
    assert fetched in stale
    assert ">1</span>" in stale, "the last count stands until the new one is here"
    row = models.Assignment.objects.get()
    services.acknowledge(assignment=row, by=scene.cast.officer, at=later)
    assert (
        "loa-badge" not in client.get("/desk/").content.decode().partition("loa-waiting")[2][:400]
    )
