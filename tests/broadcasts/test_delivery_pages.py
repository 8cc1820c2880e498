"""Pages about destinations and deliveries, as the people of the station see them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.audit import models as audit_models
from campaigns.broadcasts import models, queries, services
from campaigns.kernel import roles
from tests.broadcasts.test_pages import said
from tests.factories import broadcasts, cast, deliveries

State = models.DeliveryState
PRIVATE = "https://127.1/"


@pytest.fixture
def visit(client, settings):
    """Open a page as somebody: `visit(user, "destination", pk)`."""
    settings.LOA_SECOND_FACTOR_REQUIRED = False  # its own tests are with the accounts

    def go(user, name, *args, data=None, post=None, query=""):
        client.force_login(user)
        path = reverse(f"broadcasts:{name}", args=args) + query
        return client.get(path, data or {}) if post is None else client.post(path, post)

    return go


def lose(station, **changes):
    """A dead letter: the address turned out to be private."""
    target = models.Destination.objects.filter(address=PRIVATE).first()
    target = target or deliveries.make_destination(station, address=PRIVATE)
    now = timezone.now()
    start = now + timedelta(minutes=30 + 5 * models.Delivery.objects.count())
    script = broadcasts.make_script(station, title=changes.get("title", "Khai báo y tế"))
    draft = {"slot": None, "planned_start_at": start}
    release = broadcasts.make_release(station, script, at=now, **draft)
    services.deliver_due(by=cast.SYSTEM, at=now)
    return models.Delivery.objects.get(release=release, destination=target)


def in_an_hour(station, ago=timedelta()):
    now = timezone.now()
    start = now + timedelta(hours=1)
    return broadcasts.make_release(station, slot=None, planned_start_at=start, at=now - ago)


# --- Destinations ----------------------------------------------------------------------------


def test_a_destination_is_added_and_tried(station, visit):
    post = {"kind": "EMAIL", "name": "Phòng biên tập", "address": "bt@example.vn"}
    page = said(visit(station.chief, "destinations", station.outlet.pk))
    assert deliveries.feed_of(station).name in page
    answer = visit(station.chief, "destinations", station.outlet.pk, post=post)
    made = models.Destination.objects.get(kind="EMAIL")
    assert answer["Location"] == reverse("broadcasts:destination", args=[made.pk])
    visit(station.chief, "try_destination", made.pk, post={})
    assert models.Delivery.objects.get().event == "TEST"
    assert reverse("broadcasts:retire", args=[made.pk]) in said(
        visit(station.chief, "destination", made.pk)
    )


@pytest.mark.parametrize("address", ["", "http://dai.example.vn", "https://10.0.0.1/", "x"])
def test_a_wrong_address_is_told_beside_the_field_and_kept(station, visit, address):
    post = {"kind": "WEBHOOK", "name": "Tự động hóa", "address": address}
    answer = visit(station.chief, "destinations", station.outlet.pk, post=post)
    assert answer.status_code == 200
    assert "id_address_error" in said(answer)
    assert f'value="{address}"' in said(answer) or not address
    assert models.Destination.objects.count() == 1


def test_a_secret_is_shown_only_when_asked_for_and_on_record(station, visit):
    target = deliveries.make_destination(station)
    secret, token = queries.webhook_secret_of(target), queries.token_of(target)
    page = said(visit(station.chief, "destination", target.pk))
    assert secret not in page
    assert token not in page
    shown = visit(station.chief, "show_secret", target.pk, post={})
    assert secret in said(shown)
    assert token in said(shown)
    assert "no-store" in shown["Cache-Control"]
    verb = "broadcasts.destination_secret_shown"
    event = audit_models.Event.objects.get(verb=verb)
    assert secret not in str(event.after)


def test_a_secret_is_changed_and_a_destination_retired(station, visit):
    target = deliveries.make_destination(station)
    old = queries.token_of(target)
    visit(station.chief, "rotate", target.pk, post={"is_leaked": "on"})
    target.refresh_from_db()
    assert queries.token_of(target) != old
    assert target.former_until_at is None
    visit(station.chief, "retire", target.pk, post={})
    target.refresh_from_db()
    assert not target.is_active
    again = visit(station.chief, "retire", target.pk, post={})
    assert again.status_code == 302, "it says so and goes back"


# --- Deliveries ------------------------------------------------------------------------------


def test_a_dead_letter_is_shown_and_sent_again(station, visit):
    row = lose(station)
    page = said(visit(station.chief, "deliveries"))
    assert "Khai báo y tế" in page
    assert row.fault in page
    about = said(visit(station.chief, "release_deliveries", row.release_id))
    assert reverse("broadcasts:resend", args=[row.pk]) in about
    visit(station.chief, "resend", row.pk, post={})
    assert models.Delivery.objects.get(generation=2).state == State.QUEUED
    assert "Khai báo y tế" not in said(visit(station.chief, "deliveries"))
    visit(station.chief, "resend", row.pk, post={})
    assert models.Delivery.objects.filter(generation=2).count() == 1


def test_all_dead_letters_of_the_filters_are_sent_again(station, visit):
    for title in ("Một", "Hai", "Hai nữa"):
        lose(station, title=title)
    visit(station.chief, "resend_many", post={}, query="?q=Hai")
    assert models.Delivery.objects.filter(generation=2).count() == 2
    assert models.Delivery.objects.dead().get().release.script.title == "Một"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 1),
        ({"state": "all"}, 3),
        ({"state": "DELIVERED"}, 0),
        ({"state": "QUEUED", "kind": "FEED"}, 2),
        ({"state": "nonsense", "outlet": "x", "kind": "PIGEON"}, 1),
        ({"q": "khai"}, 1),
        ({"q": "bão"}, 0),
    ],
)
def test_filters_narrow_the_list(station, visit, query, count):
    in_an_hour(station)
    lose(station)
    page = said(visit(station.chief, "deliveries", data=query))
    body = re.search(r"<tbody[^>]*>(.*)</tbody>", page, re.DOTALL)
    assert (body.group(1).count("<tr") if body else 0) == count


def test_the_files_hold_what_the_list_counts(station, visit):
    lose(station, title="=HYPERLINK(1)")
    answer = visit(station.chief, "deliveries", data={"export": "csv"})
    text = b"".join(answer.streaming_content).decode()
    assert "'=HYPERLINK(1)" in text
    assert text.count("\r\n") == 2


# --- The outlet's word -----------------------------------------------------------------------


def test_the_broadcaster_says_that_the_station_has_it(station, visit):
    release = in_an_hour(station, ago=timedelta(hours=2))
    day = models.air_day(release.planned_start_at).isoformat()
    button = reverse("broadcasts:acknowledge", args=[release.pk])
    assert button in said(visit(station.broadcaster, "rundown", station.outlet.pk, day))
    assert button in said(visit(station.broadcaster, "unacknowledged"))
    assert button not in said(visit(station.chief, "unacknowledged"))
    visit(station.broadcaster, "acknowledge", release.pk, post={})
    assert models.Acknowledgement.objects.get().user == station.broadcaster
    page = said(visit(station.chief, "rundown", station.outlet.pk, day))
    assert "Broadcaster" in page
    assert button not in said(visit(station.broadcaster, "rundown", station.outlet.pk, day))
    assert visit(station.colleague, "acknowledge", release.pk, post={}).status_code == 302
    assert models.Acknowledgement.objects.get().user == station.broadcaster


def test_what_waits_stands_on_my_day(station, client, settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    row = lose(station)
    release = in_an_hour(station, ago=timedelta(hours=2))
    for user, address in ((station.chief, row.release_id), (station.broadcaster, release.pk)):
        client.force_login(user)
        page = said(client.get(reverse("workspace:my_day")))
        assert reverse("broadcasts:release_deliveries", args=[address]) in page


def test_an_emergency_stands_first_from_its_first_second(station, client, settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    in_an_hour(station, ago=timedelta(days=2))
    script = broadcasts.make_script(station, page_id=7, title="Bão đổ bộ")
    now = timezone.now()
    broadcasts.make_release(
        station, script, slot=None, planned_start_at=now, priority="EMERGENCY", at=now
    )
    client.force_login(station.broadcaster)
    page = said(client.get(reverse("workspace:my_day")))
    waiting = page.partition("<main")[2]
    assert "Bão đổ bộ" in waiting.partition("</li>")[0]


@pytest.mark.parametrize("count", [2, 20])
def test_pages_ask_the_database_little_whatever_their_length(station, client, settings, count):
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    for _number in range(count):
        row = lose(station)
    person = cast.make_person("busy", roles.Role.CHIEF_EDITOR, station.cast.station)
    cast.grant(person, roles.Role.BROADCASTER, station.cast.station)
    client.force_login(person)
    pages = [
        ("deliveries", ()),
        ("unacknowledged", ()),
        ("destinations", (station.outlet.pk,)),
        ("destination", (row.destination_id,)),
        ("release_deliveries", (row.release_id,)),
        ("rundown", (station.outlet.pk, models.air_day(timezone.now()).isoformat())),
    ]
    counts = {}
    for name, args in pages:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(f"broadcasts:{name}", args=args)).status_code == 200
        counts[name] = len(asked)
    assert max(counts.values()) <= 25, counts
