"""Reach: contacts by estimate, with the audience of the day and its source."""

import html
from datetime import date, timedelta

import pytest
from django.urls import reverse

from campaigns.broadcasts import models, queries, services
from tests.factories import broadcasts, cast
from tests.factories.refusals import refused_by

DAY = broadcasts.TOMORROW


def enter(station, people=1000, **changes):
    base = {
        "outlet": station.outlet,
        "medium": "RADIO",
        "language": "vi",
        "people": people,
        "source_text": "Khảo sát thính giả 2026, số 12/BC-PTTH",
        "as_of_date": date(2026, 6, 30),
        "valid_from_date": date(2026, 7, 1),
    }
    draft = services.AudienceDraft(**(base | changes))
    return services.save_audience(draft=draft, by=station.chief, at=broadcasts.NOW)


def air(station, hour, day=DAY):
    release = broadcasts.make_release(
        station, slot=None, planned_start_at=broadcasts.on_air(hour, day=day)
    )
    return broadcasts.make_airing(station, release)


def lines(first=DAY, last=DAY + timedelta(days=9)):
    return queries.reach_lines(models.Outlet.objects.all(), first, last)


def test_contacts_are_airings_times_the_audience_of_their_day(station):
    enter(station, 1000)
    enter(station, 3000, valid_from_date=DAY + timedelta(days=1))
    air(station, 6)
    air(station, 7)
    air(station, 6, day=DAY + timedelta(days=1))
    (line,) = lines()
    assert (line.pieces, line.contacts, line.uncounted) == (3, 2 * 1000 + 3000, 0)
    assert (line.people, line.source_text[:8]) == (3000, "Khảo sát")


def test_without_an_audience_nothing_is_estimated(station):
    enter(station, valid_from_date=DAY + timedelta(days=1))
    air(station, 6)
    (line,) = lines(last=DAY)
    assert (line.pieces, line.contacts, line.uncounted, line.people) == (1, None, 1, None)
    air(station, 6, day=DAY + timedelta(days=1))
    (line,) = lines()
    assert (line.pieces, line.contacts, line.uncounted) == (2, 1000, 1)


def test_an_audience_of_another_medium_or_language_does_not_count(station):
    enter(station, medium="TELEVISION")
    enter(station, language="rog")
    air(station, 6)
    assert [line.contacts for line in lines()] == [None]


def test_a_slip_taken_back_reaches_nobody(station):
    enter(station)
    airing = air(station, 6)
    services.take_back_airing(airing=airing, by=station.broadcaster, at=broadcasts.on_air(9))
    assert lines() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"source_text": " "},
        {"people": 0},
        {"people": 100_000_001},
        {"medium": "SMS"},
        {"language": "xx"},
        {"as_of_date": date(2026, 11, 18)},
    ],
)
def test_a_figure_without_its_source_or_sense_is_refused(station, changes):
    with pytest.raises(services.AudienceRefused):
        enter(station, **changes)


def test_a_figure_that_begins_on_the_same_day_is_mended(station):
    enter(station, 1000)
    enter(station, 1200)
    assert models.OutletAudience.objects.get().people == 1200


# --- Pages -----------------------------------------------------------------------------------


@pytest.fixture
def visit(client, settings, station):
    settings.LOA_SECOND_FACTOR_REQUIRED = False

    def go(name, *args, by=None, post=None, **query):
        client.force_login(by or station.chief)
        path = reverse(f"broadcasts:{name}", args=args)
        return client.get(path, query) if post is None else client.post(path, post)

    return go


def said(response):
    return html.unescape(response.content.decode())


def test_the_page_opens_into_the_airings_that_it_counts(station, visit):
    enter(station, 1234)
    air(station, 6)
    air(station, 7)
    page = said(visit("reach", **{"from": DAY.isoformat(), "to": DAY.isoformat()}))
    assert "2.468" in page
    assert "Khảo sát thính giả 2026" in page
    (line,) = lines(last=DAY)
    assert line.rows_url in page
    rows = said(visit("said", **dict(p.split("=") for p in line.rows_url.split("?")[1].split("&"))))
    assert rows.count("<tr") == 1 + 2 + 1, "head, two airings, total"


def test_an_outlet_without_an_audience_is_grey_and_leads_to_the_form(station, visit):
    air(station, 6)
    query = {"from": DAY.isoformat(), "to": DAY.isoformat()}
    page = said(visit("reach", **query))
    assert "loa-tag-neutral" in page
    assert reverse("broadcasts:audience", args=[station.outlet.pk]) in page
    page = said(visit("reach", by=station.broadcaster, **query))
    assert reverse("broadcasts:audience", args=[station.outlet.pk]) not in page


def test_nonsense_in_the_address_is_no_fault(station, visit):
    assert visit("reach", **{"from": "x", "to": "9999-99-99", "sort": "?"}).status_code == 200


def test_the_file_says_what_lacks(station, visit):
    air(station, 6)
    query = {"from": DAY.isoformat(), "to": DAY.isoformat(), "export": "csv"}
    text = b"".join(visit("reach", **query).streaming_content).decode()
    assert text.count("\r\n") == 2


def test_a_figure_is_entered_with_its_source(station, visit):
    post = {
        "medium": "RADIO",
        "language": "vi",
        "people": "5000",
        "source_text": "",
        "as_of_date": "2026-06-30",
        "valid_from_date": "2026-07-01",
    }
    assert visit("audience", station.outlet.pk).status_code == 200
    refused = visit("audience", station.outlet.pk, post=post)
    assert refused.status_code == 200
    assert "5000" in said(refused)
    post["source_text"] = "=Báo cáo"
    assert visit("audience", station.outlet.pk, post=post).status_code == 302
    assert "5.000" in said(visit("audience", station.outlet.pk))
    post["as_of_date"] = "2126-01-01"
    assert visit("audience", station.outlet.pk, post=post).status_code == 200


# --- What the database keeps -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("broadcasts_audience_once", {}),
        ("broadcasts_audience_has_source", {"language": "rog", "source_text": ""}),
        ("broadcasts_audience_medium", {"medium": "SMOKE"}),
        ("broadcasts_audience_of_people", {"language": "rog", "people": 0}),
    ],
)
def test_the_database_refuses_a_figure(station, constraint, changes):
    row = enter(station)
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    values.pop("id")
    with refused_by(constraint):
        models.OutletAudience(**(values | changes)).save()


def test_a_recount_needs_no_audience(station):
    air(station, 6)
    assert services.recount_airings(by=cast.SYSTEM, at=broadcasts.NOW) == []
