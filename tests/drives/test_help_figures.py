"""Figures of requests: what they count, and that each opens into just that."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.drives import models, services
from tests.factories import drives as drive_factory
from tests.factories import help as factory

pytestmark = pytest.mark.django_db
PATH = "/desk/help/figures/"


@pytest.fixture
def scene(client):
    """Six requests of the commune, told to different ends, one of the sibling, one that was none."""
    scene = drive_factory.make_scene()
    start = timezone.now() - timedelta(days=3)
    numbers = iter(f"09123456{n:02}" for n in range(20))

    def asked(make, *args):
        return make(*args, phone=next(numbers))

    done = asked(factory.accepted, _now(scene), start)
    services.finish_request(request=done, by=scene.organiser, at=start + timedelta(hours=3))
    late = asked(factory.assigned, _now(scene), start)
    services.accept_request(request=late, by=scene.organiser, at=start + timedelta(hours=30))
    failed = asked(factory.ask, scene.cast.commune, start)
    services.give_up(
        request=failed, reason=models.CouldNot.NO_TEAM, by=scene.organiser,
        at=start + timedelta(hours=2),
    )  # fmt: skip
    gone = asked(factory.ask, scene.cast.commune, start)
    services.withdraw_request(request=gone, by=gone, at=start + timedelta(hours=1))
    asked(factory.ask, scene.cast.commune, timezone.now())
    spam = asked(factory.ask, scene.cast.commune, start)
    services.mark_spam(request=spam, by=scene.organiser, at=start)
    asked(factory.ask, scene.cast.sibling, start)
    client.force_login(scene.organiser)
    return scene


def _now(scene):
    """The scene with a drive that is open by the clock of the pages."""
    now = timezone.now()
    drive = models.Drive.objects.filter(name="Đang chạy").first() or drive_factory.make_drive(
        scene.movement, scene.cast.commune, scene.organiser, name="Đang chạy",
        starts_at=now - timedelta(days=4), ends_at=now + timedelta(days=1), shifts=(),
    )  # fmt: skip
    return drive_factory.Scene(scene.cast, scene.organiser, scene.movement, drive, scene.apps)


def rows_of(client, path: str) -> list[dict[str, str]]:
    body = b"".join(client.get(path).streaming_content)
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def test_each_commune_has_its_line_and_what_was_no_request_is_out(scene, client):
    rows = [list(row.values()) for row in rows_of(client, f"{PATH}?export=csv")]
    assert rows == [
        ["Xã Phước Chính", "1", "0", "0", "0", "0", "1"],
        ["Xã Phước Đại", "5", "2", "1", "1", "1", "2"],
    ]


def test_every_figure_opens_the_list_that_it_counts(scene, client):
    html = client.get(PATH).content.decode()
    links = re.findall(r'<a href="(/desk/help/\?[^"]*)">(\d+)</a>', html)
    assert len(links) == 8
    for link, figure in links:
        address = link.replace("&amp;", "&")
        assert len(rows_of(client, f"{address}&export=csv")) == int(figure), address


def test_days_bound_the_figures_and_their_lists(scene, client):
    today = timezone.localdate().isoformat()
    rows = rows_of(client, f"{PATH}?from={today}&export=csv")
    assert [list(row.values())[:2] for row in rows] == [["Xã Phước Đại", "1"]]
    assert f"from={today}" in client.get(f"{PATH}?from={today}").content.decode()
    assert client.get(f"{PATH}?from=soon&to=2026-13-45").status_code == 200


def test_nobody_counts_what_they_may_not_see(scene, client):
    client.force_login(scene.cast.outsider)
    assert [r["Xã"] for r in rows_of(client, f"{PATH}?export=csv")] == ["Xã Phước Chính"]
